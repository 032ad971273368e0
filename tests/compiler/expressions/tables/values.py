"""Classes and types that the tables speak of."""

from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from enum import Enum, IntEnum, StrEnum

from compiler.forms.types import INT, NONE, STR, FieldOf, ListOf, Record, RecordKind, Scalar, Union

DATE, DATETIME, TIMEDELTA, TIME = Scalar.DATE, Scalar.DATETIME, Scalar.TIMEDELTA, Scalar.TIME


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 0
    HIGH = 2


class Mode(StrEnum):
    ON = "on"
    OFF = ""


@dataclass
class Order:
    day: date
    rows: int
    tags: list[str] = field(default_factory=list)
    note: str | None = None


ORDER = Record(
    "Order",
    (FieldOf("day", DATE), FieldOf("rows", INT), FieldOf("tags", ListOf(STR)), FieldOf("note", Union((STR, NONE)))),
    RecordKind.DATACLASS,
    Order,
)
SPARSE = Record("Sparse", (FieldOf("id", INT), FieldOf("label", STR, required=False)), RecordKind.TYPED_DICT)
TOKYO = timezone(timedelta(hours=9))
