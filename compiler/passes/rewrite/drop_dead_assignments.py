"""Assignments that nobody reads go, and with them states that did nothing else.

    do "First" task first()        do "First" task first()
      first = result          =>   do "Second" task second()
    do "Second" task second()

A value whose computing can fail stays: Python would have failed there.
"""

from dataclasses import replace

from compiler.forms.flow import Assign, Body, Do, Enter, Flow, If, Operation, Try
from compiler.library.failing import failures_of
from compiler.passes.rewrite.liveness import Liveness, liveness
from compiler.passes.rewrite.trees import is_compute, map_bodies, with_machines


def drop_dead_assignments(flow: Flow) -> Flow:
    """The flow without dead assignments."""
    return replace(flow, body=_machine(flow.body))


def _machine(body: Body) -> Body:
    live = liveness(body)
    return _body(body, live)


def _body(body: Body, live: Liveness) -> Body:
    kept: list[Operation] = []
    for operation in body:
        after = _operation(operation, live)
        if not _does_nothing(after):
            kept.append(after)
    return tuple(kept)


def _does_nothing(operation: Operation) -> bool:
    match operation:
        case Do(_, _, assigns):
            return is_compute(operation) and not assigns
        case If(_, arms, otherwise, _, assigns):
            bare = all(not arm.body and not arm.assigns and not failures_of(arm.test) for arm in arms)
            return bare and not otherwise and not assigns
        case Try(body):
            return not body
        case _:
            return False


def _operation(operation: Operation, live: Liveness) -> Operation:
    match operation:
        case Do():
            assigns = tuple(
                one for one in operation.assigns if live.after(operation, one.name) or failures_of(one.value)
            )
            if len(assigns) != len(operation.assigns):
                operation = replace(operation, assigns=assigns)
            return with_machines(operation, _machine)
        case If(_, arms, otherwise, _, assigns):
            changed = tuple(
                replace(arm, assigns=_read(arm.assigns, arm.body, operation, live), body=_body(arm.body, live))
                for arm in arms
            )
            rest = _read(assigns, otherwise, operation, live)
            return replace(operation, arms=changed, otherwise=_body(otherwise, live), otherwise_assigns=rest)
        case Enter(_, _, assigns):
            kept = tuple(one for one in assigns if live.after(operation, one.name) or failures_of(one.value))
            return operation if len(kept) == len(assigns) else replace(operation, assigns=kept)
        case Try(body, catchers):
            handlers = tuple(
                replace(one, assigns=_read(one.assigns, one.body, operation, live), body=_body(one.body, live))
                for one in catchers
            )
            return replace(operation, body=_body(body, live), catchers=handlers)
        case _:
            return map_bodies(operation, lambda body: _body(body, live))


def _read(assigns: tuple[Assign, ...], body: Body, around: Operation, live: Liveness) -> tuple[Assign, ...]:
    """The assignments on the way into a body that something there or behind reads."""
    return tuple(one for one in assigns if live.enters(body, around, one.name) or failures_of(one.value))
