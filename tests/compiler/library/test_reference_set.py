"""The operations that a workflow author takes for granted: each computes what CPython computes, or says what does.

`reference_set.txt` holds one expression a line, with its parameters and an input; all are run as one pipeline each.
"""

import itertools
import json
from pathlib import Path

import pytest

from compiler.driver import compile_module
from tests.three_ways import run_engine, run_plain, told_by_aws

HEAD = """
import base64, collections, dataclasses, functools, hashlib, itertools, json, math, operator
import os.path, random, re, statistics, string, time
import urllib.parse, uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any, NamedTuple, NotRequired, TypedDict
from zoneinfo import ZoneInfo
from dsl import pipeline

WIDTH = 5
SHORT = str.maketrans({"-": "_", "!": None})

class Colour(Enum):
    RED = "red"
    BLUE = "blue"

class Size(IntEnum):
    S = 1
    L = 3

@dataclasses.dataclass
class Item:
    sku: str
    qty: int = 1

class Point(NamedTuple):
    x: int
    y: int = 2

class Row(TypedDict):
    id: int
    tag: NotRequired[str]
"""

LINES = [
    tuple(line.split(" :: "))
    for line in (Path(__file__).parent / "reference_set.txt").read_text().splitlines()
    if line and not line.startswith("#") and ("itertools.batched" not in line or hasattr(itertools, "batched"))
]


def compiled(folder, expressions):
    """One module with a pipeline for each expression: `(expression, parameters)`."""
    bodies = [
        f"@pipeline\ndef p{at}({given}) -> Any:\n    return {text}\n" for at, (text, given) in enumerate(expressions)
    ]
    path = folder / "reference.py"
    path.write_text(HEAD + "\n\n".join(bodies))
    return compile_module(path)


def test_each_computes_what_python_computes(tmp_path):
    build = compiled(tmp_path, [(text, given) for text, given, _ in LINES])
    assert [str(one) for one in build.diagnostics if one.is_error] == []
    for at, (text, _, input_) in enumerate(LINES):
        built = build.pipelines[f"p{at}"]
        plain, found = run_plain(built, json.loads(input_)), run_engine(built, json.loads(input_))
        assert found == told_by_aws(plain, found), text


REFUSED = {
    "math.pow(n, 2)": "write a product",
    "datetime.now()": "datetime.now(UTC)",
    "statistics.mean(xs)": "sum(xs) / len(xs)",
    "math.prod(xs, start=0.5)": "`for` loop",
    "next(xs)": "next((x for x in xs if …), None)",
    "date.today()": "datetime.now(UTC).date()",
    "datetime.utcnow()": "datetime.now(UTC)",
    'ZoneInfo("Asia/Tokyo")': "timezone(timedelta(hours=9))",
    "Colour": "list(Colour)",
    "functools.reduce(lambda a, b: [*a, b], xs, [])": "`for` loop",
    "list(itertools.islice(xs, n))": "xs[a:b]",
    "list(itertools.pairwise(sorted(xs)))": "assign it to a name first",
    "list(itertools.repeat(n))": "say how often",
    "collections.Counter(xs)": "xs.count(x)",
    "zip(xs, xs, strict=True)": "if len(xs) != len(ys)",
    "sorted(xs, key=lambda x: x / n)[itertools.count()]": "enumerate(xs, start)",
    "s.translate(s)": "str.maketrans",
    'f"{s:>{n}}"': "s.rjust(width)",
    're.sub("a", s, s)': "text.replace(old, new)",
    "re.escape(s)": "in a step",
    '"%e" % n': "write an f-string",
    "s.format(n)": "write an f-string",
    "s.isidentifier()": "in a step",
    "zip(xs, xs)[0]": "put `list(…)` around it",
    "print(n)": "print in a step",
}
"""What has no exact JSONata, and a part of the help."""


@pytest.mark.parametrize(("text", "help_"), REFUSED.items())
def test_what_is_refused_says_what_to_write(tmp_path, text, help_):
    (found,) = compiled(tmp_path, [(text, "n: int, s: str, xs: list[int]")]).diagnostics
    assert found.is_error
    assert help_ in str(found.help)
