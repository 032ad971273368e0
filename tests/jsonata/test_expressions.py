"""Expressions and their values: `expressions.txt` holds one a line, with what it gives on `document.json` below it.

    $sum(nums)
      => 15
    $nope()
      => error T1006: Attempted to invoke a non-function

The answers are those of the reference implementation (npm jsonata 2.2.2).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from runtime.local.jsonata import UNDEFINED, Function, JsonataError, compile  # noqa: A004

HERE = Path(__file__).parent
DOCUMENT = json.loads((HERE / "document.json").read_text())
LINES = (HERE / "expressions.txt").read_text().splitlines()
CASES = list(zip(LINES[::2], (line.removeprefix("  => ") for line in LINES[1::2]), strict=True))


def answer(text: str, bindings: dict[str, Any] | None = None) -> str:
    """What an expression gives, as the file writes it."""
    try:
        value = compile(text).evaluate(bindings or {}, DOCUMENT)
    except JsonataError as error:
        return f"error {error.code}: {error.message}"
    if value is UNDEFINED:
        return "undefined"
    return "function" if isinstance(value, Function) else json.dumps(value, ensure_ascii=False)


def test_the_file_is_read_whole() -> None:
    assert len(CASES) > 600


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_expression(text: str, expected: str) -> None:
    got = answer(text)
    if expected.startswith(("error", "undefined", "function")):
        assert got == expected
    else:
        assert json.loads(got) == json.loads(expected)


# Where the reference itself errs, or Step Functions cannot write what JavaScript can.
OURS = {
    '$replace("abc", "b", nope)': 'error T0410: Argument 3 of function "replace" does not match function signature',
    '$parseInteger("12", "\\u0661")': "error D1001: Number out of range: null",
    "1 / 0": "error D1001: Number out of range: null",
    "0 / 0": "error D1001: Number out of range: null",
    "/ab/('xaby')": "function",
    '$formatNumber(1234.5, "#,##,##0.00")': '"1,234.50"',
    "$map([1, 2], function($x) { $map([$x], $string) })": '[["1"], ["2"]]',
    "nums[0] / 2 * 2": "1",
    "3 - 1.5 - 1.5": "0",
    "4 / 2": "2",
    "1.0": "1",
    "1e3": "1000",
    '$number("2.0")': "2",
    "$sum([0.5, 0.5])": "1",
    "9007199254740993 + 0": "9007199254740992",
    "$string(9007199254740993)": '"9007199254740992"',
}


@pytest.mark.parametrize(("text", "expected"), OURS.items(), ids=OURS.keys())
def test_own_answers(text: str, expected: str) -> None:
    assert answer(text) == expected
