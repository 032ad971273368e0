"""Equality, identity, order and membership by type.

"=="  int, bool       $n = ($flag ? 1 : 0)       Python's True is 1, JSONata's is not
"in"  str, list       $code in $codes
"<"   datetime        $utcOf($a) < $utcOf($b)
"""

from collections.abc import Callable

from compiler.forms.expressions import Comparison
from compiler.forms.types import (
    DictOf,
    EnumOf,
    ListOf,
    Record,
    Scalar,
    SetOf,
    StoredOf,
    TupleOf,
    Type,
    Union,
)
from compiler.library.decimals import as_comparable
from compiler.library.entry import Known, Operand, Typed, constant_of
from compiler.library.shapes import NUMBERS, element, is_dict, kinds, may_be_array, options, plain, spelled
from compiler.library.signature import Refusal
from compiler.library.text import (
    Level,
    Text,
    block,
    call,
    choose,
    fresh,
    infix,
    let,
    number,
    strict_call,
    strict_infix,
    string,
    sure,
)

_ORDERED_AS_TEXT = frozenset({"str", "date", "time"})
_PLAIN_ITEMS = frozenset({"str", "date", "time", "int", "float", "bool", "UUID"})
_OPAQUE = frozenset({"Any", "Unknown"})


def compare(operator: Comparison, left: Typed, right: Typed) -> Refusal | None:
    """Why `left operator right` cannot be compiled; None where it gives a bool."""
    if {Scalar.UNKNOWN, Scalar.NEVER} & {left.type, right.type}:  # no value will come this far
        return None
    match operator:
        case "==" | "!=":
            return _equal_refusal(operator, left.type, right.type, constant_of(left), constant_of(right))
        case "is" | "is not":
            return _identity_refusal(operator, left, right)
        case "in" | "not in":
            return _member_refusal(operator, left, right)
        case _:
            return _order_refusal(operator, left.type, right.type)


def _equal_refusal(operator: str, left: Type, right: Type, one: object, other: object) -> Refusal | None:
    between = f"`{operator}` between `{spelled(left)}` and `{spelled(right)}`"
    both = kinds(left) | kinds(right)
    if "Decimal" in both and kinds(left) != kinds(right) and not _decimal_pair(left, right):
        return Refusal(f"{between} would compare text with a number", "compare two `Decimal`s")
    if _OPAQUE & (kinds(left) | kinds(right)):
        return _opaque_refusal(between, left, right, one, other)
    if not _alike(left, right):
        return Refusal(f"{between} can never be equal")
    if not _numbers_agree(left, right):
        return Refusal(f"{between} compares `bool` with numbers inside a collection", "give both the same type")
    if {"set"} & kinds(left) and len(kinds(left)) > 1:
        return Refusal(f"{between} would compare the order of a set's items", "test the type first")
    return None


def _opaque_refusal(between: str, left: Type, right: Type, one: object, other: object) -> Refusal | None:
    """Opaque JSON is compared exactly with scalars; within unknown collections `True == 1` would be lost."""
    known = right if _OPAQUE & kinds(left) else left
    if one in ([], {}) or other in ([], {}):
        return None
    if kinds(known) <= {"str", "None", "bool", "int", "float"}:
        return None
    return Refusal(f"{between}: in opaque JSON, `True` and `1` cannot be told apart exactly", "give the value a type")


def _alike(left: Type, right: Type) -> bool:
    """Whether some value of one type can equal some value of the other."""
    mine, theirs = kinds(left), kinds(right)
    if mine & theirs or not mine or not theirs:
        return True
    return bool(mine & NUMBERS and theirs & NUMBERS) or _decimal_pair(left, right)


def _decimal_pair(left: Type, right: Type) -> bool:
    """A Decimal and a whole number, which may be equal."""
    return {kinds(left), kinds(right)} == {frozenset({"Decimal"}), frozenset({"int"})}


