"""Comparisons that can never be equal.

never_equal(`kind: Literal["a", "b"]`, "==", `"c"`)      "`kind` is 'a' or 'b', never 'c'"
"""

from compiler.forms.expressions import Collection, Comparison, Constant
from compiler.forms.program import Value
from compiler.forms.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    DictOf,
    EnumOf,
    ErrorOf,
    ListOf,
    LiteralOf,
    Record,
    Scalar,
    SetOf,
    StoredOf,
    TupleOf,
    Type,
    Union,
)
from compiler.library.shapes import spelled

_NUMBERS = "number"


def never_equal(left: Value, operator: Comparison, right: Value) -> str | None:
    """Why two values can never be equal; None where they may be."""
    if operator in ("==", "!="):
        return _reason(left, right)
    if operator in ("in", "not in"):
        return _not_in(left, right)
    return None


def _reason(left: Value, right: Value) -> str | None:
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Constant) and isinstance(one.type, LiteralOf) and not isinstance(one, Constant):
            values = one.type.values
            if not any(other.value == value for value in values):
                return f"the value is one of {', '.join(map(repr, values))}"
    if _kinds(left.type) & _kinds(right.type) or _ANYTHING in _kinds(left.type) | _kinds(right.type):
        return None
    return f"`{spelled(left.type)}` and `{spelled(right.type)}` are never equal"


def _not_in(left: Value, right: Value) -> str | None:
    match right:
        case Collection(items) if items and all(isinstance(item, Constant) for item in items):
            if all(_reason(left, item) is not None for item in items):  # type: ignore[arg-type]
                return f"none of these is a `{spelled(left.type)}` that it can be"
            return None
    match right.type:
        case ListOf(item) | SetOf(item) | DictOf(item, _):
            inner = item
        case _:
            return None
    if _kinds(left.type) & _kinds(inner) or _ANYTHING in _kinds(left.type) | _kinds(inner):
        return None
    return f"the items are `{spelled(inner)}`, never `{spelled(left.type)}`"


_ANYTHING = "anything"


def _kinds(type_: Type) -> frozenset[str]:
    """Classes of values between which Python's `==` can be true."""
    match type_:
        case Union(options):
            return frozenset[str]().union(*map(_kinds, options))
        case LiteralOf(values):
            return frozenset(_scalar(value) for value in values)
        case EnumOf(name, _, python):
            if issubclass(python, str):
                return frozenset({"str", f"enum {name}"})
            return frozenset({_NUMBERS, f"enum {name}"} if issubclass(python, int | float) else {f"enum {name}"})
        case ListOf():
            return frozenset({"list", "tuple"})  # `tuple[int, ...]` is a ListOf too
        case TupleOf():
            return frozenset({"tuple", "record"})
        case SetOf():
            return frozenset({"set"})
        case DictOf():
            return frozenset({"dict"})
        case Record():
            kind = type_.kind.value
            return frozenset({"dict"} if kind in ("dict", "TypedDict") else {"tuple", "record"})
        case StoredOf():
            return frozenset({"Stored"})
        case ErrorOf():
            return frozenset({"str"})
        case Scalar.ANY | Scalar.UNKNOWN | Scalar.NEVER:
            return frozenset({_ANYTHING})
        case Scalar():
            if type_ in (BOOL, INT, FLOAT, Scalar.DECIMAL):
                return frozenset({_NUMBERS})
            return frozenset({"str" if type_ in (STR, Scalar.TOKEN) else type_.value})


def _scalar(value: object) -> str:
    if value is None:
        return NONE.value
    return _NUMBERS if isinstance(value, bool | int | float) else "str"
