"""Calls of steps and activities.

export_orders(day)                                        StepCall(export_orders, arguments=(("day", Local("day")),))
export_orders.with_options(timeout=minutes(1))(day)       the same with other options
"""

import ast
from dataclasses import dataclass

from compiler.diagnostics.codes import types
from compiler.forms.program import StepCall, Value
from compiler.passes.type.arguments import bind
from compiler.passes.type.body import Body
from compiler.passes.type.call_options import call_options
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.steps import step_of
from dsl.definitions import ActivityDefinition, StepDefinition, definition_of
from dsl.errors import DeclarationError
from dsl.steps import with_options

Definition = StepDefinition | ActivityDefinition


@dataclass(frozen=True, slots=True)
class Configured:
    """A step given other options; no definition where the options are wrong, which has been reported."""

    definition: Definition | None
    computed: tuple[tuple[str, Value], ...] = ()


def configured_step(body: Body, node: ast.expr) -> Configured | None:
    """`step.with_options(…)`; None for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="with_options")):
            before = configured_step(body, inner)
            if before is None or before.definition is None:
                return before
            return _with_options(body, node, before.definition)
        case ast.Name() | ast.Attribute():
            found = static_of(body, node)
            definition = definition_of(found) if found is not ABSENT and not isinstance(found, type) else None
            return Configured(definition) if isinstance(definition, Definition) else None
        case _:
            return None


def _with_options(body: Body, node: ast.Call, definition: Definition) -> Configured:
    options = call_options(body, node)
    if options is None:
        return Configured(None)
    try:
        return Configured(with_options(definition, **options.known), options.computed)
    except DeclarationError as error:
        for text in error.problems:
            said, _, advice = text.partition("; ")
            body.error(types.BAD_OPTION, f"`{error.subject}`: {said}", node, advice or None)
        return Configured(None)


def step_value(
    body: Body, node: ast.Call, definition: Definition, computed: tuple[tuple[str, Value], ...] = ()
) -> Value:
    """A step's or activity's call."""
    step = step_of(body.unit, definition)
    if step is None:
        return body.hole(node)
    signature = step.signature
    bound = bind(body, node, signature, definition.function.__name__)
    if bound is None:
        return body.typed_hole(node, signature.result)
    whole = next(iter(bound.values()), None) if signature.whole else None
    arguments = () if signature.whole else tuple(bound.items())
    token, options, result = signature.token, definition.options, signature.result
    return StepCall(definition, whole, arguments, token, options, result, body.span(node), computed)
