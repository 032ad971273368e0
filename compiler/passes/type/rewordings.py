"""Calls that say what a display, a comprehension, an operator or a lambda says: read as those.

dict(limits, a=1)                  {**limits, "a": 1}
dict.fromkeys(names, 0)            {key: 0 for key in names}
pow(n, 2)                          n ** 2
key=itemgetter("day")              key=lambda item: item["day"]
"""

import ast
import operator
from collections.abc import Callable
from enum import EnumMeta
from typing import NewType

from compiler.diagnostics.codes import names, types
from compiler.forms.expressions import Comprehension, Constant, Expression, Operation
from compiler.forms.program import Value
from compiler.forms.types import INT, UNKNOWN, union
from compiler.library import Refusal, check, iterate, method
from compiler.passes.type import expressions
from compiler.passes.type.body import Body
from compiler.passes.type.comprehensions import fails_per_item, works_per_item
from compiler.passes.type.iterating import allow_iterator, once
from compiler.passes.type.names import constant_value
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.standard_library import ITERATORS, respelled
from compiler.passes.type.suggestions import did_you_mean


def reworded(body: Body, node: ast.Call, callee: object) -> Value | None:
    """The value of a call that says what another spelling says; None for other calls."""
    if isinstance(callee, NewType) and len(node.args) == 1 and not node.keywords:  # the value itself
        return expressions.value_of(body, node.args[0])
    known = next((made for one, made in _READ_AS if one == callee), None)
    value = known(body, node) if known is not None else None
    return value if value is not None else _respelled(body, node, callee)


def _respelled(body: Body, node: ast.Call, callee: object) -> Value | None:
    """What the standard library says in another way."""
    made = respelled(body, node, callee)
    if made is None:
        return None
    if isinstance(made, Refusal):
        return body.refuse(types.UNSUPPORTED_OPERATION, made, node)
    if isinstance(made, ast.GeneratorExp):
        body.iterated |= {made} if node in body.iterated else set()
        body.exhausted |= {made} if node in body.exhausted else set()
        return expressions.value_of(body, made)
    value = expressions.value_of(body, made)
    return once(body, node, value, f"`{ast.unparse(node.func)}()`") if callee in ITERATORS else value


def _located(made: ast.expr, node: ast.expr) -> ast.expr:
    for one in ast.walk(made):
        if isinstance(one, ast.expr) and not hasattr(one, "lineno"):
            ast.copy_location(one, node)
    return made


def _dict(body: Body, node: ast.Call) -> Value | None:
    """`dict(a=1)`, `dict(d, a=1)`."""
    if not node.keywords or not all(one.arg for one in node.keywords) or len(node.args) > 1:
        return None
    keys: list[ast.expr | None] = [ast.Constant(one.arg) for one in node.keywords]
    values = [one.value for one in node.keywords]
    display = ast.Dict([None, *keys], [*node.args, *values]) if node.args else ast.Dict(keys, values)
    return expressions.value_of(body, _located(display, node))


def _from_keys(body: Body, node: ast.Call) -> Value | None:
    if not 1 <= len(node.args) <= 2 or node.keywords:
        return None
    value = node.args[1] if len(node.args) > 1 else ast.Constant(None)
    used = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    name = next(wish for wish in ("key", "key_", "key__") if wish not in used)
    if any(isinstance(one, ast.Call) for one in ast.walk(value)):
        message = "this value would be computed for each key"
        body.error(types.UNSUPPORTED_OPERATION, message, value, "assign it to a name first")
        return body.hole(node)
    clause = ast.comprehension(ast.Name(name, ast.Store()), node.args[0], [], 0)
    return expressions.value_of(body, _located(ast.DictComp(ast.Name(name, ast.Load()), value, [clause]), node))


def _power(body: Body, node: ast.Call) -> Value | None:
    if len(node.args) != 2 or node.keywords:
        return None
    return expressions.value_of(body, _located(ast.BinOp(node.args[0], ast.Pow(), node.args[1]), node))


def _length(body: Body, node: ast.Call) -> Value | None:
    """`len(Colour)`."""
    found = static_of(body, node.args[0]) if len(node.args) == 1 else ABSENT
    return Constant(len(found), INT, body.span(node)) if isinstance(found, EnumMeta) else None


def _next(body: Body, node: ast.Call) -> Value | None:
    """`next((x for x in xs if …), None)`, `next(iter(xs))`: the first item."""
    match node:
        case ast.Call(args=[ast.GeneratorExp() as source, *default], keywords=[]) if len(default) < 2:
            pass
        case ast.Call(args=[ast.Call(func=name, args=[source]), *default], keywords=[]) if (
            static_of(body, name) is iter and len(default) < 2
        ):
            pass
        case _:
            body.error(
                types.UNSUPPORTED_OPERATION,
                "`next()` takes a generator or `iter(…)` here",
                node,
                "write `next((x for x in xs if …), None)`",
            )
            return body.hole(node)
    allow_iterator(body, source)
    body.exhausted.add(source)  # so that what is said of its calls is said below
    given = expressions.value_of(body, source)
    other = [expressions.value_of(body, one) for one in default]
    if UNKNOWN in (given.type, *(one.type for one in other)):
        return body.hole(node)
    several = isinstance(given, Comprehension) and len(given.clauses) > 1 and fails_per_item(given)
    if works_per_item(given) or several:
        body.error(
            types.UNSUPPORTED_OPERATION,
            "`next()` stops at the first item, where all would be made here",
            node,
            "write a `for` loop with `break`",
        )
        return body.hole(node)
    item = iterate(given)
    if isinstance(item, Refusal):
        return body.refuse(types.UNSUPPORTED_OPERATION, item, node)
    type_ = union(item, *(one.type for one in other))
    return Operation("next", tuple(_expressions((given, *other))), (), type_, body.span(node))


