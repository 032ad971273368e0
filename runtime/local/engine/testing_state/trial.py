"""Running the one state of a TestState request, and noting what its fields made of the data.

    tried(request, tasks)      # {"status": "SUCCEEDED", "output": "…", "inspectionData": {…}, "nextState": "…"}

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html
"""

import uuid
from collections.abc import Mapping
from typing import Any, assert_never

from runtime.local.engine.calls import Answer, Call, TaskFailed
from runtime.local.engine.clocks import VirtualClock, iso
from runtime.local.engine.distributed.batches import batches
from runtime.local.engine.errors import THRESHOLD, TIMEOUT, StateFailure
from runtime.local.engine.fields import Outcome
from runtime.local.engine.json_text import text
from runtime.local.engine.jsonata_fields import JsonataFields
from runtime.local.engine.jsonpath_fields import JsonpathFields
from runtime.local.engine.machine import Machine
from runtime.local.engine.recovery import error_output, matching
from runtime.local.engine.scheduler import Scheduler
from runtime.local.engine.state import State
from runtime.local.engine.states.choice import ChoiceState, run_choice
from runtime.local.engine.states.flowing import (
    NO_RESULT,
    FailState,
    PassState,
    SucceedState,
    run_fail,
    run_pass,
    run_succeed,
)
from runtime.local.engine.states.map import MapState, chosen, concurrency, map_items
from runtime.local.engine.states.map_run import tolerance
from runtime.local.engine.states.parallel import ParallelState
from runtime.local.engine.states.task import TaskState
from runtime.local.engine.states.wait import WaitState, run_wait
from runtime.local.engine.testing_state.request import Request
from runtime.local.engine.visits import Execution, Identity, Strand, Visit

Notes = dict[str, Any]
"""inspectionData: JSON values by AWS's names, made into texts at the end."""

LONGEST = 300.0
"""Seconds after which AWS ends a test (https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html)."""

_PLAIN = ("maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage", "errorDetails")


def tried(request: Request, tasks: Answer) -> dict[str, Any]:
    """Run the state and tell AWS's answer."""
    state = request.state
    visit = _visit(request, tasks)
    notes: Notes = {"input": request.value}
    try:
        output, assigned, following = _outcome(state, visit, request, notes)
        _note_variables(request, assigned, notes)
        told: dict[str, Any] = {"status": "SUCCEEDED", "output": text(output)}
        if following is not None:
            told["nextState"] = following
    except StateFailure as failure:
        told = _failed(state, visit, request, failure, notes)
    if request.level != "INFO":
        told["inspectionData"] = {key: one if key in _PLAIN else text(one) for key, one in notes.items()}
    return told


def _visit(request: Request, tasks: Answer) -> Visit:
    scheduler = Scheduler(VirtualClock())
    machine_name, name = str(uuid.uuid4()), str(uuid.uuid4())
    account = "arn:aws:states:us-east-1:" + (
        request.role.split(":")[4] if request.role.count(":") > 4 else "123456789012"
    )
    identity = Identity(
        name,
        f"{account}:express:{machine_name}:{name}",
        f"{account}:stateMachine:{machine_name}",
        machine_name,
        request.role,
    )
    execution = Execution(Machine("", {}), request.value, identity, scheduler, tasks, kind="EXPRESS", seed=0)
    execution.context["Execution"]["StartTime"] = iso(scheduler.clock.now())
    visit = Visit(Strand(execution, request.variables, 0), request.name, request.value, 0, 0)
    visit.given_context = request.context
    visit.retries = request.config.get("retrierRetryCount", 0)
    return visit


def _outcome(state: State, visit: Visit, request: Request, notes: Notes) -> Outcome:
    match state:
        case PassState():
            return _pass(state, visit, notes)
        case ChoiceState():
            _note_input_path(state.fields, visit, notes)
            return run_choice(state, visit)
        case SucceedState():
            _note_input_path(state.fields, visit, notes)
            return run_succeed(state, visit)
        case WaitState():
            _note_input_path(state.fields, visit, notes)
            scheduler = visit.strand.execution.scheduler
            outcome: Outcome = scheduler.run(scheduler.spawn(run_wait(state, visit)))
            if scheduler.clock.now() - visit.when > LONGEST:
                raise StateFailure(TIMEOUT)
            return outcome
        case FailState():
            return run_fail(state, visit)
        case TaskState():
            return _task(state, visit, request, notes)
        case MapState():
            return _map(state, visit, request, notes)
        case ParallelState():
            state.fields.arguments(visit)
            return _finished(state, visit, _mocked(request), notes)
        case _:
            assert_never(state)


def _note_variables(request: Request, assigned: Mapping[str, Any], notes: Notes) -> None:
    if request.variables or assigned:
        notes["variables"] = {**request.variables, **assigned}


def _note_input_path(fields: JsonataFields | JsonpathFields, visit: Visit, notes: Notes) -> None:
    if isinstance(fields, JsonpathFields):
        notes["afterInputPath"] = fields.effective(visit)


