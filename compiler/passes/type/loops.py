"""`for` and `while`, `break` and `continue`.

    total = 0
    for row in rows: total += row.price      `total` is an int before, a float behind: both, inside

A body is read again until what holds at its head no longer changes; only the last reading's findings count. A mistake
that leaves a variable unknown at the head is silent from then on: there the first reading that found one counts.
"""

import ast
from collections.abc import Callable

from compiler.diagnostics import Report
from compiler.diagnostics.codes import flows
from compiler.forms.expressions import Constant, Local, Target
from compiler.forms.program import Break, Continue, For, Statement, Value, While
from compiler.forms.types import UNKNOWN
from compiler.library.shapes import spelled
from compiler.passes.type import operators, ownership, statements
from compiler.passes.type.body import Body, LoopState
from compiler.passes.type.comprehensions import iterated
from compiler.passes.type.narrowing import suppose
from compiler.passes.type.scope import Delta, Owned, same_type
from compiler.passes.type.targets import target_of

_MOST_READINGS = 6
"""A type that still grows then (a list in a list in a list …) is left at what it is."""


def for_statement(body: Body, node: ast.For) -> tuple[Statement, ...]:
    """`for target in items: … else: …`."""
    items, item = iterated(body, node.iter)
    if ownership.is_mutable(item):
        ownership.share(body, items)
    iterated_name = items.name if isinstance(items, Local) else None
    found: list[Target | None] = []

    def read() -> tuple[Statement, ...]:
        found[:] = [target_of(body, node.target, item, owned=Owned.SHARED)]
        return statements.statements_of(body, node.body)

    inner, ends, head = _fixpoint(body, read, iterated_name)
    otherwise = _behind(body, node.orelse, ends, (head,))
    if items.type is UNKNOWN or not found or found[0] is None:
        return ()
    return (For(found[0], items, inner, otherwise, body.span(node)),)


def while_statement(body: Body, node: ast.While) -> tuple[Statement, ...]:
    """`while test: … else: …`."""
    test: list[Value] = []
    after_test: list[Delta] = []

    def read() -> tuple[Statement, ...]:
        mark = body.loops[-1].mark
        test[:] = [operators.condition(body, node.test)]
        after_test[:] = [body.scope.changes_since(mark)]
        suppose(body, test[0], True)
        return statements.statements_of(body, node.body)

    inner, ends, head = _fixpoint(body, read, None)
    condition = test[0]
    endless = isinstance(condition, Constant) and bool(condition.value) and condition.type is not UNKNOWN
    if endless and not ends.breaks and not _leaves(node):
        body.error(
            flows.ENDLESS_LOOP, "nothing ends this loop", body.first_line(node), "leave it with `break` or `return`"
        )
    exits = () if endless else (_joined(head, after_test[0]),)
    otherwise = _behind(body, node.orelse, ends, exits, condition)
    if condition.type is UNKNOWN:
        return ()
    return (While(condition, inner, otherwise, body.span(node)),)


def _leaves(node: ast.While) -> bool:
    return any(isinstance(inner, ast.Return | ast.Raise) for inner in ast.walk(node))


def _joined(head: Delta, after_test: Delta) -> Delta:
    """What holds when the test fails: what held at the head, and what the test itself assigned."""
    return Delta({**head.changes, **after_test.changes})


def _fixpoint(
    body: Body, read: Callable[[], tuple[Statement, ...]], iterated_name: str | None
) -> tuple[tuple[Statement, ...], LoopState, Delta]:
    """Read a loop's body until its head is stable: its statements, its exits, and what holds at the head."""
    scope = body.scope
    head = Delta({})
    before = body.report
    inner: tuple[Statement, ...] = ()
    state = LoopState(scope.mark())
    mistaken: Report | None = None
    for _ in range(_MOST_READINGS):
        body.report = Report()
        mark = scope.mark()
        scope.merge((head,))
        state = LoopState(mark, iterated=iterated_name)
        body.loops.append(state)
        inner = read()
        if mistaken is None and any(one.is_error for one in body.report):
            mistaken = body.report
        body.loops.pop()
        end = scope.undo(mark)
        grown = _head(body, head, [end, *state.continues])
        if _same(head, grown):
            break
        head = grown
    unknown = any(one is not None and UNKNOWN.value in spelled(one.type) for one in head.changes.values())
    before.extend(mistaken if mistaken is not None and unknown else body.report)
    body.report = before
    return inner, state, head


def _head(body: Body, head: Delta, ends: list[Delta]) -> Delta:
    """What holds at the head when the loop may have come round."""
    scope = body.scope
    mark = scope.mark()
    scope.merge((Delta({}), head, *ends))
    grown = scope.undo(mark)
    return Delta(grown.changes)


def _same(left: Delta, right: Delta) -> bool:
    if left.changes.keys() != right.changes.keys():
        return False
    for name, one in left.changes.items():
        other = right.changes[name]
        if one is None or other is None:
            if one is not other:
                return False
        elif not same_type(one.type, other.type) or (one.sure, one.owned) != (other.sure, other.owned):
            return False
    return True


def _behind(
    body: Body, orelse: list[ast.stmt], ends: LoopState, exits: tuple[Delta, ...], ended: Value | None = None
) -> tuple[Statement, ...]:
    """What holds behind the loop: its `else`, reached when nothing broke it and `ended` is false, and every `break`."""
    scope = body.scope
    mark = scope.mark()
    scope.merge(exits)
    if scope.live and ended is not None:
        suppose(body, ended, False)
    reached = scope.live
    otherwise = statements.statements_of(body, orelse) if reached else ()
    through = scope.undo(mark) if reached else Delta({}, live=False)
    if not reached:
        scope.undo(mark)
    scope.merge((through, *ends.breaks))
    return otherwise


def break_statement(body: Body, node: ast.Break) -> tuple[Statement, ...]:
    """`break`."""
    state = body.loops[-1]
    state.breaks.append(body.scope.changes_since(state.mark))
    body.scope.live = False
    return (Break(body.span(node)),)


def continue_statement(body: Body, node: ast.Continue) -> tuple[Statement, ...]:
    """`continue`."""
    state = body.loops[-1]
    state.continues.append(body.scope.changes_since(state.mark))
    body.scope.live = False
    return (Continue(body.span(node)),)
