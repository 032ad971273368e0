"""Walking and rebuilding expressions, whatever they consist of.

    reads(Binary("+", Local("a"), Local("b")))                         {"a", "b"}
    substitute(Local("a"), {"a": Constant(1)})                         Constant(1)

Comprehensions and lambdas bind names of their own; those are not free.
An expression that does not change is handed back as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from compiler.diagnostics.span import Span
from compiler.forms.expressions import (
    Clause,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    Construct,
    ErrorOutput,
    Expression,
    Fact,
    Lambda,
    Local,
    Logic,
    Names,
    Result,
    StateInput,
    Target,
)
from compiler.forms.types import NEVER, UNKNOWN, Type

E = TypeVar("E")
Replacements = Mapping[str, Expression | str]
"""What stands in for a variable: an expression, or another name of the same type."""

_LEAVES = (Constant, Local, Result, StateInput, ErrorOutput, Fact)
_SKIPPED = frozenset({"type", "span", "options", "step", "pipeline"})
_PARTS: dict[type, tuple[str, ...]] = {}
_NODES: dict[type, bool] = {}


def names_in(target: Target) -> tuple[str, ...]:
    """Every name of an assignment's or loop's target, from left to right."""
    if isinstance(target, str):
        return (target,)
    return tuple(name for item in target.items for name in names_in(item))


def children(node: Any) -> list[Any]:
    """The nodes directly inside a node, in order of evaluation as far as their order in the form tells."""
    found: list[Any] = []
    for name in parts_of(type(node)):
        _add_nodes(getattr(node, name), found)
    return found


def parts_of(kind: type) -> tuple[str, ...]:
    """The fields of a node's class that can hold nodes."""
    found = _PARTS.get(kind)
    if found is None:
        found = _PARTS[kind] = tuple(one.name for one in fields(kind) if one.name not in _SKIPPED)
    return found


def _add_nodes(value: Any, found: list[Any]) -> None:
    if type(value) is tuple:
        for item in value:
            _add_nodes(item, found)
    elif _is_node(type(value)):
        found.append(value)


def _is_node(kind: type) -> bool:
    """Whether values of a class are nodes; asked for every field of every node, so each class is looked at once."""
    found = _NODES.get(kind)
    if found is None:
        found = _NODES[kind] = is_dataclass(kind) and not issubclass(kind, Span | Names)
    return found


def rebuild(node: E, change: Callable[[Any], Any]) -> E:
    """The node with `change` applied to the nodes directly inside it; the node itself where nothing changed."""
    if isinstance(node, _LEAVES):
        return node
    changed: dict[str, Any] = {}
    for name in parts_of(type(node)):
        before = getattr(node, name)
        after = _changed(before, change)
        if after is not before:
            changed[name] = after
    return replace(node, **changed) if changed else node  # type: ignore[type-var]


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, tuple):
        after = tuple([_changed(item, change) for item in value])
        return value if all(one is other for one, other in zip(value, after, strict=True)) else after
    return change(value) if _is_node(type(value)) else value


def reads(expression: Expression) -> frozenset[str]:
    """The variables that an expression reads."""
    match expression:
        case Local(name):
            return frozenset((name,))
        case Constant() | Result() | StateInput() | ErrorOutput() | Fact():
            return frozenset()
    found: set[str] = set()
    _add_reads(expression, found, frozenset())
    return frozenset(found)


def _add_reads(node: Any, found: set[str], bound: frozenset[str]) -> None:
    match node:
        case Local(name):
            if name not in bound:
                found.add(name)
        case Lambda(parameters, body):
            _add_reads(body, found, bound | frozenset(parameters))
        case Comprehension(element, key, clauses):
            for clause in clauses:
                _add_reads(clause.iterable, found, bound)
                bound |= frozenset(names_in(clause.target))
                for condition in clause.conditions:
                    _add_reads(condition, found, bound)
            for part in (key, element):
                if part is not None:
                    _add_reads(part, found, bound)
        case Constant():
            pass
        case _:
            for child in children(node):
                _add_reads(child, found, bound)


