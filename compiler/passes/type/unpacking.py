"""Unpacking with a star, as plain assignments.

    a, *rest, z = rows      rest = rows;  a = rest[0];  z = rest[1:][-1];  rest = rest[1:-1]

The starred name holds the whole first, so that the value is computed once; too short a list fails, as in Python.
"""

import ast
import itertools
from typing import cast

from compiler.diagnostics.codes import types
from compiler.forms.expressions import Constant, Expression, Operation
from compiler.forms.program import Assign, Statement
from compiler.forms.types import INT, UNKNOWN, ListOf, TupleOf
from compiler.library.shapes import spelled
from compiler.passes.type import assignments, expressions
from compiler.passes.type.body import Body


def is_starred(node: ast.Assign) -> bool:
    """Whether an assignment unpacks names with one star among them."""
    match node.targets:
        case [ast.Tuple(elts=items) | ast.List(elts=items)]:
            stars = [item for item in items if isinstance(item, ast.Starred)]
            plain = [item.value if isinstance(item, ast.Starred) else item for item in items]
            return len(stars) == 1 and all(isinstance(item, ast.Name) for item in plain)
        case _:
            return False


def starred_assignment(body: Body, node: ast.Assign) -> tuple[Statement, ...]:
    """The plain assignments that do the same."""
    target = node.targets[0]
    assert isinstance(target, ast.Tuple | ast.List)
    place = next(at for at, item in enumerate(target.elts) if isinstance(item, ast.Starred))
    names = [ast.unparse(item).removeprefix("*") for item in target.elts]
    rest, before, after = names[place], names[:place], names[place + 1 :]
    with body.tentative():
        known = expressions.value_of(body, node.value)
    if known.type is not UNKNOWN and not isinstance(known.type, ListOf | TupleOf):
        body.error(types.WRONG_UNPACKING, f"`{spelled(known.type)}` cannot be unpacked with a star", target)
        return ()
    first = _written(f"{rest} = list(x)" if isinstance(known.type, TupleOf) else f"{rest} = x", node)
    if isinstance(known.type, TupleOf):
        assert isinstance(first.value, ast.Call)
        first.value.args = [node.value]
    else:
        first.value = node.value
    lines = [f"{name} = {rest}[{index}]" for index, name in enumerate(before)]
    lines += [f"{name} = {rest}[{place}:][{index - len(after)}]" for index, name in enumerate(after)]
    end = f"-{len(after)}" if after else ""
    lines.append(f"{rest} = {rest}[{place}:{end}]")
    found = _checked(assignments.assign_statement(body, first), len(names) - 1)
    for line in lines:
        found += assignments.assign_statement(body, _written(line, node))
    return found


def _checked(found: tuple[Statement, ...], least: int) -> tuple[Statement, ...]:
    """The whole with as many items as there are names beside the star."""
    match found:
        case (Assign(target, value, span),) if least and isinstance(value.type, ListOf):
            count = Constant(least, INT, span)
            made = Operation("starred[]", (cast(Expression, value), count), (), value.type, span)
            return (Assign(target, made, span),)
        case _:
            return found


def _written(text: str, place: ast.Assign) -> ast.Assign:
    """The statement, standing where the author's does."""
    (made,) = ast.parse(text).body
    assert isinstance(made, ast.Assign)
    for inner in ast.walk(made):
        if isinstance(inner, ast.expr | ast.stmt):
            ast.copy_location(inner, place)
    return made


def has_parts(node: ast.Assign) -> bool:
    """Whether a part of something is among the targets: `xs[0], xs[-1] = xs[-1], xs[0]`."""
    match node.targets:
        case [ast.Tuple(elts=items) | ast.List(elts=items)]:
            return any(isinstance(one, ast.Subscript | ast.Attribute) for one in items)
        case _:
            return False


def by_names(body: Body, node: ast.Assign) -> list[ast.Assign]:
    """The same in steps: `first, second = xs[-1], xs[0]`, then `xs[0] = first` and `xs[-1] = second`."""
    (target,) = node.targets
    assert isinstance(target, ast.Tuple | ast.List)
    if node not in body.parts:
        wishes = (f"part_{number}" for number in itertools.count(1))
        free = (one for one in wishes if one not in body.local_names)
        body.parts[node] = tuple(itertools.islice(free, len(target.elts)))
        body.local_names |= frozenset(body.parts[node])
    names = body.parts[node]
    stored = [ast.copy_location(ast.Name(name, ast.Store()), one) for name, one in zip(names, target.elts, strict=True)]
    together = ast.copy_location(ast.Tuple(list[ast.expr](stored), ast.Store()), target)
    found = [ast.copy_location(ast.Assign([together], node.value), node)]
    for name, one in zip(names, target.elts, strict=True):
        found.append(ast.copy_location(ast.Assign([one], ast.copy_location(ast.Name(name, ast.Load()), one)), node))
    return found
