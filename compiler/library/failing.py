"""Which Python exceptions an expression can raise when it is computed.

failures_of(xs[0])                 {"IndexError"}
failures_of(orders.rejected > 0)   {}
"""

from typing import Any

from compiler.forms.expressions import Binary, Constant, Expression, Field, Item, Local, Operation
from compiler.forms.traverse import children
from compiler.forms.types import DictOf, ErrorOf, Record, RecordKind, Scalar, TupleOf
from compiler.library.entry import failures
from compiler.library.table import entry

_NONE: frozenset[str] = frozenset()
_OPAQUE = frozenset(("TypeError", "KeyError", "IndexError"))
_UNCERTAIN = frozenset(("TypeError", "KeyError", "ValueError"))


def failures_of(expression: Expression) -> frozenset[str]:
    """Names of the exceptions; empty where computing the value cannot fail."""
    found: set[str] = set()
    _add(expression, found)
    return frozenset(found)


def _add(node: Any, found: set[str]) -> None:
    if isinstance(node, Constant | Local):
        return
    found |= _own(node)
    for child in children(node):
        _add(child, found)


def _own(node: Any) -> frozenset[str]:
    match node:
        case Binary(operator, _, right):
            divides = operator in ("/", "//", "%") and not (isinstance(right, Constant) and right.value)
            return frozenset(("ZeroDivisionError",)) if divides else _NONE
        case Item(value, index):
            return _item(value, index)
        case Field(value, name):
            return _field(value, name)
        case Operation(name, arguments, keywords):
            return _operation(name, arguments, dict(keywords))
        case _:
            return _NONE


def _item(value: Expression, index: Expression) -> frozenset[str]:
    match value.type:
        case TupleOf(items) if (
            isinstance(index, Constant) and isinstance(index.value, int) and index.value < len(items)
        ):
            return _NONE
        case DictOf() | Record():
            return frozenset(("KeyError",))
        case Scalar.ANY:
            return _OPAQUE
        case _:
            return frozenset(("IndexError",))


def _field(value: Expression, name: str) -> frozenset[str]:
    if isinstance(value.type, Record):
        found = next((one for one in value.type.fields if one.name == name), None)
        filled = value.type.kind in (RecordKind.DATACLASS, RecordKind.NAMED_TUPLE)
        return _NONE if found is not None and (found.required or filled) else frozenset(("KeyError",))
    return _NONE if isinstance(value.type, ErrorOf) else _OPAQUE


def _operation(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> frozenset[str]:
    try:
        known = entry(name)
    except KeyError:
        return _UNCERTAIN
    return frozenset(failures(known, arguments, keywords))
