"""Iterators: `zip`, `map`, `d.items()`, a generator. Python reads each once; a JSON list may be read again and again.

for key, value in d.items():        fine: it is read right here
pairs = d.items()                   SM310: `pairs` would be used up by the first loop over it; `list(d.items())` is not

So an iterator may stand only where something goes over it at once: what reads a place `allows` its iterator first.
"""

import ast

from compiler.diagnostics.codes import types
from compiler.forms.program import Value
from compiler.library.signature import Refusal
from compiler.passes.type.body import Body

_READERS = frozenset(
    (
        *("list", "tuple", "set", "frozenset", "sorted", "min", "max", "sum", "any", "all", "enumerate", "zip"),
        *("map", "filter", "dict", "dict.update", "str.join", "math.fsum", "math.prod", "list.extend", "set.update"),
        *("set.issubset", "set.issuperset", "set.isdisjoint", "set.union", "set.intersection", "set.difference"),
        *("set.symmetric_difference", "functools.reduce"),
    )
)
"""Operations that go over their arguments once."""

_EXHAUSTING = frozenset(
    (
        *("list", "tuple", "set", "frozenset", "sorted", "min", "max", "sum", "dict", "dict.update", "str.join"),
        *("math.fsum", "math.prod", "list.extend", "set.update", "set.union", "functools.reduce"),
    )
)
"""Of these, what reads all of it in any case, and calls nothing meanwhile."""

_DECIDING = frozenset({"any", "all"})
"""What reads up to the item that decides, as its states and its JSONata do."""

_SIZED = frozenset({"len", "reversed"})
"""Operations that take `range` and a dict's views, but no true iterator."""


def allow_iterator(body: Body, node: ast.expr) -> None:
    """Note that what stands here is gone over at once."""
    body.iterated.add(node)


def allow_arguments(body: Body, node: ast.Call, key: str) -> None:
    """Note which arguments of an operation are gone over at once."""
    for argument in node.args:
        if key in _READERS or (key in _SIZED and _is_sized(argument)):
            allow_iterator(body, argument)
        if key in _EXHAUSTING:
            body.exhausted.add(argument)
        if key in _DECIDING:
            body.deciding.add(argument)


def _is_sized(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="range")):
            return True
        case ast.Call(func=ast.Attribute(attr="keys" | "values" | "items"), args=[]):
            return True
        case _:
            return False


def once(body: Body, node: ast.expr, value: Value, spoken: str) -> Value:
    """The iterator's value where something goes over it; a hole and a finding elsewhere."""
    if node in body.iterated:
        return value
    problem = Refusal(f"{spoken} gives an iterator, which is used up by reading it once", "put `list(…)` around it")
    return body.refuse(types.NOT_JSON, problem, node)
