"""Who can see a value: a change in place is allowed only where no other name does.

rows = load()              rows is held whole: nobody else sees it, or a part of it
some = [row, *rows]        some is new, its items are not: `some.append(x)` may be, `some[0].append(x)` may not
other = rows               shared from here on, under both names: SM406 for any change
"""

from collections.abc import Iterable
from typing import Any

from compiler.forms.expressions import (
    Binary,
    Collection,
    Comprehension,
    Conditional,
    Constant,
    Construct,
    Field,
    Item,
    Lambda,
    Local,
    Logic,
    Mapping,
    Operation,
    Slice,
    Spread,
)
from compiler.forms.program import BlockCall, EachCall, ParallelCall, PipelineCall, StepCall, Value, Walrus
from compiler.forms.traverse import names_in
from compiler.forms.types import DictOf, ListOf, Record, RecordKind, Scalar, SetOf, TupleOf, Type, Union
from compiler.passes.type.body import Body
from compiler.passes.type.scope import Owned

_NEW_OUTSIDE = frozenset({
    "list", "dict", "set", "sorted", "reversed", "filter", "zip", "enumerate", "list.copy", "dict.copy",
    "dict.items", "dict.values", "list[:]=",
})  # fmt: skip
"""Operations that make a new list or dict of what their arguments hold."""


def is_mutable(type_: Type) -> bool:
    """Whether a value of this type, or a part of it, could be changed in place."""
    match type_:
        case ListOf() | SetOf() | DictOf():
            return True
        case Record():
            return type_.kind is not RecordKind.NAMED_TUPLE or has_mutable_parts(type_)
        case TupleOf() | Union():
            return has_mutable_parts(type_)
        case Scalar():
            return type_ is Scalar.ANY
        case _:
            return False


def has_mutable_parts(type_: Type) -> bool:
    """Whether something inside a value of this type could be changed in place."""
    match type_:
        case ListOf(item) | SetOf(item) | DictOf(_, item):
            return is_mutable(item)
        case Record():
            return any(is_mutable(field.type) for field in type_.fields)
        case TupleOf(items) | Union(items):
            return any(map(is_mutable, items))
        case _:
            return type_ is Scalar.ANY


def share(body: Body, value: Value) -> None:
    """Note that a value, or parts of it, are now also seen from elsewhere."""
    for name, whole in _seen(value):
        body.scope.share(name, Owned.SHARED if whole else Owned.OUTER)


def held(value: Any) -> Owned:  # noqa: C901 - one arm a kind
    """How much of a value is seen by nobody else, at the place where it is made."""
    if not is_mutable(value.type):
        return Owned.WHOLE
    match value:
        case Collection(items):
            return _of_parts([one.value if isinstance(one, Spread) else one for one in items])
        case Mapping(entries):
            return _of_parts([one.value if isinstance(one, Spread) else one[1] for one in entries])
        case Construct(fields, span=span):
            # A default that a factory makes stands at the call itself, and is made anew each time.
            return _of_parts([one for _, one in fields if not (isinstance(one, Constant) and one.span == span)])
        case Comprehension(element):
            return _of_parts([element])
        case ParallelCall(branches):
            return _of_parts(list(branches))
        case EachCall(body=body):
            return _of_parts([body])
        case Slice(inner):
            return _of_copies(value.type, [inner])
        case Binary(operator, left, right):
            return (
                Owned.OUTER
                if operator == "*" and has_mutable_parts(value.type)
                else _of_copies(value.type, [left, right])
            )
        case Operation(name, arguments) if name in _NEW_OUTSIDE:
            return _of_copies(value.type, list(arguments))
        case Operation("map"):
            return Owned.OUTER if has_mutable_parts(value.type) else Owned.WHOLE
        case Operation(_, arguments, keywords):
            given = [*arguments, *(one for _, one in keywords)]
            return Owned.SHARED if any(is_mutable(one.type) for one in given) else Owned.WHOLE
        case Conditional(_, then, otherwise):
            return min(held(then), held(otherwise))
        case Logic(_, operands):
            return min(map(held, operands))
        case Field(inner) | Item(inner):
            return Owned.WHOLE if held(inner) is Owned.WHOLE else Owned.SHARED
        case BlockCall(_, arguments, type_):
            if any(is_mutable(one.type) for _, one in arguments):
                return Owned.SHARED
            return Owned.OUTER if has_mutable_parts(type_) else Owned.WHOLE
        case Local() | Walrus() | Constant():
            return Owned.SHARED
        case _:  # what a step or a service gives is a value of its own
            return Owned.WHOLE


