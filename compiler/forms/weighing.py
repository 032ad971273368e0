"""How large expressions are, how often they read a variable, and whether replacing it computes something twice.

size(Binary("+", Local("a"), Local("a")))           3
counted([Binary("+", Local("a"), …)])         Counter({"a": 2})
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compiler.forms.expressions import Constant, Expression, Field, Item, Local, Result, StateInput
from compiler.forms.traverse import children

SMALL = 40
"""Nodes of an expression that may be written in a second place; keeps states readable and passes linear."""


def size(expression: Any, limit: int = SMALL) -> int:
    """The number of nodes, counted up to a little more than the limit."""
    count = 1
    for child in children(expression):
        count += size(child, limit - count)
        if count > limit:
            break
    return count


def is_cheap(expression: Expression) -> bool:
    """Whether computing the value twice costs nothing: a variable, a constant, a field of one."""
    match expression:
        case Constant(value):
            return not isinstance(value, str) or len(value) < 40
        case Local() | Result() | StateInput():
            return True
        case Field(value) | Item(value, Constant()):
            return is_cheap(value)
        case _:
            return False


TINY = 8
"""Nodes of an expression that may be computed in two places rather than in a state of its own."""


def counted(expressions: Iterable[Expression]) -> Counter[str]:
    """How often each variable is read."""
    found: Counter[str] = Counter()
    for expression in expressions:
        _count(expression, found)
    return found


def _count(node: Any, found: Counter[str]) -> None:
    if isinstance(node, Local):
        found[node.name] += 1
    elif not isinstance(node, Constant):
        for child in children(node):
            _count(child, found)


def duplicates(
    values: Mapping[str, Expression], readers: list[Expression], stays: Callable[[str], bool], most: int = TINY
) -> bool:
    """Whether replacing variables by their values in the readers would compute a value of some size more than once.

    `stays` tells whether the variable is read elsewhere too, so that its own assignment stays.
    """
    for name, count in counted(readers).items():
        value = values.get(name)
        if value is None or is_cheap(value):
            continue
        if count + stays(name) > 1 and size(value, most) > most:
            return True
    return False
