"""Calls become operations: a step a Task, `parallel(…)` a Parallel, `each(…)` a Map; a serial block its own statements.

export = export_orders(day)      do "export_orders" task export_orders({"day": day})
                                   export = result
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from compiler.diagnostics.span import Span
from compiler.forms.expression_text import target_words
from compiler.forms.expressions import Constant, Expression, Field, Local, Mapping, Names, Operation, Result, Target
from compiler.forms.flow import Assign, Do, Parallel, Task, Wait, Work
from compiler.forms.program import (
    BlockCall,
    Call,
    EachCall,
    ParallelCall,
    PipelineCall,
    ServiceCall,
    StepCall,
    Value,
    WaitCall,
)
from compiler.forms.types import NONE, STR, DictOf, FieldOf, Record
from compiler.passes.lower.blocks import parallel_block, serial_block
from compiler.passes.lower.destructuring import has_length, parts_of
from compiler.passes.lower.distributed import each_map
from compiler.passes.lower.place import Place
from compiler.passes.lower.unwrapping import failed_job, inner_error, unwrapped
from dsl.definitions import BlockDefinition, StepOptions
from dsl.retries import Retry


def perform(place: Place, call: Call, target: Target | None) -> None:
    """Add what the call does; its result goes to `target`, in the flow's names, or nowhere."""
    match call:
        case StepCall():
            _step(place, call, target)
        case ServiceCall():
            limits = _limits(place, call.computed)
            given = place.kept_out(_named(place, call.arguments, call.span))
            task = _task(call.resource, given, call.options, limits)
            finish(place, call.name, task, Result(call.type, call.span), target, call.span, asked=_job_of(call))
        case PipelineCall():
            _pipeline(place, call, target)
        case BlockCall():
            _block(place, call, target)
        case ParallelCall():
            _parallel(place, call, target)
        case EachCall():
            _each(place, call, target)
        case WaitCall():
            _wait(place, call, target)
        case _:
            assert_never(call)


def finish(
    place: Place,
    name: str,
    work: Work,
    result: Expression,
    target: Target | None,
    span: Span,
    comment: str = "",
    asked: Callable[[Do], Operation | None] | None = None,
) -> None:
    """A Do whose result is taken apart by the target; `asked` finds the error in what the work's failure says."""

    def add(do: Do) -> None:
        unwrapped(place, do, None if asked is None else asked(do))

    if isinstance(target, Names) and place.is_watched and not has_length(result, len(target.items)):
        whole = place.temporary("value")  # taken apart in a state of its own, whose failing a handler may not see
        add(Do(name, work, (Assign(whole, result),), span, comment))
        place.compute(target, Local(whole, result.type, span), span)
        return
    assigns = () if target is None else tuple(Assign(n, e) for n, e in parts_of(target, result))
    add(Do(name, work, assigns, span, comment))


def _step(place: Place, call: StepCall, target: Target | None) -> None:
    value = place.shared.value
    limits = _limits(place, call.computed)
    arguments = value(place, call.whole) if call.whole is not None else _named(place, call.arguments, call.span)
    task = replace(_task("", place.kept_out(arguments), call.options, limits), target=call.step, token=call.token)
    function = call.step.function
    step = place.shared.program.steps.get(f"{function.__module__}:{function.__qualname__}")
    comment = step.comment if step is not None else ""
    finish(place, call.step.name, task, Result(call.type, call.span), target, call.span, comment)


def _job_of(call: ServiceCall) -> Callable[[Do], Operation | None] | None:
    return (lambda do: failed_job(do, call.name)) if ".sync" in call.resource else None


def _named(place: Place, arguments: tuple[tuple[str, Value], ...], span: Span) -> Expression:
    """The payload object; evaluated as one display, so that the arguments' order is Python's."""
    entries = tuple((Constant(name, STR, span), given) for name, given in arguments)
    return place.shared.value(place, Mapping(entries, DictOf(STR, STR), span))  # type: ignore[arg-type]


def _task(resource: str, arguments: Expression, options: StepOptions, limits: dict[str, Expression]) -> Task:
    retry = options.retry
    retriers = () if retry is None else (retry,) if isinstance(retry, Retry) else tuple(retry)
    timeout = limits.get("timeout") or _seconds(options.timeout)
    heartbeat = limits.get("heartbeat") or _seconds(options.heartbeat)
    return Task(resource, arguments, None, timeout, heartbeat, retriers)


def _limits(place: Place, computed: tuple[tuple[str, Value], ...]) -> dict[str, Expression]:
    return {name: place.shared.value(place, one) for name, one in computed}


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else int(duration.total_seconds())


def _pipeline(place: Place, call: PipelineCall, target: Target | None) -> None:
    given = place.shared.value(place, call.whole) if call.whole else _named(place, call.arguments, call.span)
    execution = Record("Execution", (FieldOf("Output", call.type),))
    result = Field(Result(execution, call.span), "Output", call.type, call.span)
    task = Task(call.pipeline, place.kept_out(given))
    finish(place, call.pipeline.name, task, result, target, call.span, asked=inner_error)


def _wait(place: Place, call: WaitCall, target: Target | None) -> None:
    seconds, until = (
        None if given is None else place.settled(place.shared.value(place, given), "pause")
        for given in (call.seconds, call.until)
    )
    known = seconds.value if isinstance(seconds, Constant) else None
    length: Expression | int | None = known if isinstance(known, int) else seconds
    if isinstance(known, timedelta):
        length = int(known.total_seconds())
    name = "wait until" if until is not None else "wait"
    finish(place, name, Wait(length, until), Constant(None, NONE, call.span), target, call.span)


def _parallel(place: Place, call: ParallelCall, target: Target | None) -> None:
    branches = []
    for branch in call.branches:
        inner = place.machine()
        inner.give(branch, branch.span)
        branches.append(tuple(inner.operations))
    name = "parallel" if target is None else target_words(target)
    finish(place, name, Parallel(tuple(branches)), Result(call.type, call.span), target, call.span)


def _block(place: Place, call: BlockCall, target: Target | None) -> None:
    routine = place.shared.program.blocks[call.block]
    definition = routine.definition
    assert isinstance(definition, BlockDefinition)
    if definition.kind == "serial":
        serial_block(place, call, routine, target)
        return
    work, result = parallel_block(place, call, routine)
    finish(place, definition.name, work, result, target, call.span, routine.comment)


def _each(place: Place, call: EachCall, target: Target | None) -> None:
    work, result = each_map(place, call)
    finish(place, f"each {_words(call.body)}", work, result, target, call.span)


def _words(body: Value) -> str:
    match body:
        case StepCall(step):
            return step.name
        case BlockCall(block):
            return block.rpartition(":")[2].rpartition(".")[2]
        case _:
            return "item"
