"""Methods of sets, and which set holds which.

seen.union(more)           $setOf($append($seen, $more))
seen <= known              $count($filter($seen, function($v) { $not($v in $known) })) = 0
"""

from compiler.forms.types import BOOL, SetOf, Type, union
from compiler.library.collections import array_of
from compiler.library.entry import Entry, Given, Rendered, Rendering, Typing
from compiler.library.equality import among, not_among, subset
from compiler.library.operators import iterate
from compiler.library.shapes import element, kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, call, infix, number, strict_call, sure

_PLAIN = {"int", "str", "float", "bool", "date", "time", "UUID", "None", "Unknown"}


def _other(name: str, gives: Typing) -> Typing:
    def typing(given: Given) -> Type | Refusal:
        item = iterate(given["other"])
        if isinstance(item, Refusal):
            return item
        mine = kinds(element(given["self"].type))
        if not mine | kinds(item) <= _PLAIN or (len(mine | kinds(item)) > 1 and "bool" in mine | kinds(item)):
            return Refusal(
                f"`set.{name}()` of `{spelled(given['self'].type)}` is not compiled", "write a comprehension"
            )
        return gives(given)

    return typing


def _joined(given: Given) -> Type:
    return SetOf(union(element(given["self"].type), element(given["other"].type)))


def _mine(given: Given) -> Type:
    return given["self"].type


def _combined(kind: str) -> Rendering:
    def text(given: Rendered) -> Text:
        a, b = sure(given["self"].text), sure(array_of(given["other"]))
        match kind:
            case "union":
                return call("$setOf", call("$append", a, b))
            case "intersection":
                return call("$setOf", among(a, b))
            case "difference":
                return call("$setOf", not_among(a, b))
            case _:
                return call("$setOf", call("$append", not_among(a, b), not_among(b, a)))

    return text


def _holds(kind: str) -> Rendering:
    def text(given: Rendered) -> Text:
        a, b = sure(given["self"].text), sure(array_of(given["other"]))
        if kind == "isdisjoint":
            return infix(strict_call("$count", among(a, b)), "=", number(0), Level.COMPARE)
        return subset(a, b) if kind == "issubset" else subset(b, a)

    return text


def _entry(name: str, gives: Typing, text: Rendering) -> Entry:
    return Entry(f"set.{name}", Signature.of("self, other, /"), _other(name, gives), text)


ENTRIES: tuple[Entry, ...] = (
    _entry("union", _joined, _combined("union")),
    _entry("symmetric_difference", _joined, _combined("symmetric_difference")),
    _entry("intersection", _mine, _combined("intersection")),
    _entry("difference", _mine, _combined("difference")),
    *(_entry(name, lambda _: BOOL, _holds(name)) for name in ("issubset", "issuperset", "isdisjoint")),
)
