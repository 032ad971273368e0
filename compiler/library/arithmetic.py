"""Arithmetic: which types the operators take and give, and the JSONata that gives Python's result.

a // b      $floor($a / $b)                          ints: exact up to 2^53
a % 5       $a - $floor($a / 5) * 5                  Python's sign, not JSONata's
xs + ys     $append($xs, $ys)
"""

from compiler.forms.expressions import Binary, Constant, Operation, Unary
from compiler.forms.types import (
    ANY,
    FLOAT,
    INT,
    NEVER,
    STR,
    UNKNOWN,
    DictOf,
    ListOf,
    Record,
    RecordKind,
    Scalar,
    SetOf,
    TupleOf,
    Type,
    union,
)
from compiler.library.dates import MOMENTS, moment_binary, moment_text
from compiler.library.decimals import decimal_binary, decimal_text, signed
from compiler.library.entry import Operand, Typed, constant_of
from compiler.library.equality import among, as_number, not_among
from compiler.library.shapes import NUMBERS, is_dict, kinds, plain, spelled
from compiler.library.signature import Refusal
from compiler.library.text import (
    Level,
    Text,
    block,
    call,
    choose,
    fail,
    fresh,
    infix,
    let,
    number,
    strict_call,
    strict_infix,
    string,
    sure,
)
from compiler.library.truth import negated, truth, truth_text

EXACT = 2**53
"""Whole numbers up to here are exact in JSON numbers as JSONata computes with them."""


def unary(operator: str, operand: Typed) -> Type | Refusal:
    """The type of `-x`, `+x`, `~x`, `not x`."""
    if operator == "not":
        return truth(operand) or Scalar.BOOL
    known = kinds(operand.type)
    if not known or known == {"Unknown"}:
        return UNKNOWN if known else NEVER
    if known <= NUMBERS:
        return FLOAT if known == {"float"} else union(*({"float": FLOAT}.get(one, INT) for one in sorted(known)))
    if known in ({"timedelta"}, {"Decimal"}) and operator != "~":
        return plain(operand.type)
    return _not_between(operator, operand)


def binary(operator: str, left: Typed, right: Typed) -> Type | Refusal:
    """The type of `left operator right`."""
    mine, theirs = kinds(left.type), kinds(right.type)
    if "Unknown" in mine | theirs:
        return UNKNOWN
    if not mine or not theirs:
        return NEVER
    if mine <= NUMBERS and theirs <= NUMBERS:
        return _numeric(operator, left, right)
    if mine & MOMENTS or theirs & MOMENTS:
        return moment_binary(operator, left, right)
    if "Decimal" in mine | theirs:
        return decimal_binary(operator, left, right)
    match operator, plain(left.type), plain(right.type):
        case "+", Scalar.STR, Scalar.STR:
            return STR
        case "+", ListOf(a), ListOf(b):
            return ListOf(union(a, b))
        case "+", TupleOf(a), TupleOf(b):
            return TupleOf((*a, *b))
        case "*", Scalar.STR | ListOf(), Scalar.INT:
            return plain(left.type)
        case "*", Scalar.INT, Scalar.STR | ListOf():
            return plain(right.type)
        case "|" | "&" | "-" | "^", SetOf(a), SetOf(b):
            return SetOf(union(a, b) if operator in "|^" else a)
        case "|", one, other if is_dict(one) and is_dict(other):
            return _merged(one, other)
        case "%", Scalar.STR, _:
            return Refusal("the template before `%` must be a constant", 'write an f-string: f"{value:.2f}"')
        case _:
            return _not_between(operator, left, right)


def _merged(left: Type, right: Type) -> Type:
    """Two dicts as one: with known keys where both have them, all of them for certain."""
    known = [one for one in (left, right) if isinstance(one, Record) and all(field.required for field in one.fields)]
    if len(known) == 2:
        fields = {field.name: field for one in known for field in one.fields}
        return Record("", tuple(fields.values()), RecordKind.LITERAL)
    keys, values = zip(*(_entries(one) for one in (left, right)), strict=True)
    return DictOf(union(*keys), union(*values))


def _entries(type_: Type) -> tuple[Type, Type]:
    match type_:
        case DictOf(key, value):
            return key, value
        case Record(_, fields):
            return STR, union(*(field.type for field in fields))
        case _:
            return STR, ANY


