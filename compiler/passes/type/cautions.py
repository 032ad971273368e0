"""What the library warns of, and numbers that JSONata cannot hold.

f"{ratio}"              SM317: the text of a float fails the state where it needs more than 15 digits
9007199254740993        SM318: past 2^53, where whole numbers are not exact
"""

import ast
from dataclasses import replace

from compiler import library
from compiler.diagnostics.codes import types
from compiler.forms.expressions import Constant, Expression
from compiler.passes.type.body import Body


def caution(body: Body, node: ast.expr, value: Expression) -> None:
    """Warn of what fails on some values that Python takes; parts are asked about by themselves."""
    for found in library.cautions(value):
        body.error(types.FRAGILE_VALUE, found.message, node, found.help)


def exact(body: Body, node: ast.expr, value: Constant) -> Constant:
    """The constant, or a hole where a number in it has no exact JSON."""
    for inner in _numbers(value.value):
        problem = library.constant_refusal(replace(value, value=inner))
        if problem is not None:
            return body.refuse(types.INEXACT_NUMBER, problem, node)
    return value


def _numbers(value: object) -> list[int | float]:
    match value:
        case int() | float():
            return [value]
        case dict():
            return [found for inner in value.values() for found in _numbers(inner)]
        case list() | tuple() | set() | frozenset():
            return [found for inner in value for found in _numbers(inner)]
        case _:
            return []
