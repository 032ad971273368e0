"""Ways that no run takes go: handlers that nothing reaches, and arms that ask for a value that is never given.

    try:                                      way = "on"
      way = "on"                              do "sweep" task …
    catch States.ALL: way = "raise"     =>    return x
    do "sweep" task …
    if way == "raise": fail …
    return x

`finally` notes how it is reached; most ways that it has to think of cannot be taken in a given `try`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from compiler.forms.expressions import Compare, Constant, Local
from compiler.forms.flow import (
    Arm,
    Assign,
    Block,
    Body,
    Catcher,
    Do,
    Flow,
    If,
    Map,
    Operation,
    Parallel,
    Raise,
    Task,
    Try,
)
from compiler.forms.flow_check import assignments, catches, inner_bodies, leaves
from compiler.passes.rewrite.trees import map_bodies, with_machines

_Given = dict[str, set[str] | None]
"""Variable → the texts that it is given; None where it is given something else."""


def drop_untaken_ways(flow: Flow) -> Flow:
    """The flow without handlers and arms that no run comes to."""
    return replace(flow, body=_machine(flow.body))


def _machine(body: Body) -> Body:
    reached = _home(body)
    given: _Given = defaultdict(set)
    for assign in assignments(reached):
        _note(assign, given)
    return _without_untaken_arms(reached, given)


# ---- handlers ----


def _home(body: Body) -> Body:
    """A machine's body or a Try's, which begins with the blocks of the Trys that it no longer has."""
    blocks: list[Block] = []
    kept = _without_idle_handlers(body, blocks)
    return (*blocks, *kept)


def _without_idle_handlers(body: Body, blocks: list[Block]) -> Body:
    kept: list[Operation] = []
    for operation in body:
        match operation:
            case Do():
                kept.append(with_machines(operation, _machine))
            case Try(guarded, catchers):
                guarded = _home(guarded)
                reached = tuple(one for one in catchers if _is_reached(one, guarded))
                if reached:
                    handlers = (replace(one, body=_without_idle_handlers(one.body, blocks)) for one in reached)
                    kept.append(replace(operation, body=guarded, catchers=tuple(handlers)))
                else:
                    blocks.extend(one for one in guarded if isinstance(one, Block))
                    kept += [one for one in guarded if not isinstance(one, Block)]
            case _:
                kept.append(map_bodies(operation, lambda inner: _without_idle_handlers(inner, blocks)))
    return _to_its_end(kept)


def _is_reached(catcher: Catcher, body: Body) -> bool:
    return any(_may_take(catcher, failure) for failure in _failures(body))


def _failures(body: Body) -> Iterator[Raise | None]:
    """What comes out of a body: its own errors, and None for states that may fail with any."""
    for operation in body:
        match operation:
            case Do():
                if isinstance(operation.work, Task | Parallel | Map):
                    yield None
            case Raise():
                yield operation
            case Try(guarded, catchers):
                yield from (one for one in _failures(guarded) if not any(_takes(catcher, one) for catcher in catchers))
                for catcher in catchers:
                    yield from _failures(catcher.body)
            case _:
                for inner in inner_bodies(operation):
                    yield from _failures(inner)


def _takes(catcher: Catcher, failure: Raise | None) -> bool:
    """Whether a handler surely takes the failure."""
    return "States.ALL" in catcher.errors if failure is None else bool(failure.name) and catches(catcher, failure)


def _may_take(catcher: Catcher, failure: Raise | None) -> bool:
    """Whether it may: a state's failure, or one raised again by a name that is computed, may be any."""
    return failure is None or not failure.name or catches(catcher, failure)


# ---- arms ----


def _note(assign: Assign, given: _Given) -> None:
    known = given[assign.name]
    if isinstance(assign.value, Constant) and isinstance(assign.value.value, str) and known is not None:
        known.add(assign.value.value)
    else:
        given[assign.name] = None


def _without_untaken_arms(body: Body, given: _Given) -> Body:
    kept: list[Operation] = []
    for operation in body:
        changed = operation
        if not isinstance(operation, Do):
            changed = map_bodies(operation, lambda inner: _without_untaken_arms(inner, given))
        if isinstance(changed, If):
            arms = tuple(arm for arm in changed.arms if not _is_untaken(arm, given))
            if not arms and not changed.otherwise_assigns:
                kept += changed.otherwise
                continue
            changed = replace(changed, arms=arms or changed.arms)
        kept.append(changed)
    return _to_its_end(kept)


def _is_untaken(arm: Arm, given: _Given) -> bool:
    match arm.test:
        case Compare(Local(name), (("==", Constant(str() as asked)),)):
            texts = given.get(name)
            return texts is not None and bool(texts) and asked not in texts
        case _:
            return False


def _to_its_end(operations: list[Operation]) -> Body:
    """The operations up to the first that nothing comes after."""
    for place, operation in enumerate(operations):
        if leaves(operation):
            return tuple(operations[: place + 1])
    return tuple(operations)