def _not_between(operator: str, left: Typed, right: Typed | None = None) -> Refusal:
    both = kinds(left.type) | (kinds(right.type) if right else set())
    types = f"`{spelled(left.type)}`" + (f" and `{spelled(right.type)}`" if right else "")
    hint = None
    if "None" in both:
        hint = "test `is not None` first"
    elif "Any" in both:
        hint = "give the value a type"
    elif operator == "+" and "str" in both:
        hint = 'write an f-string: f"{a}{b}"'
    return Refusal(f"`{operator}` {'between' if right else 'of'} {types} is not compiled", hint)


def _numeric(operator: str, left: Typed, right: Typed) -> Type | Refusal:
    whole = "float" not in kinds(left.type) | kinds(right.type)
    one_float = kinds(left.type) == {"float"} or kinds(right.type) == {"float"}
    result: Type = INT if whole else FLOAT if one_float else union(INT, FLOAT)
    match operator:
        case "+" | "-" | "*":
            return result
        case "//" | "%":
            return _divided(operator, right) or result
        case "/":
            return _divided(operator, right) or FLOAT
        case "**":
            return _power(left, right)
        case "<<" | ">>" if whole and isinstance(constant_of(right), int) and 0 <= int(str(constant_of(right))) < 53:
            return INT
        case _:
            if kinds(left.type) == kinds(right.type) == {"bool"} and operator in "|&^":
                return Scalar.BOOL
            return Refusal(f"`{operator}` of numbers has no exact JSONata", "compute it in a step")


def _divided(operator: str, right: Typed) -> Refusal | None:
    return Refusal(f"`{operator}` by zero always fails") if constant_of(right) in (0, 0.0) else None


def _power(left: Typed, right: Typed) -> Type | Refusal:
    """Whole numbers: others differ in the last digit between C's `pow` and Java's."""
    exponent = constant_of(right)
    if kinds(left.type) == kinds(right.type) == {"int"} and not (type(exponent) is int and exponent < 0):
        return INT
    if kinds(left.type) == {"float"} and exponent in (2, 3):
        product = " * ".join(["x"] * int(str(exponent)))
        return Refusal("`**` of a float is not exact in JSONata", f"write a product: `{product}`")
    if kinds(left.type) == kinds(right.type) == {"int"}:
        return Refusal("`**` with a negative exponent gives a fraction", "write the division: `1 / x**2`")
    return Refusal("`**` of a float is not exact in JSONata", "use a product, `math.sqrt`, or compute it in a step")


# ---- text ----


def unary_text(operator: str, operand: Operand) -> Text:
    """`-x`, `+x`, `~x`, `not x`."""
    if operator == "not":
        return negated(truth_text(operand))
    value = as_number(operand)
    match operator:
        case "-" | "+" if kinds(operand.type) == {"Decimal"}:
            return signed(operator, operand)
        case "-":
            return Text(f"-{value.at(Level.PATH)}", Level.NEGATE, value.missing)
        case "~":
            return infix(Text(f"-{value.at(Level.PATH)}", Level.NEGATE, value.missing), "-", number(1), Level.SUM)
        case _:
            return value


def binary_text(operator: str, left: Operand, right: Operand) -> Text:
    """`left operator right` as Python computes it."""
    mine, theirs = kinds(left.type), kinds(right.type)
    if mine & MOMENTS or theirs & MOMENTS:
        return moment_text(operator, left, right)
    if "Decimal" in mine | theirs:
        return decimal_text(operator, left, right)
    if mine <= NUMBERS and theirs <= NUMBERS:
        return _numeric_text(operator, left, right)
    match operator, plain(left.type):
        case "+", Scalar.STR:
            return strict_infix(left.text, "&", right.text, Level.SUM)
        case "+", _:
            return strict_call("$append", left.text, right.text)
        case "*", _:
            return _repeated(left, right)
        case _, SetOf():
            return _set_text(operator, left, right)
        case _:
            return call("$merge", Text(f"[{sure(left.text).text}, {sure(right.text).text}]"))


def _numeric_text(operator: str, left: Operand, right: Operand) -> Text:
    if operator in ("|", "&", "^"):
        return _bool_text(operator, left, right)
    a, b = as_number(left), as_number(right)
    if operator in ("<<", ">>"):
        power = number(2 ** int(str(constant_of(right))))
        return (
            infix(a, "*", power, Level.PRODUCT)
            if operator == "<<"
            else call("$floor", infix(a, "/", power, Level.PRODUCT))
        )
    whole = "float" not in kinds(left.type) | kinds(right.type)
    match operator:
        case "+" | "-":
            return infix(a, operator, b, Level.SUM)
        case "*":
            return infix(a, operator, b, Level.PRODUCT)
        case "/":
            return infix(a, "/", nonzero(b, right), Level.PRODUCT)
        case "//" if whole:
            return call("$floor", infix(a, "/", nonzero(b, right), Level.PRODUCT))
        case "//":
            return call("$floatFloor", a, nonzero(b, right))
        case "%" if whole:
            return _int_mod(a, b, left, right)
        case "%":
            return call("$floatMod", a, nonzero(b, right))
        case _:
            return call("$power", a, _not_negative(b, right))


