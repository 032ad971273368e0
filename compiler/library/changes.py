"""Changes in place and unpacking, as operations that fail where Python's statement fails.

    xs[i] = v        Operation("list[]=", (xs, i, v))       IndexError where there is no such item
    xs.pop(i)        Operation("pop list[]", (xs, i))       the same change, failing in other words
    x = xs.pop(i)    Operation("popped[]", (xs, i))         what it gives
    xs.remove(x)     Operation("removed from list[]", (xs, x))
    xs[i:j] = ys     Operation("list[:]=", (xs, i, j, ys))  None for a bound that is left out
    del d[k]         Operation("del dict[]", (d, k))        KeyError where there is no such key
    d.pop(k, v)      Operation("pop dict[]", (d, k, v))     the dict without it, if it is there
    a, b = xs        Operation("unpacked[]", (xs, 2))       ValueError where there are not as many
    a, *b = xs       Operation("starred[]", (xs, 1))        ValueError where there are fewer

Their keys are no method names, so no author calls them; lowering makes them of Updates.
"""

from compiler.forms.types import ListOf, Type, union
from compiler.library.collections import array_of, index_text
from compiler.library.entry import Entry, Given, Rendered
from compiler.library.operators import item, iterate
from compiler.library.shapes import kinds, plain
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, call, sure


def _with_item(given: Given) -> Type | Refusal:
    known = plain(given["self"].type)
    return ListOf(union(known.item, given["value"].type)) if isinstance(known, ListOf) else known


def _with_items(given: Given) -> Type | Refusal:
    known, more = plain(given["self"].type), plain(given["value"].type)
    return ListOf(union(known.item, more.item)) if isinstance(known, ListOf) and isinstance(more, ListOf) else known


def _listed(given: Given) -> Type | Refusal:
    found = iterate(given["self"])
    return found if isinstance(found, Refusal) else ListOf(found)


def _same(given: Given) -> Type | Refusal:
    return given["self"].type


def _key(given: Rendered) -> Text:
    key = given["key"]
    return key.text if kinds(key.type) <= {"str"} else call("$string", key.text)


def _popped_type(given: Given) -> Type | Refusal:
    return item(given["self"], given["index"])


def _popped(given: Rendered) -> Text:
    text = f"{given['self'].text.head()}[{sure(given['index'].text).text}]"
    return Text(text, Level.NEGATE, "IndexError: pop from empty list")


ENTRIES: tuple[Entry, ...] = (
    Entry("popped[]", Signature.of("self, index, /"), _popped_type, _popped, ("IndexError",)),
    Entry(
        "unpacked[]",
        Signature.of("self, count, /"),
        _listed,
        lambda given: call("$unpacked", array_of(given["self"]), given["count"].text),
        ("ValueError",),
    ),
    Entry(
        "starred[]",
        Signature.of("self, count, /"),
        _same,
        lambda given: call("$atLeast", given["self"].text, given["count"].text),
        ("ValueError",),
    ),
    Entry(
        "list[]=",
        Signature.of("self, index, value, /"),
        _with_item,
        lambda given: call("$withItem", given["self"].text, given["index"].text, given["value"].text),
        ("IndexError",),
    ),
    Entry(
        "list[:]=",
        Signature.of("self, lower, upper, value, /"),
        _with_items,
        lambda given: call("$withSlice", *(given[name].text for name in ("self", "lower", "upper", "value"))),
    ),
    Entry(
        "del list[]",
        Signature.of("self, index, /"),
        _same,
        lambda given: call("$withoutItem", given["self"].text, given["index"].text),
        ("IndexError",),
    ),
    Entry(
        "pop list[]",
        Signature.of("self, index, /"),
        _same,
        lambda given: call("$withoutItem", given["self"].text, given["index"].text),
        ("IndexError",),
    ),
    Entry(
        "removed from list[]",
        Signature.of("self, value, /"),
        _same,
        lambda given: call("$withoutItem", given["self"].text, index_text(given)),
        ("ValueError",),
    ),
    Entry(
        "del dict[]",
        Signature.of("self, key, /"),
        _same,
        lambda given: call("$withoutKey", given["self"].text, _key(given)),
        ("KeyError",),
    ),
    Entry(
        "pop dict[]",
        Signature.of("self, key, default, /"),
        _same,
        lambda given: call("$withoutKeyIfThere", given["self"].text, _key(given), given["default"].text),
    ),
)
