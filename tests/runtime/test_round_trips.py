"""Whatever value there is: out and back again is the value it was."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.clocks import clock, duration
from runtime.codec import decode, encode
from runtime.columns import Column
from runtime.dynamodb.coercion import Coder

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)


@dataclass
class Everything:
    a: int
    b: float
    c: str
    d: bytes
    e: date
    f: datetime
    g: time
    h: timedelta
    i: Decimal
    j: UUID
    k: bool | None
    l: tuple[int, str]  # noqa: E741
    m: dict[date, list[Decimal]]
    n: set[int]
    o: dict[int, "Everything | None"] = field(default_factory=dict)


EVERYTHING: st.SearchStrategy[Everything] = st.builds(
    Everything,
    o=st.dictionaries(st.integers(), st.none(), max_size=2),
    b=st.floats(allow_nan=False, allow_infinity=False),
    c=TEXT,
    h=st.timedeltas(timedelta(days=-1000), timedelta(days=1000)),
    i=NUMBERS,
    l=st.tuples(st.integers(), TEXT),
    m=st.dictionaries(st.dates(), st.lists(NUMBERS, max_size=2), max_size=2),
)


@given(EVERYTHING)
@settings(max_examples=150, deadline=None)
def test_a_record_survives_json(value: Everything) -> None:
    outer = Everything(**{**vars(value), "o": {1: value}})
    assert decode(Everything, json.loads(json.dumps(encode(Everything, outer)))) == outer


@given(st.timedeltas(timedelta(hours=-838), timedelta(hours=838)))
def test_a_duration_survives_its_text(value: timedelta) -> None:
    assert duration(clock(value)) == value


COLUMNS = (
    Column("whole", "decimal", length=65),
    Column("float", "double"),
    Column("price", "decimal", length=65, scale=30),
    Column("at", "datetime", scale=6),
    Column("lasting", "time", scale=6),
    Column("blob", "binary"),
    Column("name", "text"),
)

ROWS = st.fixed_dictionaries(
    {
        "whole": st.integers(-(10**64), 10**64).map(Decimal),
        "float": st.floats(allow_nan=False, allow_infinity=False),
        "price": st.decimals(allow_nan=False, allow_infinity=False, places=30, min_value=-(10**34), max_value=10**34),
        "at": st.datetimes(),
        "lasting": st.timedeltas(timedelta(hours=-838), timedelta(hours=838)),
        "blob": st.binary(max_size=9),
        "name": TEXT,
        "more": st.integers(-(10**38) + 1, 10**38 - 1) | st.none() | TEXT | st.booleans() | st.binary(),
    }
)


@given(ROWS)
@settings(max_examples=300, deadline=None)
def test_a_row_survives_dynamodb_with_its_columns(row: dict[str, Any]) -> None:
    coder = Coder(COLUMNS)
    assert coder.row(coder.item(row)) == row
