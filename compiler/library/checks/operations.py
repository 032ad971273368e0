"""When each operation fails, and with which error and text.

    xs[i]         IndexError where not -len(xs) <= i < len(xs)      "list index out of range"
    d[k]          KeyError where k not in d                         repr(k)
    int(s)        ValueError where s is no whole number             "invalid literal for int() with base 10: 'x'"

An operation that can fail and is not here has no exact question (`json.loads`, say, tells the place of the mistake).
"""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial, reduce
from operator import getitem
from typing import Any, cast

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Binary, Conditional, Constant, Expression, Field, Item, Mapping, Operation, Unary
from compiler.forms.types import (
    BOOL,
    INT,
    STR,
    DictOf,
    EnumOf,
    ErrorOf,
    ListOf,
    Record,
    RecordKind,
    Scalar,
    TupleOf,
    Type,
)
from compiler.library.checks.check import Check, Checks, asks, compared, constant, length, outside, shown
from compiler.library.checks.texts import text_of
from compiler.library.entry import constant_of, failures
from compiler.library.shapes import NUMBERS, kinds, plain
from compiler.library.table import entry

_NOTHING: list[int] = []
_REPRESENTED = frozenset(("str", "int", "bool", "None"))


def of_binary(node: Binary) -> Checks:
    """Division by zero."""
    operator, left, right = node.operator, node.left, node.right
    if operator not in ("/", "//", "%") or (isinstance(right, Constant) and right.value):
        return ()
    return _divided(operator, left, right, node.span)


def _divided(operator: str, left: Expression, right: Expression, span: Span) -> Checks:
    mine, theirs = kinds(left.type), kinds(right.type)
    if not mine | theirs <= NUMBERS:
        return None
    texts = {_zero_text(operator, whole) for whole in _whole(mine, theirs)}
    if len(texts) > 1:
        return None
    zero = compared(right, "==", Constant(0, INT, span))
    return (Check(zero, ZeroDivisionError, constant(texts.pop(), span)),)


def _whole(mine: frozenset[str], theirs: frozenset[str]) -> set[bool]:
    """Whether the division is one of whole numbers: both, where the types leave it open."""
    if "float" not in mine | theirs:
        return {True}
    return {False} if mine == {"float"} or theirs == {"float"} else {True, False}


def _zero_text(operator: str, whole: bool) -> str:
    one = 1 if whole else 1.0
    computed: dict[str, Callable[[], object]] = {
        "/": lambda: one / 0,
        "//": lambda: one // 0,
        "%": lambda: one % 0,
        "divmod": lambda: divmod(one, 0),
    }
    return text_of(computed[operator])


def of_item(node: Item) -> Checks:
    """A place or key that is not there."""
    value, index, span = node.value, node.index, node.span
    holder = plain(value.type)
    match holder:
        case TupleOf(items) if isinstance(index, Constant) and isinstance(index.value, int):
            return () if -len(items) <= index.value < len(items) else None
        case ListOf() | TupleOf() | Scalar.STR:
            return (Check(outside(index, length(value)), IndexError, constant(_range_text(holder), span)),)
        case DictOf() | Record():
            return _missing(value, index)
        case Scalar.ANY:
            return _of_opaque(value, index)
        case _:
            return None


def _range_text(holder: Type) -> str:
    if holder is Scalar.STR:
        return text_of(lambda: ""[0])
    return text_of(lambda: ()[0] if isinstance(holder, TupleOf) else [][0])  # type: ignore[misc]


def _of_opaque(value: Expression, index: Expression) -> Checks:
    """Opaque JSON taken for a dict, or for a list or a text."""
    span, known = value.span, kinds(index.type)
    if known not in ({"str"}, {"int"}):
        return None
    key: Any = "a" if known == {"str"} else 0
    kind = asks("kind[]", span, value)
    samples: dict[str, Any] = {"null": None, "boolean": True}
    if known == {"str"}:
        samples |= {"array": [], "string": "a"}
    texts = {name: text_of(partial(getitem, sample, key)) for name, sample in samples.items()}
    told = tuple((constant(name, span), constant(text, span)) for name, text in texts.items())
    why = Operation("why no keys[]", (value, Mapping(told, DictOf(STR, STR), span)), (), STR, span)

    def is_kind(name: str) -> Expression:
        return compared(kind, "==", constant(name, span))

    if known == {"str"}:
        return (
            Check(compared(kind, "!=", constant("object", span)), TypeError, why),
            Check(compared(index, "not in", _seen_as(value, DictOf(STR, Scalar.ANY))), KeyError, shown("", index)),
        )
    found = []
    no = Constant(False, BOOL, span)
    for name, seen, text in (("array", ListOf(Scalar.ANY), [][:0]), ("string", STR, "")):
        over = outside(index, length(_seen_as(value, seen)))
        when = Conditional(is_kind(name), over, no, BOOL, span)
        found.append(Check(when, IndexError, constant(text_of(partial(getitem, text, 0)), span)))
    neither = Conditional(is_kind("array"), no, Unary("not", is_kind("string"), BOOL, span), BOOL, span)
    no_place = Conditional(is_kind("object"), no, neither, BOOL, span)
    return (
        Check(is_kind("object"), KeyError, shown("", index)),
        Check(no_place, TypeError, why),
        *found,
    )


