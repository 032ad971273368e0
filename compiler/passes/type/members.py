"""Attributes, subscripts and slices.

export.rows          Field(Local("export"), "rows", INT)
row["id"]            the same for a TypedDict or a dict display with known keys
day.year             Operation("date.year@", …): computed from the value's text
rows[0], rows[1:]    Item, Slice
"""

import ast
from enum import EnumMeta
from functools import cached_property
from typing import cast

from compiler import library
from compiler.diagnostics.codes import flows, names, types
from compiler.forms.expressions import Constant, Expression, Field, Item, Operation, Slice
from compiler.forms.program import Value
from compiler.forms.types import (
    ANY,
    INT,
    NEVER,
    NONE,
    STR,
    UNKNOWN,
    DictOf,
    ErrorOf,
    FieldOf,
    ListOf,
    Record,
    RecordKind,
    StoredOf,
    TupleOf,
    Type,
    Union,
    union,
    without_none,
)
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import expressions, rewordings
from compiler.passes.type.assignable import as_dict, is_dict_like
from compiler.passes.type.body import Body
from compiler.passes.type.names import constant_value, fact_value
from compiler.passes.type.narrowing import place_of
from compiler.passes.type.operators import missing_none_check
from compiler.passes.type.own_methods import spelled_out
from compiler.passes.type.resolve import ABSENT, is_namespace, member_of, members, static_of
from compiler.passes.type.suggestions import did_you_mean
from dsl.spelling import member

_ERROR_FIELDS: dict[str, Type] = {"type": STR, "message": STR, "details": ANY}


def attribute_value(body: Body, node: ast.Attribute) -> Value:
    """`value.name`."""
    fact = fact_value(body, node)
    if fact is not None:
        return fact
    owner = static_of(body, node.value)
    if owner is not ABSENT:
        found = member_of(owner, node.attr)
        if found is not ABSENT:
            return constant_value(body, node, found)
        if is_namespace(owner):
            message = f"`{ast.unparse(node.value)}` has no `{node.attr}`"
            help_ = did_you_mean(node.attr, members(owner))
            if help_ is None and isinstance(owner, EnumMeta):
                help_ = f"it has {', '.join(f'`{one}`' for one in owner.__members__)}"
            body.error(names.UNKNOWN_MEMBER, message, node, help_)
            return body.hole(node)
    if (named := _error_type_name(body, node)) is not None:
        return named
    value = expressions.value_of(body, node.value)
    return _attribute(body, node, value)


def _error_type_name(body: Body, node: ast.Attribute) -> Value | None:
    """`type(e).__name__` of a bound error."""
    match node:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="type"), args=[ast.Name() as inner]), attr="__name__" | "__qualname__"
        ):
            pass
        case ast.Attribute(value=ast.Attribute(value=ast.Name() as inner, attr="__class__"), attr="__name__"):
            pass
        case _:
            return None
    binding = body.scope.get(inner.id) if body.is_local(inner.id) else None
    if binding is None or not isinstance(binding.type, ErrorOf):
        return None
    error = expressions.value_of(body, inner)
    return Field(cast(Expression, error), "type", STR, body.span(node))


def _attribute(body: Body, node: ast.Attribute, value: Value) -> Value:
    type_ = value.type
    if type_ is UNKNOWN:
        return body.hole(node)
    if type_ is NEVER:  # there is no such value: getting to it has failed already
        return value
    if missing_none_check(body, node.value, value, f".{node.attr}"):
        return body.hole(node)
    match type_:
        case Record(kind=RecordKind.DATACLASS | RecordKind.NAMED_TUPLE):
            field = next((one for one in type_.fields if one.name == node.attr), None)
            if field is not None:
                return _field(body, node, value, field)
        case Union(options) if all(isinstance(one, Record) and not is_dict_like(one) for one in options):
            found = [_field_of(one, node.attr) for one in options if isinstance(one, Record)]
            if all(one is not None for one in found):
                joined = union(*(one.type for one in found if one is not None))
                return _field(body, node, value, FieldOf(node.attr, joined))
        case ErrorOf() if node.attr in _ERROR_FIELDS:
            return Field(cast(Expression, value), node.attr, _ERROR_FIELDS[node.attr], body.span(node))
    entry = library.attribute(type_, node.attr)
    if entry is not None:
        result = library.check(entry, (value,), {})
        if isinstance(result, Refusal):
            return body.refuse(types.UNSUPPORTED_OPERATION, result, node)
        if entry.key == "error.args@":
            text = "an error's `args` are its text alone here: what else it was made of stays with whoever raised it"
            body.error(flows.ERROR_ARGS, text, node, f"write `str({ast.unparse(node.value)})`")
        return Operation(entry.key, (cast(Expression, value),), (), result, body.span(node))
    _unknown_attribute(body, node, type_)
    return body.hole(node)


def _field_of(record: Record, name: str) -> FieldOf | None:
    return next((one for one in record.fields if one.name == name), None)


def _field(body: Body, node: ast.expr, value: Value, field: FieldOf) -> Value:
    """A record's field, of the type that tests before this place have left."""
    found = Field(cast(Expression, value), field.name, field.type, body.span(node))
    place = place_of(found)
    binding = body.scope.get(place[0]) if place else None
    if place and binding is not None and place[1] in binding.narrowed:
        return Field(found.value, found.name, binding.narrowed[place[1]], found.span)
    return found


