"""How large expressions are, how often they read a variable, and whether replacing it computes something twice.

size(Binary("+", Local("a"), Local("a")))           3
counted([Binary("+", Local("a"), …)])         Counter({"a": 2})
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compiler.forms.expressions import (
    Comprehension,
    Constant,
    Expression,
    Field,
    Item,
    Lambda,
    Local,
    Operation,
    Result,
    StateInput,
)
from compiler.forms.traverse import children, mentions, reads

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


CLOCKS = frozenset({"datetime.now", "time.time"})
_FRESH = CLOCKS | {"random.random", "uuid.uuid4"}


def is_fresh(expression: Any, operations: frozenset[str] = _FRESH) -> bool:
    """Whether computing the value a second time gives another one: a clock's, a random number, a made-up id."""
    if isinstance(expression, Operation) and expression.name in operations:
        return True
    return any(is_fresh(child, operations) for child in children(expression))


def _repeats(reader: Expression, name: str) -> bool:
    """Whether the expression may read the variable several times: for each item of something."""
    return mentions(reader, (Comprehension, Lambda)) and name in reads(reader)


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
        if is_fresh(value) and (count + stays(name) > 1 or any(_repeats(one, name) for one in readers)):
            return True
        if count + stays(name) > 1 and size(value, most) > most:
            return True
    return False
