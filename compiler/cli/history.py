"""Where an execution failed, read from its events: the state, the way into it, what it was given, and the error.

    failure = failure_of(read_history(Path("events.json").read_text()))
    failure.state, failure.error, failure.within         "import_orders", "ImportFailed", ("each", "Parallel")

The events are those of GetExecutionHistory, whole or cut off
(https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html). Each names the event
before it, so the way back from the end passes through the state that failed and, before it, those around it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from compiler.cli.events import Event

_ENDS = {"ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted", "ExecutionSucceeded"}
_FAILURES = ("Failed", "TimedOut", "Aborted")
_NAMED_IN_CAUSE = re.compile(r"executing the state '(.+?)' \(entered at the event id #\d+\)")


@dataclass(frozen=True, slots=True)
class Caught:
    """An earlier failure that a handler caught, and after which the execution went on to fail."""

    state: str
    error: str
    cause: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """How an execution failed. Texts of values are JSON as the history has them; None where it does not say."""

    status: str
    """`FAILED`, `TIMED_OUT`, `ABORTED`, or `RUNNING` where the history has no end."""
    state: str | None
    error: str | None
    cause: str | None
    within: tuple[str, ...] = ()
    """The states around it, nearest first; an iteration as `each[3]`."""
    location: str | None = None
    """The field whose expression failed."""
    given: str | None = None
    """The state's input."""
    sent: str | None = None
    """What the task was called with."""
    variables: dict[str, str] = field(default_factory=dict)
    attempts: int = 1
    caught: tuple[Caught, ...] = ()
    map_run: str | None = None
    """The ARN of the Distributed Map's run, whose child executions have histories of their own."""
    cut_off: bool = False
    """Events are missing."""


def states_of(events: Iterable[Event]) -> set[str]:
    """The names of all states that were entered."""
    return {details_of(event).get("name", "") for event in events if event["type"].endswith("StateEntered")}


def details_of(event: Event) -> dict[str, Any]:
    """The part of an event that its type has for itself."""
    found: Any = next((value for key, value in event.items() if key.endswith("EventDetails")), None)
    return found if isinstance(found, dict) else {}


def failure_of(events: list[Event]) -> Failure | None:
    """How the execution failed; None where it succeeded."""
    by_id = {int(event["id"]): event for event in events}
    end = next((event for event in reversed(events) if event["type"] in _ENDS), None)
    if end is not None and end["type"] == "ExecutionSucceeded":
        return None
    chain = _way(by_id, end, events)
    place = _place(chain)
    entered = chain[place] if place < len(chain) else None
    reason = _reason(chain[:place])
    ended = details_of(end) if end else {}
    cause = ended.get("cause") or reason.get("cause")
    return Failure(
        status=_status(end),
        state=_name(entered) or reason.get("state") or _named(cause),
        error=ended.get("error") or reason.get("error"),
        cause=cause,
        within=_outer(chain[place + 1 :]),
        location=_first(chain[:place], "EvaluationFailed", "location"),
        given=details_of(entered).get("input") if entered else None,
        sent=_first(chain[:place], "LambdaFunctionScheduled", "input")
        or _first(chain[:place], "ActivityScheduled", "input")
        or _first(chain[:place], "TaskScheduled", "parameters"),
        variables=_variables(chain[place + 1 :]),
        attempts=max(1, sum(event["type"].endswith("Scheduled") for event in chain[:place])),
        caught=_caught(chain[place:]),
        map_run=_first(chain[:place], "MapRunStarted", "mapRunArn"),
        cut_off=end is None or min(by_id) > 1 or not chain or _previous(chain[-1]) not in {0, *by_id},
    )


def _previous(event: Event | None) -> int:
    number = event.get("previousEventId", 0) if event else 0
    return number if isinstance(number, int) else 0


def _back(by_id: dict[int, Event], event: Event | None) -> Iterator[Event]:
    """From an event back to the beginning; an event never names a later one, so this ends."""
    while event is not None:
        yield event
        before = _previous(event)
        event = by_id.get(before) if before < int(event["id"]) else None


