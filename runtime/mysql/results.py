"""What MySQL answers, as exact Python values; and which columns a result has.

    columns_of(cursor.description)      (Column("id", "int", …), Column("made", "timestamp", …))

pymysql's own conversions are right but for TIMESTAMP, which is an instant: sessions run in UTC, so it comes as an aware
datetime. Dates that are none ("0000-00-00", "2024-02-00") stay text.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from runtime.columns import Column, Kind

Row = dict[str, Any]
"""A row by column name."""

_BINARY_CHARSET = 63
_UNSIGNED, _ENUM, _SET, _KEY, _NOT_NULL = 0x20, 0x100, 0x800, 0x2, 0x1

_KINDS: dict[int, Kind] = {
    0: "decimal",
    246: "decimal",
    1: "int",
    2: "int",
    3: "int",
    8: "int",
    9: "int",
    4: "float",
    5: "double",
    7: "timestamp",
    10: "date",
    14: "date",
    11: "time",
    12: "datetime",
    13: "year",
    16: "bit",
    245: "json",
    247: "enum",
    248: "set",
    255: "geometry",
}
"""Type codes of the protocol; every other is text or binary."""

TIMESTAMP = 7


def converters() -> dict[Any, Any]:
    """The driver's conversions, with instants made aware."""
    from pymysql import converters as theirs

    return {**theirs.conversions, TIMESTAMP: _instant(theirs.convert_datetime)}


def _instant(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(text: Any) -> Any:
        found = parse(text)
        return found.replace(tzinfo=UTC) if isinstance(found, datetime) else found

    return read


def columns_of(fields: Any) -> tuple[Column, ...]:
    """The columns of a result, from the protocol's own field descriptions."""
    return tuple(_column(field) for field in fields)


def _column(field: Any) -> Column:
    kind = _KINDS.get(field.type_code)
    if kind is None:
        kind = "binary" if field.charsetnr == _BINARY_CHARSET else "text"
    if field.flags & _ENUM:
        kind = "enum"
    elif field.flags & _SET:
        kind = "set"
    unsigned = kind in ("int", "decimal", "float", "double") and bool(field.flags & _UNSIGNED)
    length = field.length
    if kind == "decimal":  # the length counts the sign and the point
        length -= (0 if unsigned else 1) + (1 if field.scale else 0)
    return Column(
        field.name,
        kind,
        unsigned=unsigned,
        length=length if kind in ("decimal", "bit", "binary") else 0,
        scale=field.scale if kind in ("decimal", "datetime", "timestamp", "time") and field.scale < 31 else 0,
        nullable=not field.flags & _NOT_NULL,
    )
