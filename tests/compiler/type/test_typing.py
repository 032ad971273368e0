"""What the literate cases cannot say: speed, deep nesting, several files, the Program's own text."""

import random
import time
from pathlib import Path

import pytest

from compiler.diagnostics import Report
from compiler.forms.program import Program
from compiler.forms.program_check import verify
from compiler.forms.program_text import show
from compiler.passes.load import load_module
from compiler.passes.type import program_of

HEAD = "from dsl import pipeline, step\n\n@step\ndef load(n: int) -> int: ...\n\n"


def understand(path: Path, text: str) -> tuple[Program, Report]:
    path.write_text(text)
    report = Report()
    module = load_module(path, (path.parent,), report)
    assert module is not None, list(report)
    program = program_of(module, report)
    if not report.has_errors:
        verify(program)
    return program, report


def chained(count: int) -> str:
    steps = "".join(f"@step\ndef s{i}(n: int) -> int: ...\n" for i in range(count))
    calls = "".join(f"    v{i + 1} = s{i}(v{i})\n" for i in range(count))
    return f"from dsl import pipeline, step\n{steps}@pipeline\ndef p(v0: int) -> int:\n{calls}    return v{count}\n"


def branching(count: int) -> str:
    ifs = "".join(f"    if n > {i}:\n        t = load(n)\n" for i in range(count))
    return f"{HEAD}@pipeline\ndef p(n: int) -> int:\n    t = 0\n{ifs}    return t\n"


def looping(count: int) -> str:
    loops = "".join(f"    for a{i} in rows:\n        t += load(a{i})\n" for i in range(count))
    return f"{HEAD}@pipeline\ndef p(rows: list[int]) -> int:\n    t = 0\n{loops}    return t\n"


def catching(count: int) -> str:
    tries = "".join(
        f"    try:\n        t = load(n)\n    except ValueError as e{i}:\n        t = {i}\n" for i in range(count)
    )
    return f"{HEAD}@pipeline\ndef p(n: int) -> int:\n    t = 0\n{tries}    return t\n"


@pytest.mark.parametrize("make", [chained, branching, looping, catching])
def test_time_grows_with_the_source_and_no_faster(tmp_path: Path, make) -> None:
    def seconds(count: int) -> float:
        path = tmp_path / "case.py"
        path.write_text(make(count))
        best = 9.0
        for _ in range(3):
            report = Report()
            module = load_module(path, (), report)
            assert module is not None
            began = time.process_time()
            program_of(module, report)
            best = min(best, time.process_time() - began)
            assert not list(report)
        return best

    small, large = seconds(150), seconds(1200)
    assert large < 20 * small + 0.1, f"8 times the source took {large / small:.1f} times as long"


@pytest.mark.parametrize("depth", [20, 90])
def test_deep_nesting_is_followed(tmp_path: Path, depth: int) -> None:
    lines = "".join(f"{'    ' * (level + 1)}if n > {level}:\n" for level in range(depth))
    text = f"{HEAD}@pipeline\ndef p(n: int) -> int:\n{lines}{'    ' * (depth + 1)}return load(n)\n    return 0\n"
    program, report = understand(tmp_path / "case.py", text)
    assert not list(report)
    assert "return step load(n=n)" in show(program)


def test_long_chains_of_one_kind_are_no_nesting(tmp_path: Path) -> None:
    elifs = "".join(f"    elif n == {i}:\n        t = {i}\n" for i in range(900))
    begin = f"{HEAD}@pipeline\ndef p(n: int) -> int:\n"
    text = f"{begin}    if n == -1:\n        t = 0\n{elifs}    else:\n        t = 1\n    return t\n"
    assert not list(understand(tmp_path / "case.py", text)[1])
    sums = " + ".join(["n"] * 700)
    assert not list(understand(tmp_path / "case.py", f"{begin}    return {sums}\n")[1])


def test_blocks_and_steps_of_other_files_are_understood(tmp_path: Path) -> None:
    (tmp_path / "parts_of_it.py").write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom dsl import serial, step\n"
        "@dataclass\nclass Export:\n    rows: int\n    kept: Export | None = None\n"
        "@step\ndef load(n: int) -> Export: ...\n"
        "@serial\ndef twice(n: int) -> int:\n    a = load(n)\n    return a.rows + wrong\n"
    )
    text = "from dsl import pipeline\nfrom parts_of_it import twice\n"
    text += "@pipeline\ndef p(n: int) -> int:\n    return twice(n)\n"
    program, report = understand(tmp_path / "case.py", text)
    (found,) = report
    assert found.code.id == "SM201"
    assert (Path(found.span.path).name, found.span.line, found.span.column) == ("parts_of_it.py", 13, 21)
    assert list(program.blocks) == ["parts_of_it:twice"]
    assert list(program.steps) == ["parts_of_it:load"]


def test_a_program_is_shown_as_text(tmp_path: Path) -> None:
    text = HEAD + (
        "@pipeline\ndef p(n: int, rows: list[int]) -> list[int]:\n    found = []\n    for row in rows:\n"
        "        try:\n            found.append(load(row))\n"
        "        except ValueError as e:\n            raise KeyError('x')\n"
        "    return found\n"
    )
    program, report = understand(tmp_path / "case.py", text)
    assert not list(report)
    assert show(program).split("\n\n")[0] == (
        "pipeline p(n: int, rows: list[int]) -> list[int]:\n"
        "  found = []  : list[Never]\n"
        "  for row in rows:\n"
        "    try:\n"
        "      found append step load(n=row)\n"
        "    except ValueError, JSONDecodeError, UnicodeDecodeError, UnicodeEncodeError, UnicodeError, "
        "UnicodeTranslateError as e:\n"
        "      raise KeyError \"'x'\"\n"
        "  return found"
    )


GOOD = (
    HEAD
    + """\
from dataclasses import dataclass

@dataclass
class Order:
    id: str
    rows: list[int]
    note: str | None = None

@pipeline
def p(n: int, order: Order, m: dict[str, int]) -> dict:
    total = 0
    for row in order.rows:
        if row > n:
            total += load(row)
        else:
            break
    try:
        note = order.note.upper() if order.note else f'{total:>5}'
    except ValueError as e:
        note = str(e)
    finally:
        m['a'] = total
    match order.id:
        case 'x' | 'y':
            note = 'z'
        case other if other in m:
            note += other
    while (k := load(total)) > 3 and k is not None:
        total -= k
    return {'note': note, **m, 'all': [load(i) for i in range(3) if i != n]}
"""
)
ALPHABET = "()[]{}:,.=+-*/<>!@#'\"\\ \t\nabcnx019_é\0"


@pytest.mark.parametrize("seed", range(8))
def test_no_change_of_a_good_pipeline_is_too_odd(tmp_path: Path, seed: int) -> None:
    """Mutations give findings or a Program, never an exception of the compiler's."""
    dice = random.Random(seed)
    words = GOOD.split(" ")
    for _ in range(60):
        text = GOOD
        for _ in range(dice.randrange(1, 4)):
            place = dice.randrange(len(HEAD), len(text))
            match dice.randrange(3):
                case 0:
                    text = text[:place] + dice.choice(ALPHABET) + text[place + dice.randrange(2) :]
                case 1:
                    text = text[:place] + text[place + dice.randrange(1, 9) :]
                case _:
                    text = text.replace(f" {dice.choice(words)} ", f" {dice.choice(words)} ", 1)
        path = tmp_path / "case.py"
        path.write_text(text)
        report = Report()
        module = load_module(path, (), report)
        if module is not None:
            program = program_of(module, report)
            if not report.has_errors:
                verify(program)
        else:
            assert list(report)
