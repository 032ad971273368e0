"""Rebuilding Flow trees and what their expressions read.

map_bodies(do, change)        the operation with `change` applied to every body inside it, inner machines' too
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from compiler.forms.expressions import Expression, Local
from compiler.forms.flow import (
    Assign,
    Block,
    Body,
    Compute,
    Do,
    Enter,
    If,
    Loop,
    Map,
    Operation,
    Parallel,
    Raise,
    Return,
    Task,
    Try,
    Wait,
)
from compiler.forms.flow_check import assigned, inner_bodies
from compiler.forms.traverse import reads
from compiler.forms.types import INT
from compiler.library.failing import failures_of

_HANDED = ("stored", "given", "batch", "batch_bytes", "tolerate", "results",
           "source.bucket", "source.key", "source.prefix", "source.most")  # fmt: skip
"""The settings of a Distributed Map that may be expressions."""
_KNOWN = (int, float, str, type(None))
"""What such a field is where it is no expression."""


def inner_machines(do: Do) -> tuple[Body, ...]:
    """The branches of a Parallel, the body of a Map."""
    match do.work:
        case Parallel(branches):
            return branches
        case Map(_, _, body):
            return (body,)
        case _:
            return ()


def with_machines(do: Do, change: Callable[[Body], Body]) -> Do:
    """The operation with its branches or its iteration changed."""
    match do.work:
        case Parallel(branches):
            after = tuple(change(branch) for branch in branches)
            same = all(one is other for one, other in zip(branches, after, strict=True))
            return do if same else replace(do, work=replace(do.work, branches=after))
        case Map(_, _, body):
            changed = change(body)
            return do if changed is body else replace(do, work=replace(do.work, body=changed))
        case _:
            return do


def map_bodies(operation: Operation, change: Callable[[Body], Body]) -> Operation:
    """The operation with every body directly inside it changed: arms, loops, handlers, blocks, inner machines."""
    match operation:
        case Do():
            return with_machines(operation, change)
        case If(_, arms, otherwise):
            changed = tuple(replace(arm, body=change(arm.body)) for arm in arms)
            return replace(operation, arms=changed, otherwise=change(otherwise))
        case Loop(_, body) | Block(_, _, body):
            return replace(operation, body=change(body))
        case Try(body, catchers):
            handlers = tuple(replace(catcher, body=change(catcher.body)) for catcher in catchers)
            return replace(operation, body=change(body), catchers=handlers)
        case _:
            return operation


def work_expressions(do: Do) -> Iterator[Expression]:
    """The expressions that the work itself reads, inner machines not included."""
    match do.work:
        case Task(_, arguments, _, timeout, heartbeat):
            given: tuple[Any, ...] = (arguments, timeout, heartbeat)
        case Map(items, _, _, concurrency, distributed):
            given = (items, concurrency, do.work.selector, *((distributed or {}).get(key) for key in _HANDED))
        case Wait(seconds, until):
            given = (seconds, until)
        case _:
            given = ()
    yield from (one for one in given if not isinstance(one, _KNOWN))


def map_work(do: Do, change: Callable[[Expression], Expression]) -> Do:
    """The operation with the expressions of its work changed."""

    def maybe(value: Any) -> Any:
        return value if isinstance(value, _KNOWN) else change(value)

    match do.work:
        case Task(_, arguments, _, timeout, heartbeat):
            work: Any = replace(do.work, arguments=maybe(arguments), timeout=maybe(timeout), heartbeat=maybe(heartbeat))
        case Map(items, _, _, concurrency, distributed):
            for key in _HANDED:
                if distributed is not None and key in distributed:
                    distributed = {**distributed, key: maybe(distributed[key])}
            work = replace(
                do.work,
                items=maybe(items),
                concurrency=maybe(concurrency),
                selector=maybe(do.work.selector),
                distributed=distributed,
            )
        case Wait(seconds, until):
            work = replace(do.work, seconds=maybe(seconds), until=maybe(until))
        case _:
            return do
    return replace(do, work=work)


def all_reads(body: Body) -> frozenset[str]:
    """Every variable read anywhere in a body, inner machines included."""
    found: set[str] = set()
    for operation in body:
        for expression in expressions_of(operation):
            found |= reads(expression)
        for inner in bodies_of(operation):
            found |= all_reads(inner)
    return frozenset(found)


def all_assigned(body: Body) -> list[str]:
    """Every assignment's name, in inner machines too."""
    found = list(assigned(body))
    for operation in body:
        found += _inner_assigned(operation)
    return found


def _inner_assigned(operation: Operation) -> list[str]:
    if isinstance(operation, Do):
        return [name for body in inner_machines(operation) for name in all_assigned(body)]
    return [name for body in inner_bodies(operation) for one in body for name in _inner_assigned(one)]


def expressions_of(operation: Operation) -> Iterator[Expression]:
    """The expressions directly in an operation."""
    match operation:
        case Do(_, _, assigns, _, _, output):
            yield from work_expressions(operation)
            yield from (assign.value for assign in assigns)
            if output is not None:
                yield output
        case If(_, arms, _, _, otherwise_assigns):
            for arm in arms:
                yield arm.test
                yield from (assign.value for assign in arm.assigns)
            yield from (assign.value for assign in otherwise_assigns)
        case Block(_, slot):
            yield Local(slot, INT, operation.span)
        case Enter():
            yield from (assign.value for assign in operation.assigns)
        case Try(_, catchers):
            yield from (assign.value for catcher in catchers for assign in catcher.assigns)
        case Raise(_, error, _, cause):
            yield error
            if cause is not None:
                yield cause
        case Return(value):
            if value is not None:
                yield value
        case _:
            pass


def bodies_of(operation: Operation) -> tuple[Body, ...]:
    """The bodies directly inside an operation."""
    match operation:
        case Do():
            return inner_machines(operation)
        case If(_, arms, otherwise):
            return (*(arm.body for arm in arms), otherwise)
        case Loop(_, body) | Block(_, _, body):
            return (body,)
        case Try(body, catchers):
            return (body, *(catcher.body for catcher in catchers))
        case _:
            return ()


def is_compute(operation: object) -> bool:
    """Whether the operation only assigns: it hands its input on."""
    return isinstance(operation, Do) and isinstance(operation.work, Compute) and operation.output is None


def gives_result(do: Do) -> bool:
    """Whether what the state hands on, without an output of its own, is its work's result."""
    return isinstance(do.work, Task | Parallel | Map)


def may_fail(assigns: tuple[Assign, ...]) -> bool:
    """Whether computing one of the values can fail."""
    return any(failures_of(assign.value) for assign in assigns)


def retries_everything(do: Do) -> bool:
    """Whether a failing assignment of the state would make it do its work again."""
    retry = getattr(do.work, "retry", ())
    return any({"States.ALL", "States.QueryEvaluationError"} & set(one.errors) for one in retry)
