"""Every literate case: compiled twice, its findings and forms compared, and what has a `run` block run three ways.

    pytest tests/test_cases.py -k choices          pytest tests/test_cases.py --update

Blocks of a case: `py` the module; `flow`, `asl`, `diagnostics` what must come out; `run` inputs and what they give:

    {"n": 2}            an input
    => 4                its output
    {"n": -1}
    !! ValueError: negative

The last pipeline of the module is run; it may `run` the others. An `engine` block is a `run` block of what plain Python
cannot do. A case with an `aws` block has an AWS of its own, which its `after` block asks when it has run
(`tests/aws_blocks.py`).
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from compiler.diagnostics.render import render
from compiler.driver import Build, PipelineBuild, compile_module
from runtime.local.engine.integrations import Clients
from tests.aws_blocks import Aws, embedded
from tests.literate import Block, Case, cases_in, rewrite
from tests.three_ways import Outcome, run_engine, run_plain, told_by_aws

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").rglob("*.md"))
    if path.parent.name != "engine"
    for case in cases_in(path)
]
CASES += cases_in(Path(__file__).parents[1] / "docs" / "LANGUAGE.md")


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
    for kind in ("run", "engine"):
        if (run := case.block(kind)) and case.block("aws"):
            expected |= _runs_with_aws(compiled, run, request.getfixturevalue("aws"))
        elif run:
            expected[kind] = _runs(compiled, run)
    _compare(case, expected, update=request.config.getoption("--update"))


def _definitions(build: Build) -> str:
    definitions = [one.definition for one in build.pipelines.values()]
    return "\n".join(json.dumps(definition, indent=2, ensure_ascii=False) + "\n" for definition in definitions)


def _flow(compiled: Compiled) -> str:
    return next((text.rstrip("\n") + "\n" for name, text in reversed(compiled.forms.items()) if name != "program"), "")


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with embedded() as made:
        yield made


def _runs(compiled: Compiled, block: Block) -> str:
    """The block with what plain Python gives (the engine, in an `engine` block); both ASL executions must agree."""
    ways = _ways(compiled, plain=block.kind == "run")
    lines = []
    for line in _inputs(block):
        outcomes = {name: run(json.loads(line)) for name, run in ways.items()}
        lines += [line, _outcome(outcomes, line)]
    return "\n".join(lines) + "\n"


def _runs_with_aws(compiled: Compiled, block: Block, aws: Aws) -> dict[str, str]:
    """The same with AWS filled anew for each run, and what was left there."""
    ways = _ways(compiled, aws.client, plain=block.kind == "run")
    setup, after = compiled.case.block("aws"), compiled.case.block("after")
    assert setup is not None
    lines = []
    left: dict[str, Any] = {}
    for line in _inputs(block):
        outcomes: dict[str, Outcome] = {}
        for name, run in ways.items():
            aws.fill(setup.text)
            outcomes[name] = run(json.loads(line))
            left[name] = aws.tell(after.text) if after else ""
        lines += [line, _outcome(outcomes, line)]
    told = {"after": _agreed(left, "what is left behind")} if after else {}
    return {block.kind: "\n".join(lines) + "\n", **told}


def _agreed(found: dict[str, Any], told: str) -> Any:
    first, *others = found.values()
    for name, other in zip(list(found)[1:], others, strict=True):
        assert other == first, f"{name}, {told}"
    return first


def _inputs(block: Block) -> list[str]:
    return [line for line in block.text.splitlines() if line.strip() and not line.startswith(("=>", "!!"))]


def _ways(compiled: Compiled, clients: Clients | None = None, *, plain: bool) -> dict[str, Callable[[Any], Outcome]]:
    """The ways of running the last pipeline: plain Python where that can, then both definitions."""
    assert compiled.build.ok, compiled.findings
    text = json.dumps([one.definition for one in compiled.build.pipelines.values()])
    in_order = '"Type": "Map"' not in text and '"Type": "Parallel"' not in text
    ways: dict[str, Callable[[Any], Outcome]] = {}
    if plain:
        built, nested = _last(compiled.build)
        ways["plain Python"] = partial(run_plain, built, in_order=in_order, nested=nested)
    for name, build in (("unrewritten ASL", compiled.compile(rewrites=False)), ("rewritten ASL", compiled.build)):
        built, nested = _last(build)
        ways[name] = partial(run_engine, built, in_order=in_order, nested=nested, clients=clients)
    return ways


def _last(build: Build) -> tuple[PipelineBuild, dict[str, PipelineBuild]]:
    """The module's last pipeline, which is run, and those before it, which it may `run`."""
    *others, built = build.pipelines.values()
    return built, {one.name: one for one in others}


def _outcome(outcomes: dict[str, Outcome], line: str) -> str:
    """What all ways gave; an error that AWS tells otherwise than Python is told as both."""
    first, *_, found = outcomes.values()
    for name, other in list(outcomes.items())[1:]:
        assert other == told_by_aws(first, other), f"{name}, input {line}"
    if first.error is None:
        return f"=> {json.dumps(first.output, ensure_ascii=False)}"
    told = f"{first.error}: {first.message}" if first.message is not None else str(first.error)
    return f"!! {told}" if found.error == first.error else f"!! {found.error} ({told})"


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
