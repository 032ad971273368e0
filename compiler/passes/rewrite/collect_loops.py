"""A loop that only collects what each item gives is an inline Map, one item at a time.

    loop order:                                        do "for order in orders" map orders concurrency 1
      if order_index < len(orders): order = …            iteration: order = input
        do "load" task load({"order": order})      =>               do "load" task load({"order": order})
          load = result                                               load = result
        rows = [*rows, load]                                        return load
                                                         rows = [*rows, *result]

A turn that appends under a last `if` gives a list of one item or none, and the lists are joined; `enumerate` takes the
item's number from the Map. For n items that is n + 1 transitions instead of 2n + 3, and no list is copied n times. A
turn must not read what an earlier turn assigned, leave the loop, or leave anything behind but the list.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.expressions import (
    Clause,
    Collection,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    Fact,
    Field,
    Item,
    Local,
    Mapping,
    Result,
    Spread,
    StateInput,
)
from compiler.forms.expressions import Operation as Call
from compiler.forms.flow import (
    Arm,
    Assign,
    Block,
    Body,
    Break,
    Compute,
    Continue,
    Do,
    Enter,
    Flow,
    If,
    Loop,
    Map,
    Operation,
    Return,
)
from compiler.forms.flow_check import assigned, inner_bodies
from compiler.forms.traverse import rebuild
from compiler.forms.types import ANY, INT, STR, DictOf, FieldOf, ListOf, Record, RecordKind, Type
from compiler.forms.weighing import counted
from compiler.passes.rewrite.liveness import Liveness, liveness
from compiler.passes.rewrite.substituting import substituted
from compiler.passes.rewrite.trees import all_assigned, all_reads, is_compute, map_bodies, with_machines


def collect_loops(flow: Flow) -> Flow:
    """The flow with collecting loops as Maps."""
    names = Counter(all_assigned(flow.body))
    return replace(flow, body=_machine(flow.body, names))


def _machine(body: Body, names: Counter[str]) -> Body:
    return _body(body, liveness(body), names)


def _body(body: Body, live: Liveness, names: Counter[str]) -> Body:
    after: list[Operation] = []
    for index, operation in enumerate(body):
        before = body[index - 1] if index else None
        found = _collecting(operation, before, live) if isinstance(operation, Loop) else None
        if found is not None:
            assert isinstance(operation, Loop)
            after.append(_as_map(operation, found, after, names))
        elif isinstance(operation, Do):
            after.append(with_machines(operation, lambda inner: _machine(inner, names)))
        else:
            after.append(map_bodies(operation, lambda inner: _body(inner, live, names)))
    return tuple(after)


@dataclass(frozen=True, slots=True)
class _Collecting:
    """What a collecting loop consists of."""

    choice: If
    items: Expression
    entry: tuple[Assign, ...]
    """A turn's first assignments, with the item as StateInput."""
    body: Body
    """A turn's work, without the append."""
    collected: Local
    item: Expression
    """What a turn gives: an item, or a list of one or none."""
    joined: bool
    numbered: bool
    """Whether a turn's input is `{"item": …, "index": …}`."""


def _collecting(loop: Loop, before: Operation | None, live: Liveness) -> _Collecting | None:
    match loop.body:
        case (If(_, (arm,), (Break(label),), _, ()) as choice,) if label == loop.label:
            pass
        case _:
            return None
    match arm.test:
        case Compare(Local(index), (("<", Call("len", (items,))),)):
            pass
        case _:
            return None
    append = _given(arm.body[-1]) if arm.body else None
    if append is None or not isinstance(before, Do) or not _starts_at_zero(before, index):
        return None
    name, item, joined = append
    entry, numbered = _entry(arm.assigns, items, index)  # type: ignore[arg-type]
    found = _Collecting(choice, items, entry, arm.body[:-1], name, item, joined, numbered)  # type: ignore[arg-type]
    return None if _depends(found, loop, before, index, live) else found


def _given(last: Operation) -> tuple[Local, Expression, bool] | None:
    """The list, what a turn gives to it, and whether that is a list of one item or none."""
    match last:
        case If(_, (Arm(test, (), (one,)),), (), _, ()):
            append = _appended(one)
            if append is None:
                return None
            listed = Collection((append[1],), append[0].type, last.span)
            empty = Collection((), append[0].type, last.span)
            return append[0], Conditional(test, listed, empty, append[0].type, last.span), True
        case _:
            append = _appended(last)
            return None if append is None else (*append, False)


def _appended(last: Operation) -> tuple[Local, Expression] | None:
    """The list and the item of `rows = [*rows, item]`."""
    if not isinstance(last, Do) or not is_compute(last) or len(last.assigns) != 1:
        return None
    match last.assigns[0]:
        case Assign(name, Collection((Spread(Local(same) as before), item))) if same == name:
            return (before, item) if not isinstance(item, Spread) else None
        case _:
            return None


