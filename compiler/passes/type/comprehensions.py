"""Comprehensions and lambdas: names that live only inside them.

    [load(x) for x in xs if x > 0]      Comprehension(StepCall(load, …), clauses=(Clause("x", Local("xs"), …),))

A comprehension whose element calls a step stays a Comprehension here; lowering makes it a Map.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from compiler import library
from compiler.diagnostics.codes import flows, syntax, types
from compiler.forms.expressions import Clause, Comprehension, Expression, Lambda
from compiler.forms.program import WORK, Value
from compiler.forms.traverse import mentions
from compiler.forms.types import STR, UNKNOWN, DictOf, ListOf, SetOf, Type
from compiler.library.failing import failures_of
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import displays, expressions, operators
from compiler.passes.type.body import Body
from compiler.passes.type.iterating import allow_iterator, once
from compiler.passes.type.narrowing import suppose
from compiler.passes.type.operators import missing_none_check
from compiler.passes.type.scope import Binding, Owned
from compiler.passes.type.targets import target_of, written_names

Node = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def comprehension_value(body: Body, node: Node) -> Value:
    """The Comprehension; a generator is one that gives a list, since it is read at once."""
    _refuse_walrus(body, node)
    inside = tuple(name for clause in node.generators for name in written_names(clause.target))
    first = iterated(body, node.generators[0].iter)
    with _inner_names(body, inside):
        clauses = [_clause(body, clause, first if place == 0 else None) for place, clause in enumerate(node.generators)]
        if isinstance(node, ast.DictComp):
            key: Value | None = displays.json_value(body, node.key)
            element = displays.json_value(body, node.value)
        else:
            key, element = None, displays.json_value(body, node.elt)
    known = [clause for clause in clauses if clause is not None]
    if len(known) < len(clauses) or element.type is UNKNOWN or (key is not None and key.type is UNKNOWN):
        return body.hole(node)
    if key is not None and isinstance(node, ast.DictComp) and key.type is not STR:
        told = f"a JSON object's keys are texts, not `{spelled(key.type)}`"
        body.error(types.NOT_JSON, told, node.key, displays.key_help(node.key, key.type))
        return body.hole(node)
    found = Comprehension(
        cast(Expression, element),
        cast("Expression | None", key),
        tuple(known),
        _type(node, key, element),
        body.span(node),
    )
    if not isinstance(node, ast.GeneratorExp):
        return found
    if not _may_be_made_whole(body, node, found):
        body.error(
            types.UNSUPPORTED_OPERATION,
            "a generator makes its items one by one, and may never come to one whose call or failing would show",
            node,
            "make them all first, in a list: `[f(x) for x in xs]`; or write a `for` loop with `break`",
        )
        return body.hole(node)
    return once(body, node, found, "a generator")


def _may_be_made_whole(body: Body, node: ast.GeneratorExp, found: Comprehension) -> bool:
    """Whether nobody sees that items are made at once, or that what reads it stops where Python does."""
    if node in body.exhausted:
        return True
    if works_per_item(found):
        return node in body.deciding and len(found.clauses) == 1
    return node in body.deciding or not fails_per_item(found)


def works_per_item(given: Value) -> bool:
    """Whether items are made by calls; what a comprehension goes over is there before its first item."""
    return isinstance(given, Comprehension) and any(mentions(one, WORK) for one in _per_item(given))


def fails_per_item(given: Comprehension) -> bool:
    """Whether making an item can fail."""
    return any(failures_of(one) for one in _per_item(given))


def _per_item(given: Comprehension) -> list[Expression]:
    first, *others = given.clauses
    behind = [one for clause in others for one in (clause.iterable, *clause.conditions)]
    return [*first.conditions, *behind, *((given.key,) if given.key is not None else ()), given.element]


def _type(node: Node, key: Value | None, element: Value) -> Type:
    if key is not None:
        return DictOf(key.type, element.type)
    return SetOf(element.type) if isinstance(node, ast.SetComp) else ListOf(element.type)


def _refuse_walrus(body: Body, node: Node) -> None:
    for inner in ast.walk(node):
        if isinstance(inner, ast.NamedExpr):
            body.error(
                flows.OUTER_ASSIGNMENT,
                f"`{inner.target.id}` is assigned inside a comprehension",
                inner,
                "an iteration cannot assign an outer variable: write a `for` loop",
            )
        elif isinstance(inner, ast.comprehension) and inner.is_async:
            body.error(
                syntax.UNSUPPORTED_EXPRESSION, "`async for` has no place in a pipeline", inner.iter, "drop `async`"
            )


def _clause(body: Body, node: ast.comprehension, first: tuple[Value, Type] | None) -> Clause | None:
    iterable, item = first if first is not None else iterated(body, node.iter)
    target = target_of(body, node.target, item, owned=Owned.SHARED)
    conditions = []
    for test in node.ifs:
        value = operators.condition(body, test)
        conditions.append(cast(Expression, value))
        suppose(body, value, True)
    if target is None or iterable.type is UNKNOWN or any(one.type is UNKNOWN for one in conditions):
        return None
    return Clause(target, cast(Expression, iterable), tuple(conditions))


def iterated(body: Body, node: ast.expr) -> tuple[Value, Type]:
    """What a loop goes over, and the type of its items."""
    allow_iterator(body, node)
    value = expressions.value_of(body, node)
    if value.type is UNKNOWN or missing_none_check(body, node, value, "iteration"):
        return body.hole(node), UNKNOWN
    item = library.iterate(value)
    if isinstance(item, Refusal):
        return body.refuse(types.UNSUPPORTED_OPERATION, item, node), UNKNOWN
    return value, item


@contextmanager
def _inner_names(body: Body, names: tuple[str, ...]) -> Iterator[None]:
    """Inside the block these names are the comprehension's own; behind it, what they were."""
    mark = body.scope.mark()
    with body.hiding(names):
        yield
    delta = body.scope.undo(mark)
    for name, binding in delta.changes.items():
        # What the comprehension learnt of outer variables: only that they may be shared now.
        if name not in names and binding is not None:
            body.scope.share(name, binding.owned)


def lambda_value(body: Body, node: ast.Lambda, parameters: tuple[Type, ...]) -> Lambda | None:
    """The Lambda of a function given to an operation; None where it does not fit."""
    given = [argument.arg for argument in node.args.args]
    listed = node.args
    if (
        len(given) != len(parameters)
        or listed.vararg
        or listed.kwarg
        or listed.kwonlyargs
        or listed.posonlyargs
        or listed.defaults
    ):
        wanted = "one parameter" if len(parameters) == 1 else f"{len(parameters)} parameters"
        body.error(types.UNSUPPORTED_OPERATION, f"the lambda gets {wanted} here", node)
        return None
    with _inner_names(body, tuple(given)):
        for name, type_ in zip(given, parameters, strict=True):
            body.scope.set(name, Binding(type_, owned=Owned.SHARED))
        inner = expressions.value_of(body, node.body)
    if inner.type is UNKNOWN:
        return None
    return Lambda(tuple(given), cast(Expression, inner), inner.type, body.span(node))
