"""Numbers: conversions, rounding, `math`.

int("42")        the digits checked as Python checks them
round(x, 2)      $roundedTo($x, 100)      on the exact binary value, halves to even
"""

import math

from compiler.forms.types import BOOL, FLOAT, INT, Scalar, TupleOf, Type, union
from compiler.library import decimals
from compiler.library.arithmetic import binary_text
from compiler.library.entry import Entry, Given, Operand, Rendered, Rendering, Typing, constant_of
from compiler.library.equality import as_number
from compiler.library.prelude import SPACES
from compiler.library.shapes import NUMBERS, kinds, plain, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.spelled_out import str_refusal, str_text
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, number, string, sure
from compiler.library.truth import truth, truth_text

INT_FORM = rf"/^[{SPACES}]*[+-]?[0-9]+(_[0-9]+)*[{SPACES}]*$/"
_DIGITS = "[0-9]+(_[0-9]+)*"
FLOAT_FORM = rf"/^[{SPACES}]*[+-]?({_DIGITS}(\.({_DIGITS})?)?|\.{_DIGITS})([eE][+-]?{_DIGITS})?[{SPACES}]*$/"


def _numeric(given: Given, name: str = "x") -> Refusal | None:
    known = kinds(given[name].type)
    if known <= NUMBERS | {"Unknown"}:
        return None
    hint = "test `is not None` first" if "None" in known else "give the value a type" if "Any" in known else None
    return Refusal(f"a number is needed, got `{spelled(given[name].type)}`", hint)


def _same(given: Given) -> Type | Refusal:
    known = kinds(given["x"].type)
    if known in ({"timedelta"}, {"Decimal"}):
        return plain(given["x"].type)
    return _numeric(given) or (FLOAT if known == {"float"} else INT if "float" not in known else union(INT, FLOAT))


def _abs(given: Rendered) -> Text:
    return (
        decimals.absolute(given["x"]) if kinds(given["x"].type) == {"Decimal"} else call("$abs", as_number(given["x"]))
    )


def _gives(type_: Type) -> Typing:
    def typing(given: Given) -> Type | Refusal:
        return _numeric(given) or type_

    return typing


def _of_number(function: str) -> Rendering:
    return lambda given: call(function, as_number(given["x"]))


# ---- int(), float(), str(), bool() ----


def _convertible(given: Given, gives: Type) -> Type | Refusal:
    value = given.get("x")
    if value is None:
        return gives
    known = kinds(value.type)
    if gives is FLOAT and str(constant_of(value)).strip().lower().lstrip("+-") in ("inf", "infinity", "nan"):
        return Refusal(f"JSON has no number `{constant_of(value)}`", "begin with None, or with the first item")
    if known <= NUMBERS | {"Unknown"} or known in ({"str"}, {"Decimal"}):
        return gives
    hint = "test `is not None` first" if "None" in known else "give the value a type" if "Any" in known else None
    return Refusal(f"`{spelled(gives)}()` of `{spelled(value.type)}` is not compiled", hint)


def _int(given: Rendered) -> Text:
    value = given.get("x")
    if value is None:
        return number(0)
    known = kinds(value.type)
    if known == {"str"}:
        return _parsed(value.text, INT_FORM, "ValueError: invalid literal for int() with base 10")
    if known == {"Decimal"}:
        return decimals.whole(value)
    return as_number(value) if "float" not in known else truncated(as_number(value))


def truncated(text: Text) -> Text:
    """A float towards zero."""
    binding, value = let("x", text)
    below = infix(value, "<", number(0), Level.COMPARE)
    return block(binding, choose(below, call("$ceil", value), call("$floor", value)))


def _parsed(text: Text, form: str, error: str) -> Text:
    binding, value = let("s", text)
    digits = call("$replace", value, Text(rf"/[{SPACES}_+]/"), string(""))
    if form == FLOAT_FORM:
        digits = call("$floatText", value)
    return block(binding, choose(call("$contains", value, Text(form)), call("$number", digits), fail(error)))


def _float(given: Rendered) -> Text:
    value = given.get("x")
    if value is None:
        return number(0)
    if kinds(value.type) == {"str"}:
        return _parsed(value.text, FLOAT_FORM, "ValueError: could not convert string to float")
    return decimals.as_comparable(value) if kinds(value.type) == {"Decimal"} else as_number(value)


def _str_type(given: Given) -> Type | Refusal:
    value = given.get("object")
    if value is None or kinds(value.type) == {"error"}:
        return Scalar.STR
    return str_refusal(value) or Scalar.STR


def _str(given: Rendered) -> Text:
    value = given.get("object")
    if value is None:
        return string("")
    return call("$messageOf", value.text) if kinds(value.type) == {"error"} else str_text(value)


def _bool_type(given: Given) -> Type | Refusal:
    value = given.get("x")
    return (truth(value) if value is not None else None) or BOOL


