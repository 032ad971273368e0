"""Who can see a value: a change in place is allowed only where no other name does.

rows = load()              owned
both = [rows, rows]        `rows` is shared from here on
rows.append(x)             SM406
"""

from compiler.forms.expressions import (
    Collection,
    Comprehension,
    Conditional,
    Construct,
    Field,
    Item,
    Local,
    Logic,
    Mapping,
    Operation,
    Slice,
    Spread,
)
from compiler.forms.program import BlockCall, ParallelCall, Value, Walrus
from compiler.forms.types import DictOf, ListOf, Record, RecordKind, Scalar, SetOf, TupleOf, Type, Union
from compiler.passes.type.body import Body


def is_mutable(type_: Type) -> bool:
    """Whether a value of this type, or a part of it, could be changed in place."""
    match type_:
        case ListOf() | SetOf() | DictOf():
            return True
        case Record():
            return type_.kind is not RecordKind.NAMED_TUPLE or any(is_mutable(field.type) for field in type_.fields)
        case TupleOf(items) | Union(items):
            return any(map(is_mutable, items))
        case Scalar():
            return type_ is Scalar.ANY
        case _:
            return False


def share(body: Body, value: Value) -> None:
    """Note that a value is now also seen from elsewhere."""
    for name in roots(value):
        body.scope.share(name)


def roots(value: Value) -> tuple[str, ...]:
    """The variables whose values a value is a part of, or holds parts of."""
    match value:
        case Local(name, type_):
            return (name,) if is_mutable(type_) else ()
        case Field(inner, type=type_) | Item(inner, type=type_):
            return roots(inner) if is_mutable(type_) else ()
        case Slice(inner):
            return _inside(inner)
        case Conditional(_, then, otherwise):
            return roots(then) + roots(otherwise)
        case Logic(_, operands):
            return tuple(name for one in operands for name in roots(one))
        case Collection(items):
            return tuple(name for one in items for name in roots(one.value if isinstance(one, Spread) else one))
        case Mapping(entries):
            return tuple(
                name for one in entries for name in (roots(one.value) if isinstance(one, Spread) else roots(one[1]))
            )
        case Construct(fields):
            return tuple(name for _, one in fields for name in roots(one))
        case Comprehension(element, clauses=clauses):
            return tuple(name for one in clauses for name in roots(one.iterable)) if is_mutable(element.type) else ()
        case BlockCall(_, arguments, type_):
            return tuple(name for _, one in arguments for name in roots(one)) if is_mutable(type_) else ()
        case ParallelCall(branches):
            return tuple(name for one in branches for name in roots(one))
        case Walrus(name, _, type_):
            return (name,) if is_mutable(type_) else ()
        case Operation(_, arguments, type=type_) if is_mutable(type_):
            return tuple(name for one in arguments[:1] if not hasattr(one, "parameters") for name in _inside(one))
        case _:
            return ()


def _inside(value: object) -> tuple[str, ...]:
    """Operations and slices give new lists, whose items may still be the old ones."""
    found = roots(value)  # type: ignore[arg-type]
    inner = getattr(value, "type", None)
    item = getattr(inner, "item", getattr(inner, "value", None))
    return found if item is not None and is_mutable(item) else ()


def is_fresh(value: Value) -> bool:
    """Whether a value was made here, so that only its new name sees it."""
    return not roots(value)
