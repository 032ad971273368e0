"""A row's values as attributes by the table's columns, and back as the same values.

    coder = Coder((Column("id", "int"), Column("price", "decimal", length=65, scale=30), Column("made", "timestamp")))
    item = coder.item({"id": 1, "price": Decimal("1.50"), "made": datetime(2024, 1, 31, tzinfo=UTC)})
    coder.row(item)       the same row: int, Decimal, aware datetime

A column decides one attribute type for all its rows where it can: a DECIMAL of more than 38 digits is text in each of
them. Values that a column's type does not explain (an extra attribute, a zero date) go by what they are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from runtime.clocks import duration
from runtime.columns import Column
from runtime.dynamodb.attributes import DIGITS, Attribute, Unstorable, attribute, instant, value

Encode = Callable[[Any, str], Attribute]
Decode = Callable[[Any], Any]


class Coder:
    """Both directions for one list of columns; with none, values go by what they are."""

    def __init__(self, columns: Sequence[Column] = (), *, nulls: bool = True) -> None:
        """With `nulls` False a None leaves its attribute out instead of writing NULL."""
        self._encoders = {column.name: _encoder(column) for column in columns}
        self._decoders = {column.name: _DECODERS[column.kind] for column in columns if column.kind in _DECODERS}
        self._nulls = nulls
        self._places: dict[str, str] = {}

    def item(self, row: Mapping[str, Any]) -> dict[str, Attribute]:
        """A row as an item. Raises Unstorable with the value's place."""
        out: dict[str, Attribute] = {}
        encoders, places = self._encoders, self._places
        for name, found in row.items():
            if name not in places:
                places[name] = _place(name)
            if found is None:
                if self._nulls:
                    out[name] = {"NULL": True}
            else:
                out[name] = encoders.get(name, attribute)(found, places[name])
        return out

    def row(self, item: Mapping[str, Attribute]) -> dict[str, Any]:
        """An item as a row."""
        out: dict[str, Any] = {}
        for name, found in item.items():
            decode = self._decoders.get(name)
            plain = value(found)
            out[name] = plain if decode is None or plain is None else decode(plain)
        return out


def _place(name: str) -> str:
    """How a message says where an attribute's value is."""
    if not name:
        raise Unstorable("an attribute's name has at least one character")
    return f"$.{name}"


def _encoder(column: Column) -> Encode:
    match column.kind:
        case "decimal" if column.length > DIGITS:
            return _as_text
        case "datetime" | "timestamp" if column.scale or column.kind == "timestamp":
            return _fraction
        case _:
            return attribute


def _as_text(found: Any, where: str) -> Attribute:
    return {"S": format(found, "f")} if isinstance(found, Decimal) and found.is_finite() else attribute(found, where)


def _fraction(found: Any, where: str) -> Attribute:
    """Always six digits of a second, so that the texts of one column sort as their times do."""
    if not isinstance(found, datetime):
        return attribute(found, where)
    return {"S": instant(found) if found.tzinfo is not None else found.isoformat(timespec="microseconds")}


def _decimal(found: Any) -> Any:
    return Decimal(found) if isinstance(found, int | str) and not isinstance(found, bool) else found


def _float(found: Any) -> Any:
    return float(found) if isinstance(found, int | str | Decimal) and not isinstance(found, bool) else found


def _date(found: Any) -> Any:
    return _tried(date.fromisoformat, found)


def _datetime(found: Any) -> Any:
    return _tried(datetime.fromisoformat, found)


def _timestamp(found: Any) -> Any:
    moment = _tried(datetime.fromisoformat, found)
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) and moment.tzinfo is None else moment


def _duration(found: Any) -> Any:
    return _tried(duration, found)


def _tried(parse: Callable[[str], Any], found: Any) -> Any:
    """A text as what the column holds; MySQL's zero dates are none, and stay text."""
    if not isinstance(found, str):
        return found
    try:
        return parse(found)
    except ValueError:
        return found


_DECODERS: dict[str, Decode] = {
    "decimal": _decimal,
    "float": _float,
    "double": _float,
    "date": _date,
    "datetime": _datetime,
    "timestamp": _timestamp,
    "time": _duration,
}
"""Kinds whose values do not come back by themselves; the others are what `value` gives."""