def _starts_at_zero(before: Do, index: str) -> bool:
    return any(one.name == index and isinstance(one.value, Constant) and one.value.value == 0 for one in before.assigns)


def _entry(assigns: tuple[Assign, ...], items: Expression, index: str) -> tuple[tuple[Assign, ...], bool]:
    """The turn's first assignments with the input for `items[index]`, and whether they need the index besides."""

    def taken(node: Any, number: bool) -> Any:
        match node:
            case Item(value, Local(name)) if name == index and value == items:
                return _part("item", node.type, node.span) if number else StateInput(node.type, node.span)
            case Local(name) if name == index and number:
                return _part("index", INT, node.span)
            case _:
                return rebuild(node, lambda child: taken(child, number))

    def entry(*, number: bool) -> tuple[Assign, ...]:
        return tuple(Assign(one.name, taken(one.value, number)) for one in assigns if one.name != index)

    plain = entry(number=False)
    return (entry(number=True), True) if counted(one.value for one in plain)[index] else (plain, False)


def _part(name: str, type_: Type, span: Span) -> Field:
    """A part of a numbered turn's input."""
    record = Record("turn", (FieldOf("item", ANY), FieldOf("index", INT)), RecordKind.TYPED_DICT)
    return Field(StateInput(record, span), name, type_, span)


def _numbering(span: Span) -> Mapping:
    parts = (("item", "Value"), ("index", "Index"))
    entries = tuple((Constant(key, STR, span), Fact(("Map", "Item", fact), ANY, span)) for key, fact in parts)
    return Mapping(entries, DictOf(STR, ANY), span)


def _depends(found: _Collecting, loop: Loop, before: Do, index: str, live: Liveness) -> bool:
    """Whether a turn leaves the loop, reads an earlier turn's values, or something behind the loop reads a turn's."""
    if not any(isinstance(one, Do) and not isinstance(one.work, Compute) for one in found.body):
        return True
    if _leaves(found.body) or _entered(found.body) or found.collected.name in all_reads(found.body):
        return True
    if counted([found.item])[found.collected.name]:
        return True
    mine = {one.name for one in found.entry} | set(assigned(found.body))
    if found.collected.name in mine or index in mine:
        return True
    start = live.loop_starts.get(loop.label, -1)
    carried = any(start & live.bit(name) for name in mine)
    behind = any(live.after(loop, name) for name in (*mine, index))
    handled = any(live.handled(before, name) for name in (*mine, index, found.collected.name))
    return carried or behind or handled


def _leaves(body: Body) -> bool:
    return any(
        isinstance(one, Break | Continue | Return) or any(_leaves(inner) for inner in inner_bodies(one)) for one in body
    )


def _entered(body: Body) -> frozenset[str]:
    """The Blocks outside of the body that it enters: an iteration cannot."""
    found: set[str] = set()
    for one in body:
        if isinstance(one, Enter):
            found.add(one.label)
        for inner in inner_bodies(one):
            found |= _entered(inner)
    return frozenset(found - {one.label for one in body if isinstance(one, Block)})


def _as_map(loop: Loop, found: _Collecting, before: list[Operation], names: Counter[str]) -> Do:
    span = loop.span
    turn = Do("item", Compute(), found.entry, span)
    body: Body = (turn, *found.body, Return(found.item, span))
    own = Counter(assigned(body))
    taken = {name: _fresh(name, names) for name in own if names[name] > own[name]}
    names.update(taken.values())
    selector = _numbering(span) if found.numbered else None
    work = Map(found.items, "item", substituted(body, taken), 1, selector=selector)
    collected = found.collected
    result: Expression = Result(ListOf(collected.type) if found.joined else collected.type, span)
    if found.joined:
        clauses = (Clause("several", result, ()), Clause("made", Local("several", collected.type, span), ()))
        made = collected.type.item if isinstance(collected.type, ListOf) else ANY
        result = Comprehension(Local("made", made, span), None, clauses, collected.type, span)
    value = result
    if not _is_empty(before, collected.name):
        value = Collection((Spread(collected, span), Spread(result, span)), collected.type, span)
    return Do(found.choice.name, work, (Assign(collected.name, value),), span)


def _fresh(name: str, names: Counter[str]) -> str:
    number = 2
    while names[f"{name}_{number}"]:
        number += 1
    return f"{name}_{number}"


def _is_empty(before: list[Operation], name: str) -> bool:
    """Whether the list is known to be empty: nothing happened to it since `rows = []`."""
    for operation in reversed(before):
        if not isinstance(operation, Do):
            return False
        for assign in operation.assigns:
            if assign.name == name:
                return isinstance(assign.value, Collection) and not assign.value.items
    return False
