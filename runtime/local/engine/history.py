"""The events of an execution, numbered and shaped as GetExecutionHistory gives them.

    history.add("PassStateEntered", 0, "A", {"x": 1})
    history.events()[0]
    # {"timestamp": …, "type": "PassStateEntered", "id": 1, "previousEventId": 0,
    #  "stateEnteredEventDetails": {"name": "A", "input": '{"x":1}', "inputDetails": {"truncated": False}}}

Events are kept as runs of values in one long list and given their AWS form only when someone looks: without an object
for each of them a history costs its garbage collector nothing, however long it grows.
AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from runtime.local.engine.json_text import text

_ENTERED = ("stateEnteredEventDetails", ("name", "input"))
_EXITED = ("stateExitedEventDetails", ("name", "output", "assignedVariables"))
_FAILED = ("error", "cause")
_TASK = ("resourceType", "resource")

_STATES = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")

SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    **{f"{kind}StateEntered": _ENTERED for kind in _STATES},
    **{f"{kind}StateExited": _EXITED for kind in _STATES},
    "ExecutionStarted": ("executionStartedEventDetails", ("input", "roleArn")),
    "ExecutionSucceeded": ("executionSucceededEventDetails", ("output",)),
    "ExecutionFailed": ("executionFailedEventDetails", _FAILED),
    "ExecutionTimedOut": ("executionTimedOutEventDetails", _FAILED),
    "ExecutionAborted": ("executionAbortedEventDetails", _FAILED),
    "ExecutionRedriven": ("executionRedrivenEventDetails", ("redriveCount",)),
    "EvaluationFailed": ("evaluationFailedEventDetails", ("state", "error", "cause", "location")),
    "LambdaFunctionScheduled": (
        "lambdaFunctionScheduledEventDetails",
        ("resource", "input", "timeoutInSeconds", "taskCredentials"),
    ),
    "LambdaFunctionStarted": ("", ()),
    "LambdaFunctionSucceeded": ("lambdaFunctionSucceededEventDetails", ("output",)),
    "LambdaFunctionFailed": ("lambdaFunctionFailedEventDetails", _FAILED),
    "LambdaFunctionTimedOut": ("lambdaFunctionTimedOutEventDetails", _FAILED),
    "TaskScheduled": (
        "taskScheduledEventDetails",
        (*_TASK, "region", "parameters", "timeoutInSeconds", "heartbeatInSeconds", "taskCredentials"),
    ),
    "TaskStarted": ("taskStartedEventDetails", _TASK),
    "TaskSubmitted": ("taskSubmittedEventDetails", (*_TASK, "output")),
    "TaskSubmitFailed": ("taskSubmitFailedEventDetails", (*_TASK, *_FAILED)),
    "TaskSucceeded": ("taskSucceededEventDetails", (*_TASK, "output")),
    "TaskFailed": ("taskFailedEventDetails", (*_TASK, *_FAILED)),
    "TaskTimedOut": ("taskTimedOutEventDetails", (*_TASK, *_FAILED)),
    "ActivityScheduled": (
        "activityScheduledEventDetails",
        ("resource", "input", "timeoutInSeconds", "heartbeatInSeconds"),
    ),
    "ActivityStarted": ("activityStartedEventDetails", ("workerName",)),
    "ActivitySucceeded": ("activitySucceededEventDetails", ("output",)),
    "ActivityFailed": ("activityFailedEventDetails", _FAILED),
    "ActivityTimedOut": ("activityTimedOutEventDetails", _FAILED),
    "ParallelStateStarted": ("", ()),
    "ParallelStateSucceeded": ("", ()),
    "ParallelStateFailed": ("", ()),
    "ParallelStateAborted": ("", ()),
    "TaskStateAborted": ("", ()),
    "WaitStateAborted": ("", ()),
    "MapStateStarted": ("mapStateStartedEventDetails", ("length",)),
    "MapStateSucceeded": ("", ()),
    "MapStateFailed": ("", ()),
    "MapStateAborted": ("", ()),
    "MapIterationStarted": ("mapIterationStartedEventDetails", ("name", "index")),
    "MapIterationSucceeded": ("mapIterationSucceededEventDetails", ("name", "index")),
    "MapIterationFailed": ("mapIterationFailedEventDetails", ("name", "index")),
    "MapIterationAborted": ("mapIterationAbortedEventDetails", ("name", "index")),
    "MapRunStarted": ("mapRunStartedEventDetails", ("mapRunArn",)),
    "MapRunRedriven": ("mapRunRedrivenEventDetails", ("mapRunArn", "redriveCount")),
    "MapRunSucceeded": ("", ()),
    "MapRunFailed": ("mapRunFailedEventDetails", _FAILED),
    "MapRunAborted": ("", ()),
}
"""Per event type: the name of its details and of the fields in them, in the order in which `add` takes the values."""

_AS_TEXT = ("input", "output", "parameters")
_MISSING_IS_LEFT_OUT = (
    "error",
    "cause",
    "location",
    "timeoutInSeconds",
    "heartbeatInSeconds",
    "taskCredentials",
    "workerName",
)

MOST_EVENTS = 25_000
"""Events of a Standard execution (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html)."""

Event = tuple[Any, ...]
"""Type, id of the previous event in the same branch, moment, then the values of the details."""


class Full(Exception):
    """The history has no room for more than the event that ends the execution; says how many there may be."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class History:
    """The events so far. The first has id 1."""

    __slots__ = ("_count", "_now", "_starts", "_values", "limit", "listener")

    def __init__(self, now: Callable[[], float]) -> None:
        self._values: list[Any] = []
        self._starts = array("Q")
        """Where the values of each event begin."""
        self._count = 0
        self._now = now
        self.limit: int | None = None
        """Most events, the one that ends the execution included; None for no limit."""
        self.listener: Callable[[int, Event], None] | None = None

    def add(self, kind: str, previous: int, *values: Any) -> int:
        """Record an event; returns its id."""
        kept = self._values
        self._starts.append(len(kept))
        kept += (kind, previous, self._now(), *values)
        self._count = number = self._count + 1
        if self.limit is not None or self.listener is not None:
            self._added(number)
        return number

    def _added(self, number: int) -> None:
        if self.listener is not None:
            self.listener(number, self._event(number))
        if self.limit is not None and number >= self.limit - 1:
            most, self.limit = self.limit, None
            raise Full(most)

    def __len__(self) -> int:
        return self._count

    def cut(self, length: int) -> None:
        """Forget all events but so many; what is aborted with an execution whose history is full has no room in it."""
        if length < self._count:
            del self._values[self._starts[length] :]
            del self._starts[length:]
            self._count = length

    def event(self, number: int) -> dict[str, Any]:
        """One event in AWS's form."""
        return rendered(number, self._event(number))

    def events(self) -> list[dict[str, Any]]:
        """All events in AWS's form."""
        return [self.event(number) for number in range(1, len(self) + 1)]

    def _event(self, number: int) -> Event:
        end = self._starts[number] if number < len(self._starts) else len(self._values)
        return tuple(self._values[self._starts[number - 1] : end])


def rendered(number: int, event: Event) -> dict[str, Any]:
    """One event in AWS's form."""
    kind, previous, when, *values = event
    shape, names = SHAPES[kind]
    out: dict[str, Any] = {
        "timestamp": datetime.fromtimestamp(when, UTC),
        "type": kind,
        "id": number,
        "previousEventId": previous,
    }
    if shape:
        out[shape] = _details(names, values)
    return out


def _details(names: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for name, value in zip(names, values, strict=False):
        if name == "assignedVariables":
            if value:
                details[name] = {key: text(one) for key, one in value.items()}
                details["assignedVariablesDetails"] = {"truncated": False}
        elif name in _AS_TEXT:
            details[name] = text(value)
            if name != "parameters":
                details[f"{name}Details"] = {"truncated": False}
        elif value is not None or name not in _MISSING_IS_LEFT_OUT:
            details[name] = value
    return details
