"""Arguments in statements: where they stand, what they look like, and what is refused."""

import enum
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from runtime.mysql.literals import identifier, literal, put


class Color(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


@dataclass
class Record:
    a: int


class Pair(NamedTuple):
    a: int


def _quote(text: str) -> str:
    return f"'{text}'"


LITERALS: list[tuple[Any, str]] = [
    (None, "NULL"),
    (True, "1"),
    (-5, "-5"),
    (2**64, "18446744073709551616"),
    (0.1, "0.1e0"),
    (1e300, "1e+300"),
    (Decimal("1E+3"), "1000"),
    (Decimal("1.50"), "1.50"),
    ("a", "'a'"),
    (b"\x00\xff", "X'00ff'"),
    (memoryview(b"a"), "X'61'"),
    (bytearray(), "X''"),
    (date(2024, 1, 31), "'2024-01-31'"),
    (datetime(2024, 1, 31, 9, 0, 0, 1), "'2024-01-31 09:00:00.000001'"),  # noqa: DTZ001
    (datetime(2024, 1, 31, 9, tzinfo=timezone(timedelta(hours=9))), "'2024-01-31 00:00:00'"),
    (time(9, 30), "'09:30:00'"),
    (timedelta(seconds=-1), "'-00:00:01'"),
    (timedelta(hours=838, minutes=59, seconds=59), "'838:59:59'"),
    (UUID(int=1), "'00000000-0000-0000-0000-000000000001'"),
    (Color.RED, "'red'"),
    (Level.LOW, "1"),
    ([1, "a"], "(1, 'a')"),
    ({2}, "(2)"),
]


@pytest.mark.parametrize(("value", "text"), LITERALS)
def test_a_value_has_one_literal(value: Any, text: str) -> None:
    assert literal(value, _quote) == text


@pytest.mark.parametrize(
    ("value", "error", "reason"),
    [
        (float("nan"), ValueError, "argument 1 is nan"),
        (Decimal("Infinity"), ValueError, "argument 1 is Infinity"),
        ({"a": 1}, TypeError, "argument 1 is a dict, which MySQL has no literal for"),
        (OrderedDict(), TypeError, "OrderedDict"),
        (Record(1), TypeError, "argument 1 is a Record"),
        (Pair(1), TypeError, "give its fields one by one"),
        ([], ValueError, "an empty list"),
        ([1, {}], TypeError, r"argument 1\[1\] is a dict"),
        ("\ud800", ValueError, "a lone surrogate at 0"),
        (time(9, tzinfo=timezone(timedelta(hours=9))), ValueError, "a time of a zone"),
    ],
)
def test_a_value_without_one_is_refused(value: Any, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason):
        literal(value, _quote, "1")


PLACES: list[tuple[str, Any, str]] = [
    ("select %s, %s", (1, "a"), "select 1, 'a'"),
    ("where d = %(day)s or e = %(day)s", {"day": 3}, "where d = 3 or e = 3"),
    ("date_format(d, '%Y-%s') = %s", (1,), "date_format(d, '%Y-%s') = 1"),
    ("a %% 2 = %s -- not %s\n", (1,), "a %% 2 = 1 -- not %s\n"),
    ("a % 2 /* %s */ = %s # %s", (1,), "a % 2 /* %s */ = 1 # %s"),
    ("`odd %s` = %s and x = \"%s\"", (1,), '`odd %s` = 1 and x = "%s"'),
    ("'it''s %s \\' %s' = %s", (1,), "'it''s %s \\' %s' = 1"),
    ("x in %s", ([1, 2],), "x in (1, 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "arguments", "text"), PLACES, ids=[sql for sql, _, _ in PLACES])
def test_arguments_stand_outside_quotes_and_comments(sql: str, arguments: Any, text: str) -> None:
    assert put(sql, arguments, _quote) == text


@pytest.mark.parametrize(
    ("sql", "arguments", "reason"),
    [
        ("select %s", (), "1 places for arguments and is given 0"),
        ("select %s", (1, 2), "1 places for arguments and is given 2"),
        ("select %(a)s", {}, r"has %\(a\)s and no argument of that name"),
        ("select %(a)s", {"a": 1, "b": 2}, "no place for b"),
        ("select %s", {"a": 1}, "its arguments are named"),
        ("select %(a)s", (1,), "its arguments are in order"),
    ],
)
def test_arguments_match_their_places(sql: str, arguments: Any, reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        put(sql, arguments, _quote)


def test_a_name_is_quoted() -> None:
    assert identifier("shop.odd`name") == "`shop`.`odd``name`"
    with pytest.raises(ValueError, match="no name"):
        identifier("")
