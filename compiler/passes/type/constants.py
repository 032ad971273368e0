"""Python objects of the module as constants of the pipeline.

type_of_constant(date(2027, 4, 1))      DATE
type_of_constant({"a": 1})              Record("", (FieldOf("a", INT),), kind=LITERAL)
type_of_constant(print)                 None: no JSON value
"""

import dataclasses
import datetime as dt
import decimal
import enum
import math
import uuid

from compiler.forms.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    DictOf,
    FieldOf,
    ListOf,
    Record,
    RecordKind,
    Scalar,
    SetOf,
    TupleOf,
    Type,
    union,
)
from compiler.passes.type.annotations import Annotations, Unsupported, is_named_tuple

_SCALARS: dict[type, Type] = {
    type(None): NONE,
    bool: BOOL,
    int: INT,
    float: FLOAT,
    str: STR,
    bytes: Scalar.BYTES,
    dt.date: Scalar.DATE,
    dt.datetime: Scalar.DATETIME,
    dt.time: Scalar.TIME,
    dt.timedelta: Scalar.TIMEDELTA,
    decimal.Decimal: Scalar.DECIMAL,
    uuid.UUID: Scalar.UUID,
}


def type_of_constant(value: object, annotations: Annotations) -> Type | None:
    """The type of a Python object that has a JSON form; None for everything else."""
    kind = type(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and not is_text(value):
        return None
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind in (list, set, frozenset, tuple):
        return _collection(value, annotations)
    if isinstance(value, dict) and kind is dict:
        return _mapping(value, annotations)
    if isinstance(value, enum.Enum) or is_named_tuple(kind) or dataclasses.is_dataclass(kind):
        return _declared(kind, annotations) if not kind.__module__.startswith("dsl.") else None
    return None


def is_text(value: str) -> bool:
    r"""Whether a string can be written as UTF-8: halves of surrogate pairs, as `"\\ud800"`, cannot."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _collection(value: object, annotations: Annotations) -> Type | None:
    assert isinstance(value, list | set | frozenset | tuple)
    items = [type_of_constant(item, annotations) for item in value]
    known = tuple(item for item in items if item is not None)
    if len(known) < len(items):
        return None
    if isinstance(value, tuple):
        return TupleOf(known)
    return ListOf(union(*known)) if isinstance(value, list) else SetOf(union(*known))


def _mapping(value: dict[object, object], annotations: Annotations) -> Type | None:
    types = {
        key: type_of_constant(inner, annotations) for key, inner in value.items() if type(key) is str and is_text(key)
    }
    if len(types) < len(value) or any(one is None for one in types.values()):
        return None
    if not value:
        return DictOf(STR, Scalar.NEVER)
    fields = tuple(FieldOf(str(key), one) for key, one in types.items() if one is not None)
    return Record("", fields, RecordKind.LITERAL)


def _declared(kind: type, annotations: Annotations) -> Type | None:
    try:
        return annotations.type_of(kind, {})
    except Unsupported:
        return None
