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
from compiler.passes.type.options import NotConstant, static_value
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


def configured_step(body: Body, node: ast.expr) -> Configured | None:
    """`step.with_options(…)`; None for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="with_options")):
            before = configured_step(body, inner)
            definition = before.definition if before else definition_of(static_of(body, inner))
            if before is None and not isinstance(definition, Definition):
                return None
            return Configured(_with_options(body, node, definition) if isinstance(definition, Definition) else None)
        case ast.Name() | ast.Attribute():
            found = static_of(body, node)
            definition = definition_of(found) if found is not ABSENT and not isinstance(found, type) else None
            return Configured(definition) if isinstance(definition, Definition) else None
        case _:
            return None


def _with_options(body: Body, node: ast.Call, definition: Definition) -> Definition | None:
    options: dict[str, object] = {}
    fine = not node.args
    for argument in node.args:
        body.error(types.BAD_OPTION, "options are given by name", argument, "write `with_options(timeout=…)`")
    for keyword in node.keywords:
        try:
            options[str(keyword.arg)] = static_value(body, keyword.value)
        except NotConstant as problem:
            body.error(types.BAD_OPTION, str(problem), keyword.value, problem.help)
            fine = False
    if not fine:
        return None
    try:
        return with_options(definition, **options)  # type: ignore[arg-type]
    except DeclarationError as error:
        for text in error.problems:
            said, _, advice = text.partition("; ")
            body.error(types.BAD_OPTION, f"`{error.subject}`: {said}", node, advice or None)
        return None


def step_value(body: Body, node: ast.Call, definition: Definition) -> Value:
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
    return StepCall(
        definition, whole, arguments, signature.token, definition.options, signature.result, body.span(node)
    )