def _numbers_agree(left: Type, right: Type) -> bool:
    """Whether JSON equality inside collections is Python's: bool never meets a number there."""
    for one in options(left):
        for other in options(right):
            match one, other:
                case (ListOf() | SetOf() | TupleOf(), ListOf() | SetOf() | TupleOf()):
                    if not _inner_agree(element(one), element(other)):
                        return False
                case (DictOf(), DictOf()):
                    if not _inner_agree(one.value, other.value):
                        return False
                case _:
                    pass
    return True


def _inner_agree(left: Type, right: Type) -> bool:
    mine, theirs = kinds(left), kinds(right)
    mixes = ("bool" in mine and theirs & {"int", "float"}) or ("bool" in theirs and mine & {"int", "float"})
    inexact = {"Decimal", "datetime", "Any"} & (mine | theirs)
    return not mixes and not inexact and _numbers_agree(left, right)


def _identity_refusal(operator: str, left: Typed, right: Typed) -> Refusal | None:
    for value in (constant_of(left), constant_of(right)):
        if value is None or value is True or value is False:
            return None
    if isinstance(left.type, EnumOf) and left.type == right.type:
        return None
    better = "==" if operator == "is" else "!="
    return Refusal(f"`{operator}` asks for one object, and JSON values have no identity", f"write `{better}`")


def _member_refusal(operator: str, left: Typed, right: Typed) -> Refusal | None:
    match plain(right.type):
        case Scalar.STR:
            if kinds(left.type) <= {"str"}:
                return None
            hint = "write `str(…)`" if kinds(left.type) <= {"int", "float"} else None
            return Refusal(f"`{operator}` a `str` takes a `str`, got `{spelled(left.type)}`", hint)
        case DictOf() | Record() as holder if not isinstance(holder, Record) or "dict" in kinds(holder):
            return (
                None
                if kinds(left.type) <= {"str", "int"}
                else Refusal(f"a dict has no `{spelled(left.type)}` keys here")
            )
        case ListOf() | SetOf() | TupleOf() as holder:
            item = element(holder)
            return None if item is Scalar.NEVER else _equal_refusal(operator, left.type, item, constant_of(left), ...)
        case Scalar.UNKNOWN:
            return None
        case other:
            return Refusal(f"`{operator}` does not look into `{spelled(other)}`", "give the value a type")


def _order_refusal(operator: str, left: Type, right: Type) -> Refusal | None:
    mine, theirs = kinds(left), kinds(right)
    both = mine | theirs
    if both <= NUMBERS or both <= {"Decimal", "int"}:
        return None
    if len(both) == 1 and both <= _ORDERED_AS_TEXT | {"datetime", "timedelta"}:
        return None
    if isinstance(left, SetOf) and isinstance(right, SetOf):
        items = kinds(left.item) | kinds(right.item)
        if len(items) <= 1 and items <= _PLAIN_ITEMS:
            return None
    if isinstance(left, TupleOf) and isinstance(right, TupleOf) and len(left.items) == len(right.items):
        pairs = zip(left.items, right.items, strict=True)
        return next(filter(None, (_order_refusal(operator, one, other) for one, other in pairs)), None)
    between = f"`{operator}` between `{spelled(left)}` and `{spelled(right)}`"
    if "None" in both:
        return Refusal(f"{between}: the value may be None", "test `is not None` first")
    if both & _OPAQUE:
        return Refusal(f"{between}: the value's type is not known", "give the value a type")
    return Refusal(f"{between} has no order that JSONata can compute", _order_hint(left, both))


def _order_hint(left: Type, both: frozenset[str]) -> str | None:
    if isinstance(left, Record) and left.fields and not is_dict(left):
        return f"say by what: `key=lambda item: item.{left.fields[0].name}`, or compare the fields"
    if both == {"date", "datetime"}:
        return "take the day of the other: `.date()`"
    return "compare numbers with numbers: `int(text)`" if "str" in both and both & NUMBERS else None


# ---- text ----