def _bool(given: Rendered) -> Text:
    value = given.get("x")
    return Text("false") if value is None else truth_text(value)


def _parse_fails(given: Given) -> tuple[str, ...]:
    value = given.get("x")
    return ("ValueError",) if value is not None and kinds(value.type) == {"str"} else ()


# ---- rounding ----


def _round_type(given: Given) -> Type | Refusal:
    places = given.get("ndigits")
    is_decimal = kinds(given["number"].type) == {"Decimal"}
    refusal = None if is_decimal else _numeric(given, "number")
    if refusal is not None or places is None or constant_of(places) is None:
        return refusal or INT
    constant = constant_of(places)
    if type(constant) is not int:
        return Refusal("the number of digits must be a constant")
    if not 0 <= constant <= 11:
        return Refusal("rounding to fewer than 0 or more than 11 digits is not compiled")
    return plain(given["number"].type) if is_decimal else _round_same(given)


def _round_same(given: Given) -> Type:
    known = kinds(given["number"].type)
    return FLOAT if known == {"float"} else INT if "float" not in known else union(INT, FLOAT)


def _round(given: Rendered) -> Text:
    value = given["number"]
    places = constant_of(given.get("ndigits"))
    if kinds(value.type) == {"Decimal"}:
        return decimals.rounded(value, places if isinstance(places, int) else None)
    if "float" not in kinds(value.type):
        return as_number(value)
    if not isinstance(places, int):
        return call("$round", as_number(value))
    return call("$roundedTo", as_number(value), number(10**places))


# ---- divmod, math ----


def _divmod_type(given: Given) -> Type | Refusal:
    refusal = _numeric(given) or _numeric(given, "y")
    if refusal is not None:
        return refusal
    if constant_of(given["y"]) == 0:
        return Refusal("`divmod()` by zero always fails")
    one = FLOAT if "float" in kinds(given["x"].type) | kinds(given["y"].type) else INT
    return TupleOf((one, one))


def _divmod(given: Rendered) -> Text:
    first, x = let("x", sure(given["x"].text), (given["y"].text,))
    second, y = let("y", sure(given["y"].text), (x,))
    pair = [binary_text(sign, Operand(given["x"].node, x), Operand(given["y"].node, y)).text for sign in ("//", "%")]
    return block(first + second, Text(f"[{', '.join(pair)}]"))


def _sqrt(given: Rendered) -> Text:
    binding, value = let("x", as_number(given["x"]))
    below = infix(value, "<", number(0), Level.COMPARE)
    return block(binding, choose(below, fail("ValueError: math domain error"), call("$sqrt", value)))


def _trunc(given: Rendered) -> Text:
    return truncated(as_number(given["x"])) if "float" in kinds(given["x"].type) else as_number(given["x"])


def _refused(python: object, key: str, instead: str | None = "compute it in a step") -> Entry:
    refusal = Refusal(f"`{key}()` has no exact JSONata", instead)
    return Entry(key, Signature.of("x?, y?, *more"), lambda _: refusal, lambda _: number(0), python=python)


_REFUSED = (math.log, math.log2, math.log10, math.exp, math.sin, math.cos, math.tan, math.hypot, math.fsum)

ENTRIES: tuple[Entry, ...] = (
    Entry("int", Signature.of("x?, /"), lambda given: _convertible(given, INT), _int, _parse_fails, python=int),
    Entry("float", Signature.of("x?, /"), lambda given: _convertible(given, FLOAT), _float, _parse_fails, python=float),
    Entry("str", Signature.of("object?"), _str_type, _str, python=str),
    Entry("bool", Signature.of("x?, /"), _bool_type, _bool, python=bool),
    Entry("abs", Signature.of("x, /"), _same, _abs, python=abs),
    Entry("round", Signature.of("number, ndigits?"), _round_type, _round, python=round),
    Entry("divmod", Signature.of("x, y, /"), _divmod_type, _divmod, ("ZeroDivisionError",), python=divmod),
    Entry("math.floor", Signature.of("x, /"), _gives(INT), _of_number("$floor"), python=math.floor),
    Entry("math.ceil", Signature.of("x, /"), _gives(INT), _of_number("$ceil"), python=math.ceil),
    Entry("math.trunc", Signature.of("x, /"), _gives(INT), _trunc, python=math.trunc),
    Entry("math.fabs", Signature.of("x, /"), _gives(FLOAT), _of_number("$abs"), python=math.fabs),
    Entry("math.sqrt", Signature.of("x, /"), _gives(FLOAT), _sqrt, ("ValueError",), python=math.sqrt),
    _refused(pow, "pow", "write `x ** 2` of a whole number"),
    _refused(math.pow, "math.pow", "write a product: `x * x`"),
    *(_refused(one, f"math.{one.__name__}") for one in _REFUSED),
)
