"""Records made by their class.

Export(day=day, rows=0)      Construct((("day", Local("day")), ("rows", Constant(0)), …), Record("Export"))
"""

import ast
import dataclasses
import typing
from typing import Any, cast

from compiler.diagnostics import NOWHERE
from compiler.diagnostics.codes import names, types
from compiler.forms.expressions import (
    Clause,
    Comprehension,
    Constant,
    Construct,
    Expression,
    Field,
    Item,
    Local,
    Mapping,
)
from compiler.forms.program import Parameter, Signature, Value
from compiler.forms.types import STR, UNKNOWN, DictOf, FieldOf, ListOf, Record, RecordKind, Type, Union, union
from compiler.passes.type import expressions, ownership
from compiler.passes.type.annotations import Unsupported, is_named_tuple
from compiler.passes.type.arguments import bind, read_all
from compiler.passes.type.body import Body
from compiler.passes.type.constants import type_of_constant


def is_record_class(cls: type) -> bool:
    """Whether calling a class makes a record."""
    return (
        (dataclasses.is_dataclass(cls) and not cls.__module__.startswith("dsl."))
        or typing.is_typeddict(cls)
        or is_named_tuple(cls)
    )


_LEFT_OUT = Constant(None, UNKNOWN, NOWHERE)
"""The value of a key that a TypedDict need not have."""


def record_value(body: Body, node: ast.Call, cls: type) -> Value:
    """`Export(day=day, rows=0)`."""
    try:
        record = body.unit.annotations.type_of(cls, body.namespace)
    except Unsupported as problem:
        body.error(names.UNSUPPORTED_TYPE, str(problem), node.func, problem.help)
        read_all(body, node)
        return body.hole(node)
    if not isinstance(record, Record):
        return body.hole(node)
    reason = _does_more(cls)
    if reason is not None:
        body.error(types.UNSUPPORTED_OPERATION, f"`{cls.__name__}` {reason}", node.func, "make it in a step")
        read_all(body, node)
        return body.hole(node)
    parameters = tuple(
        Parameter(field.name, field.type, _default(body, node, cls, field), body.span(node)) for field in record.fields
    )
    if not typing.is_typeddict(cls):
        parameters = _constructor_order(cls, parameters)
    bound = bind(body, node, Signature(parameters, whole=False, result=record), cls.__name__, defaults=True)
    if bound is None:
        return body.typed_hole(node, record)
    bound = {name: value for name, value in bound.items() if value is not _LEFT_OUT}
    for value in bound.values():
        ownership.share(body, value)
    span = body.span(node)
    fields = tuple((name, cast(Expression, value)) for name, value in bound.items())
    if typing.is_typeddict(cls):
        entries = tuple((cast(Expression, Constant(name, STR, span)), value) for name, value in fields)
        return Mapping(entries, record, span)
    return Construct(fields, record, span)


def _does_more(cls: type) -> str | None:
    """What a class's own code does when it is called, which cannot be compiled."""
    if not dataclasses.is_dataclass(cls):
        return None
    if hasattr(cls, "__post_init__"):
        return "has a `__post_init__`, which only runs in Python"
    return "has an `__init__` of its own, which only runs in Python" if _written_init(cls) else None


def _written_init(cls: type) -> bool:
    code = getattr(vars(cls).get("__init__"), "__code__", None)
    return code is not None and code.co_filename != "<string>"


def _default(body: Body, node: ast.Call, cls: type, field: FieldOf) -> Constant | None:
    """A field's default; one that a factory makes is what it makes now, if that is JSON."""
    default: Any = dataclasses.MISSING
    if dataclasses.is_dataclass(cls):
        declared = cls.__dataclass_fields__[field.name]
        default = declared.default
        if default is dataclasses.MISSING and declared.default_factory in (list, dict, set, tuple):
            default = cast(Any, declared.default_factory)()
    elif is_named_tuple(cls):
        default = cls._field_defaults.get(field.name, dataclasses.MISSING)  # type: ignore[attr-defined]
    elif not field.required:
        return _LEFT_OUT
    if default is dataclasses.MISSING:
        return None
    type_ = type_of_constant(default, body.unit.annotations)
    return (
        Constant(default, type_ if type_ is not None else UNKNOWN, body.span(node))
        if type_ or default is None
        else None
    )


