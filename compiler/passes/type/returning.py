"""`return`.

return {"day": export.day}      Return(Mapping(…)); checked against the annotated result
"""

import ast

from compiler.diagnostics.codes import flows, types
from compiler.forms.program import Return, Statement, Value
from compiler.forms.types import NONE, UNKNOWN, Type, Union
from compiler.library.shapes import spelled
from compiler.passes.type import expressions
from compiler.passes.type.arguments import conversion_help
from compiler.passes.type.assignable import assignable, fits
from compiler.passes.type.body import Body
from compiler.passes.type.displays import kept


def return_statement(body: Body, node: ast.Return) -> tuple[Statement, ...]:
    """`return value`."""
    if node.value is None:
        _bare(body, node)
        body.returns.append(NONE)
        body.scope.live = False
        return (Return(None, body.span(node)),)
    value = kept(body, node.value, expressions.value_of(body, node.value, body.expected))
    body.scope.live = False
    body.returns.append(value.type)
    if value.type is UNKNOWN:
        return ()
    if body.expected is not None and not fits(value, body.expected):
        _refuse(body, node.value, value, body.expected)
    return (Return(value, body.span(node)),)


def _bare(body: Body, node: ast.Return) -> None:
    if body.expected is not None and not assignable(NONE, body.expected):
        body.error(
            flows.MISSING_RETURN,
            f"this returns None, the annotation says `{spelled(body.expected)}`",
            node,
            "return a value",
        )


def _refuse(body: Body, node: ast.expr, value: Value, expected: Type) -> None:
    if isinstance(value.type, Union) and NONE in value.type.options:
        rest = [one for one in value.type.options if one is not NONE]
        if all(assignable(one, expected) for one in rest):
            text = ast.unparse(node)
            help_ = f"ask first: `if {text} is not None:`, or annotate `-> {spelled(expected)} | None`"
            body.error(types.MISSING_NONE_CHECK, f"`{text}` may be None", node, help_)
            return
    body.error(
        types.WRONG_RESULT,
        f"this returns `{spelled(value.type)}`, the annotation says `{spelled(expected)}`",
        node,
        conversion_help(node, value, expected),
    )
