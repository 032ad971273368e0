"""Changes in place whose whole result is said: the changed value takes the old one's place.

xs[1:3] = ys               Update("xs", (), "become", (Operation("list[:]=", (xs, 1, 3, ys)),))
del xs[2:]                 the same with nothing to put there
xs.sort(key=len)           Update("xs", (), "become", (Operation("sorted", (xs,), (("key", …),)),))
"""

import ast
from typing import cast

from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Collection, Constant, Expression, Operation
from compiler.forms.program import WORK, Statement, Value
from compiler.forms.traverse import mentions
from compiler.forms.types import INT, NEVER, NONE, UNKNOWN, ListOf, without_none
from compiler.library.shapes import spelled
from compiler.passes.type import expressions, operations, operators, ownership
from compiler.passes.type.body import Body
from compiler.passes.type.growing import wider
from compiler.passes.type.scope import Owned
from compiler.passes.type.updates import as_list, is_rooted, root_of, update_of


def slice_statement(
    body: Body, node: ast.Assign | ast.AnnAssign, target: ast.Subscript, value: Value
) -> tuple[Statement, ...]:
    """`xs[a:b] = ys`."""
    assert node.value is not None
    if value.type is UNKNOWN:
        return ()
    items = as_list(body, node.value, value)
    ownership.share(body, items)
    return _replaced(body, node, target, items)


def slice_deletion(body: Body, node: ast.Delete, target: ast.Subscript) -> tuple[Statement, ...]:
    """`del xs[a:b]`."""
    return _replaced(body, node, target, Collection((), ListOf(NEVER), body.span(target)))


def _replaced(body: Body, node: ast.stmt, target: ast.Subscript, items: Value) -> tuple[Statement, ...]:
    assert isinstance(target.slice, ast.Slice)
    if not is_rooted(body, target.value):
        body.error(
            syntax.UNSUPPORTED_TARGET, "only a variable's own value can be changed", target, "assign it to a name first"
        )
        return ()
    holder = expressions.value_of(body, target.value)
    bounds = [_bound(body, target, one) for one in (target.slice.lower, target.slice.upper)]
    if mentions(items, WORK) and any(one is not None and mentions(one, WORK) for one in bounds):
        message = "Python calls what gives the items before what gives the bounds"
        body.error(syntax.UNSUPPORTED_TARGET, message, target, "assign the bounds to names first")
        return ()
    if UNKNOWN in (holder.type, items.type) or None in bounds:
        return ()
    if operators.missing_none_check(body, target.value, holder, "items"):
        return ()
    if target.slice.step is not None or not isinstance(holder.type, ListOf) or not isinstance(items.type, ListOf):
        message = "with a step" if target.slice.step is not None else f"of `{spelled(holder.type)}`"
        body.error(syntax.UNSUPPORTED_TARGET, f"a slice {message} cannot be changed", target, "build the new list")
        return ()
    grown = ListOf(wider(holder.type.item, items.type.item))
    parts = tuple(cast(Expression, one) for one in (holder, *bounds, items))
    changed = Operation("list[:]=", parts, (), grown, body.span(target))
    root, path = root_of(body, target.value)
    return update_of(
        body, node, root, path, "become", (changed,), grown=(path, grown), taken=ownership.held_inside(items)
    )


def _bound(body: Body, target: ast.Subscript, node: ast.expr | None) -> Value | None:
    if node is None:
        return Constant(None, NONE, body.span(target))
    value = expressions.value_of(body, node)
    if value.type is not UNKNOWN and without_none(value.type) is not INT and value.type is not NONE:
        body.error(types.UNSUPPORTED_OPERATION, f"a slice's bound is an int, not `{spelled(value.type)}`", node)
        return None
    return value if value.type is not UNKNOWN else None


def sort_statement(body: Body, node: ast.Call) -> tuple[Statement, ...] | None:
    """`xs.sort(key=…, reverse=…)`; None where it is no such call."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "sort" or node.args or not node.keywords:
        return None
    if not is_rooted(body, function.value):
        return None
    holder = expressions.value_of(body, function.value)
    if not isinstance(holder.type, ListOf):
        return None
    whole = ast.copy_location(
        ast.Call(ast.copy_location(ast.Name("sorted", ast.Load()), node), [function.value], node.keywords), node
    )
    ordered = operations.function_value(body, whole, sorted)
    if ordered is None or ordered.type is UNKNOWN:
        return ()
    root, path = root_of(body, function.value)
    return update_of(body, node, root, path, "become", (ordered,), grown=(path, holder.type), taken=Owned.WHOLE)
