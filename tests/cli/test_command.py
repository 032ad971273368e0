"""The command as a person or a CI job meets it: exit codes, streams, nothing half-written, no tracebacks."""

import json
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

GOOD = '''"""Doubles a number."""

from dsl import pipeline, step


@step
def double(n: int) -> int:
    """Twice the number."""
    print("doubling")
    return n * 2


@pipeline
def doubling(n: int) -> int:
    """Double n."""
    return double(n)
'''
BAD = GOOD.replace("double(n)\n", "dubble(n)\n") + "\n\n@pipeline\ndef other(n: int) -> int:\n    return double('x')\n"


def statemill(*arguments, cwd):
    command = [sys.executable, "-m", "compiler.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_text(BAD)
    return tmp_path


def test_check_is_clean_and_writes_nothing(project):
    before = sorted(project.rglob("*.*"))
    done = statemill("check", "good.py", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 pipeline checked: doubling\n"
    assert sorted(project.rglob("*.*")) == before


def test_every_finding_comes_in_one_run_with_its_place(project):
    done = statemill("check", "bad.py", "--format", "short", cwd=project)
    assert done.returncode == 1
    assert [line.split(":")[:2] for line in done.stdout.splitlines()] == [["bad.py", "16"], ["bad.py", "21"]]
    assert "double" in done.stdout.splitlines()[0], "the near name is offered"


def test_a_folder_means_the_modules_that_declare_pipelines(project):
    (project / "notes.py").write_text("this is not Python")
    done = statemill("check", ".", "--format", "json", cwd=project)
    assert done.returncode == 1
    assert {json.loads(line)["span"]["path"] for line in done.stdout.splitlines()} == {"bad.py"}


def test_a_bad_module_leaves_a_good_build_as_it_was(project):
    assert statemill("build", "good.py", cwd=project).returncode == 0
    files = {file: file.read_bytes() for file in (project / "build").rglob("*") if file.is_file()}
    (project / "good.py").write_text(BAD)
    done = statemill("build", "good.py", cwd=project)
    assert done.returncode == 1
    assert {file: file.read_bytes() for file in (project / "build").rglob("*") if file.is_file()} == files


def test_build_writes_every_artefact_and_a_second_one_nothing(project):
    first = statemill("build", "good.py", cwd=project)
    assert first.returncode == 0, first.stderr
    names = {file.name for file in (project / "build" / "doubling").iterdir()}
    assert names == {"state-machine.asl.json", "template.json", "manifest.json", "graph.svg", "graph.mmd"}
    (_package,) = (project / "build" / "packages").glob("*.zip")
    stamps = {file: file.stat().st_mtime_ns for file in (project / "build").rglob("*") if file.is_file()}
    assert statemill("build", "good.py", cwd=project).returncode == 0
    assert {file: file.stat().st_mtime_ns for file in (project / "build").rglob("*") if file.is_file()} == stamps


def test_run_gives_the_result_on_standard_output_and_progress_beside_it(project):
    done = statemill("run", "good.py", "--input", '{"n": 21}', cwd=project)
    assert (done.returncode, done.stdout) == (0, "42\n"), done.stderr
    assert "double" in done.stderr
    assert "doubling" in done.stderr


def test_a_failed_run_names_the_python_line_and_the_steps_own_error(project):
    (project / "good.py").write_text(GOOD.replace("return n * 2", "raise ValueError(f'no {n}')"))
    done = statemill("run", "good.py:doubling", "--input", '{"n": 1}', cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert "at good.py:16:12" in done.stderr
    assert 'File "good.py", line 10, in double' in done.stderr
    assert "ValueError: no 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mock_answers_a_step(project):
    (project / "stand_in.py").write_text("def ten(arguments):\n    return arguments['n'] * 10\n")
    for mock, answer in (("double=7", "7\n"), ("double=stand_in:ten", "30\n")):
        done = statemill("run", "good.py", "--input", '{"n": 3}', "--mock", mock, cwd=project)
        assert (done.returncode, done.stdout) == (0, answer), done.stderr


TWICE = GOOD.replace("import pipeline, step", "import pipeline, seconds, step, wait").replace(
    "    return double(n)", "    twice = double(n)\n    wait(seconds(60))\n    return double(twice)"
)


def test_a_mock_answers_every_call_of_its_step(project):
    (project / "twice.py").write_text(TWICE)
    done = statemill(
        "run", "twice.py", "--input", '{"n": 3}', "--mock", "double=7", "--mock", "double 2=8", "--virtual", cwd=project
    )
    assert (done.returncode, done.stdout) == (0, "8\n")
    done = statemill("run", "twice.py", "--input", '{"n": 3}', "--mock", "double=7", "--virtual", cwd=project)
    assert (done.returncode, done.stdout) == (0, "7\n")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_aborts_its_execution(project, sent):
    (project / "twice.py").write_text(TWICE)
    run = ["run", "twice.py", "--input", '{"n": 3}', "--history", "events.json"]
    command = [sys.executable, "-m", "compiler.cli", *run]
    with subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "wait …" in line:
                break
        process.send_signal(sent)
        told = process.stderr.read()
    assert process.returncode == 130
    assert f"interrupted by {sent.name}" in told
    events = json.loads((project / "events.json").read_text())["events"]
    assert [one["type"] for one in events[-2:]] == ["WaitStateAborted", "ExecutionAborted"]


def test_what_a_mock_raises_is_the_steps_failure(project):
    (project / "stand_in.py").write_text(
        "class Closed(Exception): pass\ndef no(arguments):\n    raise Closed('not now')\n"
    )
    done = statemill("run", "good.py", "--input", '{"n": 3}', "--mock", "double=stand_in:no", cwd=project)
    assert done.returncode == 1
    assert "Closed: not now" in done.stderr
    assert "at good.py:16:12" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "missing.py"], "missing.py"),
        (["run", "missing.py"], "missing.py"),
        (["run", "good.py", "--input", "{n: 1}"], "--input"),
        (["run", "good.py", "--input", "@missing.json"], "missing.json"),
        (["run", "good.py:nothing"], "good.py:doubling"),
        (["run", "good.py"], "lacks n: int"),
        (["run", "good.py", "--input", "[1]"], "lacks n: int"),
        (["run", "good.py", "--input", '{"n": NaN}'], "NaN is not in JSON"),
        (["run", "good.py", "--input", '{"n": 1}', "--mock", "doubel=1"], "did you mean `double`?"),
        (["compile", "good.py", "-o", "/dev/null/x"], "/dev/null"),
        (["run", "good.py", "--mock", "double"], "--mock STEP=JSON"),
        (["run", "good.py", "--file", "landing/x.csv=x"], "s3://BUCKET/KEY=FILE"),
        (["run", "good.py", "--file", "s3://landing/x.csv=x.csv"], "x.csv cannot be read"),
        (["run", "good.py", "--mock", "double=os:nothing"], "nothing"),
        (["explain", "SM999"], "SM999"),
        (["new", "."], "not empty"),
        (["graph", "good.py", "-o", "x.png"], ".svg"),
        (["chekc", "good.py"], "did you mean `check`?"),
        (["frobnicate"], "there is check, compile"),
        (["check", "god.py"], "did you mean good.py?"),
        (["check", "good.py:doubling"], "this verb takes whole files: good.py"),
        (["graph", "missing.py"], "there is no file missing.py"),
        (["run", "."], "there is no file ."),
        (["new", "good.py"], "is a file"),
        (["compile", "good.py", "--cost", "--region", "mars-1"], "mars-1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_exits_with_2_and_says_what_is_wrong(project, arguments, said):
    done = statemill(*arguments, cwd=project)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


PRICES = '''"""Prices of a file, row by row."""

from dsl import Bucket, S3Csv, each, pipeline, step

landing = Bucket("landing")


@step
def cents(row: dict[str, str]) -> int:
    """A price."""
    return round(float(row["price"]) * 100)


@pipeline
def prices(day: str) -> list[int]:
    """A day's prices."""
    return each(cents, source=S3Csv(landing, f"in/{day}.csv"))
'''


def test_files_are_in_the_embedded_aws(project):
    (project / "prices.py").write_text(PRICES)
    (project / "mon.csv").write_text("isbn,price\na,1.50\nb,2.25\n")
    files = ["--file", "s3://landing/in/mon.csv=mon.csv", "--file", "s3://other/note.txt=mon.csv"]
    done = statemill("run", "prices.py", "--input", '{"day": "mon"}', *files, cwd=project)
    assert (done.returncode, done.stdout) == (0, "[150, 225]\n"), done.stderr


FAMILY = '''"""A day, and days that run days."""

from dataclasses import dataclass
from datetime import date

from dsl import Table, parallel, pipeline, run, step
from runtime import dynamodb

staging = Table("staging", partition_key={"day": "S"})


@dataclass
class Day:
    day: date
    rows: int


class Bad(Exception): ...
class Worse(Bad): ...


@step(uses=[staging.write], retry=None)
def load(day: date) -> Day:
    """Load a day."""
    if day.day == 13:
        raise Worse(f"{day} is unlucky")
    dynamodb.table(staging).put({"day": day.isoformat()})
    return Day(day, day.day)


@step(uses=[staging.read], retry=None)
def count(days: list[Day]) -> int:
    """How many of the days are there."""
    return sum(dynamodb.table(staging).get({"day": one.day.isoformat()}) is not None for one in days)


@pipeline
def daily(day: date) -> Day:
    """One day."""
    loaded = load(day)
    if loaded.rows == 12:
        raise Bad("twelve")
    return loaded


@pipeline
def both(day: date) -> list[Day]:
    """A day and its eve."""
    eve, itself = parallel(run(daily, day=date(2024, 1, 5)), run(daily, day=day))
    return [eve, itself]


@pipeline
def careful(day: date) -> str:
    """With handlers."""
    try:
        days = run(both, day=day)
    except Worse as error:
        return f"worse: {error}"
    except Bad as error:
        return f"bad: {error}"
    return f"{days[0].day}, {days[1].day}: {count(days)}"


@pipeline
def careless(day: date) -> int:
    """Without."""
    return count(run(both, day=day))
'''


@pytest.fixture
def family(project):
    (project / "family.py").write_text(FAMILY)

    def run(name, day, *options):
        return statemill("run", f"family.py:{name}", "--input", json.dumps({"day": day}), *options, cwd=project)

    return run


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2024-01-06", "2024-01-05, 2024-01-06: 2"),
        ("2024-01-12", "bad: twelve"),
        ("2024-01-13", "worse: 2024-01-13 is unlucky"),
    ],
)
def test_nested_pipelines_run_from_their_packages_with_one_aws(family, day, answer):
    done = family("careful", day)
    assert (done.returncode, done.stdout) == (0, f'"{answer}"\n'), done.stderr
    assert "both: daily 2 …" in done.stderr


