"""A value taken apart by the names that it is assigned to.

parts_of(Names(("a", Names(("b", "c")))), v)      [("a", v[0]), ("b", v[1][0]), ("c", v[1][1])]
"""

from compiler.diagnostics.span import Span
from compiler.forms.expressions import (
    Clause,
    Collection,
    Compare,
    Comprehension,
    Constant,
    Expression,
    Field,
    Item,
    Local,
    Names,
    Operation,
    Spread,
    Target,
)
from compiler.forms.traverse import reads
from compiler.forms.types import ANY, BOOL, INT, STR, DictOf, ListOf, Record, RecordKind, TupleOf, Type, Union
from compiler.library import Refusal, iterate


def parts_of(target: Target, value: Expression) -> list[tuple[str, Expression]]:
    """Each name of the target with the part of the value that it takes."""
    if isinstance(target, str):
        return [(target, value)]
    whole = counted(value, len(target.items))
    parts: list[tuple[str, Expression]] = []
    for index, item in enumerate(target.items):
        parts += parts_of(item, part(whole, index))
    return parts


def has_length(value: Expression, count: int) -> bool:
    """Whether a value is known to have so many items, so that unpacking it cannot fail."""
    if isinstance(value, Collection) and not isinstance(value.type, TupleOf):
        return len(value.items) == count and not any(isinstance(item, Spread) for item in value.items)
    options = value.type.options if isinstance(value.type, Union) else (value.type,)
    return all(isinstance(one, TupleOf) or _is_named_tuple(one) for one in options)


def counted(value: Expression, count: int) -> Expression:
    """The value as the list that unpacking takes apart, failing where it has not as many items as there are names."""
    if has_length(value, count):
        return value
    found = iterate(value)
    item = ANY if isinstance(found, Refusal) else found
    number = Constant(count, INT, value.span)
    return Operation("unpacked[]", (value, number), (), TupleOf((item,) * count), value.span)


def _is_named_tuple(type_: Type) -> bool:
    return isinstance(type_, Record) and type_.kind is RecordKind.NAMED_TUPLE


def part(value: Expression, index: int) -> Expression:
    """`value[index]`; the item itself where the value is a display."""
    if isinstance(value, Collection) and not any(isinstance(item, Spread) for item in value.items):
        found = value.items[index]
        assert not isinstance(found, Spread)
        return found
    if isinstance(value.type, Record):
        field = value.type.fields[index]
        return Field(value, field.name, field.type, value.span)
    return Item(value, Constant(index, INT, value.span), part_type(value.type, index), value.span)


def part_type(type_: Type, index: int) -> Type:
    """The type of a value's item at a place known when compiling."""
    match type_:
        case TupleOf(items) if -len(items) <= index < len(items):
            return items[index]
        case ListOf(item):
            return item
        case _:
            return ANY


def without_keys(whole: Expression, keys: tuple[Expression, ...], span: Span) -> Expression:
    """A dict without keys that it may have."""
    type_ = whole.type if isinstance(whole.type, DictOf) else DictOf(STR, ANY)
    taken = frozenset[str]().union(*map(reads, keys))
    key, value = (next(name for name in (wish, f"{wish}_", f"{wish}__") if name not in taken) for wish in ("k", "v"))
    items = Operation("dict.items", (whole,), (), ListOf(TupleOf((type_.key, type_.value))), span)
    name = Local(key, type_.key, span)
    kept = tuple(Compare(name, (("!=", one),), BOOL, span) for one in keys)
    return Comprehension(
        Local(value, type_.value, span), name, (Clause(Names((key, value)), items, kept),), type_, span
    )
