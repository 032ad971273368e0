"""`if/elif/else`.

if note is None: …  elif note == "": …      the second test is read knowing that `note` is no None
"""

import ast

from compiler.forms.program import If, Statement, Value
from compiler.forms.types import UNKNOWN
from compiler.passes.type import operators, statements
from compiler.passes.type.body import Body
from compiler.passes.type.narrowing import suppose
from compiler.passes.type.scope import Delta


def if_statement(body: Body, node: ast.If) -> tuple[Statement, ...]:
    """The whole chain of `elif`s at one level: it may be hundreds long."""
    scope = body.scope
    mark = scope.mark()
    arms: list[tuple[ast.If, Value, tuple[Statement, ...]]] = []
    ends: list[Delta] = []
    link: ast.If | None = node
    otherwise: list[ast.stmt] = []
    while link is not None:
        test = operators.condition(body, link.test)
        before = scope.mark()
        suppose(body, test, True)
        then = statements.statements_of(body, link.body)
        ends.append(scope.changes_since(mark))
        scope.undo(before)
        suppose(body, test, False)
        arms.append((link, test, then))
        otherwise = link.orelse
        link = otherwise[0] if len(otherwise) == 1 and isinstance(otherwise[0], ast.If) else None
    last = statements.statements_of(body, otherwise)
    ends.append(scope.undo(mark))
    scope.merge(ends)
    for written, test, then in reversed(arms):
        last = (If(test, then, last, body.span(written)),) if test.type is not UNKNOWN else ()
    return last