def test_a_failure_in_a_nested_pipeline_names_every_line_on_the_way(family):
    done = family("careless", "2024-01-13")
    assert done.returncode == 1
    said = [line.strip() for line in done.stderr.splitlines()]
    lines = [after for line, after in pairwise(said) if line.startswith(("at family.py", 'File "family.py"'))]
    assert lines == [
        "return count(run(both, day=day))",
        'raise Worse(f"{day} is unlucky")',
        "eve, itself = parallel(run(daily, day=date(2024, 1, 5)), run(daily, day=day))",
        "loaded = load(day)",
    ]


def test_a_mock_answers_a_nested_pipeline_or_one_of_its_calls(family):
    day = {"day": "2024-01-13", "rows": 1}
    done = family("careful", "2024-01-13", "--mock", f"both={json.dumps([day, day])}", "--mock", "count=7")
    assert (done.returncode, done.stdout) == (0, '"2024-01-13, 2024-01-13: 7"\n'), done.stderr
    done = family("careful", "2024-01-13", "--mock", f"daily 2={json.dumps(day)}")
    assert (done.returncode, done.stdout) == (0, '"2024-01-05, 2024-01-13: 1"\n'), done.stderr
    done = family("careful", "2024-01-13", "--mock", "dayly=1")
    assert (done.returncode, "did you mean `daily`?" in done.stderr) == (2, True)


