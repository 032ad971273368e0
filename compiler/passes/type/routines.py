"""Pipelines and blocks: a `def` becomes a Routine, once, however often it is called.

@pipeline
def nightly(day: date) -> int: ...        Routine(definition, signature, body, "Copy one day …", INT, span)
"""

import ast

from compiler.diagnostics import Label, Report
from compiler.diagnostics.codes import flows, names, syntax
from compiler.forms.depth import deep_recursion
from compiler.forms.program import Program, Routine, Statement
from compiler.forms.sources import LoadedModule, SourceFile, name_span
from compiler.forms.types import ANY, NEVER, NONE, UNKNOWN, Type
from compiler.library.shapes import spelled
from compiler.passes.type.assignable import assignable
from compiler.passes.type.blocks import check_branches
from compiler.passes.type.body import Body
from compiler.passes.type.credentials import report_credentials
from compiler.passes.type.declarations import check_names, declared_in
from compiler.passes.type.locals import assigned_names
from compiler.passes.type.merging import merged
from compiler.passes.type.record_defaults import unusable_default
from compiler.passes.type.scope import Binding, Owned
from compiler.passes.type.signatures import signature_of
from compiler.passes.type.statements import statements_of
from compiler.passes.type.steps import step_of
from compiler.passes.type.unit import FunctionNode, RoutineDefinition, Unit, documented, innermost, key_of
from dsl.definitions import BlockDefinition, PipelineDefinition


def program_of(module: LoadedModule, report: Report) -> Program:
    """Understand every pipeline of a module, and the blocks and steps that they use."""
    unit = Unit(module, report)
    unit.read_routine = routine_of
    with deep_recursion():
        declared = declared_in(unit)
        for definition in declared:
            if isinstance(definition, PipelineDefinition | BlockDefinition):
                routine_of(unit, definition)
            else:
                step_of(unit, definition)
        report_credentials(unit)
        check_names(unit, (*declared, *(step.definition for step in unit.steps.values())))
    records = unit.annotations.records
    found = unit.pipelines, unit.blocks, unit.steps, records, unit.resources
    return Program(module.source.path, module.name, *found)


def routine_of(unit: Unit, definition: RoutineDefinition) -> Routine | None:
    """The Routine of a block or pipeline; None where it has no source, or is being read: then it calls itself."""
    key = key_of(definition)
    known = unit.pipelines if isinstance(definition, PipelineDefinition) else unit.blocks
    if key in known or key in unit.open:
        return known.get(key)
    found = unit.node_of(definition.function)
    if found is None:
        return None
    source, node = found
    unit.open[key] = name_span(source, node)
    try:
        known[key] = routine = _read(unit, definition, source, node)
    finally:
        del unit.open[key]
    return routine


def _read(unit: Unit, definition: RoutineDefinition, source: SourceFile, node: FunctionNode) -> Routine:
    function = innermost(definition.function)
    signature = signature_of(unit, function, asks_result=False)
    annotated = "return" in function.__annotations__
    kind = "pipeline" if isinstance(definition, PipelineDefinition) else definition.kind
    body = Body(unit, source, function.__globals__, assigned_names(node), signature.result if annotated else None, kind)
    owned = Owned.WHOLE if isinstance(definition, PipelineDefinition) else Owned.SHARED
    for parameter in signature.parameters:
        body.scope.set(parameter.name, Binding(parameter.type, owned=owned))
        if owned is Owned.WHOLE and (problem := unusable_default(parameter.type, unit.annotations)):
            unit.report.add(
                names.BAD_DEFAULT,
                problem,
                parameter.span,
                help="give it none, or a constant, and decide in the body",
                notes=("a key that the input lacks is given its default by the state machine",),
            )
    _refuse_odd_signature(body, node, signature.token)
    try:
        statements = _statements(body, node)
    except RecursionError:
        body.error(
            syntax.TOO_DEEP, f"`{node.name}` is nested too deeply", name_span(source, node), "split it into blocks"
        )
        statements = ()
    returns = _returns(body, node)
    return Routine(definition, signature, statements, documented(function), returns, name_span(source, node))


def _statements(body: Body, node: FunctionNode) -> tuple[Statement, ...]:
    written = node.body
    if _is_docstring(written[0]):
        written = written[1:]
    if body.kind == "parallel":
        return check_branches(body, written)
    return statements_of(body, written)


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str | type(...))
    )


def _refuse_odd_signature(body: Body, node: FunctionNode, token: str | None) -> None:
    if token is not None:
        body.error(
            names.UNSUPPORTED_SIGNATURE,
            f"`{node.name}` is no step, so no task token reaches it",
            name_span(body.source, node),
            "take the token in a step or an activity",
        )


def _returns(body: Body, node: FunctionNode) -> Type:
    """The type of what the body gives, checked against a body whose end is reached."""
    span = name_span(body.source, node)
    expected = body.expected
    if body.scope.live:
        if expected is not None and not assignable(NONE, expected):
            body.error(
                flows.MISSING_RETURN,
                f"`{node.name}` can end without returning its `{spelled(expected)}`",
                span,
                "return a value on every path, or raise",
                labels=(Label(body.span(node.returns), "declared here"),) if node.returns else (),
            )
            return expected
        body.returns.append(NONE)
    found = merged(*body.returns)
    if expected in (None, ANY):
        return found
    return expected if found in (NEVER, UNKNOWN) or expected is not NEVER else found