def compare_text(operator: Comparison, left: Operand, right: Operand) -> Text:
    """A JSON boolean: `left operator right` as Python decides it."""
    match operator:
        case "==" | "is":
            return equal(left, right)
        case "!=" | "is not":
            return equal(left, right, "!=")
        case "in":
            return member(left, right)
        case "not in":
            return strict_call("$not", member(left, right))
        case _ if kinds(left.type) == {"set"}:
            return _sets_compared(operator, left, right)
        case "<=" | ">=" if isinstance(plain(left.type), TupleOf):
            return strict_call("$not", ordered(">" if operator == "<=" else "<", left, right))
        case _:
            return ordered(operator, left, right)


def ordered(sign: str, left: Operand, right: Operand) -> Text:
    """`left < right` or `left > right`; tuples by their first differing items."""
    mine, theirs = plain(left.type), plain(right.type)
    if not isinstance(mine, TupleOf) or not isinstance(theirs, TupleOf):
        return infix(_comparable(left), sign, _comparable(right), Level.COMPARE)
    first, one = let("a", sure(left.text), (right.text,))
    second, other = let("b", sure(right.text), (one,))
    whole = Text("false")
    for place, items in reversed(list(enumerate(zip(mine.items, theirs.items, strict=True)))):
        sides = tuple(
            Operand(Known(item), Text(f"{side.at(Level.PATH)}[{place}]", Level.PATH))
            for item, side in zip(items, (one, other), strict=True)
        )
        decided = ordered(sign, sides[0], sides[1])
        if whole.text == "false":
            whole = decided
            continue
        same = infix(equal(sides[0], sides[1]), "and", whole, Level.AND)
        whole = infix(decided, "or", same, Level.OR)
    return block(first + second, whole)


def not_among(items: Text, others: Text) -> Text:
    """The items that are not among the others."""
    return _chosen(items, others, lambda held: call("$not", held))


def among(items: Text, others: Text) -> Text:
    """The items that are among the others."""
    return _chosen(items, others, lambda held: held)


def _chosen(items: Text, others: Text, test: Callable[[Text], Text]) -> Text:
    """The others are computed once, and where there are no items too: Python's failing with them is not lost."""
    binding, held = let("others", others, (items,)) if "(" in others.text else ("", others)
    name = fresh("v", items, held)
    found = test(infix(Text(name), "in", held, Level.COMPARE))
    return block(binding, Text(f"[$filter({items.text}, function({name}) {{ {found.text} }})]"))


def subset(items: Text, others: Text) -> Text:
    """Whether every item is among the others."""
    return infix(strict_call("$count", not_among(items, others)), "=", number(0), Level.COMPARE)


def _sets_compared(operator: str, left: Operand, right: Operand) -> Text:
    """`<=` and its kin of sets: which one holds the other."""
    first, a = let("a", sure(left.text), (right.text,))
    second, b = let("b", sure(right.text), (a,))
    within = subset(a, b) if operator.startswith("<") else subset(b, a)
    if len(operator) == 1:
        sizes = infix(strict_call("$count", a), operator, strict_call("$count", b), Level.COMPARE)
        within = infix(within, "and", sizes, Level.AND)
    return block(first + second, within)


def _comparable(operand: Operand) -> Text:
    """A number or text whose order is the value's."""
    match plain(operand.type):
        case Scalar.BOOL:
            return as_number(operand)
        case Scalar.DATETIME:
            return call("$utcOf", operand.text)
        case Scalar.DECIMAL:
            return as_comparable(operand)
        case type_ if kinds(type_) <= NUMBERS:
            return as_number(operand)
        case _:
            return operand.text


def as_number(operand: Operand) -> Text:
    """The number that Python takes a bool for; other numbers as they are."""
    if kinds(operand.type) == {"bool"}:
        return choose(operand.text, number(1), number(0))
    if "bool" in kinds(operand.type):
        return call("$number", operand.text)
    return operand.text


