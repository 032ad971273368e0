"""Comprehensions with a call inside: an inline Map over what the clauses give.

[f(x) for x in xs if x > 0]        do "each f" map [x for x in xs if x > 0]: …return f(x)
{k: f(k) for k in keys}            the same, giving [key, value] pairs that become a dict
[f(x) for x in xs if g(x)]         iterations give [] or [f(x)], joined afterwards
[f(y) for x in xs for y in g(x)]   iterations give [f(y) for y in g(x)], joined afterwards
"""

from dataclasses import dataclass, replace
from typing import Any

from compiler.forms.expression_text import words
from compiler.forms.expressions import (
    Clause,
    Collection,
    Comprehension,
    Constant,
    Expression,
    Local,
    Logic,
    Names,
    Result,
    StateInput,
    Target,
)
from compiler.forms.flow import Arm, Assign, Do, If, Map, Return
from compiler.forms.program import CALLS, BlockCall, StepCall
from compiler.forms.traverse import mentions, names_in
from compiler.forms.types import ANY, DictOf, ListOf, SetOf, TupleOf, Type
from compiler.library.failing import failures_of
from compiler.passes.lower.destructuring import parts_of
from compiler.passes.lower.iterating import as_list, item_type
from compiler.passes.lower.place import Place


def collect(place: Place, given: Comprehension, name: str | None) -> Expression:
    """The comprehension's value, in the variable `name` or one of the compiler's own."""
    first, *others = given.clauses
    listed = as_list(place.shared.value(place, first.iterable))
    settled = replace(given, clauses=(replace(first, iterable=listed), *others))
    parts = (given.element, given.key, *first.conditions, *others)
    if not any(part is not None and mentions(part, CALLS) for part in parts):
        found = _outside(place, settled)
        if name is None:
            return found
        place.compute(name, found, given.span)
        return Local(name, given.type, given.span)
    target = name or place.temporary("results")
    rounds = _rounds(place, settled)
    inner = place.machine()
    for inner_name in names_in(rounds.target):
        inner.names.pop(inner_name, None)
    inner.compute(inner.target(rounds.target), StateInput(rounds.type, given.span), given.span)
    _iteration(inner, given, rounds)
    items = place.settled(rounds.items, "items")
    work = Map(items, "item", tuple(inner.operations))
    value = _joined(given, bool(rounds.filters or rounds.inner))
    place.add(Do(_state_name(given, name), work, (Assign(target, value),), given.span))
    return Local(target, given.type, given.span)


@dataclass(frozen=True, slots=True)
class Rounds:
    """What the Map goes over, and what is left to do in an iteration."""

    items: Expression
    target: Target
    type: Type
    """The type of one item."""
    filters: tuple[Expression, ...] = ()
    """Conditions that an iteration asks: those that need a call or can fail, and what stands behind them."""
    inner: tuple[Clause, ...] = ()
    """Clauses that an iteration goes through itself, because they come after such a condition or need a call."""


def _rounds(place: Place, given: Comprehension) -> Rounds:
    """The clauses that are computed before the Map begins, and those that are not."""
    first = given.clauses[0]
    pure: list[Clause] = []
    filters: tuple[Expression, ...] = ()
    for clause in given.clauses:
        if filters or (pure and not _is_early(clause.iterable)):
            break
        plain, filters = _split(clause.conditions)
        pure.append(replace(clause, conditions=plain))
    inner = given.clauses[len(pure) :]
    element = item_type(first.iterable)
    if len(pure) == 1 and not pure[0].conditions:
        return Rounds(first.iterable, first.target, element, filters, inner)
    names = tuple(dict.fromkeys(name for clause in pure for name in names_in(clause.target)))
    if len(names) == 1:
        made: Expression = Local(names[0], element, given.span)
        target: Target = names[0]
    else:
        made = Collection(tuple(Local(one, ANY, given.span) for one in names), TupleOf((ANY,) * len(names)), given.span)
        target = Names(names)
    listed = Comprehension(made, None, tuple(pure), ListOf(made.type), given.span)
    return Rounds(_outside(place, listed), target, made.type, filters, inner)


def _split(conditions: tuple[Expression, ...]) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """The conditions that can be asked before the Map begins, and those from the first that cannot."""
    cut = next((n for n, one in enumerate(conditions) if not _is_early(one)), len(conditions))
    return conditions[:cut], conditions[cut:]


def _is_early(value: Expression) -> bool:
    return not mentions(value, CALLS) and not failures_of(value)


def _outside(place: Place, listed: Comprehension) -> Expression:
    """The pure comprehension in the flow's names; its first iterable is in them already."""
    rest = place.renamed(
        replace(
            listed,
            clauses=(
                Clause(listed.clauses[0].target, Constant(None, ANY, listed.span), listed.clauses[0].conditions),
                *listed.clauses[1:],
            ),
        )
    )
    assert isinstance(rest, Comprehension)
    first = replace(rest.clauses[0], iterable=listed.clauses[0].iterable)
    return replace(rest, clauses=(first, *rest.clauses[1:]))


def _iteration(inner: Place, given: Comprehension, rounds: Rounds) -> None:
    """What one item gives: the element; a list of what it gives where that can be none or several."""
    span = given.span
    made: Any = given.element
    if given.key is not None:
        made = Collection((given.key, given.element), TupleOf((given.key.type, given.element.type)), span)
    if rounds.inner:
        made = Comprehension(made, None, rounds.inner, ListOf(made.type), span)
    if not rounds.filters:
        inner.give(made, span)
        return
    listed = made if rounds.inner else Collection((made,), ListOf(made.type), span)
    test: Any = rounds.filters[0] if len(rounds.filters) == 1 else Logic("and", rounds.filters, ANY, span)
    condition = inner.settled(inner.shared.value(inner, test), "test")
    kept = inner.inside()
    kept.give(listed, span)
    inner.add(If(f"{words(condition)}?", (Arm(condition, (), tuple(kept.operations), span),), (), span))
    inner.add(Return(Collection((), ListOf(made.type), span), span))


def _joined(given: Comprehension, filtered: bool) -> Expression:
    """The Map's result as what the comprehension gives."""
    span = given.span
    pair = TupleOf((given.key.type, given.element.type)) if given.key is not None else given.element.type
    if not filtered and given.key is None and not isinstance(given.type, SetOf):
        return Result(given.type, span)
    clauses: tuple[Clause, ...] = (Clause("made", Result(ListOf(pair), span), ()),)
    if filtered:
        several = Result(ListOf(ListOf(pair)), span)
        clauses = (Clause("several", several, ()), Clause("made", Local("several", ListOf(pair), span), ()))
    one = Local("made", pair, span)
    if isinstance(given.type, DictOf) or given.key is not None:
        assert given.key is not None
        key, value = (part for _, part in parts_of(Names(("key", "value")), one))
        return Comprehension(value, key, clauses, given.type, span)
    return Comprehension(one, None, clauses, given.type, span)


def _state_name(given: Comprehension, name: str | None) -> str:
    element: object = given.element
    match element:
        case StepCall() as call:
            return f"each {call.step.name}"
        case BlockCall() as block:
            return f"each {block.block.rpartition(':')[2].rpartition('.')[2]}"
        case _:
            return name or "each item"


__all__ = ["collect"]
