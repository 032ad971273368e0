"""Comparing the three executions of one random program.

refusals = compare(program, folder)       AssertionError where they differ; else the codes of its refusal
"""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from compiler import compile_module
from compiler.diagnostics.render import render
from compiler.driver import PipelineBuild
from tests.properties.one_after_another import one_after_another
from tests.properties.programs import Program
from tests.three_ways import Outcome, run_engine, run_plain, told_by_aws


def compare(program: Program, folder: Path) -> list[str]:
    """Compile, and where it is not refused run every input three ways."""
    path = folder / "program.py"
    path.write_text(program.source, encoding="utf-8")
    build = compile_module(path, roots=(folder,))
    refusals = [found.code.id for found in build.diagnostics if found.is_error]
    assert not any(code.startswith("SM9") for code in refusals), render(build.diagnostics)
    if refusals:
        return refusals
    unrewritten = compile_module(path, roots=(folder,), rewrites=False)
    built, longer = build.pipelines["program"], unrewritten.pipelines["program"]
    nested = {name: one for name, one in build.pipelines.items() if name != "program"}
    text = json.dumps(built.definition) + json.dumps(longer.definition)
    together = '"Type": "Map"' in text or '"Type": "Parallel"' in text
    for input_ in program.inputs:
        _compare_run(program, input_, {"unrewritten": longer, "rewritten": built}, nested, together=together)
    return []


def _compare_run(
    program: Program,
    input_: Any,
    ways: dict[str, PipelineBuild],
    nested: dict[str, PipelineBuild],
    *,
    together: bool,
) -> None:
    """Exactly with one branch and item after another; as they really run, with what two orders have in common."""
    plain = run_plain(ways["rewritten"], input_, nested=nested)
    for name, one in ways.items():
        alone, others = _in_turn(one), {key: _in_turn(other) for key, other in nested.items()}
        if alone is not None:
            found = run_engine(alone, input_, nested={key: other for key, other in others.items() if other})
            assert found == told_by_aws(plain, found), (
                f"{name} ASL differs on {input_}:\n  {found}\n  {plain}\n{program.body}"
            )
        if together:
            found = run_engine(one, input_, nested=nested)
            problem = _difference_together(plain, found, caught='"Catch"' in json.dumps(one.definition))
            assert not problem, f"{name} ASL {problem} on {input_}:\n  {found}\n  {plain}\n{program.body}"


def _in_turn(built: PipelineBuild) -> PipelineBuild | None:
    definition = one_after_another(built.definition)
    return None if definition is None else replace(built, definition=definition)


def _difference_together(plain: Outcome, found: Outcome, *, caught: bool) -> str:
    """A failing branch or item stops plain Python, while its neighbours were already called on AWS; and of two that
    fail, the first in time is the one that is told.
    """
    if Counter(plain.calls) - Counter(found.calls):
        return "lacks calls"
    if plain.error is None and found.output != plain.output:
        return "gives something else"
    if plain.error is None and not caught and Counter(plain.calls) != Counter(found.calls):
        return "makes more calls"
    return "" if (plain.error is None) == (found.error is None) else "ends differently"
