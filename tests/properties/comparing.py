"""Comparing the three executions of one random program.

refusals = compare(program, folder)       AssertionError where they differ; else the codes of its refusal
"""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from compiler import compile_module
from compiler.diagnostics.render import render
from tests.properties.programs import Program
from tests.three_ways import run_engine, run_plain, told_by_aws


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
    in_order = '"Type": "Map"' not in text and '"Type": "Parallel"' not in text
    for input_ in program.inputs:
        plain = run_plain(built, input_, in_order=in_order, nested=nested)
        for name, one in (("unrewritten", longer), ("rewritten", built)):
            found = run_engine(one, input_, in_order=in_order, nested=nested)
            if not in_order and (plain.error is not None or '"Catch"' in text):
                # A failing branch or item stops plain Python, while its neighbours were already called on AWS; and
                # of two that fail, the first in time is the one that is told.
                more = Counter(plain.calls) - Counter(found.calls)
                assert not more, f"{name} ASL lacks calls on {input_}:\n  {found}\n  {plain}\n{program.body}"
                found = replace(found, calls=plain.calls)
                if plain.error is not None and found.error is not None:
                    continue
            assert found == told_by_aws(plain, found), (
                f"{name} ASL differs on {input_}:\n  {found}\n  {plain}\n{program.body}"
            )
    return []
