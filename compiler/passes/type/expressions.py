"""The dispatcher of expressions: each kind of syntax goes to the file named after it.

    value_of(body, `orders.rejected > 0`)      Compare(Field(Local("orders"), "rejected", INT), …, BOOL)

What cannot be understood is reported and becomes a hole: a constant of type Unknown, silent wherever it is used.
"""

import ast

from compiler.diagnostics.codes import syntax
from compiler.forms.program import Value
from compiler.forms.types import Type
from compiler.passes.type import calls, comprehensions, displays, members, operators, strings
from compiler.passes.type.body import Body
from compiler.passes.type.literals import literal_value
from compiler.passes.type.names import name_value

_HELP: dict[type[ast.expr], str] = {
    ast.Lambda: "a lambda may stand as `key=` of `sorted`, `min`, `max`, in `map`, `filter` and in `each`",
    ast.Await: "a step's call waits by itself: drop `await`",
    ast.Yield: "return a list",
    ast.YieldFrom: "return a list",
    ast.Starred: "a `*` may stand in a list, tuple or set display",
    ast.Slice: "a slice stands in brackets behind a list or text",
}


def value_of(body: Body, node: ast.expr, expected: Type | None = None) -> Value:  # noqa: C901 - one arm a kind
    """The typed value of an expression; `expected` is the type that its place asks for, where that helps."""
    match node:
        case ast.Constant():
            return literal_value(body, node)
        case ast.Name():
            return name_value(body, node)
        case ast.Attribute():
            return members.attribute_value(body, node)
        case ast.Subscript():
            return members.subscript_value(body, node)
        case ast.Call():
            return calls.call_value(body, node)
        case ast.BinOp():
            return operators.binary_value(body, node)
        case ast.UnaryOp():
            return operators.unary_value(body, node)
        case ast.BoolOp():
            return operators.logic_value(body, node)
        case ast.Compare():
            return operators.compare_value(body, node)
        case ast.IfExp():
            return operators.conditional_value(body, node, expected)
        case ast.NamedExpr():
            return operators.walrus_value(body, node)
        case ast.JoinedStr():
            return strings.format_value(body, node)
        case ast.List() | ast.Tuple() | ast.Set():
            return displays.collection_value(body, node, expected)
        case ast.Dict():
            return displays.mapping_value(body, node, expected)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return comprehensions.comprehension_value(body, node)
        case _:
            word = type(node).__name__.lower()
            body.error(
                syntax.UNSUPPORTED_EXPRESSION,
                f"a pipeline has no `{word}` expression here",
                node,
                _HELP.get(type(node)),
            )
            return body.hole(node)
