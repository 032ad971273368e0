"""Literals.

literal_value(body, `"orders"`)      Constant("orders", STR)
"""

import ast
import math

from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Constant
from compiler.forms.types import BOOL, FLOAT, INT, NONE, STR, Scalar, Type
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import exact
from compiler.passes.type.constants import is_text

_TYPES: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, str: STR, type(None): NONE, bytes: Scalar.BYTES}


def literal_value(body: Body, node: ast.Constant) -> Constant:
    """The constant of a literal."""
    value = node.value
    found = _TYPES.get(type(value))
    if found is None:
        word = "..." if value is ... else repr(value)
        body.error(syntax.UNSUPPORTED_EXPRESSION, f"`{word}` is no JSON value", node, "write a number, a text or None")
        return body.hole(node)
    if isinstance(value, float) and not math.isfinite(value):
        body.error(types.NOT_JSON, "JSON has no infinity", node, "write the largest number that you mean")
        return body.hole(node)
    if isinstance(value, str) and not is_text(value):
        body.error(types.NOT_JSON, "JSON has no half of a surrogate pair", node, "write the whole character")
        return body.hole(node)
    return exact(body, node, Constant(value, found, body.span(node)))
