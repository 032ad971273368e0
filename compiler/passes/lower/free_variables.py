"""Which variables a body reads, those of its inner machines included.

free_variables((Return(Local("a")),))      {"a"}
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from compiler.forms.expressions import Comprehension, Lambda, Local
from compiler.forms.flow import Body
from compiler.forms.traverse import reads


def free_variables(body: Body) -> frozenset[str]:
    """Every variable that is read anywhere in the body."""
    found: set[str] = set()
    for operation in body:
        found.update(_reads(operation))
    return frozenset(found)


def _reads(node: Any) -> Iterator[str]:
    if isinstance(node, Local | Comprehension | Lambda):
        yield from reads(node)  # type: ignore[arg-type]
    elif isinstance(node, tuple):
        for item in node:
            yield from _reads(item)
    elif is_dataclass(node) and type(node).__module__.startswith("compiler.forms"):
        for one in fields(node):
            yield from _reads(getattr(node, one.name))
