"""A state that only assigns is folded into what comes right before it: a Do, an arm of an If, a handler, the way
back from a Block.

    do "count_rows" task count_rows()      do "count_rows" task count_rows()
      n = result                             n = result
    do "half"                         =>     half = result / 2
      half = n / 2

Assignments of one state see its entry, so names that the state itself assigns are replaced by their values.
"""

from dataclasses import replace

from compiler.forms.expressions import Expression, Result, StateInput
from compiler.forms.flow import Assign, Body, Do, Enter, Flow, If, Operation, Try
from compiler.forms.flow_check import leaves
from compiler.forms.traverse import mentions, replace_nodes, substitute
from compiler.forms.weighing import duplicates, size
from compiler.passes.rewrite.liveness import Liveness, liveness
from compiler.passes.rewrite.trees import (
    gives_result,
    is_compute,
    map_bodies,
    may_fail,
    retries_everything,
    with_machines,
)


def fold_assignments(flow: Flow) -> Flow:
    """The flow with assigning states folded backwards."""
    return replace(flow, body=_machine(flow.body))


def _machine(body: Body) -> Body:
    return _body(body, liveness(body))


def _body(body: Body, live: Liveness) -> Body:
    folded: list[Operation] = []
    for operation in body:
        before = folded[-1] if folded else None
        if isinstance(before, Do) and isinstance(operation, Do) and is_compute(operation):
            assigns = _into_do(before, operation, live)
            if assigns is not None:
                name = operation.name if before.name == "input" else before.name
                folded[-1] = replace(before, assigns=assigns, name=name)
                continue
        if isinstance(before, Enter) and isinstance(operation, Do) and is_compute(operation):
            back = _into_enter(before, operation, live)
            if back is not None:
                folded[-1] = replace(before, assigns=back)
                continue
        if isinstance(before, If) and isinstance(operation, Do) and is_compute(operation):
            onward = _into_onward(before, operation, live)
            if onward is not None:
                folded[-1] = replace(before, otherwise_assigns=onward)
                continue
        folded.append(_inside(operation, live))
    return tuple(folded)


def _inside(operation: Operation, live: Liveness) -> Operation:
    match operation:
        case Do():
            return with_machines(operation, _machine)
        case If(_, arms, otherwise, _, assigns):
            changed = []
            for arm in arms:
                entry, rest = _entry(arm.assigns, arm.body, live)
                changed.append(replace(arm, assigns=entry, body=_body(rest, live)))
            entry, rest = _entry(assigns, otherwise, live)
            return replace(operation, arms=tuple(changed), otherwise=_body(rest, live), otherwise_assigns=entry)
        case Try(body, catchers):
            handlers = []
            for catcher in catchers:
                entry, rest = _entry(catcher.assigns, catcher.body, live, handler=True)
                handlers.append(replace(catcher, assigns=entry, body=_body(rest, live)))
            return replace(operation, body=_body(body, live), catchers=tuple(handlers))
        case _:
            return map_bodies(operation, lambda body: _body(body, live))


def _entry(
    assigns: tuple[Assign, ...], body: Body, live: Liveness, *, handler: bool = False
) -> tuple[tuple[Assign, ...], Body]:
    """The way into a body with the assigning states at its start folded into it, and the rest of the body."""
    while body and isinstance(body[0], Do) and is_compute(body[0]):
        first = body[0]
        if handler and (may_fail(first.assigns) or any(mentions(one.value, StateInput) for one in first.assigns)):
            break
        merged = merge(assigns, first, live)
        if merged is None:
            break
        assigns, body = merged, body[1:]
    return assigns, body


def _into_do(before: Do, compute: Do, live: Liveness) -> tuple[Assign, ...] | None:
    if may_fail(compute.assigns) and (retries_everything(before) or id(compute) in live.guarded):
        return None
    input_ = any(mentions(one.value, StateInput) for one in compute.assigns)
    if input_ and before.output is not None:
        return None
    if input_ and gives_result(before):
        compute = replace(compute, assigns=tuple(_of_result(one) for one in compute.assigns))
    return merge(before.assigns, compute, live)


def _into_onward(before: If, compute: Do, live: Liveness) -> tuple[Assign, ...] | None:
    """The only way on from an If whose arms all leave: what has to be asked before something is computed."""
    if before.otherwise or not all(arm.body and leaves(arm.body[-1]) for arm in before.arms):
        return None
    return merge(before.otherwise_assigns, compute, live)


def _into_enter(before: Enter, compute: Do, live: Liveness) -> tuple[Assign, ...] | None:
    if may_fail(compute.assigns) and id(compute) in live.guarded:
        return None
    if any(mentions(one.value, StateInput) for one in compute.assigns):
        return None
    return merge(before.assigns, compute, live)


def _of_result(assign: Assign) -> Assign:
    value = assign.value
    return Assign(assign.name, replace_nodes(value, StateInput, Result(value.type, value.span)))


LARGEST = 60
"""Nodes that a folded value may have; larger ones keep a state of their own."""


def merge(assigns: tuple[Assign, ...], compute: Do, live: Liveness) -> tuple[Assign, ...] | None:
    """Both groups as one, made from what was before the first; None where that would compute things twice."""
    known: dict[str, Expression] = {one.name: one.value for one in assigns}
    changed = {one.name for one in compute.assigns}
    if may_fail(tuple(one for one in assigns if one.name in changed)):
        return None
    values = [one.value for one in compute.assigns]
    if duplicates(known, values, lambda name: name not in changed and live.after(compute, name)):
        return None
    after = tuple(Assign(one.name, substitute(one.value, known)) for one in compute.assigns)
    if any(size(one.value, LARGEST) > LARGEST for one in after):
        return None
    return (*(one for one in assigns if one.name not in changed), *after)
