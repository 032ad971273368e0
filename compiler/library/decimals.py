"""Decimals: text on the wire, computed exactly as whole numbers of their last place.

price * 3                          $decimalProduct($price, "3")       "12.50" and 3 give "37.50", as Python does
price > limit                      $decimalNumber($price) > $decimalNumber($limit)
price.quantize(Decimal("0.1"))     $decimalPlaces($price, 1, false)   halves to even

Up to 15 digits all of that is exact in JSONata's numbers; a result that needs more fails the state.
"""

import decimal

from compiler.forms.types import Scalar, Type
from compiler.library.entry import Entry, Given, Operand, Rendered, Typed, constant_of
from compiler.library.shapes import kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, number, string

DECIMAL = Scalar.DECIMAL
PLACES = 11
"""Decimal places up to which rounding is compiled: 10^11 times a number of a few digits stays below 2^53."""
_ROUNDINGS = (decimal.ROUND_HALF_EVEN, decimal.ROUND_HALF_UP)
_EXACT = {"Decimal", "int"}


def decimal_binary(operator: str, left: Typed, right: Typed) -> Type | Refusal:
    """The type of arithmetic where a side is a Decimal."""
    both = kinds(left.type) | kinds(right.type)
    between = f"`{operator}` between `{spelled(left.type)}` and `{spelled(right.type)}`"
    if "None" in both:
        return Refusal(f"{between} is not compiled", "test `is not None` first")
    if not both <= _EXACT:
        return Refusal(f"{between} is not compiled", 'convert the number first: `Decimal("1.5")`, `Decimal(n)`')
    if operator in ("+", "-", "*"):
        return DECIMAL
    return Refusal(f"{between} has no exact JSONata", "multiply, or divide in a step")


def decimal_text(operator: str, left: Operand, right: Operand) -> Text:
    """Arithmetic on Decimals."""
    a, b = _as_decimal(left), _as_decimal(right)
    match operator:
        case "*":
            return call("$decimalProduct", a, b)
        case "-":
            return call("$decimalSum", a, call("$decimalMinus", b))
        case _:
            return call("$decimalSum", a, b)


def _as_decimal(operand: Operand) -> Text:
    return operand.text if kinds(operand.type) == {"Decimal"} else call("$string", operand.text)


def as_comparable(operand: Operand) -> Text:
    """A number that has the Decimal's order; whole numbers have it already."""
    return call("$decimalNumber", operand.text) if kinds(operand.type) == {"Decimal"} else operand.text


def signed(operator: str, operand: Operand) -> Text:
    """`-x` and `+x`, neither of which leaves a negative zero."""
    return call("$decimalMinus", operand.text) if operator == "-" else call("$decimalSum", operand.text, string("0"))


def absolute(operand: Operand) -> Text:
    """`abs(x)`."""
    return call("$replace", operand.text, string("-"), string(""))


def whole(operand: Operand) -> Text:
    """`int(x)`: towards zero."""
    binding, value = let("x", call("$decimalNumber", operand.text))
    below = infix(value, "<", number(0), Level.COMPARE)
    return block(binding, choose(below, call("$ceil", value), call("$floor", value)))


def rounded(operand: Operand, places: int | None) -> Text:
    """`round(x)`, a whole number, or `round(x, 2)`, a Decimal."""
    text = call("$decimalPlaces", operand.text, number(places or 0), Text("false"))
    return call("$number", text) if places is None else text


def fixed(operand: Operand, places: int, picture: str) -> Text:
    """`f"{x:,.2f}"`: rounded on its digits; the sign of what rounds to zero stays."""
    binding, value = let("d", call("$decimalPlaces", operand.text, number(places), Text("false")))
    sign = choose(infix(call("$substring", value, number(0), number(1)), "=", string("-"), Level.COMPARE),
                  string("-"), string(""))  # fmt: skip
    digits = call("$formatNumber", call("$abs", call("$number", value)), string(picture))
    return block(binding, infix(sign, "&", digits, Level.SUM))


# ---- functions and methods ----


def _made_type(given: Given) -> Type | Refusal:
    value = given["value"]
    if kinds(value.type) <= _EXACT | {"str", "Unknown"} and len(kinds(value.type)) == 1:
        return DECIMAL
    hint = "write `Decimal(str(x))`, or say how many digits: `Decimal(f'{x:.2f}')`"
    return Refusal(
        f"`Decimal()` of `{spelled(value.type)}` is not compiled", hint if "float" in kinds(value.type) else None
    )


def _made(given: Rendered) -> Text:
    value = given["value"]
    if kinds(value.type) != {"str"}:
        return _as_decimal(value)
    binding, text = let("t", value.text)
    form = call("$contains", text, Text(r"/^-?(0|[1-9]\d*)(\.\d+)?(?![\d\D])/"))
    small = call("$contains", text, Text(r"/^-?0\.0{6}\d/"))
    plain = infix(form, "and", call("$not", small), Level.AND)
    return block(binding, choose(plain, text, fail("InvalidOperation: not in the form that `str(Decimal)` writes")))


def _made_fails(given: Given) -> tuple[str, ...]:
    return ("ArithmeticError",) if kinds(given["value"].type) == {"str"} else ()


def _quantize_type(given: Given) -> Type | Refusal:
    places, rounding = constant_of(given["exp"]), constant_of(given.get("rounding"))
    if not isinstance(places, decimal.Decimal) or not -PLACES <= int(places.as_tuple().exponent) <= 0:
        return Refusal("`quantize` takes a constant step", 'such as `x.quantize(Decimal("0.01"))`')
    if given.get("rounding") is not None and rounding not in _ROUNDINGS:
        return Refusal("this rounding is not compiled", "write `rounding=ROUND_HALF_UP`, or leave it out")
    return DECIMAL


def _quantize(given: Rendered) -> Text:
    step = constant_of(given["exp"])
    assert isinstance(step, decimal.Decimal)
    up = Text("true" if constant_of(given.get("rounding")) == decimal.ROUND_HALF_UP else "false")
    return call("$decimalPlaces", given["self"].text, number(-int(step.as_tuple().exponent)), up)


ENTRIES: tuple[Entry, ...] = (
    Entry("Decimal", Signature.of("value, /"), _made_type, _made, _made_fails, python=decimal.Decimal),
    Entry("Decimal.quantize", Signature.of("self, exp, rounding?"), _quantize_type, _quantize),
)
