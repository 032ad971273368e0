"""What a dotted name means without running anything: modules, classes, functions, constants of the module.

static_of(body, `minutes`)               the function dsl.minutes
static_of(body, `Color.RED.value`)       "red"
static_of(body, `order.id`)              ABSENT, where `order` is a variable
"""

import ast
import builtins
import enum
from types import ModuleType

from compiler.forms.stand_in import stand_in_name
from compiler.passes.type.body import Body
from dsl.facts import Context
from dsl.service_errors import Exceptions
from dsl.services import Operation, Service, Services


class _Absent:
    """The type of `ABSENT`."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""No object of the module: a variable, an unknown name, or something computed."""


def static_of(body: Body, node: ast.expr) -> object:
    """The Python object that a name or dotted name of the module means; `ABSENT` where it means none."""
    match node:
        case ast.Name(id=name):
            if body.is_local(name):
                return ABSENT
            found = body.namespace.get(name, ABSENT)
            return getattr(builtins, name, ABSENT) if found is ABSENT else found
        case ast.Attribute(value=inner, attr=attribute):
            owner = static_of(body, inner)
            return ABSENT if owner is ABSENT else member_of(owner, attribute)
        case _:
            return ABSENT


def member_of(owner: object, attribute: str) -> object:
    """An attribute that is known without computing: of modules, classes and the vocabulary; of values, their data."""
    try:
        found = getattr(owner, attribute, ABSENT)
    except Exception:
        return ABSENT  # the author's own property fails
    if is_namespace(owner) or found is ABSENT:
        return found
    return ABSENT if callable(found) or isinstance(owner, Context) else found


def is_namespace(owner: object) -> bool:
    """Whether an object's attributes are names rather than a value's parts."""
    vocabulary = Services | Service | Operation | Exceptions
    return isinstance(owner, ModuleType | type | vocabulary) or stand_in_name(owner) is not None


def members(owner: object) -> list[str]:
    """The names that a namespace has, for "did you mean"."""
    return list(owner.__members__) if isinstance(owner, enum.EnumMeta) else dir(owner)
