"""What a table's columns are: carried beside rows, so that a value that went through DynamoDB or JSON comes back
exactly.

    Column("price", "decimal", length=10, scale=2)
    Column("made_at", "timestamp", scale=6)

`mysql` reads them from a table or a result; `dynamodb` takes them to write and to read. They travel as ordinary
records.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "int",
    "decimal",
    "float",
    "double",
    "bit",
    "date",
    "datetime",
    "timestamp",
    "time",
    "year",
    "text",
    "binary",
    "enum",
    "set",
    "json",
    "geometry",
]
"""The families of MySQL's column types."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or of a result."""

    name: str
    kind: Kind
    unsigned: bool = False
    length: int = 0
    """Digits of a decimal, bits of a BIT, characters or bytes of text and binary; 0 where it does not matter."""
    scale: int = 0
    """Digits after the decimal point, or of a second's fraction."""
    nullable: bool = True
    key: int = 0
    """Its place in the primary key, from 1; 0 outside the key."""
    generated: bool = False
    """Whether the server computes it, so that nobody may write it."""
