"""Python's values in DynamoDB: each as it should be written, each as it comes back, against Amazon's own engine."""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from dsl import Table
from runtime import dynamodb
from runtime.columns import Column
from runtime.dynamodb.attributes import attribute, value
from runtime.dynamodb.coercion import Coder


class Color(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


@dataclass
class Money:
    amount: Decimal
    currency: str = "EUR"


class Pair(NamedTuple):
    a: int
    b: str


NINES = int("9" * 38)

VALUES: list[tuple[Any, dict[str, Any], Any]] = [
    (None, {"NULL": True}, None),
    (True, {"BOOL": True}, True),
    (0, {"N": "0"}, 0),
    (-NINES, {"N": "-" + "9" * 38}, -NINES),
    (NINES + 1, {"N": "1" + "0" * 38}, 10**38),
    (10**50, {"N": "1" + "0" * 50}, 10**50),
    (NINES * 10 + 1, {"S": "9" * 38 + "1"}, "9" * 38 + "1"),
    (1.5, {"N": "1.5"}, Decimal("1.5")),
    (0.1, {"N": "0.1"}, Decimal("0.1")),
    (-0.0, {"N": "0"}, 0),
    (1e-130, {"N": "1e-130"}, Decimal("1E-130")),
    (1e-131, {"S": "1e-131"}, "1e-131"),
    (9.99e125, {"N": "9.99e+125"}, int(Decimal("9.99e125"))),
    (1e126, {"S": "1e+126"}, "1e+126"),
    (5e-324, {"S": "5e-324"}, "5e-324"),
    (math.pi, {"N": "3.141592653589793"}, Decimal("3.141592653589793")),
    (Decimal("1.50"), {"N": "1.50"}, Decimal("1.5")),
    (Decimal("1E+3"), {"N": "1E+3"}, 1000),
    (Decimal("0.00"), {"N": "0"}, 0),
    (Decimal("0." + "1" * 39), {"S": "0." + "1" * 39}, "0." + "1" * 39),
    (Decimal("1" * 38 + "00"), {"N": "1" * 38 + "00"}, int("1" * 38 + "00")),
    ("", {"S": ""}, ""),
    ("żółć\0😀", {"S": "żółć\0😀"}, "żółć\0😀"),
    (b"", {"B": b""}, b""),
    (bytearray(b"a"), {"B": b"a"}, b"a"),
    (memoryview(b"\xff"), {"B": b"\xff"}, b"\xff"),
    (date(2024, 1, 31), {"S": "2024-01-31"}, "2024-01-31"),
    (datetime(2024, 1, 31, 9), {"S": "2024-01-31T09:00:00"}, "2024-01-31T09:00:00"),  # noqa: DTZ001
    (
        datetime(2024, 1, 31, 9, tzinfo=timezone(timedelta(hours=9))),
        {"S": "2024-01-31T00:00:00.000000Z"},
        "2024-01-31T00:00:00.000000Z",
    ),
    (time(9, 30), {"S": "09:30:00"}, "09:30:00"),
    (timedelta(microseconds=-500_000), {"S": "-00:00:00.500000"}, "-00:00:00.500000"),
    (UUID(int=1), {"S": "00000000-0000-0000-0000-000000000001"}, "00000000-0000-0000-0000-000000000001"),
    (Color.RED, {"S": "red"}, "red"),
    (Level.LOW, {"N": "1"}, 1),
    (Money(Decimal(3)), {"M": {"amount": {"N": "3"}, "currency": {"S": "EUR"}}}, {"amount": 3, "currency": "EUR"}),
    (Pair(1, "x"), {"M": {"a": {"N": "1"}, "b": {"S": "x"}}}, {"a": 1, "b": "x"}),
    ([1, "a", None], {"L": [{"N": "1"}, {"S": "a"}, {"NULL": True}]}, [1, "a", None]),
    ((), {"L": []}, []),
    ({"a b": {}}, {"M": {"a b": {"M": {}}}}, {"a b": {}}),
    ({"b", "a"}, {"SS": ["a", "b"]}, {"a", "b"}),
    (frozenset({10, 9, Decimal("9.5")}), {"NS": ["9", "9.5", "10"]}, {9, Decimal("9.5"), 10}),
    ({b"x"}, {"BS": [b"x"]}, {b"x"}),
    (set(), {"NULL": True}, None),
]


@pytest.mark.parametrize(("python", "written", "back"), VALUES)
def test_every_value_has_one_attribute(python: Any, written: dict[str, Any], back: Any) -> None:
    assert attribute(python) == written
    found = value(written)
    assert found == back
    assert type(found) in (type(back), int, Decimal)


def test_the_service_takes_every_value_and_gives_it_back(exact: str, make_dynamodb_table: Callable[..., Table]) -> None:
    table = dynamodb.table(make_dynamodb_table(partition_key={"id": "N"}))
    table.write({"id": number, "v": python} for number, (python, _, _) in enumerate(VALUES))
    for number, (_, _, back) in enumerate(VALUES):
        row = table.get({"id": number}, consistent=True)
        assert row == {"id": number, "v": back}


UNSTORABLE: list[tuple[Any, str]] = [
    (float("nan"), r"nan is no number that DynamoDB has, at \$\.v;"),
    ([1, {"a": float("inf")}], r"inf is no number .* at \$\.v\[1\]\.a"),
    (Decimal("sNaN"), "sNaN is no number"),
    ({1, "a"}, r"a set holds texts only, or numbers only, or bytes only, at \$\.v"),
    ({True}, "a set holds"),
    ({1: 2}, "a map's keys are texts"),
    ({"": 2}, "a map's keys are texts"),
    ("\ud800", r"a lone surrogate is no character, at \$\.v\[0\]"),
    (object(), r"a object has no form in DynamoDB, at \$\.v"),
    (int, "a type has no form"),
]


@pytest.mark.parametrize(("python", "reason"), UNSTORABLE)
def test_what_cannot_be_kept_is_refused_with_its_place(python: Any, reason: str) -> None:
    with pytest.raises(dynamodb.Unstorable, match=reason):
        Coder().item({"v": python})


def test_nesting_ends_where_the_service_ends_it(exact: str, make_dynamodb_table: Callable[..., Table]) -> None:
    table = dynamodb.table(make_dynamodb_table(partition_key={"id": "N"}))
    deepest: Any = 1
    for _ in range(31):
        deepest = [deepest]
    table.put({"id": 1, "v": deepest})
    with pytest.raises(dynamodb.Unstorable, match="nested 32 deep"):
        table.put({"id": 1, "v": [deepest]})


COLUMNS: list[tuple[Column, Any, dict[str, Any]]] = [
    (Column("v", "decimal", length=10, scale=2), Decimal("1.50"), {"N": "1.50"}),
    (Column("v", "decimal", length=65), Decimal(7), {"S": "7"}),
    (Column("v", "decimal", length=10), Decimal(7), {"N": "7"}),
    (Column("v", "double"), 1e300, {"S": "1e+300"}),
    (Column("v", "float"), 2.0, {"N": "2.0"}),
    (Column("v", "date"), date(2024, 1, 31), {"S": "2024-01-31"}),
    (Column("v", "date"), "0000-00-00", {"S": "0000-00-00"}),
    (Column("v", "datetime"), datetime(2024, 1, 31, 9), {"S": "2024-01-31T09:00:00"}),  # noqa: DTZ001
    (Column("v", "datetime", scale=3), datetime(2024, 1, 31), {"S": "2024-01-31T00:00:00.000000"}),  # noqa: DTZ001
    (Column("v", "timestamp"), datetime(2024, 1, 31, tzinfo=UTC), {"S": "2024-01-31T00:00:00.000000Z"}),
    (Column("v", "time"), timedelta(hours=-838, minutes=-59, seconds=-59), {"S": "-838:59:59"}),
    (Column("v", "bit", length=12), b"\x00\x05", {"B": b"\x00\x05"}),
    (Column("v", "year"), 2024, {"N": "2024"}),
    (Column("v", "set"), "a,b", {"S": "a,b"}),
    (Column("v", "int"), None, {"NULL": True}),
]


@pytest.mark.parametrize(("column", "python", "written"), COLUMNS)
def test_a_column_brings_its_values_back(column: Column, python: Any, written: dict[str, Any]) -> None:
    coder = Coder([column])
    item = coder.item({"v": python})
    assert item == {"v": written}
    back = coder.row(item)["v"]
    assert back == python
    assert type(back) is type(python)
