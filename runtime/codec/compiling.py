"""From an annotation to its wire, once per type.

    wire_of(list[Order])      a list of the record Order, whose own fields' wires were made from its annotations

Annotations may be text (PEP 563), generic records may be given arguments (`Page[Order]`), types may refer to
themselves. A type that has no form in JSON raises TypeError with the type's name and what to use instead.
"""

import collections.abc
import enum
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Literal,
    NewType,
    NotRequired,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from runtime.codec.choices import enumeration, literal, union
from runtime.codec.containers import dict_of, fixed_tuple, list_of, set_of, tuple_of
from runtime.codec.opaque import opaque
from runtime.codec.problems import Problem
from runtime.codec.records import Field, record, typed_dict
from runtime.codec.scalars import SCALARS, derived
from runtime.codec.wires import Wire

_ARRAYS = (list, collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection)
_OBJECTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_SETS = (set, collections.abc.Set, collections.abc.MutableSet)
_UNWRAPPED = (Annotated, Required, NotRequired)

_known: dict[Any, Wire] = {}
_unfinished: set[Any] = set()


def wire_of(annotation: Any) -> Wire:
    """The wire of `annotation`. Raises TypeError for a type that cannot travel."""
    try:
        if annotation in _known:
            return _known[annotation]
    except TypeError:  # an unhashable annotation, such as Annotated[int, []]
        return _made(annotation)
    if annotation in _unfinished:
        return _later(annotation)
    _unfinished.add(annotation)
    try:
        _known[annotation] = _made(annotation)
    finally:
        _unfinished.discard(annotation)
    return _known[annotation]


Maker = Callable[[tuple[Any, ...]], Wire]
GENERICS: dict[Any, Maker] = {}
"""How a generic type of the vocabulary travels, made from its arguments' annotations."""


def _later(annotation: Any) -> Wire:
    """Stands for a type inside its own definition: asks for the finished wire when it is used."""

    def read(value: Any, problems: list[Problem]) -> Any:
        return _known[annotation].read(value, problems)

    def write(value: Any, problems: list[Problem]) -> Any:
        return _known[annotation].write(value, problems)

    name = getattr(annotation, "__name__", str(annotation))
    return Wire(name, "record", read, write, lambda value: _known[annotation].holds(value), frozenset({name}))


def _made(annotation: Any) -> Wire:
    if annotation in SCALARS:
        return SCALARS[annotation]
    if annotation is Any or annotation is object:
        return OPAQUE
    if isinstance(annotation, NewType):
        return wire_of(annotation.__supertype__)
    if isinstance(annotation, TypeVar):
        return wire_of(annotation.__bound__) if annotation.__bound__ is not None else OPAQUE
    if isinstance(annotation, str | ForwardRef):
        raise TypeError(f"the annotation {annotation!r} names nothing that can be found")
    if hasattr(annotation, "__value__") and not isinstance(annotation, type):  # `type Rows = list[Row]`, Python 3.12
        return wire_of(annotation.__value__)
    origin = get_origin(annotation)
    if origin is not None:
        return _parametrised(annotation, origin, get_args(annotation))
    if annotation in GENERICS:
        return GENERICS[annotation]((Any,))
    if isinstance(annotation, type):
        return _class(annotation)
    raise TypeError(f"{annotation!r} has no form in JSON")


def _parametrised(annotation: Any, origin: Any, arguments: tuple[Any, ...]) -> Wire:
    if origin in _UNWRAPPED:
        return wire_of(arguments[0])
    if origin is Union or origin is types.UnionType:
        return union(tuple(wire_of(argument) for argument in arguments))
    if origin is Literal:
        return literal(arguments, OPAQUE.write)
    if origin in GENERICS:
        return GENERICS[origin](arguments)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple_of(wire_of(arguments[0]))
        return fixed_tuple(tuple(wire_of(argument) for argument in arguments))
    if origin in _ARRAYS:
        return list_of(wire_of(arguments[0]))
    if origin in _OBJECTS:
        return dict_of(wire_of(arguments[0]), wire_of(arguments[1]))
    if origin in _SETS or origin is frozenset:
        return set_of(wire_of(arguments[0]), frozenset if origin is frozenset else set)
    if isinstance(origin, type):
        bound = dict(zip(getattr(origin, "__parameters__", ()), arguments, strict=False))
        return _class(origin, bound, name=_shown(annotation))
    raise TypeError(f"{_shown(annotation)} has no form in JSON")


