"""Comprehensions with a call inside: an inline Map over what the clauses give.

[f(x) for x in xs if x > 0]        do "each f" map [x for x in xs if x > 0]: …return f(x)
{k: f(k) for k in keys}            the same, giving [key, value] pairs that become a dict
[f(x) for x in xs if g(x)]         iterations give [] or [f(x)], joined afterwards
"""

from dataclasses import replace
from typing import Any

from compiler.diagnostics.codes import flows
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
from compiler.forms.program import BlockCall, StepCall
from compiler.forms.traverse import mentions, names_in
from compiler.forms.types import ANY, DictOf, ListOf, SetOf, TupleOf, Type
from compiler.passes.lower.destructuring import parts_of
from compiler.passes.lower.place import Place


def collect(place: Place, given: Comprehension, name: str | None) -> Expression:
    """The comprehension's value, in the variable `name` or one of the compiler's own."""
    target = name or place.temporary("results")
    settled = _settle_iterables(place, given)
    items, inner_target, item_type, filters = _items(place, settled)
    if items is None:
        return Constant(None, ANY, given.span)
    inner = place.machine()
    for inner_name in names_in(inner_target):
        inner.names.pop(inner_name, None)
    inner.compute(inner.target(inner_target), StateInput(item_type, given.span), given.span)
    _iteration(inner, given, filters)
    work = Map(items, "item", tuple(inner.operations))
    value = _joined(given, bool(filters))
    place.add(Do(_state_name(given, name), work, (Assign(target, value),), given.span))
    return Local(target, given.type, given.span)


def _settle_iterables(place: Place, given: Comprehension) -> Comprehension:
    """Calls in the first iterable happen once, before the Map."""
    first, *others = given.clauses
    items = place.shared.value(place, first.iterable)
    return replace(given, clauses=(replace(first, iterable=items), *others))


def _items(place: Place, given: Comprehension) -> tuple[Expression | None, Target, Type, tuple[Expression, ...]]:
    """What the Map goes over, the target for one item, its type, and the conditions that need calls."""
    from compiler.passes.lower.values import CALLS

    first, *others = given.clauses
    if any(mentions(clause.iterable, CALLS) for clause in others):
        place.shared.report.add(
            flows.NOT_COMPILED,
            "a call in an inner `for` of a comprehension",
            given.span,
            help="write it as a `for` loop that appends",
        )
        return None, "item", ANY, ()
    filters = tuple(one for clause in given.clauses for one in clause.conditions if mentions(one, CALLS))
    pure = [replace(c, conditions=tuple(one for one in c.conditions if one not in filters)) for c in given.clauses]
    element = _element_type(first.iterable.type)
    if not others and not pure[0].conditions:
        return first.iterable, first.target, element, filters
    outer = [replace(pure[0], iterable=first.iterable), *pure[1:]]
    names = tuple(dict.fromkeys(name for clause in pure for name in names_in(clause.target)))
    if len(names) == 1:
        made: Expression = Local(names[0], element, given.span)
        target: Target = names[0]
    else:
        made = Collection(tuple(Local(one, ANY, given.span) for one in names), TupleOf((ANY,) * len(names)), given.span)
        target = Names(names)
    listed = Comprehension(made, None, tuple(outer), ListOf(made.type), given.span)
    return _outside(place, listed), target, made.type, filters


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


def _iteration(inner: Place, given: Comprehension, filters: tuple[Expression, ...]) -> None:
    span = given.span
    made: Any = given.element
    if given.key is not None:
        made = Collection((given.key, given.element), TupleOf((given.key.type, given.element.type)), span)
    if not filters:
        inner.add(Return(inner.shared.value(inner, made), span))
        return
    test: Any = filters[0] if len(filters) == 1 else Logic("and", filters, ANY, span)
    condition = inner.shared.value(inner, test)
    kept = inner.inside()
    kept.add(Return(Collection((kept.shared.value(kept, made),), ListOf(made.type), span), span))
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


def _element_type(type_: Type) -> Type:
    match type_:
        case ListOf(item) | SetOf(item):
            return item
        case TupleOf(items) if items:
            return items[0] if len(set(items)) == 1 else ANY
        case _:
            return ANY


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