def held_inside(value: Value) -> Owned:
    """Of a value of our own that takes in what this value holds."""
    return _of_copies(value.type, [value])


def held_with(values: Iterable[Value]) -> Owned:
    """Of a value of our own that takes in these values."""
    return _of_parts(list(values))


def _of_parts(parts: list[object]) -> Owned:
    """Of a new value that holds these."""
    return Owned.WHOLE if all(held(one) is Owned.WHOLE for one in parts) else Owned.OUTER


def _of_copies(type_: Type, sources: list[object]) -> Owned:
    """Of a new list or dict that holds what these hold."""
    return _of_parts(sources) if has_mutable_parts(type_) else Owned.WHOLE


_Seen = tuple[tuple[str, bool], ...]
"""Variables, each with whether its whole value is seen, or parts of it only."""


def _seen(value: Any) -> _Seen:  # noqa: C901 - one arm a kind
    """The variables whose values a value is or holds, whole or in parts."""
    if isinstance(value, StepCall | PipelineCall) or not is_mutable(value.type):
        return ()
    match value:
        case Local(name) | Walrus(name):
            return ((name, True),)
        case Field(inner) | Item(inner):
            return _parts(_seen(inner))
        case Slice(inner):
            return _copied(value.type, inner)
        case Binary(_, left, right):
            return _copied(value.type, left, right)
        case Conditional(_, then, otherwise):
            return _seen(then) + _seen(otherwise)
        case Logic(_, operands):
            return _all(operands)
        case Collection(items):
            return _all_or_copied(value.type, items)
        case Mapping(entries):
            return _all_or_copied(value.type, [one if isinstance(one, Spread) else one[1] for one in entries])
        case Construct(fields):
            return _all(one for _, one in fields)
        case Comprehension(element, clauses=clauses):
            bound = {name for one in clauses for name in names_in(one.target)}
            of_element = _seen(element)
            old = _parts(_all(one.iterable for one in clauses)) if any(name in bound for name, _ in of_element) else ()
            return tuple(one for one in of_element if one[0] not in bound) + old
        case BlockCall(_, arguments):
            return _all(one for _, one in arguments)
        case ParallelCall(branches):
            return _all(branches)
        case EachCall(parameter, items, body):
            outer = tuple(one for one in _seen(body) if one[0] != parameter)
            return outer + (() if items is None or isinstance(body, StepCall) else _parts(_seen(items)))
        case Operation(name, arguments) if name in _NEW_OUTSIDE:
            return _copied(value.type, *arguments)
        case Operation(_, arguments, keywords):
            return _all([*arguments, *(one for _, one in keywords)])
        case Lambda(parameters, inner):
            return tuple(one for one in _seen(inner) if one[0] not in parameters)
        case _:
            return ()


def _all(several: Iterable[object]) -> _Seen:
    return tuple(found for one in several for found in _seen(one))


def _parts(several: _Seen) -> _Seen:
    return tuple((name, False) for name, _ in several)


def _copied(type_: Type, *sources: object) -> _Seen:
    return _parts(_all(sources)) if has_mutable_parts(type_) else ()


def _all_or_copied(type_: Type, items: Iterable[object]) -> _Seen:
    """Of a display: its items whole, of what is spread into it the parts."""
    found: _Seen = ()
    for one in items:
        found += _copied(type_, one.value) if isinstance(one, Spread) else _seen(one)
    return found
