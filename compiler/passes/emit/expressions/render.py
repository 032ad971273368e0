"""One dispatch over the kinds of expression.

render(Binary("+", Local("a"), Constant(1)), Scope())      $a + 1
"""

import json

from compiler.forms.expressions import (
    Binary,
    Collection,
    Compare,
    Conditional,
    Constant,
    ErrorOutput,
    Expression,
    Fact,
    Field,
    Local,
    Mapping,
    Operation,
    Result,
    StateInput,
)
from compiler.library.entry import Operand
from compiler.library.signature import Refusal
from compiler.library.table import entry
from compiler.library.text import Level, Text, choose, infix, strict_infix
from compiler.passes.emit.expressions.scope import Scope


def render(expression: Expression, scope: Scope) -> str:
    """The JSONata text of an expression, without `{% %}`.

    It computes the JSON value that CPython computes: never a collapsed list. Where Python raises, the evaluation fails, by
    `$error` or by being undefined as a whole, which AWS refuses too.
    """
    return text_of(expression, scope).text


def text_of(expression: Expression, scope: Scope) -> Text:
    """The piece of text for an expression."""
    match expression:
        case Constant(value):
            return Text(json.dumps(value))
        case Local(name):
            return Text(scope.text_of(name))
        case Result():
            return Text("$states.result")
        case StateInput():
            return Text("$states.input")
        case ErrorOutput():
            return Text("$states.errorOutput")
        case Fact(path):
            return Text(".".join(("$states.context", *path)))
        case Field(value, name):
            return Text(f"{text_of(value, scope).at(Level.PATH)}.{name}", Level.PATH)
        case Binary(operator, left, right):
            level = Level.PRODUCT if operator in ("*", "/") else Level.SUM
            return infix(text_of(left, scope), operator, text_of(right, scope), level)
        case Compare(first, ((operator, second),)):
            sign = "=" if operator == "==" else operator
            return strict_infix(text_of(first, scope), sign, text_of(second, scope), Level.COMPARE)
        case Conditional(test, then, otherwise):
            return choose(text_of(test, scope), text_of(then, scope), text_of(otherwise, scope))
        case Mapping(entries):
            pairs = (pair for pair in entries if isinstance(pair, tuple))
            inner = ", ".join(f"{text_of(key, scope).text}: {text_of(value, scope).text}" for key, value in pairs)
            return Text(f"{{{inner}}}")
        case Collection(items):
            return Text(f"[{', '.join(text_of(item, scope).text for item in items)}]")  # type: ignore[arg-type]
        case Operation(name, arguments):
            found = entry(name)
            operands = [Operand(one, text_of(one, scope)) for one in arguments]  # type: ignore[arg-type]
            bound = found.signature.bind(found.spoken, operands, {})
            assert not isinstance(bound, Refusal), bound.message
            return found.text(bound)
        case _:
            raise NotImplementedError(type(expression).__name__)
