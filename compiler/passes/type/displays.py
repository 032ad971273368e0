"""List, tuple, set and dict displays.

[a, *more]                  Collection((Local("a"), Spread(Local("more"))), ListOf(…))
{"day": day, "n": 1}        Mapping(…, Record("", day and n, kind=LITERAL)): its keys are known
"""

import ast
from typing import cast

from compiler import library
from compiler.diagnostics.codes import types
from compiler.forms.expressions import Collection, Constant, Expression, Mapping, Spread
from compiler.forms.program import Value
from compiler.forms.types import (
    ANY,
    NEVER,
    STR,
    UNKNOWN,
    DictOf,
    EnumOf,
    FieldOf,
    ListOf,
    LiteralOf,
    Record,
    RecordKind,
    SetOf,
    TupleOf,
    Type,
    Union,
    union,
)
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import expressions, ownership
from compiler.passes.type.assignable import is_dict_like
from compiler.passes.type.body import Body
from compiler.passes.type.iterating import allow_iterator
from compiler.passes.type.leaving import not_json
from compiler.passes.type.merging import merged


def collection_value(body: Body, node: ast.List | ast.Tuple | ast.Set, expected: Type | None) -> Value:
    """The Collection of a list, tuple or set display."""
    items: list[Expression | Spread] = []
    found: list[Type] = []
    for place, element in enumerate(node.elts):
        if isinstance(element, ast.Starred):
            allow_iterator(body, element.value)
            body.exhausted.add(element.value)
            inner = expressions.value_of(body, element.value)
            items.append(Spread(cast(Expression, inner), body.span(element)))
            found.append(_spread_item(body, element, inner))
        else:
            value = json_value(body, element, _item_type(expected, place))
            if isinstance(node, ast.Set) and isinstance(value.type, ListOf | DictOf | SetOf):
                message = f"a set cannot hold a `{spelled(value.type)}`, which can change"
                body.error(types.UNSUPPORTED_OPERATION, message, element, "make it a tuple, or hold a list of them")
                value = body.hole(element)
            ownership.share(body, value)
            items.append(cast(Expression, value))
            found.append(value.type)
    return Collection(tuple(items), _type(node, items, found), body.span(node))


def _type(node: ast.List | ast.Tuple | ast.Set, items: list[Expression | Spread], found: list[Type]) -> Type:
    if isinstance(node, ast.Tuple):
        spread = any(isinstance(item, Spread) for item in items)
        return ListOf(merged(*found)) if spread else TupleOf(tuple(found))
    return ListOf(merged(*found)) if isinstance(node, ast.List) else SetOf(merged(*found))


def _item_type(expected: Type | None, place: int) -> Type | None:
    match expected:
        case ListOf(item) | SetOf(item):
            return item
        case TupleOf(items):
            return items[place] if place < len(items) else None
        case Union(options):
            return next((one for one in (_item_type(option, place) for option in options) if one is not None), None)
        case _:
            return None


def _spread_item(body: Body, node: ast.Starred, inner: Value) -> Type:
    if inner.type is UNKNOWN:
        return UNKNOWN
    item = library.iterate(inner)
    if isinstance(item, Refusal):
        body.refuse(types.UNSUPPORTED_OPERATION, item, node.value)
        return UNKNOWN
    return item


def mapping_value(body: Body, node: ast.Dict, expected: Type | None) -> Value:
    """The Mapping of a dict display; with constant keys it has a record's type."""
    entries: list[tuple[Expression, Expression] | Spread] = []
    fields: dict[str, FieldOf] | None = {}
    values: list[Type] = []
    keys: list[Type] = []
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        if key_node is None:
            inner = expressions.value_of(body, value_node)
            entries.append(Spread(cast(Expression, inner), body.span(value_node)))
            fields = _with_spread(body, value_node, inner.type, fields, values)
            continue
        key = _key(body, key_node)
        name = key.value if isinstance(key, Constant) and isinstance(key.value, str) else None
        value = json_value(body, value_node, _field_type(expected, name))
        ownership.share(body, value)
        entries.append((cast(Expression, key), cast(Expression, value)))
        values.append(value.type)
        keys.append(key.type)
        if name is None:
            fields = None
        elif fields is not None:
            fields[name] = FieldOf(name, value.type)
    span = body.span(node)
    if not entries:
        return Mapping((), DictOf(STR, NEVER), span)
    if fields is None:
        return Mapping(
            tuple(entries), DictOf(union(*keys) if len(keys) == len(entries) else STR, merged(*values)), span
        )
    return Mapping(tuple(entries), Record("", tuple(fields.values()), RecordKind.LITERAL), span)


def _field_type(expected: Type | None, name: str | None) -> Type | None:
    match expected:
        case DictOf(_, value):
            return value
        case Record():
            return next((field.type for field in expected.fields if field.name == name), None)
        case Union(options):
            return next((one for one in (_field_type(option, name) for option in options) if one is not None), None)
        case _:
            return None


def _with_spread(
    body: Body, node: ast.expr, inner: Type, fields: dict[str, FieldOf] | None, values: list[Type]
) -> dict[str, FieldOf] | None:
    """The fields known after `**inner`."""
    match inner:
        case Record() if is_dict_like(inner) and all(field.required for field in inner.fields):
            values.extend(field.type for field in inner.fields)
            return None if fields is None else fields | {field.name: field for field in inner.fields}
        case DictOf(_, value):
            values.append(value)
        case Record() if is_dict_like(inner):
            values.extend(field.type for field in inner.fields)
        case _:
            if inner not in (ANY, UNKNOWN):
                body.error(types.UNSUPPORTED_OPERATION, f"`**` takes a dict, not `{spelled(inner)}`", node)
            values.append(inner)
    return None


def _key(body: Body, node: ast.expr) -> Value:
    key = expressions.value_of(body, node)
    match key.type:
        case type_ if type_ in (STR, UNKNOWN, ANY):
            return key
        case LiteralOf(values) if all(isinstance(one, str) for one in values):
            return key
        case EnumOf(_, _, python) if issubclass(python, str):
            return key
        case other:
            body.error(
                types.NOT_JSON,
                f"a JSON object's keys are texts, not `{spelled(other)}`",
                node,
                key_help(node, other),
            )
            return body.hole(node)


def key_help(node: ast.expr, type_: Type) -> str:
    """What to write for a key that is no text."""
    written = ast.unparse(node)
    return f"write `{written}.value`" if isinstance(type_, EnumOf) else f"write `str({written})`"


def json_value(body: Body, node: ast.expr, expected: Type | None = None) -> Value:
    """A value that is kept in another one: an error cannot be."""
    value = expressions.value_of(body, node, expected)
    return kept(body, node, value)


def kept(body: Body, node: ast.expr, value: Value) -> Value:
    """The value, or a hole where it is none that JSON has."""
    problem = not_json(value)
    if problem is None:
        return value
    return body.refuse(types.NOT_JSON, problem, node)