def _pass(state: PassState, visit: Visit, notes: Notes) -> Outcome:
    fields = state.fields
    if isinstance(fields, JsonpathFields):
        if state.result is NO_RESULT:
            notes["afterInputPath"] = fields.effective(visit)
            value = notes["afterParameters"] = fields.arguments(visit)
        else:
            value = notes["result"] = state.result
        _note_result(fields, visit, value, notes)
    return run_pass(state, visit)


def _task(state: TaskState, visit: Visit, request: Request, notes: Notes) -> Outcome:
    fields = state.fields
    if isinstance(fields, JsonpathFields):
        notes["afterInputPath"] = fields.effective(visit)
        notes["afterParameters"] = fields.arguments(visit)
    else:
        notes["afterArguments"] = fields.arguments(visit)
    result = _asked(state, visit, notes) if request.mock is None else _mocked(request)
    notes["result"] = result
    return _finished(state, visit, result, notes)


def _asked(state: TaskState, visit: Visit, notes: Notes) -> Any:
    arguments = notes.get("afterParameters", notes.get("afterArguments"))
    call = Call(state.name, state.resource.arn, arguments, None, 0, visit.context())
    try:
        return visit.strand.execution.answer(call)
    except TaskFailed as failure:
        raise StateFailure(failure.error, failure.cause) from None


def _map(state: MapState, visit: Visit, request: Request, notes: Notes) -> Outcome:
    fields = state.fields
    _note_input_path(fields, visit, notes)
    items = _items(state, visit, request, notes)
    items = chosen(state, visit, items)
    if state.selector is not None:
        notes["afterItemSelector"] = items
    if state.distribution is not None and state.distribution.batcher is not None:
        notes["afterItemBatcher"] = batches(items, *state.distribution.batcher.limits(visit))
    notes["maxConcurrency"] = concurrency(state.concurrency, visit)
    if state.distribution is not None:
        allowed = tolerance(state.distribution, visit)
        if allowed.count is not None:
            notes["toleratedFailureCount"] = allowed.count
        if allowed.percent is not None:
            notes["toleratedFailurePercentage"] = allowed.percent
        failures = request.config.get("mapIterationFailureCount", 0)
        declared = allowed.count is not None or allowed.percent is not None
        if declared and allowed.exceeded(failures, len(items)):
            raise StateFailure(THRESHOLD, "The specified tolerated failure threshold was exceeded")
    return _finished(state, visit, _mocked(request), notes)


def _items(state: MapState, visit: Visit, request: Request, notes: Notes) -> Any:
    """The items, read from what the request says that the ItemReader has read."""
    reader = state.distribution.reader if state.distribution is not None else None
    if reader is None:
        items = map_items(state, visit)
        if isinstance(state.fields, JsonpathFields):
            notes["afterItemsPath"] = items
        return items
    data = request.config.get("mapItemReaderData")
    if data is None:
        return []
    items = reader.read(visit, data)
    if reader.config.get("ItemsPointer"):
        notes["afterItemsPointer"] = items
    return items


def _mocked(request: Request) -> Any:
    mock = request.mock
    assert mock is not None
    if mock.fails:
        raise StateFailure(mock.error, mock.cause)
    return mock.result


def _finished(state: TaskState | MapState | ParallelState, visit: Visit, result: Any, notes: Notes) -> Outcome:
    if isinstance(state.fields, JsonpathFields):
        _note_result(state.fields, visit, result, notes)
    output, assigned = state.fields.outcome(visit, result)
    return output, assigned, state.next


def _note_result(fields: JsonpathFields, visit: Visit, result: Any, notes: Notes) -> None:
    selected = notes["afterResultSelector"] = fields.selected(visit, result)
    notes["afterResultPath"] = fields.merged(visit, selected)


def _failed(state: State, visit: Visit, request: Request, failure: StateFailure, notes: Notes) -> dict[str, Any]:
    """What becomes of a failure: tried again, caught, or the end."""
    told: dict[str, Any] = {"status": "FAILED"}
    if failure.error is not None:
        told["error"] = failure.error
    if failure.cause is not None:
        told["cause"] = failure.cause
    if not isinstance(state, TaskState | MapState | ParallelState):
        return told
    details: dict[str, Any] = {}
    place = matching(state.recovery.retriers, failure)
    if place is not None:
        retrier = state.recovery.retriers[place]
        done = request.config.get("retrierRetryCount", 0)
        details["retryIndex"] = place
        if done < retrier.attempts:
            details["retryBackoffIntervalSeconds"] = int(retrier.delay(done, visit.strand.execution.random))
            notes["errorDetails"] = details
            return {**told, "status": "RETRIABLE"}
    caught = matching(state.recovery.catchers, failure)
    if caught is not None:
        catcher = state.recovery.catchers[caught]
        details["catchIndex"] = caught
        output, assigned = catcher.fields.caught(visit, error_output(failure))
        _note_variables(request, assigned, notes)
        told |= {"status": "CAUGHT_ERROR", "output": text(output), "nextState": catcher.next}
    if details:
        notes["errorDetails"] = details
    return told
