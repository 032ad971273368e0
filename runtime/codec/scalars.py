"""The types whose JSON is one number, string or null: one wire each, and the tuple of them all.

    date(2024, 1, 31)       "2024-01-31"
    Decimal("1.50")         "1.50"
    timedelta(minutes=1)    60.0

`runtime.contract.WIRE_FORMS` is the list of these forms for readers.
"""

import base64
import binascii
import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from runtime.codec.problems import Problem, mismatch
from runtime.codec.wires import Kind, Wire

EXACT_INTEGER = 2**53
"""Up to here every whole number has its own JSON number, so 3.0 may be read as 3."""


def _read_int(value: Any, problems: list[Problem]) -> Any:
    if type(value) is int:
        return value
    # JSONata answers whole numbers as 3, but a number that went through JSON elsewhere may come as 3.0.
    if type(value) is float and value.is_integer() and abs(value) <= EXACT_INTEGER:
        return int(value)
    problems.append(mismatch("int", value))
    return None


def _read_float(value: Any, problems: list[Problem]) -> Any:
    kind = type(value)
    if kind is float and math.isfinite(value):
        return value
    if kind is int:
        try:
            return float(value)
        except OverflowError:
            pass
    problems.append(mismatch("float", value))
    return None


def _write_float(value: Any, problems: list[Problem]) -> Any:
    if not isinstance(value, float | int) or isinstance(value, bool):
        problems.append(mismatch("float", value))
    elif isinstance(value, float) and not math.isfinite(value):
        problems.append(Problem(f"expected a finite float, got {value}, which JSON has no number for"))
    else:
        return value
    return None


def _exactly(kind: type) -> Callable[[Any, list[Problem]], Any]:
    """Reads and writes a type that JSON has itself."""
    name = "null" if kind is type(None) else kind.__name__

    def move(value: Any, problems: list[Problem]) -> Any:
        if type(value) is kind:
            return value
        problems.append(mismatch(name, value))
        return None

    return move


def _write_int(value: Any, problems: list[Problem]) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    problems.append(mismatch("int", value))
    return None


def _write_str(value: Any, problems: list[Problem]) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    problems.append(mismatch("str", value))
    return None


def _parsed(
    python: type,
    expected: str,
    kind: Kind,
    parse: Callable[[str], Any],
    render: Callable[[Any], str],
) -> Wire:
    """The wire of a type that travels as a string."""

    def read(value: Any, problems: list[Problem]) -> Any:
        if type(value) is str:
            try:
                return parse(value)
            except (ValueError, ArithmeticError):
                pass
        problems.append(mismatch(expected, value))
        return None

    def write(value: Any, problems: list[Problem]) -> Any:
        if holds(value):
            try:
                return render(value)
            except ValueError:
                pass
        problems.append(mismatch(python.__name__, value))
        return None

    def holds(value: Any) -> bool:
        # A datetime is a date to isinstance, and would lose its time of day.
        return isinstance(value, python) and not (python is date and isinstance(value, datetime))

    return Wire(expected, kind, read, write, holds)


_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d", re.ASCII)


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _datetime(text: str) -> datetime:
    if not _DATETIME.match(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _time(text: str) -> time:
    if not _TIME.match(text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _render_decimal(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError(number)
    return str(number)


def _uuid(text: str) -> UUID:
    found = UUID(text)
    if str(found) != text.lower():  # UUID() also takes braces and "urn:uuid:"
        raise ValueError(text)
    return found


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _render_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _read_seconds(value: Any, problems: list[Problem]) -> Any:
    if type(value) in (int, float):
        try:
            return timedelta(seconds=value)
        except (ValueError, OverflowError):
            pass
    problems.append(mismatch("timedelta as seconds", value))
    return None


def _write_seconds(value: Any, problems: list[Problem]) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    problems.append(mismatch("timedelta", value))
    return None


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def derived(plain: Wire, kind: type) -> Wire:
    """The wire of a subclass of a scalar, such as `class Sku(str)`: read into the class, written as the plain value."""

    def read(value: Any, problems: list[Problem]) -> Any:
        before = len(problems)
        found = plain.read(value, problems)
        return None if len(problems) > before else kind(found)

    return Wire(plain.expected, plain.kind, read, plain.write, lambda value: isinstance(value, kind))


NULL = Wire("null", "null", _exactly(type(None)), _exactly(type(None)), lambda value: value is None)
BOOL = Wire("bool", "bool", _exactly(bool), _exactly(bool), lambda value: isinstance(value, bool))
INT = Wire("int", "int", _read_int, _write_int, _is_int)
FLOAT = Wire("float", "float", _read_float, _write_float, lambda value: isinstance(value, float))
STR = Wire("str", "str", _exactly(str), _write_str, lambda value: isinstance(value, str))
SECONDS = Wire(
    "timedelta as seconds", "seconds", _read_seconds, _write_seconds, lambda value: isinstance(value, timedelta)
)
DATE = _parsed(date, 'date as "2024-01-31"', "date", _date, date.isoformat)
DATETIME = _parsed(datetime, 'datetime as "2024-01-31T09:30:00"', "datetime", _datetime, datetime.isoformat)
TIME = _parsed(time, 'time as "09:30:00"', "time", _time, time.isoformat)
DECIMAL = _parsed(Decimal, 'Decimal as "12.50"', "decimal", _decimal, _render_decimal)
UUID_WIRE = _parsed(UUID, "UUID", "uuid", _uuid, str)
BYTES = _parsed(bytes, "bytes in base64", "bytes", _bytes, _render_bytes)

SCALARS: dict[Any, Wire] = {
    None: NULL,
    type(None): NULL,
    bool: BOOL,
    int: INT,
    float: FLOAT,
    str: STR,
    bytes: BYTES,
    date: DATE,
    datetime: DATETIME,
    time: TIME,
    timedelta: SECONDS,
    Decimal: DECIMAL,
    UUID: UUID_WIRE,
}
"""Every type of one JSON scalar."""