def _constructor_order(cls: type, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Positional fields first; keyword-only ones cannot be given by position, but order alone decides here."""
    if not dataclasses.is_dataclass(cls):
        return parameters
    keyword_only = {name for name, field in cls.__dataclass_fields__.items() if field.kw_only}
    return tuple(sorted(parameters, key=lambda one: one.name in keyword_only))


def derived_value(body: Body, node: ast.Call, callee: object) -> Value:
    """`replace(record, rows=0)` and `asdict(record)` of the dataclasses module."""
    value = expressions.value_of(body, node.args[0]) if len(node.args) == 1 else None
    return _derived(body, node, callee, value)


def derived_tuple(body: Body, node: ast.Call, name: str, value: Value) -> Value | None:
    """`point._replace(x=0)` and `point._asdict()` of a NamedTuple; None for other methods."""
    if not isinstance(value.type, Record) or value.type.kind is not RecordKind.NAMED_TUPLE or node.args:
        return None
    if name == "_asdict":
        return _retyped(body, node, value)
    return _replaced(body, node, value, value.type, skip=0) if name == "_replace" else None


def _derived(body: Body, node: ast.Call, callee: object, value: Value | None) -> Value:
    if value is None or not isinstance(value.type, Record) or value.type.kind is not RecordKind.DATACLASS:
        if value is None or value.type is not UNKNOWN:
            body.error(types.WRONG_ARGUMENT, f"`{ast.unparse(node.func)}` takes a dataclass's value first", node)
        read_all(body, node)
        return body.hole(node)
    if callee is dataclasses.asdict:
        return _retyped(body, node, value)
    return _replaced(body, node, value, value.type)


def _retyped(body: Body, node: ast.Call, value: Value) -> Value:
    """A dataclass and its dict are the same JSON object, but for the order of its keys."""
    if node.keywords or not _is_read(value):
        body.error(
            types.UNSUPPORTED_OPERATION, "`asdict` takes a variable or a part of one", node, "assign it to a name first"
        )
        return body.hole(node)
    assert isinstance(value, Local | Field | Item | Constant)
    return _as_dict(value)


def _as_dict(value: Expression) -> Expression:
    """The dict with its keys in the order of the fields, whatever order its JSON came in."""
    span = value.span
    match value.type:
        case Record(kind=RecordKind.DATACLASS | RecordKind.NAMED_TUPLE, fields=fields):
            entries = tuple(
                (Constant(one.name, STR, span), _as_dict(Field(value, one.name, one.type, span))) for one in fields
            )
            return Mapping(entries, _dict_type(value.type), span)
        case ListOf(item) if _dict_type(item) != item:
            each = _as_dict(Local("item", item, span))
            return Comprehension(each, None, (Clause("item", value, ()),), ListOf(each.type), span)
        case type_ if isinstance(value, Local | Field | Item | Constant):
            return dataclasses.replace(value, type=_dict_type(type_))
        case _:
            return value


def _is_read(value: Value) -> bool:
    """Whether a value is a variable or a part of one: reading it several times is the same as once."""
    match value:
        case Local() | Constant():
            return True
        case Field(inner):
            return _is_read(inner)
        case Item(inner, index):
            return _is_read(inner) and _is_read(index)
        case _:
            return False


def _dict_type(type_: Type) -> Type:
    match type_:
        case Record(kind=RecordKind.DATACLASS | RecordKind.NAMED_TUPLE):
            fields = tuple(FieldOf(one.name, _dict_type(one.type)) for one in type_.fields)
            return Record("", fields, RecordKind.LITERAL)
        case ListOf(item):
            return ListOf(_dict_type(item))
        case DictOf(key, item):
            return DictOf(key, _dict_type(item))
        case Union(options):
            return union(*map(_dict_type, options))
        case _:
            return type_


def _replaced(body: Body, node: ast.Call, value: Value, record: Record, *, skip: int = 1) -> Value:
    if not _is_read(value):
        body.error(
            types.UNSUPPORTED_OPERATION,
            "`replace` takes a variable or a part of one",
            node,
            "assign it to a name first",
        )
        read_all(body, node)
        return body.hole(node)
    span = body.span(node)
    reason = _does_more(record.python) if record.python is not None else None
    if reason is not None:
        body.error(types.UNSUPPORTED_OPERATION, f"`{record.name}` {reason}", node.func, "make it in a step")
        return body.hole(node)
    old = {one.name: Field(cast(Expression, value), one.name, one.type, span) for one in record.fields}
    left_out = Constant(None, UNKNOWN, span)
    parameters = tuple(Parameter(one.name, one.type, left_out, span) for one in record.fields)
    bound = bind(body, node, Signature(parameters, whole=False, result=record), "replace", skip=skip)
    if bound is None:
        return body.typed_hole(node, record)
    ownership.share(body, value)
    kept = {name: field for name, field in old.items() if name not in bound}
    fields = tuple((name, cast(Expression, one)) for name, one in {**kept, **bound}.items())
    return Construct(fields, record, span)
