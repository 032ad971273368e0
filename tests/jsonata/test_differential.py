"""The same expressions in jsonata-python: a second implementation, by other people, of the same language.

Where the two differ the reference is on our side: those expressions are listed by name, with what goes wrong there.
"""

import copy
import json
from typing import Any

import jsonata
import pytest

from tests.jsonata.test_expressions import CASES, DOCUMENT

WRONG_THERE = {
    "[1,2,3][-1] ?: 42": "takes the minus for a subtraction",
    "-5 ?: 99": "takes the minus for the whole expression",
    "[1][0].nope": "finds an empty list",
    "nums[-1.5]": "rounds a negative position towards zero",
    "7.5 % 2": "cuts the operands of a remainder",
    '$distinct([1,2,1,"1",true,1,{"a":1},{"a":1},[1],[1]])': "takes true for 1",
    "$sort(objs, function($a,$b){$a.k>$b.k})": "sorts unstably",
    "$string(1e20)": "writes an exponent",
    "$string(5890840712243076)": "rounds a whole number",
    '$length("\\uD834\\uDD1E")': "counts two halves of one character",
    '$decodeUrl("https://a.b/c%20d?x=%C3%A9%26")': "decodes reserved characters",
    '$number("0b101")': "knows no binary numbers",
    '$number("0o17")': "knows no octal numbers",
    '$formatNumber(0,"#.#")': "writes a digit that the picture leaves out",
    '$formatNumber(0.5,"0")': "rounds a half up",
    '$formatNumber(2.5,"0")': "rounds a half up",
    "$fromMillis(253402300800000)": "ends at the year 9999",
    '$fromMillis(1521801216617,"[M01]/[D01]/[Y0001] [h#1]:[m01][P]","-0330")': "gets negative half hours wrong",
    '$toMillis("2018-03")': "reads no month without a day",
    '$toMillis("1970-01-01T00:00:00.5Z","[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f1]Z")': "takes a fraction for millis",
    '$toMillis("5","[d]") > 0': "cannot fill in the year",
    '$match("foo",/(?<n>o)/)': "knows no named groups",
}
COMPARED = [
    (text, expected)
    for text, expected in CASES
    if text not in WRONG_THERE and not expected.startswith(("error", "function"))
]


def theirs(text: str) -> Any:
    return jsonata.Jsonata(text).evaluate(copy.deepcopy(DOCUMENT))


def test_every_exception_is_an_expression_of_ours() -> None:
    assert set(WRONG_THERE) <= {text for text, _ in CASES}
    assert len(COMPARED) > 450


@pytest.mark.parametrize(("text", "expected"), COMPARED, ids=[text for text, _ in COMPARED])
def test_jsonata_python_agrees(text: str, expected: str) -> None:
    # It has no word for nothing: both null and undefined are None.
    assert theirs(text) == (None if expected == "undefined" else json.loads(expected))