def surely_reads(expression: Any) -> frozenset[str]:
    """The variables that computing an expression reads in any case, whatever its parts give."""
    match expression:
        case Logic(_, operands):
            parts: Iterable[Any] = operands[:1]
        case Conditional(test):
            parts = (test,)
        case Compare(first, links):
            parts = (first, links[0][1])
        case Comprehension(_, _, clauses):
            parts = (clauses[0].iterable,)
        case Lambda():
            parts = ()
        case Local(name):
            return frozenset((name,))
        case _:
            parts = children(expression)
    return frozenset().union(*map(surely_reads, parts))


def substitute(expression: Expression, values: "Replacements") -> Expression:
    """The expression with variables replaced by expressions, or renamed where the replacement is a name."""
    if not values:
        return expression
    return _replaced(expression, values)  # type: ignore[no-any-return]


def _replaced(node: Any, values: "Replacements") -> Any:
    match node:
        case Local(name):
            found = values.get(name, node)
            return replace(node, name=found) if isinstance(found, str) else _as_typed(found, node.type)
        case Constant():
            return node
        case Lambda(parameters, body):
            inner, fresh = _under(parameters, values, node)
            return replace(
                node, parameters=tuple(fresh.get(one, one) for one in parameters), body=_replaced(body, inner)
            )
        case Comprehension():
            return _comprehension_replaced(node, values)
        case _:
            return rebuild(node, lambda child: _replaced(child, values))


def _as_typed(found: Expression, type_: Type) -> Expression:
    """The replacement with the type that the variable has where it is read: a test may have narrowed it there."""
    if isinstance(found, Construct) or type_ in (NEVER, UNKNOWN) or found.type == type_:
        return found
    return replace(found, type=type_)


def _comprehension_replaced(node: Comprehension, values: "Replacements") -> Comprehension:
    clauses = []
    for clause in node.clauses:
        iterable = _replaced(clause.iterable, values)
        values, fresh = _under(names_in(clause.target), values, node)
        target = _renamed(clause.target, fresh)
        clauses.append(Clause(target, iterable, tuple(_replaced(one, values) for one in clause.conditions)))
    key = None if node.key is None else _replaced(node.key, values)
    return replace(node, element=_replaced(node.element, values), key=key, clauses=tuple(clauses))


def _under(names: tuple[str, ...], values: "Replacements", node: Any) -> tuple["Replacements", dict[str, str]]:
    """The replacements where `names` are bound anew, and other names for those that a replacement reads."""
    inner = {name: value for name, value in values.items() if name not in names}
    free = reads(node)
    coming = set[str]().union(*(_named(inner[name]) for name in inner.keys() & free))
    fresh: dict[str, str] = {}
    for name in names:
        if name in coming:
            other = f"{name}_"
            while other in coming or other in free or other in names or _mentions_name(node, other):
                other += "_"
            fresh[name] = other
    return {**inner, **fresh}, fresh


def _named(value: Expression | str) -> frozenset[str]:
    return frozenset((value,)) if isinstance(value, str) else reads(value)


def _mentions_name(node: Any, name: str) -> bool:
    """Whether the name is read or bound anywhere in an expression."""
    match node:
        case Local(other):
            return other == name
        case Lambda(parameters) if name in parameters:
            return True
        case Clause(target) if name in names_in(target):
            return True
        case _:
            return any(_mentions_name(child, name) for child in children(node))


def _renamed(target: Target, fresh: Mapping[str, str]) -> Target:
    if isinstance(target, str):
        return fresh.get(target, target)
    return Names(tuple(_renamed(item, fresh) for item in target.items)) if fresh else target


def replace_nodes(expression: E, kind: type, value: Expression) -> E:
    """The expression with every node of a leaf kind (`Result`, `StateInput`, `ErrorOutput`) replaced."""
    if isinstance(expression, kind):
        return value  # type: ignore[return-value]
    if isinstance(expression, _LEAVES):
        return expression
    return rebuild(expression, lambda child: replace_nodes(child, kind, value))


def mentions(expression: Any, kind: type | tuple[type, ...]) -> bool:
    """Whether a node of this kind is anywhere in the expression."""
    if isinstance(expression, kind):
        return True
    if isinstance(expression, _LEAVES):
        return False
    return any(mentions(child, kind) for child in children(expression))
