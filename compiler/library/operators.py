"""Which types the operators take and give, subscripts, slices, iteration and truth included.

binary("+", INT, FLOAT)       FLOAT
compare("<", STR, INT)        Refusal("`<` between `str` and `int`", …)
"""

from compiler.forms.expressions import Comparison
from compiler.forms.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NEVER,
    STR,
    UNKNOWN,
    DictOf,
    ListOf,
    LiteralOf,
    Scalar,
    SetOf,
    TupleOf,
    Type,
    union,
)
from compiler.library.entry import Typed, constant_of
from compiler.library.signature import Refusal

_NUMBERS = (BOOL, INT, FLOAT)


def unary(operator: str, operand: Typed) -> Type | Refusal:
    """The type of `-x`, `+x`, `~x`, `not x`."""
    if operator == "not":
        return truth(operand) or BOOL
    if operand.type in (INT, FLOAT):
        return operand.type
    return UNKNOWN if operand.type is UNKNOWN else Refusal(f"`{operator}` of {operand.type}")


def binary(operator: str, left: Typed, right: Typed) -> Type | Refusal:
    """The type of `left operator right`."""
    if UNKNOWN in (left.type, right.type):
        return UNKNOWN
    if left.type in _NUMBERS and right.type in _NUMBERS:
        return FLOAT if operator == "/" or FLOAT in (left.type, right.type) else INT
    if operator == "+" and left.type is STR and right.type is STR:
        return STR
    return Refusal(f"`{operator}` between {left.type} and {right.type}")


def compare(operator: Comparison, left: Typed, right: Typed) -> Refusal | None:
    """Why `left operator right` cannot be compiled; None where it gives a bool."""
    return None


def truth(operand: Typed) -> Refusal | None:
    """Why a value cannot stand as a condition; None where it can."""
    return None


def item(value: Typed, index: Typed) -> Type | Refusal:
    """The type of `value[index]`; a record's constant key is a Field and not asked here."""
    match value.type:
        case ListOf(inner):
            return inner
        case TupleOf(items):
            place = constant_of(index)
            if isinstance(place, int) and -len(items) <= place < len(items):
                return items[place]
            return union(*items)
        case DictOf(_, inner):
            return inner
        case Scalar.STR:
            return STR
        case Scalar.ANY | Scalar.UNKNOWN:
            return value.type
        case other:
            return Refusal(f"`{other}` cannot be subscripted")


def slice_(value: Typed, lower: Typed | None, upper: Typed | None, step: Typed | None) -> Type | Refusal:
    """The type of `value[lower:upper:step]`."""
    match value.type:
        case TupleOf(items):
            return ListOf(union(*items))
        case ListOf() | Scalar.STR | Scalar.UNKNOWN | Scalar.ANY:
            return value.type
        case other:
            return Refusal(f"`{other}` cannot be sliced")


def iterate(iterable: Typed) -> Type | Refusal:
    """The type of what `for x in iterable` gives."""
    match iterable.type:
        case ListOf(inner) | SetOf(inner):
            return inner
        case TupleOf(items):
            return union(*items) if items else NEVER
        case DictOf(key, _):
            return key
        case Scalar.STR | LiteralOf():
            return STR
        case Scalar.UNKNOWN:
            return UNKNOWN
        case Scalar.ANY:
            return Refusal("a value of unknown shape cannot be iterated", "give it a type, such as `list[str]`")
        case other:
            return Refusal(f"`{other}` cannot be iterated")


__all__ = ["ANY", "binary", "compare", "item", "iterate", "slice_", "truth", "unary"]
