"""What statements assign and where they return, without lowering them.

assigned_in((Assign("a", …), For("x", …)))      {"a", "x"}
"""

from typing import Any

from compiler.forms.expressions import Local
from compiler.forms.program import (
    Assign,
    CapturePattern,
    For,
    Handler,
    MappingPattern,
    Return,
    Statement,
    Update,
    Walrus,
)
from compiler.forms.traverse import children, names_in


def assigned_in(statements: tuple[Statement, ...]) -> frozenset[str]:
    """Every name that the statements assign."""
    found: set[str] = set()
    for statement in statements:
        _add(statement, found)
    return frozenset(found)


def _add(node: Any, found: set[str]) -> None:
    match node:
        case Assign(target) | For(target):
            found.update(names_in(target))
        case Update(name) | Walrus(name):
            found.add(name)
        case Handler(_, name) | CapturePattern(name) | MappingPattern(_, name) if name is not None:
            found.add(name)
        case _:
            pass
    for child in children(node):
        _add(child, found)


def names_read(node: Any) -> frozenset[str]:
    """Every name that a statement or a value reads."""
    if isinstance(node, Local):
        return frozenset((node.name,))
    return frozenset().union(*map(names_read, children(node)))


def returns_in(statements: tuple[Statement, ...]) -> bool:
    """Whether a return stands anywhere in the statements."""
    return any(_returns(statement) for statement in statements)


def _returns(node: Any) -> bool:
    return isinstance(node, Return) or any(_returns(child) for child in children(node))