def _seen_as(value: Expression, type_: Type) -> Expression:
    """The value, known to be of this type."""
    return replace(value, type=type_)  # type: ignore[arg-type]


def _missing(value: Expression, key: Expression) -> Checks:
    if not kinds(key.type) <= {"str", "int"}:
        return None
    return (Check(compared(key, "not in", value), KeyError, shown("", key)),)


def of_field(node: Field) -> Checks:
    """A key that a TypedDict need not have."""
    holder = node.value.type
    if holder is Scalar.ANY:
        return _of_opaque(node.value, Constant(node.name, STR, node.span))
    if not isinstance(holder, Record):
        return () if isinstance(holder, ErrorOf) else None
    found = next((one for one in holder.fields if one.name == node.name), None)
    if found is None:
        return None
    if found.required or holder.kind in (RecordKind.DATACLASS, RecordKind.NAMED_TUPLE):
        return ()
    return _missing(node.value, Constant(node.name, STR, node.span))


def of_operation(node: Operation) -> Checks:
    """What the operation itself can fail with, its arguments being there."""
    if not failures(entry(node.name), node.arguments, dict(node.keywords)):
        return ()
    known = _OPERATIONS.get(node.name)
    return None if known is None else known(node, cast(tuple[Expression, ...], node.arguments))


Given = tuple[Expression, ...]


def _unpacked(node: Operation, given: Given) -> Checks:
    value, count = given
    wanted = constant_of(count)
    if not isinstance(wanted, int) or not kinds(value.type) <= {"list", "str", "dict", "set"}:
        return None
    size, span = length(value), node.span
    many = text_of(lambda: _take(wanted, [0] * (wanted + 1)))
    few = shown(f"not enough values to unpack (expected {wanted}, got ", size, ")")
    told = many.rpartition("got ")[0]
    counted = told and kinds(value.type) <= {"list", "dict"} and not _is_iterator(value)
    more = shown(f"{told}got ", size, ")") if counted else constant(many.partition(", got")[0].rstrip(")") + ")", span)
    return (
        Check(compared(size, "<", count), ValueError, few),
        Check(compared(size, ">", count), ValueError, more),
    )


def _starred(_: Operation, given: Given) -> Checks:
    value, count = given
    size = length(value)
    few = shown(f"not enough values to unpack (expected at least {constant_of(count)}, got ", size, ")")
    return (Check(compared(size, "<", count), ValueError, few),)


def _take(count: int, values: list[int]) -> None:
    names = ", ".join(f"a{n}" for n in range(count))
    exec(f"({names},) = values" if count else "() = values", {"values": values})  # noqa: S102 - our own text


def _is_iterator(value: Expression) -> bool:
    return isinstance(value, Operation) and entry(value.name).iterator


def _out_of_range(fails: Callable[[], object]) -> Callable[[Operation, Given], Checks]:
    def found(node: Operation, given: Given) -> Checks:
        return (Check(outside(given[1], length(given[0])), IndexError, constant(text_of(fails), node.span)),)

    return found


def _popped(node: Operation, given: Given) -> Checks:
    values, index = given
    empty = compared(length(values), "==", Constant(0, INT, node.span))
    nothing = Check(empty, IndexError, constant(text_of(lambda: [].pop()), node.span))
    if constant_of(index) in (0, -1):
        return (nothing,)
    text = constant(text_of(lambda: [1].pop(1)), node.span)
    return nothing, Check(outside(index, length(values)), IndexError, text)


def _found_in(fails: Callable[[], object], told: bool) -> Callable[[Operation, Given], Checks]:
    """A value that a list has not; `told`: whether the text may begin with it."""

    def found(node: Operation, given: Given) -> Checks:
        values, value = given
        text = text_of(fails)
        message = constant(text, node.span)
        if told and text.startswith("1 "):
            if not kinds(value.type) <= _REPRESENTED:
                return None
            message = shown("", value, text[1:])
        return (Check(compared(value, "not in", values), ValueError, message),)

    return found


def _extreme(name: str) -> Callable[[Operation, Given], Checks]:
    function: Callable[[list[int]], int] = {"max": max, "min": min}[name]

    def found(node: Operation, given: Given) -> Checks:
        keywords = {key for key, _ in node.keywords}
        if len(given) > 1 or "default" in keywords:
            return ()
        text = constant(text_of(lambda: function([])), node.span)
        return (Check(compared(length(given[0]), "==", Constant(0, INT, node.span)), ValueError, text),)

    return found


