"""Which state does which work: Task, Parallel, Map, Wait, and Pass for a computation.

Task(export_orders, {"day": day})        TaskState("${ExportOrdersArn}", {"day": "{% $day %}"})
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, assert_never

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Expression
from compiler.forms.flow import Body, Compute, Do, Map, Parallel, Task, Wait
from compiler.forms.machine import (
    ABSENT,
    CatchRule,
    MapState,
    ParallelState,
    PassState,
    Placeholder,
    Retrier,
    State,
    SubMachine,
    TaskState,
    WaitState,
)
from compiler.forms.naming import activity_placeholder, pipeline_placeholder, step_placeholder
from compiler.passes.emit.distributed import processor_config, settings
from compiler.passes.emit.graph import Emission
from compiler.passes.emit.templates import payload, template
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition
from dsl.retries import Retry

Machines = Callable[[Body, Emission, Span, dict[str, Any] | None], SubMachine]
"""Emits an inner machine."""
Made = Callable[[str | None, tuple[CatchRule, ...]], State]
"""Makes the state once its transitions are known."""

TASK_TOKEN = "{% $states.context.Task.Token %}"  # noqa: S105 - where the token is, not a token


@dataclass(frozen=True, slots=True)
class Parts:
    """What every kind of state can have."""

    comment: str
    has_output: bool
    output: Any
    assign: dict[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        """As keywords of a state."""
        return {
            "comment": self.comment,
            "output": self.output if self.has_output else ABSENT,
            "assign": self.assign,
        }


def state_of(do: Do, parts: Parts, emission: Emission, machines: Machines) -> Made:
    """How to make the state that does this work."""
    match do.work:
        case Task():
            return _task(do.work, parts, emission)
        case Parallel(branches, retry):
            inner = tuple(machines(branch, emission, do.span, None) for branch in branches)
            retriers = _retriers(retry)
            return lambda next_, catch: ParallelState(inner, retry=retriers, catch=catch, next=next_, **parts.fields)
        case Map():
            return _map(do.work, parts, emission, machines, do.span)
        case Wait(seconds, until):
            pause = _number(seconds, emission)
            moment = None if until is None else template(until, emission)
            return lambda next_, _: WaitState(pause, moment, next=next_, **parts.fields)
        case Compute():
            return lambda next_, _: PassState(next=next_, **parts.fields)
        case _:
            assert_never(do.work)


def _number(value: Expression | int | None, emission: Emission) -> Any:
    return value if value is None or isinstance(value, int) else template(value, emission)


def _task(task: Task, parts: Parts, emission: Emission) -> Made:
    arguments = ABSENT if task.arguments is None else payload(task.arguments, emission)
    resource, arguments = _addressed(task, arguments, emission)
    state = {
        "timeout": _number(task.timeout, emission),
        "heartbeat": _number(task.heartbeat, emission),
        "retry": _retriers(task.retry),
        **parts.fields,
    }
    return lambda next_, catch: TaskState(resource, arguments, catch=catch, next=next_, **state)


def _addressed(task: Task, arguments: Any, emission: Emission) -> tuple[str, Any]:
    """The Resource, and the arguments as it takes them."""
    match task.target:
        case str() as resource:
            if task.token is None:
                return resource, arguments
            return f"{resource}.waitForTaskToken", _with_token(arguments, task.token)
        case StepDefinition(function):
            arn = _placeholder(step_placeholder(function.__name__), task.target, emission)
            if task.token is None:
                return arn, arguments
            given = _with_token(arguments, task.token)
            return "arn:aws:states:::lambda:invoke.waitForTaskToken", {"FunctionName": arn, "Payload": given}
        case ActivityDefinition(function):
            return _placeholder(activity_placeholder(function.__name__), task.target, emission), arguments
        case PipelineDefinition(function):
            arn = _placeholder(pipeline_placeholder(function.__name__), task.target, emission)
            input_ = "{% $states.input %}" if arguments is ABSENT else arguments
            return "arn:aws:states:::states:startExecution.sync:2", {"StateMachineArn": arn, "Input": input_}
        case _:
            assert_never(task.target)


def _with_token(arguments: Any, name: str) -> dict[str, Any]:
    given = arguments if isinstance(arguments, dict) else {}
    return {**given, name: TASK_TOKEN}


def _placeholder(name: str, stands_for: Placeholder, emission: Emission) -> str:
    emission.placeholders[name] = stands_for
    return f"${{{name}}}"


def _map(work: Map, parts: Parts, emission: Emission, machines: Machines, span: Span) -> Made:
    items = ABSENT if work.items is None else template(work.items, emission)
    selector = ABSENT if work.selector is None else template(work.selector, emission)
    processor = machines(work.body, emission, span, processor_config(work))
    concurrency = _number(work.concurrency, emission)
    more = settings(work, lambda expression: template(expression, emission))
    retriers = _retriers(work.retry)
    return lambda next_, catch: MapState(
        processor,
        items,
        selector,
        concurrency,
        more,
        retry=retriers,
        catch=catch,
        next=next_,
        **parts.fields,
    )


def _retriers(retry: tuple[Retry, ...]) -> tuple[Retrier, ...]:
    return tuple(
        Retrier(
            one.errors,
            int(one.first.total_seconds()),
            one.attempts,
            one.backoff,
            None if one.max_delay is None else int(one.max_delay.total_seconds()),
            one.jitter,
        )
        for one in retry
    )
