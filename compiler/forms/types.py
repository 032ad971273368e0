"""The types that pipeline values have.

    ListOf(INT)                                   list[int]
    Record("Export", (FieldOf("day", DATE), ...)) a dataclass, TypedDict or NamedTuple
    Optional                                      Union((STR, NONE)), always flat and without duplicates

A type says two things: what Python may do with the value, and which JSON it is on the wire (`runtime.contract` has the
table). `UNKNOWN` is the type of what could not be understood; whatever touches it is silent, so that one mistake gives
one finding.
"""

from dataclasses import dataclass, field
from enum import Enum


class Scalar(Enum):
    """Types without parameters."""

    NONE = "None"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STR = "str"
    BYTES = "bytes"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    TIMEDELTA = "timedelta"
    DECIMAL = "Decimal"
    UUID = "UUID"
    ANY = "Any"
    """Opaque JSON: may be handed on, subscripted and tested, never assumed to be anything."""
    NEVER = "Never"
    """The type of what gives no value, such as a step that always raises."""
    TOKEN = "TaskToken"  # noqa: S105 - a type's name
    UNKNOWN = "Unknown"
    """The type of something already complained about."""


@dataclass(frozen=True, slots=True)
class LiteralOf:
    """`Literal["a", 1]`: one of these JSON scalars."""

    values: tuple[str | int | bool | None, ...]


@dataclass(frozen=True, slots=True)
class EnumOf:
    """An `Enum`; on the wire its member's value."""

    name: str
    members: tuple[tuple[str, object], ...]
    python: type = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """`list[item]` (also `Sequence`, `Iterable`)."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`tuple[a, b]`: an array of known length."""

    items: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class SetOf:
    """`set[item]` or `frozenset[item]`: on the wire an array without duplicates."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class DictOf:
    """`dict[str, value]`; keys are always strings on the wire."""

    key: "Type"
    value: "Type"


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One field of a record; one that is not required may be absent from the JSON object."""

    name: str
    type: "Type"
    required: bool = True


class RecordKind(Enum):
    """How Python spells a record, which decides between `x.a` and `x["a"]`."""

    DATACLASS = "dataclass"
    TYPED_DICT = "TypedDict"
    NAMED_TUPLE = "NamedTuple"
    LITERAL = "dict"
    """A dict display with constant keys: its fields are known, its name is not."""


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object with known fields (a NamedTuple is one too)."""

    name: str
    fields: tuple[FieldOf, ...]
    kind: RecordKind = RecordKind.DATACLASS
    python: type | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Union:
    """`a | b`, flat, without duplicates, at least two options."""

    options: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class StoredOf:
    """`Stored[item]`: a value kept in S3, handed on as a reference."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class ErrorOf:
    """The value that `except X as e` binds: type, message and details of one of these errors."""

    names: tuple[str, ...]


Type = Scalar | LiteralOf | EnumOf | ListOf | TupleOf | SetOf | DictOf | Record | Union | StoredOf | ErrorOf

NONE = Scalar.NONE
BOOL = Scalar.BOOL
INT = Scalar.INT
FLOAT = Scalar.FLOAT
STR = Scalar.STR
ANY = Scalar.ANY
NEVER = Scalar.NEVER
UNKNOWN = Scalar.UNKNOWN


def union(*types: Type) -> Type:
    """The type of a value that has one of these types: flattened, deduplicated, `UNKNOWN` and `ANY` absorbing.

    >>> union(STR, NONE, STR)
    Union(options=(<Scalar.STR: 'str'>, <Scalar.NONE: 'None'>))
    >>> union(INT, NEVER)
    <Scalar.INT: 'int'>
    """
    options: dict[Type, None] = {}
    for one in types:
        for option in one.options if isinstance(one, Union) else (one,):
            if option is UNKNOWN:
                return UNKNOWN
            if option is not NEVER:
                options[option] = None
    if ANY in options:
        return ANY
    match tuple(options):
        case ():
            return NEVER
        case (only,):
            return only
        case several:
            return Union(several)


def without_none(type_: Type) -> Type:
    """The type left when the value is known not to be None."""
    if isinstance(type_, Union):
        return union(*(option for option in type_.options if option is not NONE))
    return NEVER if type_ is NONE else type_