def equal(left: Operand, right: Operand, sign: str = "=") -> Text:
    """`left = right` (or `!=`) with what JSON does not say: True is 1, instants have zones, Decimals trailing zeros."""
    mine, theirs = kinds(left.type), kinds(right.type)
    if mine == theirs == {"datetime"}:
        return infix(call("$utcOf", left.text), sign, call("$utcOf", right.text), Level.COMPARE)
    if mine == theirs == {"Decimal"}:
        return infix(call("$digitsOf", left.text), sign, call("$digitsOf", right.text), Level.COMPARE)
    if "Decimal" in mine | theirs and _decimal_pair(left.type, right.type):
        return infix(as_comparable(left), sign, as_comparable(right), Level.COMPARE)
    if mine & _OPAQUE or theirs & _OPAQUE:
        return _opaque_equal(left, right, sign)
    if mine | theirs <= NUMBERS and mine != theirs and "bool" in mine | theirs:
        return strict_infix(as_number(left), sign, as_number(right), Level.COMPARE)
    if _mixes_bool(mine, theirs):
        return _numeric_equal(left, right, sign)
    return strict_infix(left.text, sign, right.text, Level.COMPARE)


def _mixes_bool(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(("bool" in mine and theirs & {"int", "float"}) or ("bool" in theirs and mine & {"int", "float"}))


def _numeric_equal(left: Operand, right: Operand, sign: str) -> Text:
    """Both sides with their booleans turned into numbers, for unions that mix them."""
    return strict_infix(_unboolean(left.text), sign, _unboolean(right.text), Level.COMPARE)


def _unboolean(text: Text) -> Text:
    binding, value = let("v", sure(text))
    is_bool = infix(call("$type", value), "=", string("boolean"), Level.COMPARE)
    return block(binding, choose(is_bool, call("$number", value), value))


def _opaque_equal(left: Operand, right: Operand, sign: str) -> Text:
    """Opaque JSON against a scalar: a number (or bool) may meet a bool (or number) there."""
    known = right if kinds(left.type) & _OPAQUE else left
    value = constant_of(known)
    exact = isinstance(value, str | None | list | dict) or (isinstance(value, int | float) and value not in (0, 1))
    if exact or not kinds(known.type) & NUMBERS:
        return strict_infix(left.text, sign, right.text, Level.COMPARE)
    return _numeric_equal(left, right, sign)


def member(item: Operand, holder: Operand) -> Text:
    """Whether `item` is in a string, dict, list, tuple or set."""
    match plain(holder.type):
        case Scalar.STR:
            return call("$contains", holder.text, item.text)
        case DictOf() | Record():
            key = item.text if kinds(item.type) <= {"str"} else call("$string", item.text)
            return has_key(holder.text, key, constant_of(item))
        case _:
            return _in_array(item, holder)


def has_key(holder: Text, key: Text, constant: object) -> Text:
    """Whether an object has the key, whose text is known when `constant` is one."""
    if isinstance(constant, str) and constant.isidentifier() and constant.isascii():
        return Text(f"$exists({sure(holder).head()}.{constant})")
    return call("$exists", call("$lookup", sure(holder), sure(key)))


def _in_array(item: Operand, holder: Operand) -> Text:
    inner = element(holder.type)
    scalars = (
        not may_be_array(inner) and not kinds(inner) & {"dict", "datetime", "Decimal", "Any"} and not _is_object(inner)
    )
    if scalars and not _mixes_bool(kinds(item.type), kinds(inner)):
        return strict_infix(item.text, "in", holder.text, Level.COMPARE)
    name = fresh("v", item.text, holder.text)
    binding, value = let("x", sure(item.text), (holder.text,))
    test = equal(Operand(Known(inner), Text(name)), Operand(item.node, value))
    found = Text(f"$exists($filter({sure(holder.text).text}, function({name}) {{ {test.text} }}))")
    return block(binding, found)


def _is_object(type_: Type) -> bool:
    return any(isinstance(one, Record | DictOf | StoredOf | Union) for one in options(type_))
