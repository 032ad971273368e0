"""Loops: an index counts through a list, `range` counts by itself, `else` runs where nothing broke.

for row in rows: load(row)       do "start row in rows";  row_index = 0
                                 loop row:
                                   if row_index < len(rows): row = rows[row_index]; row_index = row_index + 1
                                     do "load" task …
                                   else: break row
"""

from typing import cast

from compiler.diagnostics.codes import flows
from compiler.diagnostics.span import Span
from compiler.forms.expression_text import target_words, words
from compiler.forms.expressions import (
    Binary,
    Compare,
    Constant,
    Expression,
    Item,
    Lambda,
    Local,
    Names,
    Operation,
    Target,
)
from compiler.forms.flow import Arm, Assign, Body, Break, Compute, Continue, Do, If, Loop
from compiler.forms.program import CALLS, For, Statement, Update, Value, While
from compiler.forms.traverse import children, names_in
from compiler.forms.types import BOOL, INT
from compiler.passes.lower.destructuring import has_length, parts_of
from compiler.passes.lower.iterating import as_list, item_type
from compiler.passes.lower.place import Place
from compiler.passes.lower.reading import assigned_in


def while_loop(place: Place, loop: While) -> None:
    """`while test: … else: …`; the test's calls happen anew each time."""
    label = place.shared.label("while")
    inner = place.inside(on_break=(Break(label, loop.span),), on_continue=(Continue(label, loop.span),))
    if isinstance(loop.test, Constant) and loop.test.value:
        place.shared.statements(inner, loop.body)
    else:
        test = inner.settled(inner.shared.value(inner, loop.test), "test")
        body = inner.inside()
        place.shared.statements(body, loop.body)
        after = _otherwise(place, loop.otherwise, label, loop.span)
        arm = Arm(test, (), tuple(body.operations), loop.span)
        inner.add(If(f"while {words(test)}", (arm,), after, loop.span))
    place.add(Loop(label, tuple(inner.operations), loop.span))


def _otherwise(place: Place, statements: tuple[Statement, ...], label: str, span: Span) -> Body:
    after = place.inside()
    place.shared.statements(after, statements)
    after.add(Break(label, span))
    return tuple(after.operations)


def for_loop(place: Place, loop: For) -> None:
    """`for target in items: … else: …`."""
    _check_unchanged(place, loop)
    items = place.shared.value(place, loop.items)
    target = place.target(loop.target)
    base = names_in(target)[0]
    start, test, assigns, late = _counting(place, loop, items, target, base)
    written = f"{target_words(loop.target)} in {_written(loop.items, items)}"
    bare = [one for one in start if place.holds(one.value)]
    for one in start:
        if one not in bare:
            place.compute(one.name, one.value, loop.span)
    if bare:
        place.add(Do(f"start {written}", Compute(), tuple(bare), loop.span))
    label = place.shared.label(base)
    body = place.inside(on_break=(Break(label, loop.span),), on_continue=(Continue(label, loop.span),))
    if late is not None:
        body.compute(*late, loop.span)
    place.shared.statements(body, loop.body)
    after = _otherwise(place, loop.otherwise, label, loop.span)
    arm = Arm(test, assigns, tuple(body.operations), loop.span)
    choice = If(f"for {written}", (arm,), after, loop.span)
    place.add(Loop(label, (choice,), loop.span))


Counting = tuple[list[Assign], Expression, tuple[Assign, ...], tuple[Target, Expression] | None]
"""What is set before the loop, whether there is another turn, and what a turn begins with: what the choice assigns, and
an unpacking that can fail under a handler, which stands in the body."""


