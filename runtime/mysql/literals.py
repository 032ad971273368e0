"""Python values as MySQL literals, exactly; and statements with their arguments put in.

    put("select * from orders where day = %s and note like '%x'", (date(2024, 1, 31),), escape)
    -> "select * from orders where day = '2024-01-31' and note like '%x'"

Only `%s` and `%(name)s` outside quotes and comments stand for arguments; any other % is itself and is never doubled. A
list stands for `(a, b)`. A value that has no exact literal (NaN, a dict, a record) raises ValueError or TypeError
with the argument's place, where the bare driver would write its repr.
"""

import enum
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from runtime.clocks import clock

Escape = Callable[[str], str]
"""Quotes a text for the connection's mode: with NO_BACKSLASH_ESCAPES or without."""

Arguments = Sequence[Any] | Mapping[str, Any]

_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*" | `(?:[^`]|``)*` | /\*.*?\*/ | (?:--\s|\#)[^\n]*  # not looked into
      | (?P<place>%s|%\((?P<name>\w+)\)s)""",
    re.VERBOSE | re.DOTALL,
)


def put(sql: str, arguments: Arguments, escape: Escape) -> str:
    """`sql` with its arguments as literals. Raises TypeError where their number or names do not match."""
    named = isinstance(arguments, Mapping)
    used: set[str] = set()
    count = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal count
        if match["place"] is None:
            return match[0]
        if (match["name"] is not None) != named:
            raise TypeError(f"the statement has {match[0]} and its arguments are {'named' if named else 'in order'}")
        if isinstance(arguments, Mapping):
            used.add(match["name"])
            if match["name"] not in arguments:
                raise TypeError(f"the statement has {match[0]} and no argument of that name")
            return literal(arguments[match["name"]], escape, match["name"])
        count += 1
        return literal(arguments[count - 1], escape, str(count)) if count <= len(arguments) else match[0]

    text = _TOKEN.sub(fill, sql)
    if not named and count != len(arguments):
        raise TypeError(f"the statement has {count} places for arguments and is given {len(arguments)}")
    if named and (unused := set(arguments) - used):
        raise TypeError(f"the statement has no place for {', '.join(sorted(map(str, unused)))}")
    return text


def literal(value: Any, escape: Escape, where: str = "?") -> str:
    """One value as MySQL reads it. Raises TypeError or ValueError, naming the argument `where`."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value, escape, where)
    for base, write in _BASES:
        if isinstance(value, base):
            return write(value, escape, where)
    raise TypeError(
        f"argument {where} is a {type(value).__name__}, which MySQL has no literal for; "
        "give its parts, or json.dumps() of it for a JSON column"
    )


def _null(value: Any, escape: Escape, where: str) -> str:  # noqa: ARG001
    return "NULL"


def _bool(value: bool, escape: Escape, where: str) -> str:  # noqa: ARG001
    return "1" if value else "0"


def _int(value: int, escape: Escape, where: str) -> str:  # noqa: ARG001
    return str(int(value))


def _float(value: float, escape: Escape, where: str) -> str:  # noqa: ARG001
    if not math.isfinite(value):
        raise ValueError(f"argument {where} is {value}, which MySQL cannot hold")
    text = repr(float(value))
    # With an exponent the literal is a DOUBLE; without one it would be a DECIMAL, rounded to its digits.
    return text if "e" in text else f"{text}e0"


def _decimal(value: Decimal, escape: Escape, where: str) -> str:  # noqa: ARG001
    if not value.is_finite():
        raise ValueError(f"argument {where} is {value}, which MySQL cannot hold")
    return format(value, "f")


def _str(value: str, escape: Escape, where: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"argument {where} has a lone surrogate at {error.start}, which is no character") from None
    return escape(str.__str__(value))


def _bytes(value: bytes | bytearray | memoryview, escape: Escape, where: str) -> str:  # noqa: ARG001
    return f"X'{bytes(value).hex()}'"


def _date(value: date, escape: Escape, where: str) -> str:  # noqa: ARG001
    return f"'{value.isoformat()}'"


def _datetime(value: datetime, escape: Escape, where: str) -> str:  # noqa: ARG001
    if value.tzinfo is not None:  # every session's time zone is UTC
        value = value.astimezone(UTC).replace(tzinfo=None)
    return f"'{value.isoformat(sep=' ')}'"


def _time(value: time, escape: Escape, where: str) -> str:  # noqa: ARG001
    if value.tzinfo is not None:
        raise ValueError(f"argument {where} is a time of a zone, which MySQL's TIME has not")
    return f"'{value.isoformat()}'"


def _timedelta(value: timedelta, escape: Escape, where: str) -> str:  # noqa: ARG001
    return f"'{clock(value)}'"


def _enum(value: enum.Enum, escape: Escape, where: str) -> str:
    return literal(value.value, escape, where)


def _uuid(value: UUID, escape: Escape, where: str) -> str:
    return _str(str(value), escape, where)


def _list(value: Sequence[Any], escape: Escape, where: str) -> str:
    if hasattr(value, "_fields"):
        raise TypeError(f"argument {where} is a {type(value).__name__}; give its fields one by one")
    if not value:
        raise ValueError(f"argument {where} is an empty list, and MySQL's IN () is a syntax error; skip the query")
    return f"({', '.join(literal(item, escape, f'{where}[{index}]') for index, item in enumerate(value))})"


def _set(value: set[Any] | frozenset[Any], escape: Escape, where: str) -> str:
    return _list(sorted(value, key=repr), escape, where)


_Writer = Callable[[Any, Escape, str], str]

_WRITERS: dict[type, _Writer] = {
    type(None): _null,
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    Decimal: _decimal,
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
    set: _set,
    frozenset: _set,
}

_BASES: tuple[tuple[type, _Writer], ...] = (
    (enum.Enum, _enum),  # before its mixed-in type, whose own text is the member's name
    *(
        (python, _WRITERS[python])
        for python in (datetime, date, time, timedelta, Decimal, UUID, int, float, str, bytes)
    ),
    (tuple, _list),
)


def identifier(name: str) -> str:
    """A table's or column's name, quoted; `schema.table` is two names.

    >>> identifier("shop.order lines")
    '`shop`.`order lines`'
    """
    if not name or "\0" in name:
        raise ValueError(f"{name!r} is no name of a table or column")
    return ".".join(f"`{part.replace('`', '``')}`" for part in name.split("."))
