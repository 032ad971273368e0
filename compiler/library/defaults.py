"""Records that arrive without the keys that have defaults, filled in as Python's decoding does, at every depth.

filled(order)      $merge([{"note": null}, $order])      where `note: str | None = None` is a field of the dataclass

Only what comes from outside needs it: a step's result and a record made in the pipeline have all their keys.
"""

import dataclasses

from compiler.forms.types import NONE, DictOf, ListOf, Record, RecordKind, SetOf, TupleOf, Type, Union
from compiler.library.collections import as_array
from compiler.library.entry import Entry, Given, Rendered
from compiler.library.literals import literal
from compiler.library.signature import Signature
from compiler.library.text import Level, Text, block, fresh, let, string


def has_defaults(type_: Type) -> bool:
    """Whether a value of this type may arrive without keys that Python gives it."""
    match type_:
        case Record():
            return bool(defaults_of(type_)) or any(has_defaults(one.type) for one in type_.fields)
        case ListOf(item) | SetOf(item) | DictOf(_, item):
            return has_defaults(item)
        case TupleOf(items):
            return any(has_defaults(one) for one in items)
        case Union():
            return _only_option(type_) is not None
        case _:
            return False


def _only_option(type_: Union) -> Type | None:
    """What a value that is no None is filled in as; None where several options could be meant."""
    there = [one for one in type_.options if one is not NONE]
    return there[0] if len(there) == 1 and has_defaults(there[0]) else None


def defaults_of(record: Record) -> dict[str, object]:
    """The fields with defaults and what these are."""
    python = record.python
    if record.kind is RecordKind.NAMED_TUPLE:
        return dict(getattr(python, "_field_defaults", {}))
    if record.kind is not RecordKind.DATACLASS or python is None or not dataclasses.is_dataclass(python):
        return {}
    found: dict[str, object] = {}
    for one in dataclasses.fields(python):
        if one.default is not dataclasses.MISSING:
            found[one.name] = one.default
        elif one.default_factory is not dataclasses.MISSING:
            found[one.name] = one.default_factory()
    return found


def _filled(type_: Type, value: Text) -> Text:
    match type_:
        case Record():
            return _record(type_, value)
        case Union() if (option := _only_option(type_)) is not None:
            binding, there = let("v", value)
            return block(binding, Text(f"{there.text} = null ? null : {_filled(option, there).text}", Level.CHOOSE))
        case ListOf(item) | SetOf(item) if has_defaults(item):
            name = fresh("v", value)
            return as_array(f"$map({value.text}, function({name}) {{ {_filled(item, Text(name)).text} }})", item)
        case DictOf(_, item) if has_defaults(item):
            entry, key = fresh("v", value), fresh("k", value)
            inner = _filled(item, Text(entry)).text
            return Text(f"$merge([{{}}, $each({value.text}, function({entry}, {key}) {{ {{{key}: {inner}}} }})])")
        case TupleOf(items) if has_defaults(type_):
            return _tuple(items, value)
        case _:
            return value


def _record(record: Record, value: Text) -> Text:
    binding, name = let("v", value)
    given = ", ".join(f"{string(key).text}: {literal(default).text}" for key, default in defaults_of(record).items())
    parts = [f"{{{given}}}"] if given else []
    parts.append(name.text)
    for one in record.fields:
        if has_defaults(one.type):
            inner = Text(f"{name.text}.`{one.name}`")
            entry = f"{{{string(one.name).text}: {_filled(one.type, inner).text}}}"
            parts.append(f"($exists({inner.text}) ? {entry} : {{}})")
    return block(binding, Text(f"$merge([{', '.join(parts)}])"))


def _tuple(items: tuple[Type, ...], value: Text) -> Text:
    name, at = fresh("v", value), fresh("i", value)
    chosen = name
    for place, item in enumerate(items):
        if has_defaults(item):
            chosen = f"{at} = {place} ? {_filled(item, Text(name)).text} : {chosen}"
    nested = next((one for one in items if isinstance(one, ListOf | TupleOf | SetOf)), items[0])
    return as_array(f"$map({value.text}, function({name}, {at}) {{ {chosen} }})", nested)


def _type(given: Given) -> Type:
    return given["value"].type


def _text(given: Rendered) -> Text:
    return _filled(given["value"].type, given["value"].text)


ENTRIES: tuple[Entry, ...] = (Entry("filled", Signature.of("value, /"), _type, _text),)
