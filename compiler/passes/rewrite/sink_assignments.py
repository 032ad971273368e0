"""A state that only assigns, with nothing before it to fold into, is folded into what comes right after it.

    do "input"                                   do "export_orders" task export_orders({"day": input.day})
      day = input.day                       =>     day = input.day
    do "export_orders" task …({"day": day})        export = result
      export = result

What comes after reads the values themselves; the variables are assigned there for what is further behind.
"""

from dataclasses import replace

from compiler.forms.expressions import Expression
from compiler.forms.flow import Assign, Body, Continue, Do, Flow, If, Loop, Operation, Raise, Return, Try
from compiler.forms.flow_check import continues, inner_bodies
from compiler.forms.traverse import substitute, surely_reads
from compiler.forms.weighing import CLOCKS, counted, duplicates, is_cheap, is_fresh, size
from compiler.library.failing import failures_of
from compiler.passes.rewrite.liveness import Liveness, liveness
from compiler.passes.rewrite.trees import (
    all_reads,
    expressions_of,
    inner_machines,
    is_compute,
    map_bodies,
    map_work,
    may_fail,
    with_machines,
    work_expressions,
)

LARGEST = 60
"""Nodes that assignments may have in all the arms of an If together, and expressions after folding."""


def sink_assignments(flow: Flow) -> Flow:
    """The flow with assigning states folded forwards."""
    return replace(flow, body=_machine(flow.body))


def _machine(body: Body) -> Body:
    return _body(body, liveness(body))


def _body(body: Body, live: Liveness) -> Body:
    sunk: list[Operation] = []
    for operation in reversed(body):
        if sunk and isinstance(operation, Do) and is_compute(operation):
            following = _into(operation, sunk[-1], live)
            if following is not None:
                sunk[-1] = following
                continue
        sunk.append(operation)
    return tuple(_inside(operation, live) for operation in reversed(sunk))


def _inside(operation: Operation, live: Liveness) -> Operation:
    if isinstance(operation, Do):
        return with_machines(operation, _machine)
    return map_bodies(operation, lambda body: _body(body, live))


def _into(compute: Do, following: Operation, live: Liveness) -> Operation | None:
    match following:
        case Do():
            return _into_do(compute, following, live)
        case If():
            return _into_if(compute, following, live)
        case Return() | Raise():
            return _into_end(compute, following, live)
        case Try(body):
            first = _into(compute, body[0], live)
            return None if first is None else replace(following, body=(first, *body[1:]))
        case Loop(label, body) if not continues(body) and not _starts_anew(body, label):
            first = _into(compute, body[0], live)
            return None if first is None else replace(following, body=(first, *body[1:]))
        case _:
            return None


def _values(assigns: tuple[Assign, ...]) -> dict[str, Expression]:
    return {one.name: one.value for one in assigns}


def _into_do(compute: Do, do: Do, live: Liveness) -> Do | None:
    names = {one.name for one in compute.assigns}
    if may_fail(compute.assigns) or any(live.handled(do, name) for name in names):
        return None
    if any(names & all_reads(body) for body in inner_machines(do)):
        return None
    values = _values(compute.assigns)
    if not is_compute(do) and any(is_fresh(one.value, CLOCKS) for one in compute.assigns):
        return None  # a state assigns at its end, and its work takes time
    readers = [*work_expressions(do), *(one.value for one in do.assigns)] + ([do.output] if do.output else [])
    later = {one.name for one in do.assigns}
    if duplicates(values, readers, lambda name: name not in later and live.after(do, name)) or _grows(values, readers):
        return None
    changed = map_work(do, lambda expression: substitute(expression, values))
    mine = tuple(Assign(one.name, substitute(one.value, values)) for one in do.assigns)
    output = None if do.output is None else substitute(do.output, values)
    kept = tuple(one for one in compute.assigns if one.name not in later)
    name = compute.name if is_compute(do) and compute.name != "input" else do.name
    merged = replace(changed, assigns=(*kept, *mine), output=output, name=name)
    _same_life(live, do, merged)
    return merged


def _grows(values: dict[str, Expression], readers: list[Expression]) -> bool:
    """Whether an expression would become too large to be read."""
    counts = {name: n for name, n in counted(readers).items() if name in values and not is_cheap(values[name])}
    weight = sum(count * size(values[name], LARGEST) for name, count in counts.items())
    return weight > 0 and weight + sum(size(one, LARGEST) for one in readers) > LARGEST


def _same_life(live: Liveness, before: Operation, after: Operation) -> None:
    """What is known of an operation holds for the one that takes its place."""
    live.after_operation[id(after)] = live.after_operation.get(id(before), -1)
    live.in_handlers[id(after)] = live.in_handlers.get(id(before), 0)
    live.keep.append(after)


def _into_if(compute: Do, choice: If, live: Liveness) -> If | None:
    values = _values(compute.assigns)
    ways = [arm.assigns for arm in choice.arms] + [choice.otherwise_assigns]
    weight = sum(size(value, LARGEST) for value in values.values()) * len(ways)
    if may_fail(compute.assigns) or weight > LARGEST:
        return None
    tests = [arm.test for arm in choice.arms]
    if duplicates(values, tests, lambda name: _enters(choice, name, live)) or _grows(values, tests):
        return None
    arms = tuple(
        replace(arm, test=substitute(arm.test, values), assigns=_before(compute.assigns, arm.assigns, values))
        for arm in choice.arms
    )
    merged = replace(choice, arms=arms, otherwise_assigns=_before(compute.assigns, choice.otherwise_assigns, values))
    _same_life(live, choice, merged)
    return merged


def _enters(choice: If, name: str, live: Liveness) -> bool:
    bodies = [arm.body for arm in choice.arms] + [choice.otherwise]
    return any(live.enters(body, choice, name) for body in bodies)


def _before(first: tuple[Assign, ...], then: tuple[Assign, ...], values: dict[str, Expression]) -> tuple[Assign, ...]:
    mine = tuple(Assign(one.name, substitute(one.value, values)) for one in then)
    later = {one.name for one in mine}
    return (*(one for one in first if one.name not in later), *mine)


def _into_end(compute: Do, end: Return | Raise, live: Liveness) -> Operation | None:
    if isinstance(end, Raise) and any(live.handled(end, one.name) for one in compute.assigns):
        return None
    values = _values(compute.assigns)
    readers = list(expressions_of(end))
    read = frozenset[str]().union(*map(surely_reads, readers))
    if any(failures_of(value) and name not in read for name, value in values.items()):
        return None
    if duplicates(values, readers, lambda _: False) or _grows(values, readers):
        return None
    if isinstance(end, Return):
        return end if end.value is None else replace(end, value=substitute(end.value, values))
    cause = None if end.cause is None else substitute(end.cause, values)
    return replace(end, error=substitute(end.error, values), cause=cause)


def _starts_anew(body: Body, label: str) -> bool:
    return any(
        (isinstance(operation, Continue) and operation.label == label)
        or any(_starts_anew(inner, label) for inner in inner_bodies(operation))
        for operation in body
    )
