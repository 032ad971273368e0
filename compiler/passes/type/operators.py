"""Operators: arithmetic, comparison, boolean logic, conditionals, `:=`.

total / count         asks the library which type that gives, and whether JSONata can compute it exactly
a is not None and a.day      `a.day` is read knowing that `a` is not None
"""

import ast
from typing import cast

from compiler import library
from compiler.diagnostics.codes import flows, types
from compiler.forms.expressions import (
    Arithmetic,
    Binary,
    Compare,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Logic,
    Sign,
    Unary,
)
from compiler.forms.program import Value, Walrus
from compiler.forms.types import BOOL, NONE, UNKNOWN, EnumOf, Type, Union
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import expressions, ownership, templates
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import caution
from compiler.passes.type.disjoint import never_equal
from compiler.passes.type.iterating import allow_iterator
from compiler.passes.type.merging import merged
from compiler.passes.type.narrowing import falsy, suppose, truthy
from compiler.passes.type.scope import Binding
from compiler.passes.type.strings import text_of_error

BINARY: dict[type[ast.operator], Arithmetic] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], Sign] = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"}
_COMPARE: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


def binary_value(body: Body, node: ast.BinOp) -> Value:
    """`left operator right`."""
    # A chain of a thousand `+` nests on the left: walked, not recursed into.
    chain = [node]
    while isinstance(chain[-1].left, ast.BinOp):
        chain.append(chain[-1].left)
    left = expressions.value_of(body, chain[-1].left)
    for link in reversed(chain):
        operator = BINARY.get(type(link.op))
        left = combine(body, link, operator, left, expressions.value_of(body, link.right))
    return left


def combine(
    body: Body, node: ast.BinOp | ast.AugAssign, operator: Arithmetic | None, left: Value, right: Value
) -> Value:
    """Two values joined by an operator."""
    if UNKNOWN in (left.type, right.type):
        return body.hole(node)
    if operator is None:
        body.error(types.UNSUPPORTED_OPERATION, "`@` is for matrices", node, "do it in a step")
        return body.hole(node)
    right_node = node.right if isinstance(node, ast.BinOp) else node.value
    left_node = node.left if isinstance(node, ast.BinOp) else node.target
    if operator == "%" and isinstance(left, Constant) and isinstance(left.value, str):
        return templates.percent_value(body, node, left.value, right)
    result = library.binary(operator, left, right)
    if isinstance(result, Refusal):
        if not (
            missing_none_check(body, left_node, left, operator) | missing_none_check(body, right_node, right, operator)
        ):
            body.refuse(types.UNSUPPORTED_OPERATION, result, node)
        return body.hole(node)
    found = Binary(operator, cast(Expression, left), cast(Expression, right), result, body.span(node))
    caution(body, right_node, found)
    return found


def missing_none_check(body: Body, node: ast.expr, value: Value, use: str) -> bool:
    """Report a value that may be None where its use needs another; whether it was."""
    if not isinstance(value.type, Union) or NONE not in value.type.options:
        return False
    text = ast.unparse(node)
    body.error(
        types.MISSING_NONE_CHECK,
        f"`{text}` may be None",
        node,
        _ask(node, text),
        notes=(f"its type is `{spelled(value.type)}`, and None has no `{use}`",),
    )
    return True


def _ask(node: ast.expr, text: str) -> str:
    if any(isinstance(one, ast.Call) for one in ast.walk(node)):
        return f"give it a name and ask: `found = {text}`, `if found is not None:`"
    return f"ask first: `if {text} is not None:`"


def unary_value(body: Body, node: ast.UnaryOp) -> Value:
    """`-x`, `not x`."""
    operator = _UNARY[type(node.op)]
    operand = condition(body, node.operand) if operator == "not" else expressions.value_of(body, node.operand)
    if operand.type is UNKNOWN:
        return body.hole(node)
    if isinstance(operand, Constant) and operator == "-" and type(operand.value) in (int, float):
        return Constant(-operand.value, operand.type, body.span(node))  # type: ignore[operator]
    result = library.unary(operator, operand)
    if isinstance(result, Refusal):
        if not missing_none_check(body, node.operand, operand, operator):
            body.refuse(types.UNSUPPORTED_OPERATION, result, node)
        return body.hole(node)
    return Unary(operator, cast(Expression, operand), result, body.span(node))


