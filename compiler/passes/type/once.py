"""Places that are read and then written: the calls in them are made once, as Python makes them.

rows[pick()] += 1        reads rows[key := pick()], then sets rows[key]
"""

import ast
from copy import copy
from typing import TypeVar

from compiler.forms.program import WORK
from compiler.forms.traverse import mentions
from compiler.forms.weighing import is_fresh
from compiler.passes.type import expressions
from compiler.passes.type.body import Body

Place = TypeVar("Place", bound=ast.expr)


def read_and_written(body: Body, node: Place) -> tuple[Place, Place]:
    """A place as it is read first, keeping what its calls give in names, and as it is spoken of afterwards."""
    if not isinstance(node, ast.Subscript | ast.Attribute):
        return node, node
    read, again = copy(node), copy(node)
    read.value, again.value = read_and_written(body, node.value)
    read.ctx = again.ctx = ast.Load()
    if isinstance(node, ast.Subscript) and isinstance(read, ast.Subscript) and isinstance(again, ast.Subscript):
        read.slice, again.slice = first_and_again(body, node.slice)
    return read, again


def first_and_again(body: Body, node: ast.expr) -> tuple[ast.expr, ast.expr]:
    """An expression that is needed twice; one that calls something is kept in a name of its own the first time."""
    if isinstance(node, ast.Slice) or not any(isinstance(one, ast.Call | ast.NamedExpr) for one in ast.walk(node)):
        return node, node
    mark = body.scope.mark()
    with body.tentative():
        value = expressions.value_of(body, node)
    body.scope.undo(mark)
    if not mentions(value, WORK) and not is_fresh(value):
        return node, node
    name = _free_name(body)
    stored, loaded = ast.Name(name, ast.Store()), ast.Name(name, ast.Load())
    kept = ast.NamedExpr(ast.copy_location(stored, node), node)
    return ast.copy_location(kept, node), ast.copy_location(loaded, node)


def _free_name(body: Body) -> str:
    """A variable that the author does not have."""
    name = "key"
    while body.is_local(name) or name in body.namespace:
        name += "_"
    body.made.add(name)
    return name
