"""Task: ask something outside the machine, with timeouts, Retry and Catch.

    outcome = yield from run_task(state, visit)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.calls import Call
from runtime.local.engine.errors import DATA_LIMIT, HEARTBEAT, RUNTIME, TIMEOUT, Problem, StateFailure
from runtime.local.engine.fields import Fields, read_fields
from runtime.local.engine.invoking import Invoke, Reply
from runtime.local.engine.json_text import as_json, exceeds
from runtime.local.engine.payloads import Payload, filled, read_payload
from runtime.local.engine.recovery import Recovery, recovering
from runtime.local.engine.resources import Resource, read_resource
from runtime.local.engine.scheduler import Steps
from runtime.local.engine.settings import NUMBER, Setting, read_setting
from runtime.local.engine.states.nested import nested
from runtime.local.engine.task_events import TaskEvents, task_events
from runtime.local.engine.templates import Template, evaluate, read_template
from runtime.local.engine.visits import Visit

_LONGEST = 99_999_999
"""Seconds that a task may be given (https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html)."""


@dataclass(frozen=True)
class TaskState:
    """A request to a resource."""

    name: str
    next: str | None
    fields: Fields
    resource: Resource
    credentials: Any
    timeout: Setting | None
    heartbeat: Setting | None
    recovery: Recovery

    kind = "Task"


def read_task(name: str, raw: Mapping[str, Any], language: str) -> TaskState:
    """Prepare a Task state."""
    credentials: Template | Payload | None = None
    if "Credentials" in raw:
        credentials = (
            read_template(raw["Credentials"], "Credentials")
            if language == "JSONata"
            else read_payload(raw["Credentials"], "Credentials")
        )
    return TaskState(
        name,
        raw.get("Next"),
        read_fields(raw, language),
        read_resource(raw["Resource"]),
        credentials,
        read_setting(raw, "TimeoutSeconds", language, kind=NUMBER),
        read_setting(raw, "HeartbeatSeconds", language, kind=NUMBER),
        Recovery.read(raw, language),
    )


def run_task(state: TaskState, visit: Visit) -> Steps:
    """Ask until there is an answer or a handler."""
    try:
        return (yield from recovering(visit, state.recovery, lambda: _attempt(state, visit)))
    except GeneratorExit:
        visit.strand.record("TaskStateAborted")
        raise


def _attempt(state: TaskState, visit: Visit) -> Steps:
    execution = visit.strand.execution
    needs_token = bool(state.resource.pattern) or state.resource.is_activity
    visit.token = execution.new_token() if needs_token else None
    timeout, heartbeat = _limit(state.timeout, visit), _limit(state.heartbeat, visit)
    arguments = state.fields.arguments(visit)
    if arguments is not visit.value and exceeds(arguments):
        sentence = "was given an input with a size exceeding the maximum number of bytes service limit."
        raise StateFailure(DATA_LIMIT, f"The state/task '{state.name}' {sentence}")
    credentials = _credentials(state, visit)
    call = Call(
        state.name,
        state.resource.arn,
        arguments,
        visit.token,
        visit.retries or 0,
        visit.context(),
        credentials,
        timeout,
    )
    events = task_events(state.resource, visit, execution.identity)
    events.scheduled(arguments, timeout, heartbeat, credentials)
    effect = nested(execution, call, state.resource, timeout, heartbeat)
    if effect is None:
        began = events.started if state.resource.is_activity else None
        effect = Invoke(execution.answer, call, execution.waiting, timeout, heartbeat, began=began)
    try:
        reply = yield effect
    except GeneratorExit:
        effect.abandon()
        raise
    result = _result(state, reply, events)
    output, assigned = state.fields.outcome(visit, result)
    return output, assigned, state.next


def _limit(setting: Setting | None, visit: Visit) -> float | None:
    if setting is None:
        return None
    seconds = setting.whole(visit)
    if seconds <= 0:
        raise Problem(RUNTIME, f"{setting.name.removesuffix('Path')} must be a positive integer.")
    return min(seconds, _LONGEST)


def _credentials(state: TaskState, visit: Visit) -> Any:
    if state.credentials is None:
        return None
    if state.fields.language == "JSONata":
        return evaluate(state.credentials, visit.bindings())
    return filled(state.credentials, visit, visit.value)


def _result(state: TaskState, reply: Reply, events: TaskEvents) -> Any:
    """The task's result, with the events of its end; a failure is raised."""
    if reply.submitted:
        events.submitted(reply.response)
    if reply.timed_out:
        events.timed_out(TIMEOUT, None)
        raise StateFailure(TIMEOUT, also=HEARTBEAT if reply.silent else None)
    if reply.failure is not None:
        error, cause = reply.failure.error, reply.failure.cause
        if error in (TIMEOUT, HEARTBEAT):
            events.timed_out(error, cause)
        else:
            events.failed(error, cause)
        raise StateFailure(error, cause)
    result = _as_json(state, reply.result)
    if exceeds(result):
        cause = (
            f"The state/task '{state.resource.limited_name}' returned a result with a size exceeding "
            "the maximum number of bytes service limit."
        )
        events.failed(DATA_LIMIT, cause)
        raise StateFailure(DATA_LIMIT, cause)
    events.succeeded(result)
    return result


def _as_json(state: TaskState, answer: Any) -> Any:
    """An answer as JSON; TypeError, which ends the run, where whoever gave it has made a mistake."""
    try:
        return as_json(answer)
    except TypeError as error:
        raise TypeError(f"the answer to the task of the state {state.name!r} is not JSON: {error}") from None
