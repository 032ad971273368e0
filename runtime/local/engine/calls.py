"""What a task is asked and how it may answer.

    def answer(call: Call) -> Any:
        if call.resource.endswith(":export"):
            return {"rows": 3}
        raise TaskFailed("NoSuchStep", call.resource)

An answer is the result itself, or one of the forms below when the result alone does not say enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple


class Call(NamedTuple):
    """One request of a Task state, or of a Distributed Map reading its items or writing its results."""

    state: str
    """Name of the state that asks."""
    resource: str
    """The `Resource` ARN, suffixes such as `.sync` included."""
    arguments: Any
    """Evaluated Arguments or Parameters."""
    token: str | None = None
    """Task token, for `.waitForTaskToken` and activities."""
    attempt: int = 0
    """How often this state has been retried already."""
    context: Mapping[str, Any] = MappingProxyType({})
    """The context object as this state sees it."""
    credentials: Any = None
    """Evaluated Credentials, or None."""
    timeout: float | None = None
    """Seconds that the task may take, where the definition says so."""


class TaskFailed(Exception):
    """Raised by an answer to fail the task with an error name and a cause, either of which may be missing."""

    def __init__(self, error: str | None = None, cause: str | None = None) -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause


@dataclass(frozen=True)
class Takes:
    """An answer that arrives after some seconds of the engine's clock, so that timeouts can be tried out.

    Takes(seconds(90), {"rows": 3})
    Takes(90, TaskFailed("Late", "…"), heartbeats=(30, 60))
    """

    seconds: float
    result: Any = None
    heartbeats: tuple[float, ...] = ()
    """Seconds after the start at which the task gives a sign of life."""


@dataclass(frozen=True)
class Submitted:
    """An answer that keeps what the service said to the request apart from the task's result (`.sync`, callbacks)."""

    response: Any
    result: Any


@dataclass(frozen=True)
class Pending:
    """An answer that comes later, through the execution's `succeed` or `fail` with the call's token."""

    response: Any = None


Answer = Callable[[Call], Any]


def no_tasks(call: Call) -> Any:
    """The answer of a machine that is run without tasks."""
    raise TaskFailed("States.TaskFailed", f"No answer was given for the resource {call.resource!r}.")
