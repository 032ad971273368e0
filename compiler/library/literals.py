"""Constants as JSONata literals, in the form that they have on the wire.

date(2024, 1, 31)      "2024-01-31"
"""

import base64
import dataclasses
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from types import UnionType
from uuid import UUID

from compiler.library.text import Level, Text, number, string


def literal(value: object) -> Text:
    """The literal of a Python value that is known when compiling."""
    match value:
        case None:
            return Text("null")
        case Enum():
            return literal(value.value)
        case bool():
            return Text("true" if value else "false")
        case int() | float():
            return number(value)
        case timedelta():
            seconds = value.total_seconds()
            return number(int(seconds) if seconds.is_integer() else seconds)
        case tuple() if hasattr(value, "_fields"):
            return _object(value._asdict())  # type: ignore[attr-defined]
        case list() | tuple():
            return Text(f"[{', '.join(literal(one).text for one in value)}]")
        case set() | frozenset():
            items = sorted(value, key=lambda item: literal(item).text)
            return literal(items)
        case dict():
            return _object(value)
        case _ if dataclasses.is_dataclass(value):
            return _object({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
        case _:
            return string(_wire_text(value))


def is_data(value: object) -> bool:
    """Whether a constant has a JSON form; a class or a time zone only tells an operation what to do."""
    if isinstance(value, tuple | list):
        return all(map(is_data, value))
    return not isinstance(value, type | UnionType | tzinfo)


def _object(entries: dict[object, object]) -> Text:
    pairs = (f"{string(_key(key)).text}: {literal(one).text}" for key, one in entries.items())
    return Text(f"{{{', '.join(pairs)}}}", Level.ATOM)


def _key(key: object) -> str:
    return _wire_text(key.value if isinstance(key, Enum) else key)


def _wire_text(value: object) -> str:
    match value:
        case str():
            return value
        case bytes():
            return base64.b64encode(value).decode()
        case date() | datetime() | time():
            return value.isoformat()
        case Decimal() | UUID() | int() | float():
            return str(value)
        case _:
            raise TypeError(f"a {type(value).__name__} has no JSON form")
