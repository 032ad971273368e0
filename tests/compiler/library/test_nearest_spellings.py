"""What the help for a function of the standard library tells to write compiles."""

import re

import pytest

from compiler.driver import compile_module
from compiler.passes.type.spellings import _NEAREST

HEAD = """
import dataclasses, math, os.path, random
from datetime import timedelta, timezone, datetime
from dsl import pipeline, seconds, wait

@dataclasses.dataclass
class Item:
    kind: str
    name: str = ""

C = int
"""

TAKES = {
    "xs": "list[int]", "ys": "list[int]", "kinds": "list[str]", "a": "int", "b": "int", "n": "int", "place": "int",
    "start": "int", "d": "dict[str, int]", "e": "dict[str, int]", "key": "str", "wanted": "int", "y": "float",
    "x": "Item", "text": "str", "width": "int", "url": "str", "base": "str", "name": "str", "value": "str",
}  # fmt: skip

OTHERWISE = {
    "{key: [x for x in xs if x.kind == key] for key in kinds}": {"xs": "list[Item]"},
    "{x: xs.count(x) for x in xs}": {"xs": "list[str]"},
    "abs(x - y) <= 1e-9 * max(abs(x), abs(y))": {"x": "float"},
    "isinstance(x, C)": {"x": "int | str"},
    "'name' in x": {"x": "dict[str, int]"},
}
"""Spellings whose names mean something else than in the others."""

STATEMENTS = ("d[key] =", "x.name =", "wait(")
NO_VALUES = ("for", "n", "range(n)", "enumerate(xs, start)", "timezone(timedelta(hours=9))")
"""A word of the language, one for a parameter, iterators and a zone: they stand inside something else."""

WRITTEN = [code for help_ in _NEAREST.values() for code in re.findall("`([^`]+)`", help_) if code not in NO_VALUES]


@pytest.mark.parametrize("code", WRITTEN)
def test_what_is_told_to_write_compiles(tmp_path, code):
    given = {**TAKES, **OTHERWISE.get(code, {})}
    lines = ["d = dict(d)", code] if code.startswith(STATEMENTS) else [f"return {code}"]
    path = tmp_path / "followed.py"
    parameters = ", ".join(f"{name}: {type_}" for name, type_ in given.items())
    body = "\n    ".join(lines)
    path.write_text(f"{HEAD}\n@pipeline\ndef followed({parameters}):\n    {body}\n")
    assert [str(one) for one in compile_module(path).diagnostics if one.is_error] == []