def _unknown_attribute(body: Body, node: ast.Attribute, type_: Type) -> None:
    help_: str | None
    match type_:
        case Record() if is_dict_like(type_) and _field_of(type_, node.attr):
            help_ = f'a dict\'s values are read with brackets: `{ast.unparse(node.value)}["{node.attr}"]`'
        case Record() if isinstance(getattr(type_.python, node.attr, None), property | cached_property):
            said = spelled_out(type_.python, node.attr, node.value, [])
            help_ = said or "a record's own properties are computed in Python only: compute it here, or in a step"
        case Record():
            help_ = did_you_mean(node.attr, [one.name for one in type_.fields]) or _has(type_)
        case ErrorOf():
            help_ = "an error has `str(e)`, `type(e).__name__` and `details`"
        case StoredOf():
            help_ = "a stored value is opened by the steps that get it; the pipeline hands it on or maps over it"
        case _ if type_ is ANY:
            help_ = "give the value a type: a dataclass, a TypedDict, or a dict read with brackets"
        case _ if node.attr in library.methods_of(type_):
            help_ = f"call it: `{ast.unparse(node)}()`"
        case ListOf(Record() as inner) if _field_of(inner, node.attr):
            text = ast.unparse(node.value)
            help_ = f"it is a list: `{text}[0].{node.attr}`, or `[item.{node.attr} for item in {text}]`"
        case DictOf():
            help_ = f'a dict\'s values are read with brackets: `{ast.unparse(node.value)}["{node.attr}"]`'
        case _:
            help_ = did_you_mean(node.attr, library.methods_of(type_))
    body.error(
        types.UNKNOWN_ATTRIBUTE, f"`{spelled(type_)}` has no attribute `{node.attr}`", body.attribute_span(node), help_
    )


def _has(record: Record) -> str | None:
    return f"it has {', '.join(f'`{one.name}`' for one in record.fields)}" if record.fields else None


def subscript_value(body: Body, node: ast.Subscript) -> Value:
    """`value[index]` and `value[lower:upper:step]`."""
    member = rewordings.named_member(body, node)
    if member is not None:
        return member
    value = expressions.value_of(body, node.value)
    if isinstance(node.slice, ast.Slice):
        return _slice(body, node, value, node.slice)
    index = expressions.value_of(body, node.slice)
    if value.type is NEVER:
        return value
    if UNKNOWN in (value.type, index.type) or missing_none_check(body, node.value, value, "[…]"):
        return body.hole(node)
    return item_value(body, node, value, index)


def item_value(body: Body, node: ast.Subscript, value: Value, index: Value) -> Value:
    """The item of a value that is known not to be None."""
    type_ = value.type
    if isinstance(type_, Record) and is_dict_like(type_) and isinstance(index, Constant):
        return _key(body, node, value, type_, index)
    if isinstance(type_, Record) and type_.kind is RecordKind.NAMED_TUPLE and isinstance(index, Constant):
        place = index.value
        if isinstance(place, int) and -len(type_.fields) <= place < len(type_.fields):
            return _field(body, node, value, type_.fields[place])
    if isinstance(type_, TupleOf) and isinstance(index, Constant) and isinstance(index.value, int):
        count = len(type_.items)
        if not -count <= index.value < count:
            body.error(types.UNKNOWN_KEY, f"the tuple has {count} items, no item {index.value}", node.slice)
            return body.hole(node)
    retyped = _Typed(as_dict(type_))
    result = library.item(retyped if retyped.type is not type_ else value, index)
    if isinstance(result, Refusal):
        return body.refuse(types.UNSUPPORTED_OPERATION, result, node)
    return Item(cast(Expression, value), cast(Expression, index), result, body.span(node))


class _Typed:
    """A type to ask the library about."""

    def __init__(self, type_: Type) -> None:
        self.type = type_


def _key(body: Body, node: ast.Subscript, value: Value, record: Record, index: Constant) -> Value:
    field = _field_of(record, index.value) if isinstance(index.value, str) else None
    if field is None:
        spoken = f"`{record.name}`" if record.name else "the dict"
        known = [one.name for one in record.fields]
        help_ = did_you_mean(_as_answered(record, str(index.value)), known) or _has(record)
        body.error(types.UNKNOWN_KEY, f"{spoken} has no key {index.value!r}", node.slice, help_)
        return body.hole(node)
    return _field(body, node, value, field)


def _as_answered(record: Record, name: str) -> str:
    """A key of a service's answer by boto3's name (`taskArn`) in the state machine's spelling (`TaskArn`)."""
    return member(name) if record.name.startswith("aws.") else name


def _slice(body: Body, node: ast.Subscript, value: Value, slice_: ast.Slice) -> Value:
    bounds = [
        expressions.value_of(body, one) if one is not None else None
        for one in (slice_.lower, slice_.upper, slice_.step)
    ]
    if value.type is UNKNOWN or any(one is not None and one.type is UNKNOWN for one in bounds):
        return body.hole(node)
    if missing_none_check(body, node.value, value, "[…]"):
        return body.hole(node)
    for bound, place in zip(bounds, (slice_.lower, slice_.upper, slice_.step), strict=True):
        if (
            bound is not None
            and place is not None
            and without_none(bound.type) not in (INT, ANY)
            and bound.type is not NONE
        ):
            body.error(types.UNSUPPORTED_OPERATION, f"a slice's bound is an int, not `{spelled(bound.type)}`", place)
            return body.hole(node)
    result = library.slice_(value, *bounds)
    if isinstance(result, Refusal):
        return body.refuse(types.UNSUPPORTED_OPERATION, result, node)
    lower, upper, step = (cast("Expression | None", one) for one in bounds)
    return Slice(cast(Expression, value), lower, upper, step, result, body.span(node))
