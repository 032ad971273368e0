"""Operations on lists and other collections.

len(rows)      $count($rows)
"""

from compiler.forms.types import INT, DictOf, ListOf, Record, Scalar, SetOf, TupleOf, Type
from compiler.library.entry import Entry, Given, Rendered
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Text, call, strict_call


def _len_type(given: Given) -> Type | Refusal:
    match given["obj"].type:
        case Scalar.STR | ListOf() | TupleOf() | SetOf() | DictOf() | Record():
            return INT
        case other:
            return Refusal(f"`len()` of {other}")


def _len(given: Rendered) -> Text:
    match given["obj"].type:
        case Scalar.STR:
            return call("$length", given["obj"].text)
        case DictOf() | Record():
            return strict_call("$count", call("$keys", given["obj"].text))
        case _:
            return strict_call("$count", given["obj"].text)


ENTRIES: tuple[Entry, ...] = (Entry("len", Signature.of("obj, /"), _len_type, _len, python=len),)
