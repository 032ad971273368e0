"""A value taken apart by the names that it is assigned to.

parts_of(Names(("a", Names(("b", "c")))), v)      [("a", v[0]), ("b", v[1][0]), ("c", v[1][1])]
"""

from compiler.forms.expressions import Collection, Constant, Expression, Item, Spread, Target
from compiler.forms.types import ANY, INT, ListOf, TupleOf, Type


def parts_of(target: Target, value: Expression) -> list[tuple[str, Expression]]:
    """Each name of the target with the part of the value that it takes."""
    if isinstance(target, str):
        return [(target, value)]
    parts: list[tuple[str, Expression]] = []
    for index, item in enumerate(target.items):
        parts += parts_of(item, part(value, index))
    return parts


def part(value: Expression, index: int) -> Expression:
    """`value[index]`; the item itself where the value is a display."""
    if isinstance(value, Collection) and not any(isinstance(item, Spread) for item in value.items):
        found = value.items[index]
        assert not isinstance(found, Spread)
        return found
    return Item(value, Constant(index, INT, value.span), part_type(value.type, index), value.span)


def part_type(type_: Type, index: int) -> Type:
    """The type of a value's item at a place known when compiling."""
    match type_:
        case TupleOf(items) if index < len(items):
            return items[index]
        case ListOf(item):
            return item
        case _:
            return ANY
