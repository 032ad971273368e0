"""What an Express pipeline cannot do is the author's finding, at the author's line; a Standard one may."""

from pathlib import Path

import pytest

from compiler.driver import compile_module

HEAD = """from dsl import TOKEN, TaskToken, aws, each, hours, minutes, pipeline, run, seconds, step, wait

@step
def load(n: int) -> int: ...

@step(timeout=minutes(4))
def ask(n: int, token: TaskToken = TOKEN) -> int: ...

@pipeline
def other(n: int) -> int:
    return load(n)

"""


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("ask(n)", "SM505", "wait for a task token"),
        ("run(other, n)", "SM505", "wait for another pipeline"),
        ('aws.glue.start_job_run.sync(JobName="rows")', "SM505", "use `.sync`"),
        ("wait(minutes(5))", "SM506", "waits 300 seconds"),
        ("[wait(hours(1)) for x in [1]]", "SM506", "waits 3,600 seconds"),
        ("wait(seconds(299))", None, ""),
        ("wait(seconds(n))", None, ""),
        ("load(n)", None, ""),
    ],
)
def test_a_line(line: str, code: str | None, said: str, tmp_path: Path) -> None:
    source = f'{HEAD}@pipeline(kind="EXPRESS")\ndef quick(n: int) -> int:\n    {line}\n    return n\n'
    found = findings(source, tmp_path)
    assert [(one.code.id, one.span.line) for one in found] == ([(code, HEAD.count("\n") + 3)] if code else [])
    assert all(said in one.message for one in found)
    standard = findings(source.replace('kind="EXPRESS"', 'kind="STANDARD"'), tmp_path)
    assert not [one for one in standard if one.is_error]


def findings(source: str, folder: Path):
    (folder / "case.py").write_text(source)
    return compile_module(folder / "case.py", roots=(folder,)).diagnostics
