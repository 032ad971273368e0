"""What is asked before an expression is computed tells exactly what CPython raises, for every table and at random."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from compiler.library.checks import checks_of
from compiler.library.failing import failures_of
from compiler.library.prelude import PRINTED
from tests.compiler.expressions.comparing import FAILED, in_jsonata, text_for
from tests.compiler.expressions.random_sources import NAMES, VALUES, sources
from tests.compiler.expressions.reading import NAMESPACE, Refused, read
from tests.compiler.expressions.tables import GROUPS

CASES = [
    pytest.param(group, source, id=f"{group.name}: {source}")
    for group in GROUPS
    for source in filter(None, map(str.strip, group.sources.splitlines()))
    if failures_of(read(source, group.types, **group.more))
]

NEVER_ASKED = ("OverflowError",)
"""Dates that move out of the calendar: no handler sees that, the state fails."""
NUMBERS = [("TypeError", f"'{kind}' object is not subscriptable") for kind in ("int", "float")]
"""JSON does not show which of them a number is."""


def in_python(source, values, more):
    """The class and text of what CPython raises; None where it gives a value."""
    try:
        eval(source, {**NAMESPACE, **more, **values})
    except Exception as error:
        return type(error).__name__, str(error)
    return None


def asked(checks, values):
    """The class and text of the first check that holds; FAILED where its question or its text cannot be told."""
    for check in checks:
        holds = in_jsonata(text_for(check.when), values)
        if holds is not False:
            text = in_jsonata(text_for(check.message), values) if holds is True else FAILED
            return FAILED if text is FAILED else (check.error.__name__, text)
    return None


def agree(source, expression, values, more):
    checks = checks_of(expression)
    if checks is None:
        return
    expected = in_python(source, values, more)
    found = asked(checks, values)
    if expected is not None and expected[0] in NEVER_ASKED:
        return
    odd = any("𝄞" in str(value) for value in values.values()) or expected in NUMBERS
    assert found == expected or (found is FAILED and odd), f"{source} with {values}: {expected}, but told {found}"


@pytest.mark.parametrize(("group", "source"), CASES)
def test_tables(group, source):
    expression = read(source, group.types, **group.more)
    for row in group.rows:
        agree(source, expression, dict(zip(group.types, row, strict=True)), group.more)


# The evaluator raises the recursion limit when it first runs.
@pytest.mark.filterwarnings("ignore:The recursion limit")
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(sources(), VALUES)
def test_at_random(source, values):
    try:
        expression = read(source, NAMES)
    except Refused:
        return
    agree(source, expression, values, {})


def test_characters_that_are_known_are_printed_and_no_digits():
    known = re.compile(f"[{PRINTED}]")
    for letter in map(chr, [*range(0xD800), *range(0xE000, 0x110000)]):
        if known.match(letter) and letter not in "\n\r\t":
            assert letter.isprintable(), hex(ord(letter))
            assert letter.isascii() or not letter.isdecimal(), hex(ord(letter))