def _parsed(question: str, before: str) -> Callable[[Operation, Given], Checks]:
    def found(node: Operation, given: Given) -> Checks:
        return (Check(asks(question, node.span, given[0]), ValueError, shown(before, given[0])),)

    return found


def _no_next(node: Operation, given: Given) -> Checks:
    empty = compared(length(given[0]), "==", Constant(0, INT, node.span))
    return (Check(empty, StopIteration, constant("", node.span)),)


def _no_decimal(node: Operation, given: Given) -> Checks:
    text = constant(text_of(lambda: Decimal("x")), node.span)
    return (Check(asks("no Decimal[]", node.span, given[0]), InvalidOperation, text),)


def _no_substring(node: Operation, given: Given) -> Checks:
    if len(given) > 2:
        return None
    return (
        Check(compared(given[1], "not in", given[0]), ValueError, constant(text_of(lambda: "".index("a")), node.span)),
    )


def _no_separator(node: Operation, given: Given) -> Checks:
    separator = given[1] if len(given) > 1 else dict(node.keywords).get("sep")
    if separator is None or constant_of(cast(Any, separator)) not in (..., ""):
        return ()
    empty = compared(cast(Expression, separator), "==", constant("", node.span))
    return (Check(empty, ValueError, constant(text_of(lambda: "a".partition("")), node.span)),)


def _square_root(node: Operation, given: Given) -> Checks:
    text = text_of(lambda: math.sqrt(-1))
    if "1" in text:  # later Pythons tell the number
        return None
    return (Check(compared(given[0], "<", Constant(0, INT, node.span)), ValueError, constant(text, node.span)),)


def _no_member(node: Operation, given: Given) -> Checks:
    value, which = given
    assert isinstance(which.type, EnumOf)
    message = shown("", value, f" is not a valid {which.type.python.__qualname__}")
    return (Check(asks("no member[]", node.span, value, which), ValueError, message),)


def _no_pace(node: Operation, given: Given) -> Checks:
    text = constant(text_of(lambda: range(0, 1, 0)), node.span)
    return (Check(compared(given[2], "==", Constant(0, INT, node.span)), ValueError, text),)


def _nothing_to_reduce(node: Operation, given: Given) -> Checks:
    text = constant(text_of(lambda: reduce(max, _NOTHING)), node.span)
    return (Check(compared(length(given[1]), "==", Constant(0, INT, node.span)), TypeError, text),)


def _no_day(node: Operation, given: Given) -> Checks:
    if not (texts := _day_texts()):
        return None
    month, day = texts
    return (
        Check(asks("no date's text[]", node.span, given[0]), ValueError, shown("Invalid isoformat string: ", given[0])),
        Check(asks("no month[]", node.span, given[0]), ValueError, constant(month, node.span)),
        Check(asks("no day[]", node.span, given[0]), ValueError, constant(day, node.span)),
    )


def _day_texts() -> tuple[str, str] | None:
    """What is said of a month and of a day that do not exist; None where the numbers are told too."""
    day = text_of(lambda: date(2023, 2, 30))
    return None if "30" in day else (text_of(lambda: date(2023, 13, 1)), day)


_OPERATIONS: dict[str, Callable[[Operation, Given], Checks]] = {
    "unpacked[]": _unpacked,
    "starred[]": _starred,
    "list[]=": _out_of_range(lambda: _NOTHING.__setitem__(0, 0)),
    "del list[]": _out_of_range(lambda: _NOTHING.__delitem__(0)),
    "pop list[]": _popped,
    "popped[]": _popped,
    "removed from list[]": _found_in(lambda: _NOTHING.remove(1), told=False),
    "del dict[]": lambda _, given: _missing(given[0], given[1]),
    "list.index": _found_in(lambda: _NOTHING.index(1), told=True),
    "tuple.index": _found_in(lambda: ().index(1), told=True),
    "max": _extreme("max"),
    "min": _extreme("min"),
    "int": _parsed("no int[]", "invalid literal for int() with base 10: "),
    "float": _parsed("no float[]", "could not convert string to float: "),
    "divmod": lambda node, given: _divided("divmod", given[0], given[1], node.span),
    "math.sqrt": _square_root,
    "str.index": _no_substring,
    "str.rindex": _no_substring,
    "str.split": _no_separator,
    "str.partition": _no_separator,
    "str.rpartition": _no_separator,
    "Decimal": _no_decimal,
    "next": _no_next,
    "range": _no_pace,
    "functools.reduce": _nothing_to_reduce,
    "date.fromisoformat": _no_day,
    "member[]": _no_member,
}


def checked() -> tuple[str, ...]:
    """The keys of the operations whose failing can be asked for."""
    return tuple(_OPERATIONS)


__all__ = ["checked", "of_binary", "of_field", "of_item", "of_operation"]
