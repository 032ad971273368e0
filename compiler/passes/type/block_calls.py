"""Calls of blocks, and the recursion that a state machine cannot do.

load(day)      BlockCall("orders:load", (("day", Local("day")),))
"""

import ast

from compiler.diagnostics import Label
from compiler.diagnostics.codes import flows
from compiler.forms.program import BlockCall, Value
from compiler.forms.types import UNKNOWN
from compiler.passes.type import ownership
from compiler.passes.type.arguments import bind
from compiler.passes.type.body import Body
from compiler.passes.type.signatures import signature_of
from compiler.passes.type.unit import key_of
from dsl.definitions import BlockDefinition


def block_value(body: Body, node: ast.Call, definition: BlockDefinition) -> Value:
    """A `@serial` or `@parallel` block's call."""
    name = definition.function.__name__
    key = key_of(definition)
    signature = signature_of(body.unit, definition.function, asks_result=False)
    bound = bind(body, node, signature, name, defaults=True)
    if key in body.unit.open:
        report_recursion(body, node, name, key)
        return body.hole(node)
    routine = body.unit.read_routine(body.unit, definition)
    if routine is None or routine.returns is UNKNOWN:
        return body.hole(node)
    if bound is None:
        return body.typed_hole(node, routine.returns)
    for value in bound.values():
        ownership.share(body, value)
    return BlockCall(key, tuple(bound.items()), routine.returns, body.span(node))


_LOOP = "a state machine has no call stack: write a `while` loop, or start a pipeline for the rest"


def report_recursion(body: Body, node: ast.Call, name: str, key: str, help_: str = _LOOP) -> None:
    """Report a call of something that is being read: it comes to call itself."""
    around = list(body.unit.open)
    chain = [one.rpartition(":")[2] for one in around[around.index(key) :]]
    through = " → ".join([*chain, name])
    body.error(
        flows.RECURSION,
        f"`{name}` comes to call itself",
        node,
        help_,
        notes=(through,) if len(chain) > 1 else (),
        labels=(Label(body.unit.open[key], "this one"),),
    )
