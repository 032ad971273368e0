"""One dispatch over the kinds of expression, and the operators whose operands decide what is computed at all.

render(Binary("+", Local("a"), Constant(1)), Scope())      $a + 1
"""

from typing import assert_never, cast

from compiler.forms.expressions import (
    Binary,
    Collection,
    Compare,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Construct,
    ErrorOutput,
    Expression,
    Fact,
    Field,
    Format,
    FormatField,
    Item,
    Lambda,
    Local,
    Logic,
    Mapping,
    Operation,
    Result,
    Slice,
    StateInput,
    Unary,
)
from compiler.library.arithmetic import binary_text, unary_text
from compiler.library.entry import Operand, constant_of
from compiler.library.equality import compare_text
from compiler.library.formats import format_text
from compiler.library.literals import is_data, literal
from compiler.library.prelude import with_prelude
from compiler.library.shapes import kinds
from compiler.library.signature import Refusal
from compiler.library.table import entry
from compiler.library.text import Level, Text, block, choose, infix, let, string, sure
from compiler.library.truth import negated, truth_text
from compiler.passes.emit.expressions.comprehensions import comprehension_text, first_text, lambda_text, quantified_text
from compiler.passes.emit.expressions.displays import collection_text, construct_text, mapping_text
from compiler.passes.emit.expressions.scope import Scope
from compiler.passes.emit.expressions.subscripts import field_text, item_text, slice_text, step


def render(expression: Expression, scope: Scope) -> str:
    """The JSONata text of an expression, without `{% %}`.

    It computes the JSON value that CPython computes: never a collapsed list. Where Python raises, the evaluation fails,
    by `$error` or by being undefined as a whole, which AWS refuses too.
    """
    return with_prelude(text_of(expression, scope).text)


def render_condition(expression: Expression, scope: Scope) -> str:
    """The same for a condition: a JSON boolean that says whether the value is true in Python."""
    return with_prelude(_test(expression, scope).text)


def text_of(expression: Expression, scope: Scope) -> Text:  # noqa: C901 - one arm for each kind of expression
    """The piece of text for an expression."""
    match expression:
        case Constant(value):
            return literal(value)
        case Local(name):
            return Text(scope.text_of(name))
        case Result():
            return Text("$states.result")
        case StateInput():
            return Text("$states.input")
        case ErrorOutput():
            return Text("$states.errorOutput")
        case Fact(path):
            return _fact(path)
        case Format():
            return _format(expression, scope)
        case Unary("not", operand):
            return negated(_test(operand, scope))
        case Unary(operator, operand):
            return unary_text(operator, _operand(operand, scope))
        case Binary(operator, left, right):
            return binary_text(operator, _operand(left, scope), _operand(right, scope))
        case Logic():
            return _logic(expression, scope)
        case Compare():
            return _compare(expression, scope)
        case Conditional(test, then, otherwise):
            return choose(_test(test, scope), text_of(then, scope), text_of(otherwise, scope))
        case Item(value, index):
            return item_text(expression, _operand(value, scope), _operand(index, scope))
        case Slice(value, lower, upper):
            bounds = tuple(None if bound is None else _operand(bound, scope) for bound in (lower, upper))
            return slice_text(expression, _operand(value, scope), (bounds[0], bounds[1]))
        case Field(value):
            return field_text(expression, text_of(value, scope))
        case Collection():
            return collection_text(expression, lambda one: text_of(one, scope))
        case Mapping():
            return mapping_text(expression, lambda one: text_of(one, scope))
        case Construct():
            return construct_text(expression, lambda one: text_of(one, scope))
        case Comprehension():
            return comprehension_text(expression, scope, text_of)
        case Operation():
            return _operation(expression, scope)
        case _:
            assert_never(expression)


def _operand(expression: Expression, scope: Scope) -> Operand:
    if isinstance(expression, Operation):
        return _operation_operand(expression, scope)
    if isinstance(expression, Binary) and expression.operator == "%":
        parts = (_operand(expression.left, scope), _operand(expression.right, scope))
        return Operand(expression, binary_text("%", *parts), parts)
    return Operand(expression, text_of(expression, scope))


def _fact(path: tuple[str, ...]) -> Text:
    whole = Text("$states.context")
    for name in path:
        whole = Text(step(whole, name), Level.PATH)
    return whole


# ---- operations ----


def _operation(expression: Operation, scope: Scope) -> Text:
    return _operation_operand(expression, scope).text