def _way(by_id: dict[int, Event], end: Event | None, events: list[Event]) -> list[Event]:
    """From what the end names, or else from the last event, back to the beginning."""
    start = by_id.get(_previous(end)) if end else None
    if start is None or start["type"] == "ExecutionStarted":
        start = next((event for event in reversed(events) if event is not end), None)
    chain = list(_back(by_id, start))
    ended = details_of(end) if end else {}
    place = _place(chain)
    fails_itself = place < len(chain) and chain[place]["type"] == "FailStateEntered"
    if ended.get("error") and not fails_itself and not _reason(chain[:place]):
        # The way led through a branch that was only stopped: begin with the event that has the execution's own error.
        same = (one for one in reversed(events) if one is not end and _same_error(details_of(one), ended))
        if (other := next(same, None)) is not None:
            return list(_back(by_id, other))
    return chain


def _same_error(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.get("error") == other.get("error") and one.get("cause") == other.get("cause")


def _place(chain: list[Event]) -> int:
    """Where in the way back the first state stands."""
    return next((number for number, event in enumerate(chain) if _is_state(event)), len(chain))


def _reason(chain: list[Event]) -> dict[str, Any]:
    """The details of the latest failure that says what it was."""
    failures = (details_of(event) for event in chain if _is_failure(event))
    return next((one for one in failures if one.get("error") or one.get("cause")), {})


def _is_state(event: Event) -> bool:
    return str(event["type"]).endswith(("StateEntered", "StateExited"))


def _is_failure(event: Event) -> bool:
    kind = str(event["type"])
    return kind.endswith((*_FAILURES, "FailStateEntered"))


def _name(event: Event | None) -> str | None:
    name = details_of(event).get("name") if event else None
    return name if isinstance(name, str) else None


def _named(cause: str | None) -> str | None:
    """The state that a cause names, where the events before were cut off."""
    found = _NAMED_IN_CAUSE.search(cause or "")
    return found.group(1) if found else None


def _status(end: Event | None) -> str:
    return {"ExecutionFailed": "FAILED", "ExecutionTimedOut": "TIMED_OUT", "ExecutionAborted": "ABORTED"}.get(
        end["type"] if end else "", "RUNNING"
    )


def _first(chain: list[Event], kind: str, key: str) -> str | None:
    found = next((details_of(event).get(key) for event in chain if event["type"] == kind), None)
    return found if isinstance(found, str) else None


def _outer(chain: list[Event]) -> tuple[str, ...]:
    """The Parallel and Map states that were under way, nearest first: what was left meanwhile is passed over."""
    found: list[str] = []
    left: list[str] = []
    index: int | None = None
    for event in chain:
        kind, name = str(event["type"]), _name(event)
        if kind in ("ParallelStateExited", "MapStateExited"):
            left.append(name or "")
        elif kind in ("ParallelStateEntered", "MapStateEntered"):
            if left and left[-1] == name:
                left.pop()
            elif not left and name:
                found.append(name if index is None else f"{name}[{index}]")
                index = None
        elif kind == "MapIterationStarted" and not left:
            index = details_of(event).get("index")
    return tuple(found)


def _variables(chain: list[Event]) -> dict[str, str]:
    """Each variable's last value before the failing state."""
    found: dict[str, str] = {}
    for event in chain:
        assigned = details_of(event).get("assignedVariables")
        if isinstance(assigned, dict):
            found = {**assigned, **found}
    return found


def _caught(chain: list[Event]) -> tuple[Caught, ...]:
    """Failures right before which a state was left all the same; the nearest first."""
    found = []
    for number, (left, event) in enumerate(pairwise(chain), 1):
        if str(left["type"]).endswith("StateExited") and _is_failure(event):
            inner = chain[number:]
            reason = _reason(inner[: _place(inner)])
            state = next((_name(one) for one in inner if _is_state(one)), None)
            kind = str(event["type"]).removesuffix("Failed")
            found.append(Caught(state or _name(left) or "", reason.get("error") or kind, reason.get("cause")))
    return tuple(found)
