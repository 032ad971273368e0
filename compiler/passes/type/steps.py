"""Steps and activities: their contract, and what their body says about it.

@step
def count(day: date) -> int:
    print(day)                    SM314: `count` never returns an `int`
"""

import ast
from typing import Any

from compiler.diagnostics.codes import flows, names, types
from compiler.forms.program import Step
from compiler.forms.sources import SourceFile, name_span, span_of
from compiler.forms.types import NEVER, NONE
from compiler.library.shapes import spelled
from compiler.passes.type.assignable import assignable
from compiler.passes.type.leaks import leaked_secrets
from compiler.passes.type.signatures import signature_of
from compiler.passes.type.unit import FunctionNode, Unit, documented, innermost, key_of
from dsl.definitions import ActivityDefinition, StepDefinition, definition_of


def step_of(unit: Unit, definition: StepDefinition | ActivityDefinition) -> Step | None:
    """The Step of a definition, understood once; None where its source cannot be found."""
    key = key_of(definition)
    if key not in unit.steps:
        function = innermost(definition.function)
        found = unit.node_of(function)
        signature = signature_of(unit, function, asks_result=True)
        if found is None:
            return None
        source, node = found
        if definition_of(function.__globals__.get(node.name)) is not definition:
            unit.report.add(
                names.NOT_THE_SOURCE,
                f"its module does not have the step `{node.name}` under that name, so its package cannot import it",
                name_span(source, node),
                help="define it at the top level of the module, with a name of its own",
            )
        comment = documented(function)
        unit.steps[key] = Step(definition, signature, comment, name_span(source, node))
        _report_leaks(unit, source, node, function.__globals__)
        expected = signature.result
        if expected is not NEVER and not assignable(NONE, expected) and _never_returns_a_value(node):
            unit.report.add(
                types.STEP_WITHOUT_RESULT,
                f"`{node.name}` never returns its `{spelled(expected)}`",
                name_span(source, node),
                help="return a value, or write `-> None`"
                if signature.token is None
                else f"the answer comes with `{signature.token}`; return what a plain call of the function shall give",
            )
    return unit.steps[key]


def _report_leaks(unit: Unit, source: SourceFile, node: FunctionNode, namespace: dict[str, Any]) -> None:
    for value, does in leaked_secrets(node, namespace):
        unit.report.add(
            flows.LEAKED_SECRET,
            f"`{node.name}` {does} a secret's value, which the execution's history then shows",
            span_of(source, value),
            help="use the secret inside the step, and return what came of it",
        )


def _never_returns_a_value(node: FunctionNode) -> bool:
    """Whether the body ends, and no `return` gives a value. A body of `...` or `pass` alone is yet to be written."""
    body = [one for one in node.body if not _is_filler(one)]
    return not any(_returns_a_value(one) for one in body) and bool(body) and not _never_ends(body)


def _is_filler(node: ast.stmt) -> bool:
    """A docstring, `...` or `pass`."""
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _returns_a_value(node: ast.AST) -> bool:
    match node:
        case ast.Return(value=value):
            return value is not None and not (isinstance(value, ast.Constant) and value.value is None)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
            return False
        case ast.expr():
            return False
        case _:
            return any(_returns_a_value(child) for child in ast.iter_child_nodes(node))


def _never_ends(body: list[ast.stmt]) -> bool:
    """Whether the last statement always raises or loops for ever: then nothing need be returned."""
    match body[-1]:
        case ast.Raise():
            return True
        case ast.While(test=ast.Constant(value=True)) as loop:
            return not any(isinstance(one, ast.Break) for one in ast.walk(loop))
        case ast.If(body=then, orelse=otherwise):
            return bool(otherwise) and _never_ends(then) and _never_ends(otherwise)
        case ast.With(body=inner):
            return _never_ends(inner)
        case ast.Expr(value=ast.Call()):
            return False
        case _:
            return False
