# ruff: noqa: DTZ001, UP007, UP045  (naive datetimes and old spellings are what is tested)
"""The codec: every type there and back, every problem with its path, all at once."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NamedTuple,
    NewType,
    NotRequired,
    Optional,
    TypedDict,
    TypeVar,
    Union,
)
from uuid import UUID

import pytest

from dsl import Stored, TaskToken
from runtime.codec import PayloadError, decode, encode, signature_of
from runtime.codec.compiling import wire_of

T = TypeVar("T")
Sku = NewType("Sku", str)


class Color(enum.Enum):
    RED = "red"
    DEEP = 2


class Level(enum.IntEnum):
    LOW = 1


class Point(NamedTuple):
    x: int
    y: float = 0.5


class Options(TypedDict):
    limit: int
    note: NotRequired[str]


@dataclass
class Item:
    sku: Sku
    qty: int
    price: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Order:
    day: date
    items: list[Item]
    note: str | None = None
    tags: frozenset[str] = frozenset()
    total: int = field(init=False, default=7)


@dataclass
class Tree:
    name: str
    children: list[Tree] = field(default_factory=list)


@dataclass
class Page(Generic[T]):
    rows: list[T]
    next: T | None = None


@dataclass
class Positive:
    n: int

    def __post_init__(self) -> None:
        if self.n <= 0:
            raise ValueError(f"{self.n} is not positive")


@dataclass
class Circle:
    radius: float


@dataclass
class Square:
    side: float


TOKYO = timezone(timedelta(hours=9))

ROUND_TRIPS: list[tuple[Any, Any, Any]] = [
    (None, None, None),
    (bool, True, True),
    (int, 2**63, 2**63),
    (float, 1.5, 1.5),
    (str, "żółć\0😀", "żółć\0😀"),
    (bytes, b"\x00\xff", "AP8="),
    (date, date(2024, 1, 31), "2024-01-31"),
    (datetime, datetime(2024, 1, 31, 9, 30), "2024-01-31T09:30:00"),
    (datetime, datetime(2024, 1, 31, 9, 30, 0, 5, TOKYO), "2024-01-31T09:30:00.000005+09:00"),
    (time, time(9, 30), "09:30:00"),
    (timedelta, timedelta(days=-1, microseconds=500_000), -86399.5),
    (Decimal, Decimal("1.50"), "1.50"),
    (Decimal, Decimal("1E+40"), "1E+40"),
    (UUID, UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (list[int], [1, 2], [1, 2]),
    (list, [1, "a"], [1, "a"]),
    (Sequence[int], [1], [1]),
    (tuple[int, str], (1, "a"), [1, "a"]),
    (tuple[int, ...], (1, 2, 3), [1, 2, 3]),
    (tuple[()], (), []),
    (set[str], {"b", "a"}, ["a", "b"]),
    (frozenset[date], frozenset({date(2024, 1, 2)}), ["2024-01-02"]),
    (dict[str, int], {"a": 1}, {"a": 1}),
    (Mapping[str, Any], {"a": [1]}, {"a": [1]}),
    (dict[int, str], {7: "a"}, {"7": "a"}),
    (dict[date, int], {date(2024, 1, 1): 1}, {"2024-01-01": 1}),
    (dict[Color, int], {Color.RED: 1, Color.DEEP: 2}, {"red": 1, "2": 2}),
    (dict[bool, int], {True: 1}, {"true": 1}),
    (Color, Color.DEEP, 2),
    (Level, Level.LOW, 1),
    (Literal["a", 1, True], 1, 1),
    (Literal["a", 1, True], True, True),
    (Point, Point(1), {"x": 1, "y": 0.5}),
    (Options, {"limit": 3}, {"limit": 3}),
    (Options, {"limit": 3, "note": "n"}, {"limit": 3, "note": "n"}),
    (Optional[int], None, None),
    (int | None, 3, 3),
    (Union[int, float], 3, 3),
    (float | int, 3, 3),
    (float | int, 3.5, 3.5),
    (date | datetime, date(2024, 1, 31), "2024-01-31"),
    (date | datetime | None, datetime(2024, 1, 31), "2024-01-31T00:00:00"),
    (int | str | list[int], [1], [1]),
    (Circle | Square, Square(2.0), {"side": 2.0}),
    (Annotated[int, "days"], 3, 3),
    (Sku, "A-1", "A-1"),
    (TaskToken, TaskToken("abc"), "abc"),
    (Tree, Tree("a", [Tree("b")]), {"name": "a", "children": [{"name": "b", "children": []}]}),
    (Page[int], Page([1], 2), {"rows": [1], "next": 2}),
    (Page[Item], Page([Item(Sku("a"), 1)]), {"rows": [{"sku": "a", "qty": 1, "price": "0.00"}], "next": None}),
    (Any, {"a": [1, None, 1.5]}, {"a": [1, None, 1.5]}),
    (object, "x", "x"),
    (
        Stored[list[int]],
        Stored("s3://b/k", 7, "ab"),
        {"$stored": "s3://b/k", "bytes": 7, "sha256": "ab"},
    ),
    (Stored[list[int]], Stored("s3://b/SUCCEEDED_0.json"), {"$stored": "s3://b/SUCCEEDED_0.json"}),
]


@pytest.mark.parametrize(("annotation", "value", "wire"), ROUND_TRIPS)
def test_every_type_goes_there_and_back(annotation: Any, value: Any, wire: Any) -> None:
    encoded = encode(annotation, value)
    assert encoded == wire
    assert type(encoded) is type(wire)
    back = decode(annotation, json.loads(json.dumps(encoded)))
    assert back == value
    assert type(back) is type(value)


def test_a_record_s_defaults_unknown_keys_and_computed_fields() -> None:
    order = decode(Order, {"day": "2024-01-31", "items": [{"sku": "a", "qty": 1, "extra": 0}], "total": 99})
    assert order == Order(date(2024, 1, 31), [Item(Sku("a"), 1)])
    assert encode(Order, order)["total"] == 7


@pytest.mark.parametrize(
    ("annotation", "wire", "value"),
    [
        (float, 3, 3.0),
        (int, 3.0, 3),
        (datetime, "2024-01-31T00:00:00Z", datetime(2024, 1, 31, tzinfo=UTC)),
        (UUID, "ABCDEFAB-0000-0000-0000-000000000001", UUID("abcdefab-0000-0000-0000-000000000001")),
        (timedelta, 60, timedelta(minutes=1)),
    ],
)
def test_other_spellings_that_are_read(annotation: Any, wire: Any, value: Any) -> None:
    assert decode(annotation, wire) == value


PROBLEMS: list[tuple[Any, Any, list[str]]] = [
    (int, "7", ['expected int, got "7" at $']),
    (int, True, ["expected int, got true at $"]),
    (int, 1.5, ["expected int, got 1.5 at $"]),
    (int, 1e300, ["expected int, got 1e+300 at $"]),
    (bool, 1, ["expected bool, got 1 at $"]),
    (float, "1", ['expected float, got "1" at $']),
    (str, None, ["expected str, got null at $"]),
    (date, "2024-02-30", ['expected date as "2024-01-31", got "2024-02-30" at $']),
    (date, "20240131", ['expected date as "2024-01-31", got "20240131" at $']),
    (datetime, "2024-01-31", ['expected datetime as "2024-01-31T09:30:00", got "2024-01-31" at $']),
    (Decimal, 1.5, ['expected Decimal as "12.50", got 1.5 at $']),
    (Decimal, "NaN", ['expected Decimal as "12.50", got "NaN" at $']),
    (bytes, "a", ['expected bytes in base64, got "a" at $']),
    (UUID, "{00000000-0000-0000-0000-000000000001}", None),  # type: ignore[list-item]
    (list[int], {"a": 1}, ['expected list[int], got {"a": 1} at $']),
    (list[int], [1, "2", 3, None], ['expected int, got "2" at $[1]', "expected int, got null at $[3]"]),
    (tuple[int, str], [1], ["expected tuple[int, str], got 1 items at $"]),
    (set[int], [1, 1], ["expected set[int], got an item twice at $"]),
    (dict[str, int], {"a b": "x"}, ['expected int, got "x" at $["a b"]']),
    (dict[int, int], {"x": 1}, ['expected int as the key, got "x" at $.x']),
    (Color, "blue", ['expected Color ("red", 2), got "blue" at $']),
    (Literal["a", 1], True, ['expected "a" or 1, got true at $']),
    (int | None, "x", ['expected int or null, got "x" at $']),
    (Item, {"sku": 1}, ["expected str, got 1 at $.sku", "expected int, got nothing at $.qty"]),
    (Options, {}, ["expected int, got nothing at $.limit"]),
    (Positive, {"n": 0}, ["Positive refused its fields: 0 is not positive at $"]),
    (Item | None, {"sku": "a", "qty": "7"}, ['expected int, got "7" at $.qty']),
    (Tree, {"name": "a", "children": [{"children": [5]}]},
     ["expected str, got nothing at $.children[0].name", "expected Tree, got 5 at $.children[0].children[0]"]),
    (Stored[int], {"$stored": 5, "bytes": 1},
     ["expected str, got 5 at $.$stored"]),
    (
        Order,
        {"day": 5, "items": [{"sku": "a", "qty": 1}] * 3 + [{"sku": "b", "qty": "7"}], "note": 9},
        [
            'expected date as "2024-01-31", got 5 at $.day',
            'expected int, got "7" at $.items[3].qty',
            "expected str or null, got 9 at $.note",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "wire", "problems"), PROBLEMS)
def test_every_problem_has_its_path(annotation: Any, wire: Any, problems: list[str] | None) -> None:
    with pytest.raises(PayloadError) as caught:
        decode(annotation, wire)
    if problems is not None:
        assert list(caught.value.problems) == problems
        assert str(caught.value).endswith("; ".join(problems))


UNWRITABLE: list[tuple[Any, Any, str]] = [
    (int, "7", 'expected int, got "7" at $'),
    (int, True, "expected int, got true at $"),
    (float, float("nan"), "expected a finite float, got nan, which JSON has no number for at $"),
    (Any, {"a": [float("inf")]}, "expected a finite float, got inf, which JSON has no number for at $.a[0]"),
    (Decimal, Decimal("NaN"), "expected Decimal, got Decimal Decimal('NaN') at $"),
    (date, datetime(2024, 1, 1), "expected date, got datetime datetime.datetime(2024, 1, 1, 0, 0) at $"),
    (list[int], [1, None], "expected int, got null at $[1]"),
    (list[str], "abc", 'expected list[str], got "abc" at $'),
    (dict[str, int], {1: 1}, "expected str, got 1 at $[1]"),
    (Any, {1: 1}, "expected str as the key, got 1 at $[1]"),
    (Any, [object], "a type cannot travel as JSON at $[0]"),
    (Item, Point(1, 2), "expected Item, got Point Point(x=1, y=2) at $"),
    (Options, {"note": "x"}, "expected int, got nothing at $.limit"),
    (int | None, "x", 'expected int or null, got "x" at $'),
]


@pytest.mark.parametrize(("annotation", "value", "problem"), UNWRITABLE)
def test_a_wrong_result_is_told_with_its_path(annotation: Any, value: Any, problem: str) -> None:
    with pytest.raises(PayloadError) as caught:
        encode(annotation, value)
    # A key that is no identifier is shown as JSON text; how exactly is not the point here.
    assert [text.replace('["1"]', "[1]") for text in caught.value.problems] == [problem]


def test_any_is_written_by_what_it_is() -> None:
    value = {"day": date(2024, 1, 31), "rows": (1, Item(Sku("a"), 1)), "set": {2, 1}, "c": Color.RED, "p": Point(1)}
    assert encode(Any, value) == {
        "day": "2024-01-31",
        "rows": [1, {"sku": "a", "qty": 1, "price": "0.00"}],
        "set": [1, 2],
        "c": "red",
        "p": {"x": 1, "y": 0.5},
    }


class NotARecord:
    pass


IMPOSSIBLE: list[tuple[Any, str]] = [
    (NotARecord, "NotARecord has no form in JSON"),
    (date | str, "cannot be told apart"),
    (Color | str, "cannot be told apart"),
    (bytes | date, "cannot be told apart"),
    (timedelta | int, "cannot be told apart"),
    (dict[str, int] | Item, "cannot be told apart"),
    (list[NotARecord], "NotARecord"),
    (dict[Item, int], "a JSON object cannot have Item as its key"),
]


@pytest.mark.parametrize(("annotation", "reason"), IMPOSSIBLE)
def test_types_that_cannot_travel_are_refused_when_the_step_is_made(annotation: Any, reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        wire_of(annotation)


def takes(day: date, limit: int = 10, *, deep: bool = False) -> Order | None: ...


def whole(event: list[int], /) -> int:
    return len(event)


def unknown(x: Missing) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def starred(*rows: int) -> None: ...


def test_parameters_are_keys_of_the_payload() -> None:
    signature = signature_of(takes)
    assert signature.read({"day": "2024-01-31", "other": 1}) == ((), {"day": date(2024, 1, 31)})
    assert signature.write(None) is None
    with pytest.raises(PayloadError, match=r"takes cannot take its payload: .* at \$.day; expected int, got null at"):
        signature.read({"limit": None})
    with pytest.raises(PayloadError, match="expected an object with the parameters as keys, got 5"):
        signature.read(5)


def test_one_positional_only_parameter_is_the_whole_payload() -> None:
    assert signature_of(whole).read([1, 2]) == (([1, 2],), {})


@pytest.mark.parametrize(
    ("function", "reason"),
    [(unknown, "names 'Missing', which its module does not have"), (starred, "names each of its parameters")],
)
def test_a_signature_that_cannot_work_is_refused(function: Any, reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        signature_of(function)
