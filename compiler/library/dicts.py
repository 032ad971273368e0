"""Dicts: keys, values, items, get.

limits.get(name, 0)      with `$lookup`, the default where the key is missing
limits.items()           $map($keys($limits), function($k) { [$k, $lookup($limits, $k)] })
"""

from compiler.forms.types import (
    NEVER,
    NONE,
    STR,
    DictOf,
    ListOf,
    Record,
    RecordKind,
    Scalar,
    TupleOf,
    Type,
    union,
)
from compiler.library.collections import as_array
from compiler.library.entry import Entry, Given, Operand, Rendered, Typed, constant_of
from compiler.library.operators import iterate
from compiler.library.shapes import element, is_dict, kinds, may_be_array, options, plain, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fresh, let, sure


def values_type(holder: Typed) -> Type:
    """The type of a dict's values."""
    match plain(holder.type):
        case DictOf(_, value):
            return value
        case Record() as record:
            return union(*(field.type for field in record.fields))
        case _:
            return Scalar.UNKNOWN


def _lookup(holder: Operand, key: Operand) -> Text:
    constant = constant_of(key)
    if (
        isinstance(constant, str)
        and constant.isidentifier()
        and constant.isascii()
        and constant not in ("and", "or", "in")
    ):
        return Text(f"{sure(holder.text).head()}.{constant}", Level.PATH)
    text = key.text if kinds(key.type) <= {"str"} else call("$string", key.text)
    return call("$lookup", sure(holder.text), sure(text))


def _get_type(given: Given) -> Type | Refusal:
    holder, key, default = given["self"], given["key"], given.get("default")
    if kinds(key.type) - kinds(element(holder.type)) - {"Unknown"}:
        return Refusal(f"`{spelled(holder.type)}` has no keys of type `{spelled(key.type)}`")
    other = NONE if default is None else default.type
    known = plain(holder.type)
    if isinstance(known, Record):
        return _get_field(known, constant_of(key), other)
    return _or_empty(values_type(holder), other)


def _or_empty(type_: Type, other: Type) -> Type:
    """The type of a value, or of an empty list or dict in its place, which is one of the same kind."""
    match other:
        case ListOf(item) if item is NEVER and any(isinstance(one, ListOf) for one in options(type_)):
            return type_
        case DictOf(_, value) if value is NEVER and any(isinstance(one, DictOf) for one in options(type_)):
            return type_
        case _:
            return union(type_, other)


def _get_field(record: Record, key: object, other: Type) -> Type | Refusal:
    for field in record.fields:
        if field.name == key:
            return field.type if field.required else union(field.type, other)
    if isinstance(key, str) and record.kind is RecordKind.LITERAL:
        return other
    if isinstance(key, str):
        return Refusal(f"`{spelled(record)}` has no key `{key}`")
    return union(*(field.type for field in record.fields), other)


def _get(given: Rendered) -> Text:
    default = given.get("default")
    given_other = Text("null") if default is None else sure(default.text)
    held, other = let("other", given_other, (given["self"].text, given["key"].text))
    holder, value = let("d", sure(given["self"].text), (given["key"].text, other))
    found = _lookup(Operand(given["self"].node, value), given["key"])
    binding, name = let("v", found, (value, other))
    return block(held + holder + binding, choose(call("$exists", name), Text(name.text, name.level), other))


def _keys_type(given: Given) -> Type | Refusal:
    item = iterate(given["self"])
    return item if isinstance(item, Refusal) else ListOf(item)


def keys_text(holder: Operand) -> Text:
    """The array of a dict's keys."""
    keys = Text(f"[{call('$keys', sure(holder.text)).text}]")
    return Text(f"[$map({keys.text}, $number)]") if kinds(element(holder.type)) == {"int"} else keys


def _keys(given: Rendered) -> Text:
    return keys_text(given["self"])


def _values(given: Rendered) -> Text:
    binding, holder = let("d", sure(given["self"].text))
    name = fresh("k", holder)
    array = as_array(
        f"$map($keys({holder.text}), function({name}) {{ $lookup({holder.text}, {name}) }})",
        values_type(given["self"]),
    )
    return block(binding, array)


def _items_type(given: Given) -> Type | Refusal:
    keys = iterate(given["self"])
    return keys if isinstance(keys, Refusal) else ListOf(TupleOf((keys, values_type(given["self"]))))


def _items(given: Rendered) -> Text:
    binding, holder = let("d", sure(given["self"].text))
    name = fresh("k", holder)
    values = values_type(given["self"])
    key = f"$number({name})" if kinds(element(given["self"].type)) == {"int"} else name
    value = f"$lookup({holder.text}, {name})"
    if not may_be_array(values):
        pair = f"[{key}, {value}]"
    elif all(may_be_array(one) and one is not Scalar.ANY for one in options(values)):
        pair = f"[{key}, [{value}]]"
    else:
        pair = f'$append([{key}], $type({value}) = "array" ? [[{value}]] : [{value}])'
    return block(binding, Text(f"[$map($keys({holder.text}), function({name}) {{ {pair} }})[]]"))


def _dict_type(given: Given) -> Type | Refusal:
    source = given.get("items")
    if source is None:
        return DictOf(STR, Scalar.NEVER)
    if is_dict(plain(source.type)):
        return plain(source.type)
    item = iterate(source)
    if isinstance(item, Refusal):
        return item
    pair = plain(item)
    if isinstance(pair, TupleOf) and len(pair.items) == 2 and kinds(pair.items[0]) <= {"str", "Never"}:
        return DictOf(*pair.items)
    if isinstance(pair, TupleOf) and len(pair.items) == 2:
        return Refusal(
            f"a JSON object's keys are texts, not `{spelled(pair.items[0])}`", "make texts of them: `str(key)`"
        )
    return Refusal(
        f"`dict()` takes a dict or pairs, got items of `{spelled(item)}`", 'write a dict display: `{"a": 1}`'
    )


def _dict(given: Rendered) -> Text:
    source = given.get("items")
    if source is None:
        return Text("{}")
    if is_dict(plain(source.type)):
        return source.text
    array = sure(source.text)
    name = fresh("p", array)
    pair = plain(element(source.type))
    key = f"{name}[0]" if isinstance(pair, TupleOf) and kinds(pair.items[0]) <= {"str"} else f"$string({name}[0])"
    return Text(f"$merge([$map({array.text}, function({name}) {{ {{{key}: {name}[1]}} }})])")


def _changing(name: str, instead: str | None) -> Entry:
    refusal = Refusal(f"`dict.{name}()` changes the dict in place and may only stand as a statement", instead)
    return Entry(
        f"dict.{name}", Signature.of("self, a?, b?, *more"), lambda _: refusal, lambda given: given["self"].text
    )


ENTRIES: tuple[Entry, ...] = (
    Entry("dict.get", Signature.of("self, key, default?, /"), _get_type, _get),
    Entry("dict.keys", Signature.of("self, /"), _keys_type, _keys, iterator=True),
    Entry(
        "dict.values",
        Signature.of("self, /"),
        lambda given: ListOf(values_type(given["self"])),
        _values,
        iterator=True,
    ),
    Entry("dict.items", Signature.of("self, /"), _items_type, _items, iterator=True),
    Entry("dict", Signature.of("items?, /"), _dict_type, _dict, python=dict),
    *(
        _changing(name, {"update": "write `{**a, **b}`"}.get(name))
        for name in ("update", "pop", "setdefault", "clear", "popitem")
    ),
)