def _bool_text(operator: str, left: Operand, right: Operand) -> Text:
    if operator == "^":
        return strict_infix(left.text, "!=", right.text, Level.COMPARE)
    # Python's | and & compute both sides.
    one, other = ("true", "false") if operator == "|" else ("false", "true")
    pair = Text(f"{one} in [{sure(left.text).text}, {sure(right.text).text}]", Level.COMPARE)
    return pair if other == "false" else strict_call("$not", pair)


def nonzero(divisor: Text, node: Operand, message: str = "division by zero") -> Text:
    """The divisor, failing where it is zero: JSONata would go on with an infinity."""
    constant = constant_of(node)
    if isinstance(constant, int | float) and constant != 0:
        return divisor
    binding, value = let("d", divisor)
    # A missing divisor equals no zero, so it stays missing and the error is Python's for that.
    zero = Text(f"{value.text} = 0", Level.COMPARE)
    return block(binding, choose(zero, fail(f"ZeroDivisionError: {message}"), value))


def _not_negative(exponent: Text, node: Operand) -> Text:
    """The exponent, failing below zero: Python would go on with a float."""
    if is_natural(node.node):
        return exponent
    binding, value = let("k", exponent)
    checked = choose(infix(value, ">=", number(0), Level.COMPARE), value, fail("a negative exponent is not computed"))
    return block(binding, Text(checked.text, checked.level))


def _int_mod(a: Text, b: Text, left: Operand, right: Operand) -> Text:
    divisor = constant_of(right)
    if isinstance(divisor, int) and divisor > 0:
        if is_natural(left.node):
            return infix(a, "%", b, Level.PRODUCT)
        binding, value = let("n", a)
        whole = call("$floor", infix(value, "/", b, Level.PRODUCT))
        return block(binding, infix(value, "-", infix(whole, "*", b, Level.PRODUCT), Level.SUM))
    return call("$floatMod", a, nonzero(b, right, "integer modulo by zero"))


def is_natural(node: object) -> bool:
    """Whether an expression is plainly a whole number not below zero: a length, a constant, their sums and products."""
    match node:
        case Constant(value):
            return isinstance(value, int) and value >= 0
        case Operation("len" | "abs", _):
            return True
        case Operation("max", several):
            return any(is_natural(one) for one in several)
        case Binary("+" | "*" | "//" | "%", left, right):
            return is_natural(left) and is_natural(right)
        case Unary("+", operand):
            return is_natural(operand)
        case _:
            return False


def _repeated(left: Operand, right: Operand) -> Text:
    """`"-" * n` and `[0] * n`."""
    holder, number_ = (left, right) if kinds(right.type) <= {"int", "bool"} else (right, left)
    times, inner = sure(as_number(number_)), sure(holder.text)
    if kinds(holder.type) == {"str"}:
        literal = constant_of(holder)
        if isinstance(literal, str) and len(literal) == 1:
            count = times if is_natural(number_.node) else call("$max", Text(f"[{times.text}, 0]"))
            return call("$pad", string(""), count, string(literal))
        binding, value = let("s", inner, (times,))
        return block(binding, Text(f"$join([$map([1..{times.at(Level.SUM)}], function() {{ {value.text} }})])"))
    binding, value = let("xs", inner, (times,))
    everything, round_ = fresh("all", value), fresh("n", value)
    body = f"function({everything}, {round_}) {{ $append({everything}, {value.text}) }}"
    return block(binding, Text(f"$reduce([1..{times.at(Level.SUM)}], {body}, [])"))


def _set_text(operator: str, left: Operand, right: Operand) -> Text:
    a, b = sure(left.text), sure(right.text)
    match operator:
        case "|":
            found = call("$append", a, b)
        case "&":
            found = among(a, b)
        case "-":
            found = not_among(a, b)
        case _:
            found = call("$append", not_among(a, b), not_among(b, a))
    return call("$setOf", found)