def _operation_operand(expression: Operation, scope: Scope) -> Operand:
    found = entry(expression.name)
    if expression.name in ("any", "all"):
        (holder,) = expression.arguments
        if isinstance(holder, Comprehension) and len(holder.clauses) == 1:
            return Operand(expression, quantified_text(holder, expression.name, scope, text_of))
    if expression.name == "next" and isinstance(expression.arguments[0], Comprehension):
        default = text_of(cast(Expression, expression.arguments[1]), scope) if expression.arguments[1:] else None
        first = first_text(expression.arguments[0], default, scope, text_of)
        if first is not None:
            return Operand(expression, first)
    positional = [_argument(one, scope) for one in expression.arguments]
    keywords = {name: _argument(one, scope) for name, one in expression.keywords}
    given = found.signature.bind(found.spoken, positional, keywords)
    assert not isinstance(given, Refusal), given.message
    return Operand(expression, found.text(given), (*positional, *keywords.values()))


def _argument(argument: Expression | Lambda, scope: Scope) -> Operand:
    if isinstance(argument, Lambda):
        return Operand(argument, lambda_text(argument, scope, text_of))
    if not is_data(constant_of(argument)):
        return Operand(argument, Text("null"))
    return _operand(argument, scope)


# ---- truth, logic, comparison ----


def _test(expression: Expression, scope: Scope) -> Text:
    """A JSON boolean: whether the expression is true."""
    match expression:
        case Logic(operator, operands):
            level = Level.AND if operator == "and" else Level.OR
            whole = _test(operands[0], scope)
            for operand in operands[1:]:
                whole = infix(sure(whole), operator, sure(_test(operand, scope)), level)
            return whole
        case Unary("not", operand):
            return negated(_test(operand, scope))
        case _:
            return truth_text(_operand(expression, scope))


def _logic(expression: Logic, scope: Scope) -> Text:
    """`a or b` gives an operand: the first that decides, or the last."""
    if all(kinds(operand.type) == {"bool"} for operand in expression.operands):
        return _test(expression, scope)
    *decisive, last = expression.operands
    result = text_of(last, scope)
    for operand in reversed(decisive):
        binding, value = let("v", text_of(operand, scope), (result,))
        test = truth_text(Operand(operand, value))
        either = (value, result) if expression.operator == "or" else (result, value)
        result = block(binding, choose(test, *either))
    return result


def _compare(expression: Compare, scope: Scope) -> Text:
    """A chain evaluates each operand once and stops at the first link that does not hold."""
    left = _operand(expression.first, scope)
    others = [_operand(one, scope).text for _, one in expression.links]
    links: list[tuple[str, Text]] = []
    bindings = ""
    for place, (operator, second) in enumerate(expression.links):
        right, binding = _operand(second, scope), ""
        if place < len(expression.links) - 1:
            binding, value = let("v", right.text, (left.text, *others, Text(bindings)))
            right = Operand(second, value)
        links.append((binding, _link(operator, left, right)))
        bindings += binding
        left = right
    tests: list[Text] = []
    for binding, test in reversed(links):  # what is bound for a link is computed where that link is reached
        tests = [test, *tests]
        if binding:
            tests = [block(binding, _joined(tests))]
    return _joined(tests)


def _joined(tests: list[Text]) -> Text:
    whole = tests[0]
    for test in tests[1:]:
        whole = infix(sure(whole), "and", sure(test), Level.AND)
    return whole


def _link(operator: Comparison, left: Operand, right: Operand) -> Text:
    match operator, left.node, right.node:
        # Whether a remainder is zero does not depend on its sign.
        case "==" | "!=", Binary("%", number, Constant(int(divisor))), Constant(0) if (
            divisor and kinds(number.type) == {"int"} and len(left.arguments) == 2
        ):
            rest = infix(left.arguments[0].text, "%", left.arguments[1].text, Level.PRODUCT)
            return infix(rest, "=" if operator == "==" else "!=", right.text, Level.COMPARE)
        case _:
            return compare_text(operator, left, right)


# ---- f-strings ----


def _format(expression: Format, scope: Scope) -> Text:
    pieces = [one for one in expression.parts if one != ""]
    texts = [_format_part(one, scope, alone=len(pieces) == 1) for one in pieces]
    if not texts:
        return string("")
    whole = texts[0]
    for text in texts[1:]:
        whole = infix(sure(whole), "&", sure(text), Level.SUM)
    return whole


def _format_part(part: str | FormatField, scope: Scope, *, alone: bool) -> Text:
    if isinstance(part, str):
        return string(part)
    operand = _operand(part.value, scope)
    if not alone and not part.spec and not part.conversion and kinds(operand.type) == {"int"}:
        return operand.text  # `&` writes whole numbers as `$string` does
    return format_text(operand, part.spec, part.conversion)