def test_graph_draws_mermaid_or_a_picture(project):
    done = statemill("graph", "good.py", cwd=project)
    assert done.stdout.startswith("flowchart TD\n")
    assert statemill("graph", "good.py", "-o", "it.svg", cwd=project).returncode == 0
    assert (project / "it.svg").read_text().startswith("<svg")


def test_schedule_lists_the_next_starts(project):
    text = GOOD.replace("import pipeline", "import cron, pipeline")
    schedule = 'schedule=cron("0 3 * * ? *", timezone="Asia/Tokyo", input={"n": 1})'
    (project / "good.py").write_text(text.replace("@pipeline", f"@pipeline({schedule})"))
    done = statemill("schedule", "good.py", "--after", "2026-01-31", "--count", "2", cwd=project)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[1:] == [
        "  2026-02-01 03:00:00+09:00   2026-01-31 18:00:00 UTC",
        "  2026-02-02 03:00:00+09:00   2026-02-01 18:00:00 UTC",
    ]


def test_lint_answers_one_json_line_a_file(project):
    machine = {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
    (project / "ok.asl.json").write_text(json.dumps(machine))
    (project / "broken.asl.json").write_text(json.dumps(machine | {"StartAt": "B"}))
    (project / "cut.asl.json").write_text('{"StartAt": ')
    (project / "folder.json").mkdir()
    (project / "nowhere.json").symlink_to("gone")
    done = statemill("lint", ".", "--format", "json", cwd=project)
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["file"]: line["valid"] for line in lines} == {
        "ok.asl.json": True,
        "broken.asl.json": False,
        "cut.asl.json": False,
    }
    assert all(line["diagnostics"] for line in lines if not line["valid"])


