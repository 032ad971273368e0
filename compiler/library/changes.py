"""Changes in place and unpacking, as operations that fail where Python's statement fails.

    xs[i] = v        Operation("list[]=", (xs, i, v))       IndexError where there is no such item
    del d[k]         Operation("del dict[]", (d, k))        KeyError where there is no such key
    a, b = xs        Operation("unpacked[]", (xs, 2))       ValueError where there are not as many

Their keys are no method names, so no author calls them; lowering makes them of Updates.
"""

from compiler.forms.types import ListOf, Type, union
from compiler.library.collections import array_of
from compiler.library.entry import Entry, Given, Rendered
from compiler.library.operators import iterate
from compiler.library.shapes import kinds, plain
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Text, call


def _with_item(given: Given) -> Type | Refusal:
    known = plain(given["self"].type)
    return ListOf(union(known.item, given["value"].type)) if isinstance(known, ListOf) else known


def _listed(given: Given) -> Type | Refusal:
    item = iterate(given["self"])
    return item if isinstance(item, Refusal) else ListOf(item)


def _same(given: Given) -> Type | Refusal:
    return given["self"].type


def _key(given: Rendered) -> Text:
    key = given["key"]
    return key.text if kinds(key.type) <= {"str"} else call("$string", key.text)


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "unpacked[]",
        Signature.of("self, count, /"),
        _listed,
        lambda given: call("$unpacked", array_of(given["self"]), given["count"].text),
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
        "del list[]",
        Signature.of("self, index, /"),
        _same,
        lambda given: call("$withoutItem", given["self"].text, given["index"].text),
        ("IndexError",),
    ),
    Entry(
        "del dict[]",
        Signature.of("self, key, /"),
        _same,
        lambda given: call("$withoutKey", given["self"].text, _key(given)),
        ("KeyError",),
    ),
)