def _expressions(values: tuple[Value, ...]) -> list[Expression]:
    return list(values)  # type: ignore[arg-type]


def got_by_number(body: Body, node: ast.Call, function: ast.Attribute) -> Value | None:
    """`{1: "a"}.get(n)` and the same of a module's dict: a lookup by the number's text, which is what JSON has."""
    if function.attr != "get" or node.keywords or not 1 <= len(node.args) <= 2:
        return None
    found = static_of(body, function.value)
    if isinstance(function.value, ast.Dict):
        numbers = [one.value if isinstance(one, ast.Constant) else None for one in function.value.keys]
    else:
        numbers = list(found) if isinstance(found, dict) else []
    if not numbers or not all(type(one) is int for one in numbers):
        return None
    if expressions.value_of(body, node.args[0]).type is not INT:
        return None
    default = [expressions.value_of(body, one) for one in node.args[1:]]
    if isinstance(function.value, ast.Dict):
        display = ast.Dict([ast.Constant(str(one)) for one in numbers], function.value.values)
        holder = expressions.value_of(body, _located(display, node))
    else:
        assert isinstance(found, dict)
        holder = constant_value(body, function.value, {str(one): value for one, value in found.items()})
    text = ast.JoinedStr([ast.FormattedValue(node.args[0], -1)])
    key = expressions.value_of(body, _located(text, node))
    given = (holder, key, *default)
    entry = method(holder.type, "get")
    result = check(entry, given, {}) if entry is not None and UNKNOWN not in [one.type for one in given] else UNKNOWN
    if isinstance(result, Refusal) or entry is None or result is UNKNOWN:
        return body.hole(node)
    return Operation(entry.key, tuple(_expressions(given)), (), result, body.span(node))


def named_member(body: Body, node: ast.Subscript) -> Value | None:
    """`Colour["RED"]`; None for other subscripts."""
    cls = static_of(body, node.value)
    if not isinstance(cls, EnumMeta):
        return None
    if not isinstance(node.slice, ast.Constant):
        body.error(types.UNSUPPORTED_OPERATION, "a member is named by a constant", node.slice, "find it by its value")
        return body.hole(node)
    if node.slice.value not in cls.__members__:
        message = f"`{cls.__name__}` has no member {node.slice.value!r}"
        body.error(
            names.UNKNOWN_MEMBER, message, node.slice, did_you_mean(str(node.slice.value), list(cls.__members__))
        )
        return body.hole(node)
    return constant_value(body, node, cls.__members__[str(node.slice.value)])


_READ_AS: tuple[tuple[object, Callable[[Body, ast.Call], Value | None]], ...] = (
    (dict, _dict),
    (dict.fromkeys, _from_keys),
    (pow, _power),
    (len, _length),
    (next, _next),
)


def as_lambda(body: Body, node: ast.expr, over: ast.expr | None) -> ast.expr:
    """`itemgetter("a")`, `attrgetter("a")` and a value's own method as the lambda that does the same."""
    match node:
        case ast.Call(func=func, args=[_, *_] as given, keywords=[]):
            callee = static_of(body, func)
            if callee is operator.itemgetter:
                parts: list[ast.expr] = [ast.Subscript(ast.Name("item", ast.Load()), one, ast.Load()) for one in given]
            elif callee is operator.attrgetter and all(_is_name(one) for one in given):
                parts = [_attributes(str(one.value)) for one in given if isinstance(one, ast.Constant)]
            else:
                return node
            result = parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load())
            return _lambda(result, node)
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if body.is_local(name):
            binding = body.scope.get(name)
            if attr == "get" and isinstance(over, ast.Name) and over.id == name:  # each key of the dict itself is there
                return _lambda(ast.Subscript(node.value, ast.Name("item", ast.Load()), ast.Load()), node)
            if binding is not None and binding.sure and method(binding.type, attr) is not None:
                return _lambda(ast.Call(node, [ast.Name("item", ast.Load())], []), node)
    return node


def _attributes(path: str) -> ast.expr:
    """`day.year` of the item."""
    found: ast.expr = ast.Name("item", ast.Load())
    for name in path.split("."):
        found = ast.Attribute(found, name, ast.Load())
    return found


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _lambda(result: ast.expr, node: ast.expr) -> ast.expr:
    return _located(ast.Lambda(ast.arguments([], [ast.arg("item")], None, [], [], None, []), result), node)
