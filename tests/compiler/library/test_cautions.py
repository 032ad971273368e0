"""What compiles and may yet fail on some value is warned of; constants that JSON cannot hold exactly are refused."""

import pytest

from compiler.diagnostics import NOWHERE
from compiler.forms.expressions import Constant
from compiler.forms.types import FLOAT, INT, STR
from compiler.library import cautions, constant_refusal
from tests.compiler.expressions.reading import read

NAMES = {"x": FLOAT, "a": INT, "s": STR}

CAUTIONS = [
    ("f'{x}'", "more than 15 digits"),
    ("f'{x:>8}'", "more than 15 digits"),
    ("str(x)", "more than 15 digits"),
    ("f'{x:.2f}'", None),
    ("f'{a} {s}'", None),
    ("str(a)", None),
    ("json.dumps(s)", "beyond ASCII"),
    ("s.isdigit()", "beyond ASCII"),
    ("s.title()", "beyond ASCII"),
    ("s.isspace()", None),
    ("json.dumps(s, ensure_ascii=False)", None),
]


@pytest.mark.parametrize(("source", "expected"), CAUTIONS)
def test_cautions(source, expected):
    found = cautions(read(source, NAMES))
    assert [expected in one.message for one in found] == ([True] if expected else [])


CONSTANTS = [(2**53, False), (-(2**53), False), (2**53 + 1, True), (True, False), (1.5, False), (float("nan"), True)]


@pytest.mark.parametrize(("value", "refused"), CONSTANTS)
def test_constants(value, refused):
    assert (constant_refusal(Constant(value, INT, NOWHERE)) is not None) == refused
