"""`str(x)`: the text of a value, by its type.

str_text(Operand of bool)      $done ? "True" : "False"
str_text(Operand of int)       $string($rows)
"""

from compiler.forms.types import NONE, DictOf, EnumOf, ListOf, Record, Scalar, SetOf, TupleOf, Type
from compiler.library.entry import Operand, Typed
from compiler.library.shapes import element, is_dict, options, spelled, wire
from compiler.library.signature import Refusal
from compiler.library.text import Level, Text, block, call, choose, infix, let, string

_AS_IS = (Scalar.STR, Scalar.DATE, Scalar.TIME, Scalar.UUID, Scalar.DECIMAL)
_KNOWN = frozenset(Scalar) - {Scalar.ANY, Scalar.BYTES, Scalar.TOKEN}


def str_refusal(operand: Typed) -> Refusal | None:
    """Why `str(x)` cannot be compiled; None where it can."""
    several = options(operand.type)
    for one in several:
        if isinstance(one, EnumOf):
            return Refusal(f"the text of `{one.name}` is its member's Python name", "write `.value`")
        if one not in _KNOWN:
            hint = "write `json.dumps(value)`" if wire(one) & {"array", "object"} else None
            hint = "write the fields that you mean" if _holds_records(one) else hint
            hint = "give the value a type" if one is Scalar.ANY else hint
            return Refusal(f"Python's text for `{spelled(one)}` is not compiled", hint)
    if len(several) > 1 and len({frozenset(wire(one)) for one in several}) < len(several):
        return Refusal(
            f"the text of `{spelled(operand.type)}` depends on a type that JSON does not show", "test the type first"
        )
    return None


def _holds_records(type_: Type) -> bool:
    """Whether there are records inside, which `json.dumps` does not take."""
    if isinstance(type_, Record):
        return not is_dict(type_)
    match type_:
        case ListOf() | SetOf() | TupleOf():
            return any(map(_holds_records, options(element(type_))))
        case DictOf(_, inner):
            return any(map(_holds_records, options(inner)))
        case _:
            return False


def str_text(operand: Operand) -> Text:
    """The text of a value, as `str()` gives it."""
    return _text(operand.type, operand.text)


def repr_text(operand: Operand) -> Text:
    """The text of a value as `repr()` gives it: only strings are written otherwise than `str()` writes them."""
    return _text(operand.type, operand.text, quoted=True)


def _text(type_: Type, text: Text, *, quoted: bool = False) -> Text:
    several = options(type_)
    if len(several) > 1:
        return _by_type(several, text, quoted=quoted)
    match several[0]:
        case Scalar.STR if quoted:
            return call("$quoted", text)
        case Scalar.INT:
            return call("$string", text)
        case Scalar.FLOAT:
            return call("$reprOf", text)
        case Scalar.BOOL:
            return choose(text, string("True"), string("False"))
        case Scalar.NONE:
            return string("None")
        case Scalar.TIMEDELTA:
            return call("$spanText", text)
        case Scalar.DATETIME:
            return call("$replace", text, string("T"), string(" "))
        case _:
            return text


def _by_type(several: tuple[Type, ...], text: Text, *, quoted: bool) -> Text:
    """A union's text: None first, then by JSON type."""
    binding, value = let("v", text)
    ordered = sorted(several, key=lambda one: one is not NONE)
    *others, last = ordered
    result = _text(last, value, quoted=quoted)
    for one in reversed(others):
        (kind,) = wire(one)
        is_one = infix(value, "=", Text("null"), Level.COMPARE)
        if one is not NONE:
            is_one = infix(call("$type", value), "=", string(kind), Level.COMPARE)
        result = choose(is_one, _text(one, value, quoted=quoted), result)
    return block(binding, result)
