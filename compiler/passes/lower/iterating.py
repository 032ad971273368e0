"""What a loop, a Map or a comprehension goes over, as a list.

as_list(Local of dict[str, int])          Operation("list", …): its keys
item_type(Local of dict[str, int])        STR
"""

from compiler.forms.expressions import Expression, Operation
from compiler.forms.types import ANY, DictOf, ListOf, Record, Scalar, Type
from compiler.library import Refusal, iterate


def as_list(items: Expression) -> Expression:
    """The items as a JSON array: a dict's keys, a text's characters, anything else as it is."""
    match items.type:
        case DictOf() | Record() | Scalar.STR:
            return Operation("list", (items,), (), ListOf(item_type(items)), items.span)
        case _:
            return items


def item_type(items: Expression) -> Type:
    """The type of one item."""
    found = iterate(items)
    return ANY if isinstance(found, Refusal) else found