def logic_value(body: Body, node: ast.BoolOp) -> Value:
    """`a and b`, `a or b`: each operand is read knowing what those before it were."""
    conjunction = isinstance(node.op, ast.And)
    values: list[Value] = []
    mark = body.scope.mark()
    ends = []
    for place, operand in enumerate(node.values):
        values.append(expressions.value_of(body, operand))
        _check_truth(body, operand, values[-1])
        ends.append(body.scope.changes_since(mark))
        if place < len(node.values) - 1:
            suppose(body, values[-1], conjunction)
    body.scope.undo(mark)
    body.scope.merge(ends)
    if any(value.type is UNKNOWN for value in values):
        return body.hole(node)
    narrow = falsy if conjunction else truthy
    found = merged(*(narrow(value.type) for value in values[:-1]), values[-1].type)
    if all(value.type is BOOL for value in values):
        found = BOOL
    operands = tuple(cast(Expression, value) for value in values)
    return Logic("and" if conjunction else "or", operands, found, body.span(node))


def condition(body: Body, node: ast.expr) -> Value:
    """A value that is asked whether it counts as true."""
    value = expressions.value_of(body, node)
    _check_truth(body, node, value)
    return value


def _check_truth(body: Body, node: ast.expr, value: Value) -> None:
    if value.type is UNKNOWN:
        return
    refusal = library.truth(value)
    if refusal is not None:
        body.refuse(types.UNSUPPORTED_OPERATION, refusal, node)


def conditional_value(body: Body, node: ast.IfExp, expected: Type | None) -> Value:
    """`then if test else otherwise`."""
    test = condition(body, node.test)
    then, otherwise = _both(body, node, test, expected)
    if UNKNOWN in (test.type, then.type, otherwise.type):
        return body.hole(node)
    found = merged(then.type, otherwise.type)
    return Conditional(
        cast(Expression, test), cast(Expression, then), cast(Expression, otherwise), found, body.span(node)
    )


def _both(body: Body, node: ast.IfExp, test: Value, expected: Type | None) -> tuple[Value, Value]:
    read: list[Value] = []
    ends = []
    mark = body.scope.mark()
    for branch, holds in ((node.body, True), (node.orelse, False)):
        suppose(body, test, holds)
        read.append(expressions.value_of(body, branch, expected))
        ends.append(body.scope.undo(mark))
    body.scope.merge(ends)
    return read[0], read[1]


def compare_value(body: Body, node: ast.Compare) -> Value:
    """`a < b <= c`."""
    first = text_of_error(expressions.value_of(body, node.left))
    links: list[tuple[Comparison, Expression]] = []
    left, left_node = first, node.left
    fine = first.type is not UNKNOWN
    for sign, right_node in zip(node.ops, node.comparators, strict=True):
        operator = _COMPARE[type(sign)]
        if operator in ("in", "not in"):
            allow_iterator(body, right_node)
        right = text_of_error(expressions.value_of(body, right_node))
        fine = _check_link(body, node, (left_node, left), operator, (right_node, right)) and fine
        links.append((operator, cast(Expression, right)))
        left, left_node = right, right_node
    if not fine:
        return body.hole(node)
    return Compare(cast(Expression, first), tuple(links), BOOL, body.span(node))


Side = tuple[ast.expr, Value]


def _check_link(body: Body, node: ast.Compare, left: Side, operator: Comparison, right: Side) -> bool:
    if UNKNOWN in (left[1].type, right[1].type):
        return False
    if operator in ("<", "<=", ">", ">="):
        reported = [missing_none_check(body, place, value, operator) for place, value in (left, right)]
        if any(reported):
            return False
    elif operator in ("in", "not in") and missing_none_check(body, right[0], right[1], operator):
        return False
    if _is_impossible(body, node, left[1], operator, right[1]):
        return False
    refusal = library.compare(operator, left[1], right[1])
    if refusal is not None:
        body.refuse(types.UNSUPPORTED_OPERATION, refusal, node)
    return refusal is None


def _is_impossible(body: Body, node: ast.Compare, left: Value, operator: Comparison, right: Value) -> bool:
    reason = never_equal(left, operator, right)
    if reason is None:
        return False
    always = "always true" if operator in ("!=", "not in", "is not") else "never true"
    body.error(types.IMPOSSIBLE_COMPARISON, f"this comparison is {always}: {reason}", node, _member_meant(left, right))
    return True


def _member_meant(left: Value, right: Value) -> str | None:
    """What is meant where an enum's member is compared with its value."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one.type, EnumOf) and isinstance(other, Constant):
            member = next((name for name, value in one.type.members if value == other.value), None)
            return f"compare with the member: `{one.type.name}.{member}`" if member else "compare its `.value`"
    return None


def walrus_value(body: Body, node: ast.NamedExpr) -> Value:
    """`(name := value)`."""
    value = expressions.value_of(body, node.value)
    name = node.target.id
    if body.hidden.get(name):
        body.error(flows.OUTER_ASSIGNMENT, f"`{name}` belongs to the comprehension", node, "use another name")
        return body.hole(node)
    ownership.share(body, value)
    body.scope.set(name, Binding(value.type, owned=ownership.held(value)))
    return Walrus(name, value, value.type, body.span(node))
