"""How often expressions read a variable, and whether writing its value in their place computes something twice.

uses(Binary("+", Local("a"), Local("a")), "a")      2
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compiler.forms.expressions import Constant, Expression, Local
from compiler.forms.traverse import children
from compiler.passes.rewrite.trees import is_cheap, size

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
