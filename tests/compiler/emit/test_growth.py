"""Definitions grow with the source, not faster, and deep programs compile."""

import json
import textwrap
from pathlib import Path

import pytest

from compiler.driver import Build, compile_module

HEAD = """
from dsl import pipeline, step

@step(retry=None)
def work(n: int) -> int:
    return n + 1

@pipeline
def grown(n: int, xs: list[int]) -> int:
"""


def chained(count: int) -> list[str]:
    return ["n = work(n)"] * count


def sequential_ifs(count: int) -> list[str]:
    return [line for i in range(count) for line in (f"if n > {i}:", "    n = work(n)")]


def sequential_loops(count: int) -> list[str]:
    return [line for _ in range(count) for line in ("for x in xs:", "    n = work(n + x)")]


def guarded(count: int) -> list[str]:
    return [line for _ in range(count) for line in ("try:", "    n = work(n)", "except ValueError:", "    n = 0")]


def early_returns(count: int) -> list[str]:
    return [line for i in range(count) for line in (f"if work(n) == {i}:", f"    return {i}")]


def long_elif(count: int) -> list[str]:
    arms = [line for i in range(count) for line in (f"elif n == {i}:", f"    n = work({i})")]
    return ["if n < 0:", "    n = work(n)", *arms]


def arithmetic(count: int) -> list[str]:
    return [f"n = n + {i}" for i in range(count)]


def compiled(lines: list[str], folder: Path) -> Build:
    path = folder / "grown.py"
    path.write_text(HEAD + textwrap.indent("\n".join([*lines, "return n"]), "    ") + "\n")
    build = compile_module(path, roots=(folder,))
    assert build.ok, [found.message for found in build.diagnostics][:3]
    return build


def size(lines: list[str], folder: Path) -> int:
    return len(json.dumps(compiled(lines, folder).pipelines["grown"].definition))


@pytest.mark.parametrize(
    "shape", [chained, sequential_ifs, sequential_loops, guarded, early_returns, long_elif, arithmetic]
)
def test_twice_the_source_gives_at_most_about_twice_the_definition(shape, tmp_path):
    assert size(shape(160), tmp_path) < 2.2 * size(shape(80), tmp_path)


def test_deeply_nested_ifs_compile(tmp_path):
    depth = 90  # CPython's parser allows 100 levels of indentation
    lines = [f"{'    ' * level}if n > {level}:" for level in range(depth)]
    states = compiled([*lines, f"{'    ' * depth}n = work(n)"], tmp_path).pipelines["grown"].definition["States"]
    asked = " ".join(rule["Condition"] for state in states.values() for rule in state.get("Choices", ()))
    assert all(f"n > {level} " in asked for level in range(depth))


def test_hundreds_of_elifs_are_one_choice(tmp_path):
    states = compiled(long_elif(300), tmp_path).pipelines["grown"].definition["States"]
    assert [len(state["Choices"]) for state in states.values() if state["Type"] == "Choice"] == [301]
