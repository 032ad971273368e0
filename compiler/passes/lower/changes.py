"""Changes in place as new values: only one name can see the value, so giving that name a changed copy is the same.

rows.append(x)          rows = [*rows, x]
d["a"]["b"] = v         d = {**d, "a": {**d["a"], "b": v}}
"""

from compiler.diagnostics.codes import flows
from compiler.diagnostics.span import Span
from compiler.forms.expressions import (
    Collection,
    Constant,
    Expression,
    Field,
    Item,
    Local,
    Mapping,
    Operation,
    Slice,
    Spread,
)
from compiler.forms.program import Update
from compiler.forms.types import ANY, INT, STR, DictOf, ListOf, Record, SetOf, Type, union
from compiler.forms.weighing import is_fresh
from compiler.passes.lower.destructuring import part_type
from compiler.passes.lower.place import Place
from compiler.passes.lower.values import in_order


def update(place: Place, change: Update) -> None:
    """`name` becomes the changed whole."""
    path, arguments = _parts(place, change)
    name = place.name(change.name)
    whole = Local(name, change.type, change.span)
    changed = _within(whole, path, change, arguments)
    if changed is None:
        place.shared.report.add(
            flows.NOT_COMPILED,
            f"`{change.method}` in place has no exact meaning as a state machine yet",
            change.span,
            help="build a new value and assign it",
        )
        return
    place.compute(name, changed, change.span)


def _parts(place: Place, change: Update) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """The path and the arguments: `rows[i()] = f()` calls f first, `rows[i()].append(f())` calls i."""
    if change.method in ("set", "become"):
        found = in_order(place, [*change.arguments, *change.path])
        count = len(change.arguments)
        path, arguments = found[count:], found[:count]
    else:
        found = in_order(place, [*change.path, *change.arguments])
        count = len(change.path)
        path = found[:count]
        arguments = [place.settled(one, "value") if is_fresh(one) else one for one in found[count:]]
    return tuple(place.settled(one, "key") if is_fresh(one) else one for one in path), tuple(arguments)


def _within(
    whole: Expression, path: tuple[Expression, ...], change: Update, given: tuple[Expression, ...]
) -> Expression | None:
    """`whole` with the value at `path` changed."""
    if not path:
        return given[0] if change.method == "become" else _changed(whole, change.method, given, change.span)
    if len(path) == 1 and change.method == "set":
        return _set(whole, path[0], given[-1], change.span)
    key, *rest = path
    inner = _within(_item(whole, key, change.span), tuple(rest), change, given)
    return None if inner is None else _set(whole, key, inner, change.span)


def _item(whole: Expression, key: Expression, span: Span) -> Expression:
    match whole.type:
        case Record(_, fields) if isinstance(key, Constant):
            type_ = next((one.type for one in fields if one.name == key.value), ANY)
            return Field(whole, str(key.value), type_, span)
        case DictOf(_, inner):
            return Item(whole, key, inner, span)
        case _:
            return Item(whole, key, part_type(whole.type, 0), span)


def _set(whole: Expression, key: Expression, value: Expression, span: Span) -> Expression | None:
    match whole.type:
        case DictOf() | Record():
            return Mapping((Spread(whole, span), (key, value)), whole.type, span)
        case ListOf(item):
            changed = ListOf(union(item, value.type))
            return Operation("list[]=", (whole, key, value), (), changed, span)
        case _ if key.type is STR:
            return Mapping((Spread(whole, span), (key, value)), replace_any(whole.type), span)
        case _:
            return None


def replace_any(type_: Type) -> Type:
    """A type that a dict display can have."""
    return type_ if isinstance(type_, DictOf | Record) else DictOf(STR, ANY)


def _changed(whole: Expression, method: str, given: tuple[Expression, ...], span: Span) -> Expression | None:
    if isinstance(whole.type, SetOf):
        return _changed_set(whole, whole.type, method, given, span)
    listed = whole.type if isinstance(whole.type, ListOf) else ListOf(ANY)
    match method, given:
        case "append", (item,):
            return Collection((Spread(whole, span), item), listed, span)
        case "extend", (items,):
            return Collection((Spread(whole, span), Spread(items, span)), listed, span)
        case "insert", (place, item):
            before = Slice(whole, None, place, None, listed, span)
            after = Slice(whole, place, None, None, listed, span)
            return Collection((Spread(before, span), item, Spread(after, span)), listed, span)
        case "update", (entries,):
            return Mapping((Spread(whole, span), Spread(entries, span)), replace_any(whole.type), span)
        case "clear", ():
            empty = isinstance(whole.type, DictOf | Record)
            return Mapping((), whole.type, span) if empty else Collection((), listed, span)
        case "reverse", ():
            step = Constant(-1, INT, span)
            return Slice(whole, None, None, step, listed, span)
        case "sort", ():
            return Operation("sorted", (whole,), (), listed, span)
        case "setdefault", (key, value):
            old = Operation("dict.get", (whole, key, value), (), ANY, span)
            return Mapping((Spread(whole, span), (key, old)), replace_any(whole.type), span)
        case (("pop" | "delete"), (key,)) if isinstance(whole.type, DictOf | Record):
            return Operation("del dict[]", (whole, key), (), whole.type, span)
        case "pop", (key, default) if isinstance(whole.type, DictOf | Record):
            return Operation("pop dict[]", (whole, key, default), (), whole.type, span)
        case "pop", ():
            return Operation("pop list[]", (whole, Constant(-1, INT, span)), (), listed, span)
        case (("pop" | "delete") as word, (index,)):
            return Operation("pop list[]" if word == "pop" else "del list[]", (whole, index), (), listed, span)
        case "remove", (item,):
            return Operation("removed from list[]", (whole, item), (), listed, span)
        case _:
            return None


def _changed_set(
    whole: Expression, type_: SetOf, method: str, given: tuple[Expression, ...], span: Span
) -> Expression | None:
    match method, given:
        case "add", (item,):
            return Collection((Spread(whole, span), item), type_, span)
        case "update", (items,):
            return Collection((Spread(whole, span), Spread(items, span)), type_, span)
        case "discard", (item,):
            gone = Collection((item,), ListOf(item.type), span)
            return Operation("set.difference", (whole, gone), (), type_, span)
        case "clear", ():
            return Collection((), type_, span)
        case _:
            return None


__all__ = ["update"]
