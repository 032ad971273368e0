"""Records made by their class.

Export(day=day, rows=0)      Construct((("day", Local("day")), ("rows", Constant(0)), …), Record("Export"))
"""

import ast
import dataclasses
import typing
from typing import Any, cast

from compiler.diagnostics.codes import names, types
from compiler.forms.expressions import Constant, Construct, Expression, Mapping
from compiler.forms.program import Parameter, Signature, Value
from compiler.forms.types import STR, UNKNOWN, FieldOf, Record
from compiler.passes.type import sharing
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
    for value in bound.values():
        sharing.share(body, value)
    span = body.span(node)
    fields = tuple((field.name, cast(Expression, bound[field.name])) for field in record.fields if field.name in bound)
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
        return None
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