def _class(kind: type, bound: dict[Any, Any] | None = None, name: str | None = None) -> Wire:
    name = name or kind.__name__
    if issubclass(kind, enum.Enum):
        return enumeration(kind, OPAQUE.write)
    if is_dataclass(kind):
        return record(name, _dataclass_fields(kind, bound or {}), kind, lambda value: isinstance(value, kind))
    if is_typeddict(kind):
        return typed_dict(name, _typed_dict_fields(kind, bound or {}))
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return record(name, _named_tuple_fields(kind, bound or {}), kind, lambda value: isinstance(value, kind))
    if issubclass(kind, str | int | float | bytes):
        return derived(SCALARS[next(base for base in (str, int, float, bytes) if issubclass(kind, base))], kind)
    if kind in _ARRAYS:
        return list_of(OPAQUE)
    if kind is tuple:
        return tuple_of(OPAQUE)
    if kind in _OBJECTS:
        return dict_of(OPAQUE, OPAQUE)
    if kind in (set, frozenset):
        return set_of(OPAQUE, kind)
    raise TypeError(
        f"{name} has no form in JSON; use a dataclass, a TypedDict, a NamedTuple, an Enum or the plain types"
    )


def hints_of(owner: Any) -> dict[str, Any]:
    """The annotations of a class or function, text resolved. Raises TypeError naming the one that cannot be found."""
    try:
        return get_type_hints(owner, include_extras=True)
    except NameError as error:
        where = f"{owner.__module__}.{owner.__qualname__}"
        raise TypeError(f"an annotation of {where} names {error.name!r}, which its module does not have") from error


def _dataclass_fields(kind: type, bound: dict[Any, Any]) -> tuple[Field, ...]:
    hints = hints_of(kind)
    return tuple(
        Field(
            field.name,
            _field_wire(kind, field.name, hints[field.name], bound),
            required=field.init and field.default is MISSING and field.default_factory is MISSING,
            settable=field.init,
        )
        for field in fields(kind)
    )


def _typed_dict_fields(kind: Any, bound: dict[Any, Any]) -> tuple[Field, ...]:
    # Under PEP 563 `NotRequired[...]` is only seen once the text is resolved, so `__required_keys__` alone is
    # not enough.
    return tuple(
        Field(name, _field_wire(kind, name, hint, bound), required=_is_required(kind, name, hint))
        for name, hint in hints_of(kind).items()
    )


def _is_required(kind: Any, name: str, hint: Any) -> bool:
    match get_origin(hint):
        case origin if origin is NotRequired:
            return False
        case origin if origin is Required:
            return True
        case _:
            return name in kind.__required_keys__


def _named_tuple_fields(kind: Any, bound: dict[Any, Any]) -> tuple[Field, ...]:
    hints = hints_of(kind)
    return tuple(
        Field(name, _field_wire(kind, name, hints.get(name, Any), bound), required=name not in kind._field_defaults)
        for name in kind._fields
    )


def _field_wire(owner: type, name: str, hint: Any, bound: dict[Any, Any]) -> Wire:
    try:
        return wire_of(_filled(hint, bound))
    except TypeError as error:
        raise TypeError(f"{owner.__name__}.{name}: {error}") from None


def _filled(hint: Any, bound: dict[Any, Any]) -> Any:
    """`hint` with a generic record's type variables replaced: `list[T]` of `Page[Order]` is `list[Order]`."""
    if not bound:
        return hint
    if isinstance(hint, TypeVar):
        return bound.get(hint, hint)
    parameters = getattr(hint, "__parameters__", ())
    return hint[tuple(bound.get(one, one) for one in parameters)] if parameters else hint


def _shown(annotation: Any) -> str:
    return str(annotation).replace("typing.", "").rpartition("'")[0].rpartition(".")[2] or str(annotation)


OPAQUE = opaque(wire_of)