def test_a_new_project_checks_tests_and_runs(tmp_path):
    assert statemill("new", "orders", cwd=tmp_path).returncode == 0
    folder = tmp_path / "orders"
    checked = statemill("check", "pipelines", cwd=folder)
    assert checked.returncode == 0, checked.stderr
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=folder, capture_output=True
    )
    assert tested.returncode == 0, tested.stdout.decode()
    done = statemill("run", "pipelines/orders.py", "--input", '{"numbers": [1, 2, 3]}', cwd=folder)
    assert (done.returncode, done.stdout) == (0, '{"count": 3, "total": 14}\n'), done.stderr


def test_two_builds_at_once_into_one_folder_give_what_one_gives(project):
    alone = statemill("build", "good.py", "-o", "alone", cwd=project)
    assert alone.returncode == 0, alone.stderr
    command = [sys.executable, "-m", "compiler.cli", "build", "good.py", "-o", "shared"]
    both = [subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait(120) for one in both] == [0, 0]
    files = {
        file.relative_to(project / "alone"): file.read_bytes()
        for file in (project / "alone").rglob("*")
        if file.is_file() and ".cache" not in file.parts
    }
    assert {file: (project / "shared" / file).read_bytes() for file in files} == files


@pytest.mark.parametrize("verb", ["graph", "schedule", "run"])
def test_findings_stay_beside_an_answer(project, verb):
    done = statemill(verb, "bad.py", "--format", "json", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert [json.loads(line)["span"]["line"] for line in done.stderr.splitlines()] == [16, 21]


def test_version_is_told():
    assert statemill("--version", cwd=ROOT).stdout == "statemill, version 0.1.0\n"
