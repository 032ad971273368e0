"""Truth: what `if x` means for each type.

truth_text(Operand of list[int])      $count($xs) > 0        $boolean([0]) would be false
"""

import re

from compiler.forms.types import NONE, DictOf, EnumOf, ListOf, Record, RecordKind, Scalar, SetOf, TupleOf, Type, Union
from compiler.library.entry import Operand, Typed
from compiler.library.shapes import options, spelled
from compiler.library.signature import Refusal
from compiler.library.text import (
    Level,
    Text,
    block,
    call,
    choose,
    infix,
    is_simple,
    let,
    number,
    strict_call,
    strict_infix,
    string,
    sure,
)

_EQUALITY = re.compile(r'([\w$.]+) (!?=) ([\w$.]+|"[^"\\]*"|\{\})')
_COUNT = re.compile(r"(\$count\([\w$.]+\)) > 0")
TRUE, FALSE, NULL = Text("true"), Text("false"), Text("null")


def truth(operand: Typed) -> Refusal | None:
    """Why a value cannot stand as a condition; None where it can."""
    records = [one for one in options(operand.type) if isinstance(one, Record) and one.python is not None]
    for record in records:
        if any(hasattr(record.python, special) for special in ("__bool__", "__len__")) and not _is_tuple_or_dict(
            record
        ):
            return Refusal(
                f"`{spelled(record)}` decides its own truth in `__bool__` or `__len__`", "compare one of its fields"
            )
    return None


def _is_tuple_or_dict(record: Record) -> bool:
    return record.kind is not RecordKind.DATACLASS


def truth_text(operand: Operand) -> Text:
    """A JSON boolean: whether the value is true in Python."""
    return truth_of(operand.type, operand.text)


def truth_of(type_: Type, text: Text) -> Text:
    """A JSON boolean: whether a value of this type, computed by this text, is true in Python."""
    several = options(type_)
    if len(several) == 1:
        return _truth(several[0], text)
    binding, value = let("v", text)
    present = [one for one in several if one is not NONE]
    if len(present) == 1:
        return _optional(present[0], value, binding)
    return block(binding, _any(value))


def _optional(present: Type, value: Text, binding: str) -> Text:
    if present is Scalar.BOOL:
        return block(binding, strict_infix(value, "=", TRUE, Level.COMPARE))
    test = _truth(present, Text(value.text, value.level))
    here = strict_infix(value, "!=", NULL, Level.COMPARE)
    return block(binding, here if test == TRUE else infix(here, "and", test, Level.AND))


def _truth(type_: Type, text: Text) -> Text:
    match type_:
        case Scalar.BOOL:
            return text
        case Scalar.INT | Scalar.FLOAT | Scalar.TIMEDELTA:
            return strict_infix(text, "!=", number(0), Level.COMPARE)
        case Scalar.STR | Scalar.BYTES:
            return strict_infix(text, "!=", string(""), Level.COMPARE)
        case Scalar.NONE:
            return always(text, FALSE)
        case Scalar.DECIMAL:
            return call("$contains", text, Text("/^[^eE]*[1-9]/"))
        case Scalar.ANY | Union() | Scalar.UNKNOWN:
            return _any(text)
        case ListOf() | SetOf() | TupleOf():
            return infix(strict_call("$count", text), ">", number(0), Level.COMPARE)
        case DictOf() | Record(kind=RecordKind.TYPED_DICT | RecordKind.LITERAL):
            return strict_infix(text, "!=", Text("{}"), Level.COMPARE)
        case Record(fields=()) if type_.kind is RecordKind.NAMED_TUPLE:
            return always(text, FALSE)
        case EnumOf() | Record() | Scalar() | _:
            return always(text, TRUE)


def always(text: Text, answer: Text) -> Text:
    """An answer that does not depend on the value, which is computed all the same where computing it may fail."""
    if is_simple(text) and text.missing is None:
        return answer
    return Text(f"[{answer.text}, {sure(text).text}][0]", Level.PATH)


def _any(text: Text) -> Text:
    """Of opaque JSON, where only arrays differ: JSONata calls `[0]` false."""
    binding, value = let("v", sure(text))
    is_array = infix(call("$type", value), "=", string("array"), Level.COMPARE)
    some = infix(call("$count", value), ">", number(0), Level.COMPARE)
    return block(binding, choose(is_array, some, call("$boolean", value)))


def negated(test: Text) -> Text:
    """The opposite of a JSON boolean: the opposite comparison where the test is a single `=` or `!=` of short sides."""
    found = _EQUALITY.fullmatch(test.text) if test.level is Level.COMPARE else None
    if found is not None:
        return Text(f"{found[1]} {'=' if found[2] == '!=' else '!='} {found[3]}", Level.COMPARE)
    some = _COUNT.fullmatch(test.text)
    if some is not None:
        return Text(f"{some[1]} = 0", Level.COMPARE)
    return strict_call("$not", test)
