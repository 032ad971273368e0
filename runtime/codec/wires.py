"""A wire: how values of one type are read from JSON and written to it.

    INT.read(7, problems)      7
    INT.read("7", problems)    appends `expected int, got "7"`

Readers and writers never raise for a bad value: they append a problem and give None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from runtime.codec.problems import Problem

Move = Callable[[Any, list[Problem]], Any]
"""Turns a value from one side to the other, or appends to the problems."""

Kind = Literal[
    "null",
    "bool",
    "int",
    "float",
    "seconds",
    "str",
    "bytes",
    "date",
    "datetime",
    "time",
    "uuid",
    "decimal",
    "literal",
    "enum",
    "array",
    "object",
    "record",
    "union",
    "any",
    "stored",
]


@dataclass(frozen=True, slots=True)
class Wire:
    """The two directions of one type, and what unions need to tell it from others."""

    expected: str
    """The type as a sentence names it: `int`, `list[Order]`, `date as "2024-01-31"`."""
    kind: Kind
    read: Move
    write: Move
    holds: Callable[[Any], bool]
    """Whether a Python value is of this type, judged at its top."""
    keys: frozenset[str] = frozenset()
    """A record's field names, or the JSON text of each value of a Literal or Enum."""
