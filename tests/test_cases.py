"""Every literate case: compiled twice, its findings and forms compared, and what has a `run` block run three ways.

    pytest tests/test_cases.py -k choices          pytest tests/test_cases.py --update

Blocks of a case: `py` the module; `flow`, `asl`, `diagnostics` what must come out; `run` inputs and what they give:

    {"n": 2}            an input
    => 4                its output
    {"n": -1}
    !! ValueError: negative
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from compiler.diagnostics.render import render
from compiler.driver import Build, compile_module
from tests.literate import Block, Case, cases_in, rewrite
from tests.three_ways import Outcome, run_engine, run_plain, told_by_aws

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").rglob("*.md"))
    if path.parent.name != "engine"
    for case in cases_in(path)
]


class Compiled:
    """A case's module, written to a folder and compiled."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case = case
        self.path = folder / "case.py"
        self.path.write_text(case.source, encoding="utf-8")
        self.forms: dict[str, str] = {}
        self.build = self.compile(dump=lambda name, text: self.forms.__setitem__(name, text))

    def compile(self, *, rewrites: bool = True, dump: Callable[[str, str], None] | None = None) -> Build:
        return compile_module(self.path, roots=(self.path.parent,), rewrites=rewrites, dump=dump)

    @property
    def findings(self) -> str:
        return render(self.build.diagnostics).replace(str(self.path), self.path.name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    compiled = Compiled(case, tmp_path)
    found = sorted((one.span.line, one.code.id) for one in compiled.build.diagnostics)
    assert found == case.expected_codes, f"\n{compiled.findings}"
    again = compiled.compile()
    texts = [
        {name: json.dumps(one.definition) for name, one in build.pipelines.items()} for build in (compiled.build, again)
    ]
    assert texts[0] == texts[1], "two compilations of one source differ"
    expected = {"diagnostics": compiled.findings, "asl": _definitions(compiled.build), "flow": _flow(compiled)}
    if run := case.block("run"):
        expected["run"] = _runs(compiled, run)
    _compare(case, expected, update=request.config.getoption("--update"))


def _definitions(build: Build) -> str:
    definitions = [one.definition for one in build.pipelines.values()]
    return "\n".join(json.dumps(definition, indent=2, ensure_ascii=False) + "\n" for definition in definitions)


def _flow(compiled: Compiled) -> str:
    return next((text.rstrip("\n") + "\n" for name, text in reversed(compiled.forms.items()) if name != "program"), "")


def _runs(compiled: Compiled, block: Block) -> str:
    """The `run` block with what plain Python gives; both ASL executions must give the same."""
    assert compiled.build.ok, compiled.findings
    (built,) = compiled.build.pipelines.values()
    (unrewritten,) = compiled.compile(rewrites=False).pipelines.values()
    text = json.dumps(built.definition)
    in_order = '"Type": "Map"' not in text and '"Type": "Parallel"' not in text
    lines = []
    for line in block.text.splitlines():
        if line.startswith(("=>", "!!")) or not line.strip():
            continue
        input_ = json.loads(line)
        plain = run_plain(built, input_, in_order=in_order)
        longer, found = (run_engine(one, input_, in_order=in_order) for one in (unrewritten, built))
        assert longer == told_by_aws(plain, longer), f"unrewritten ASL, input {line}"
        assert found == told_by_aws(plain, found), f"rewritten ASL, input {line}"
        lines += [line, _outcome(plain, found)]
    return "\n".join(lines) + "\n"


def _outcome(plain: Outcome, found: Outcome) -> str:
    if plain.error is None:
        return f"=> {json.dumps(plain.output, ensure_ascii=False)}"
    told = f"{plain.error}: {plain.message}"
    return f"!! {told}" if found.error == plain.error else f"!! {found.error} ({told})"


def _compare(case: Case, expected: dict[str, str], *, update: bool) -> None:
    if update:  # read anew: an earlier case of the file may have moved this one
        case = next(fresh for fresh in cases_in(case.path) if fresh.name == case.name)
    blocks = {kind: case.block(kind) for kind in expected}
    stale = {block: expected[kind] for kind, block in blocks.items() if block and block.text != expected[kind]}
    if update:
        rewrite(case.path, {block.start: (block.end, text) for block, text in stale.items()})
        return
    for block, text in stale.items():
        assert text == block.text, f"the `{block.kind}` block differs; pytest --update rewrites it"