def _counting(place: Place, loop: For, items: Expression, target: Target, base: str) -> Counting:
    span = loop.span
    if isinstance(items, Operation) and items.name == "range" and isinstance(target, str) and _has_known_step(items):
        return _range(place, loop, items, target)
    start: list[Assign] = []
    first: Expression = Constant(0, INT, span)
    inner_target, listed = target, items
    counter = None
    if isinstance(items, Operation) and items.name == "enumerate" and _is_pair(target):
        listed = items.arguments[0]  # type: ignore[assignment]
        counter, inner_target = target.items  # type: ignore[union-attr]
        first = _enumerate_start(items, span)
    listed = as_list(listed)
    if not isinstance(listed, Local) or listed.name in {place.name(name) for name in assigned_in((loop,))}:
        name = place.temporary(f"{base}_items")
        start.append(Assign(name, listed))
        listed = Local(name, listed.type, span)
    index = Local(place.temporary(f"{base}_index"), INT, span)
    start.append(Assign(index.name, Constant(0, INT, span)))
    more = Compare(index, (("<", Operation("len", (listed,), (), INT, span)),), BOOL, span)
    item = Item(listed, index, item_type(listed), span)
    late: tuple[Target, Expression] | None = None
    if isinstance(inner_target, Names) and place.is_watched and not has_length(item, len(inner_target.items)):
        whole = Local(place.temporary(f"{base}_item"), item.type, span)
        late, inner_target = (inner_target, whole), whole.name
    turn = [Assign(n, e) for n, e in parts_of(inner_target, item)]
    if isinstance(counter, str):
        known = isinstance(first, Constant) and first.value == 0
        turn.insert(0, Assign(counter, index if known else Binary("+", index, first, INT, span)))
    turn.append(Assign(index.name, Binary("+", index, Constant(1, INT, span), INT, span)))
    return start, more, tuple(turn), late


def _is_pair(target: Target) -> bool:
    return not isinstance(target, str) and len(target.items) == 2 and isinstance(target.items[0], str)


def _enumerate_start(items: Operation, span: Span) -> Expression:
    given = items.arguments[1] if len(items.arguments) > 1 else dict(items.keywords).get("start")
    return given if given is not None else Constant(0, INT, span)  # type: ignore[return-value]


def _range(place: Place, loop: For, items: Operation, target: str) -> Counting:
    """`range` by its next value: nothing is listed."""
    span = loop.span
    given = [one for one in items.arguments if not isinstance(one, Lambda)]
    first: Expression = Constant(0, INT, span) if len(given) == 1 else given[0]
    stop: Expression = given[0] if len(given) == 1 else given[1]
    step: Expression = given[2] if len(given) == 3 else Constant(1, INT, span)
    start: list[Assign] = []
    assigned = {place.name(name) for name in assigned_in((loop,))}
    if not isinstance(stop, Constant) and not (isinstance(stop, Local) and stop.name not in assigned):
        name = place.temporary(f"{target}_stop")
        start.append(Assign(name, stop))
        stop = Local(name, INT, span)
    following = Local(place.temporary(f"{target}_next"), INT, span)
    start.append(Assign(following.name, first))
    assert isinstance(step, Constant)
    assert isinstance(step.value, int)
    more = Compare(following, (("<" if step.value > 0 else ">", stop),), BOOL, span)
    turn = (Assign(target, following), Assign(following.name, Binary("+", following, step, INT, span)))
    return start, more, turn, None


def _has_known_step(items: Operation) -> bool:
    """Whether the direction is known; otherwise the numbers are listed."""
    return len(items.arguments) < 3 or isinstance(items.arguments[2], Constant)


def _written(items: Value, lowered: Expression) -> str:
    """The list as the author wrote it, where it is more than a call."""
    return words(lowered if isinstance(items, CALLS) else cast(Expression, items))


def _check_unchanged(place: Place, loop: For) -> None:
    """A list that grows while a loop goes over it: Python's loop sees the change, a state machine's would not."""
    if not isinstance(loop.items, Local):
        return
    for update in _updates(loop.body):
        if update.name == loop.items.name and update.method != "set":
            place.shared.report.add(
                flows.NOT_COMPILED,
                f"`{update.name}` changes while the loop goes over it",
                update.span,
                help=f"loop over a copy: `for … in list({update.name})`",
            )


def _updates(nodes: object) -> list[Update]:
    found: list[Update] = []
    for node in nodes if isinstance(nodes, tuple) else children(nodes):
        if isinstance(node, Update):
            found.append(node)
        found += _updates(node)
    return found
