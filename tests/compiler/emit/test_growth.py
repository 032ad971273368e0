"""Definitions grow with the source, not faster, and deep programs compile."""

import json
import textwrap
from pathlib import Path

import pytest

from compiler.driver import Build, compile_module

HEAD = """
from dsl import pipeline, serial, step

@step(retry=None)
def work(n: int) -> int:
    return n + 1

@serial
def three(n: int) -> int:
    return work(work(work(n)))

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


def equal_handlers(count: int) -> list[str]:
    return [line for i in range(count) for line in ("try:", f"    n = work({i})", *HANDLER)]


HANDLER = ("except ValueError as error:", "    work(1)", "    work(2)", "    n = work(len(str(error)))")


def block_calls(count: int) -> list[str]:
    return ["n = three(n)"] * count


def finallys(depth: int) -> list[str]:
    """Each `try` in the one before, left by every way there is."""
    opened = ["    " * level + "try:" for level in range(1, depth + 1)]
    inner = "    " * (depth + 1)
    ways = [f"{inner}if n > {n}:\n{inner}    {way}" for n, way in enumerate(("break", "continue", "return n"))]
    closed = [f"{'    ' * level}finally:\n{'    ' * level}    work({level})" for level in range(depth, 0, -1)]
    return ["for x in xs:", *opened, f"{inner}n = work(n)", *ways, *closed]


def blocks_of_blocks(depth: int) -> str:
    """Each block calls the one before it twice."""
    blocks = ["@serial\ndef block0(n: int) -> int:\n    return work(n)\n"]
    for level in range(1, depth + 1):
        inner = f"block{level - 1}"
        blocks.append(f"@serial\ndef block{level}(n: int) -> int:\n    return {inner}({inner}(n) + 1)\n")
    return "\n".join(blocks)


def compiled(lines: list[str], folder: Path) -> Build:
    path = folder / "grown.py"
    path.write_text(HEAD + textwrap.indent("\n".join([*lines, "return n"]), "    ") + "\n")
    build = compile_module(path, roots=(folder,))
    assert build.ok, [found.message for found in build.diagnostics][:3]
    return build


def size(lines: list[str], folder: Path) -> int:
    return len(json.dumps(compiled(lines, folder).pipelines["grown"].definition))


@pytest.mark.parametrize(
    "shape",
    [
        chained,
        sequential_ifs,
        sequential_loops,
        guarded,
        early_returns,
        long_elif,
        arithmetic,
        equal_handlers,
        block_calls,
    ],
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


def states(lines: list[str], folder: Path) -> int:
    return len(compiled(lines, folder).pipelines["grown"].definition["States"])


def test_calls_of_a_block_cost_its_states_once(tmp_path):
    assert states(block_calls(3), tmp_path) == states(block_calls(100), tmp_path)


def test_equal_handlers_cost_their_states_once(tmp_path):
    assert states(equal_handlers(40), tmp_path) - states(equal_handlers(20), tmp_path) == 20


def test_every_way_through_several_finallys_is_written_once(tmp_path):
    assert size(finallys(14), tmp_path) < 2.2 * size(finallys(7), tmp_path)


def test_blocks_that_call_blocks_twice_do_not_multiply(tmp_path):
    sizes = []
    for depth in (2, 4, 8, 20, 40):
        path = tmp_path / "nested.py"
        head = HEAD.partition("@serial")[0]
        path.write_text(
            f"{head}{blocks_of_blocks(depth)}\n@pipeline\ndef grown(n: int) -> int:\n    return block{depth}(n)\n"
        )
        build = compile_module(path, roots=(tmp_path,))
        assert build.ok, [found.message for found in build.diagnostics][:3]
        sizes.append(len(build.pipelines["grown"].definition["States"]))
    assert sizes[4] < 2.2 * sizes[3]
    assert sizes[3] < 30
