"""Python values as DynamoDB attributes and back: total, exact, and with a column's spec invertible.

    attribute(Decimal("1.50"))                        {"N": "1.50"}
    attribute(date(2024, 1, 31))                      {"S": "2024-01-31"}
    value({"S": "2024-01-31"}, Column("day", "date")) date(2024, 1, 31)

DynamoDB has strings, numbers of 38 digits, bytes, sets, lists and maps. Everything else is kept in one of them: numbers
beyond its digits or range as text, instants in UTC with `Z`, an empty set as NULL. Without a column what was kept as
text is read as text; with it, as the column's type. NaN and Infinity are refused.
"""

import enum
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from runtime.clocks import clock

Attribute = dict[str, Any]
"""One attribute value as the service writes it: `{"S": "x"}`."""

DIGITS = 38
SMALLEST_POWER = -130
LARGEST_POWER = 125
"""The powers of ten of the first digit that a number may have: from 1E-130 to 9.99…E+125."""
DEPTH = 32
"""How deep lists and maps may be nested, the item itself counted."""

_WIDE = Context(prec=200)


class Unstorable(ValueError):
    """A value that DynamoDB cannot keep; the message ends with where it is."""


def fits_number(number: Decimal) -> bool:
    """Whether DynamoDB keeps `number` exactly: 38 digits without leading and trailing zeros, within its range.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
    """
    if not number:
        return True
    digits = number.as_tuple().digits
    if len(digits) > DIGITS and len("".join(map(str, digits)).strip("0")) > DIGITS:
        return False
    return SMALLEST_POWER <= number.adjusted() <= LARGEST_POWER


def attribute(value: Any, where: str = "$", depth: int = 0) -> Attribute:
    """The attribute of any Python value. Raises Unstorable with the value's place."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value, where, depth)
    return _loosely(value, where, depth)


def _loosely(value: Any, where: str, depth: int) -> Attribute:
    """The attribute of a value whose exact type is not in the table."""
    if isinstance(value, enum.Enum):
        return attribute(value.value, where, depth)
    if is_dataclass(value) and not isinstance(value, type):
        return _map({field.name: getattr(value, field.name) for field in fields(value)}, where, depth)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _map(value._asdict(), where, depth)
    for base, write in _BASES:
        if isinstance(value, base):
            return write(value, where, depth)
    raise Unstorable(f"a {type(value).__name__} has no form in DynamoDB, at {where}")


def _null(value: None, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"NULL": True}


def _bool(value: bool, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"BOOL": value}


def _int(value: int, where: str, depth: int) -> Attribute:
    text = str(int(value))
    return {"N": text} if len(text) <= DIGITS else _decimal(Decimal(int(value)), where, depth)


def _float(value: float, where: str, depth: int) -> Attribute:  # noqa: ARG001
    if not math.isfinite(value):
        raise Unstorable(f"{value} is no number that DynamoDB has, at {where}; store None or text in its place")
    text = repr(float(value))
    if not value:
        return {"N": "0"}  # the service has one zero
    return {"N": text} if 1e-130 <= abs(value) < 1e126 else {"S": text}  # 17 digits always fit


def _decimal(value: Decimal, where: str, depth: int) -> Attribute:  # noqa: ARG001
    if not value.is_finite():
        raise Unstorable(f"{value} is no number that DynamoDB has, at {where}; store None or text in its place")
    text = str(value) if value else "0"
    return {"N": text} if fits_number(value) else {"S": text}


def _str(value: str, where: str, depth: int) -> Attribute:  # noqa: ARG001
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Unstorable(f"a lone surrogate is no character, at {where}[{error.start}]") from None
    return {"S": str.__str__(value)}


def _bytes(value: bytes | bytearray | memoryview, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"B": bytes(value)}


def _date(value: date, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"S": value.isoformat()}


def _datetime(value: datetime, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"S": instant(value) if value.tzinfo is not None else value.isoformat()}


def instant(value: datetime) -> str:
    """An aware datetime in UTC, always with six digits, so that text sorts as time does."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _time(value: time, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"S": value.isoformat()}


def _timedelta(value: timedelta, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"S": clock(value)}


def _uuid(value: UUID, where: str, depth: int) -> Attribute:  # noqa: ARG001
    return {"S": str(value)}


def _list(value: list[Any] | tuple[Any, ...], where: str, depth: int) -> Attribute:
    _check_depth(where, depth)
    return {"L": [attribute(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value)]}


def _map(value: Mapping[Any, Any], where: str, depth: int) -> Attribute:
    _check_depth(where, depth)
    out: dict[str, Attribute] = {}
    for key, item in value.items():
        if not isinstance(key, str) or not key:
            raise Unstorable(f"a map's keys are texts of one character or more, not {key!r}, at {where}")
        out[str.__str__(key)] = attribute(item, f"{where}.{key}", depth + 1)
    return {"M": out}


def _check_depth(where: str, depth: int) -> None:
    if depth + 1 >= DEPTH:
        raise Unstorable(f"lists and maps may be nested {DEPTH} deep in their item, at {where}")


def _set(value: set[Any] | frozenset[Any], where: str, depth: int) -> Attribute:
    if not value:
        return {"NULL": True}  # the service has no empty set
    members = [attribute(item, where, depth) for item in value]
    kinds = {kind for member in members for kind in member}
    if len(kinds) > 1 or not kinds <= {"S", "N", "B"}:
        raise Unstorable(f"a set holds texts only, or numbers only, or bytes only, at {where}")
    kind = kinds.pop()
    return {f"{kind}S": sorted((member[kind] for member in members), key=Decimal if kind == "N" else None)}


_Writer = Callable[[Any, str, int], Attribute]

_WRITERS: dict[type, _Writer] = {
    type(None): _null,
    bool: _bool,
    int: _int,
    float: _float,
    Decimal: _decimal,
    str: _str,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
    date: _date,
    datetime: _datetime,
    time: _time,
    timedelta: _timedelta,
    UUID: _uuid,
    list: _list,
    tuple: _list,
    dict: _map,
    set: _set,
    frozenset: _set,
}

_BASES: tuple[tuple[Any, _Writer], ...] = (
    (Mapping, _map),
    *((base, _WRITERS[base]) for base in (bool, int, float, Decimal, str, bytes, datetime, date, time, timedelta)),
    *((base, _WRITERS[base]) for base in (UUID, list, tuple, set, frozenset)),
)


def value(found: Attribute) -> Any:
    """An attribute as the plainest Python value: whole numbers as int, others as Decimal, sets as sets."""
    ((kind, content),) = found.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "N":
            return number(content)
        case "NULL":
            return None
        case "M":
            return {name: value(item) for name, item in content.items()}
        case "L":
            return [value(item) for item in content]
        case "B":
            return bytes(content)
        case "SS":
            return set(content)
        case "NS":
            return {number(item) for item in content}
        case "BS":
            return {bytes(item) for item in content}
    raise ValueError(f"an attribute of the unknown type {kind}")


def number(text: str) -> int | Decimal:
    """A number as int where it is written as one, as Decimal otherwise; no digit is ever rounded away."""
    try:
        return int(text)
    except ValueError:
        return _WIDE.create_decimal(text)
