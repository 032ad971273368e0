"""Failures of a state: their names, which handler takes them, and the sentence that says where they happened.

    failure = StateFailure("States.Timeout")
    takes(("States.TaskFailed",), failure)        # False: a timeout is the one error that it leaves out

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

ALL = "States.ALL"
DATA_LIMIT = "States.DataLimitExceeded"
HEARTBEAT = "States.HeartbeatTimeout"
ITEM_READER = "States.ItemReaderFailed"
QUERY = "States.QueryEvaluationError"
REFERENCE_PATH = "States.ReferencePathConflict"
RESULT_PATH = "States.ResultPathMatchFailure"
RESULT_WRITER = "States.ResultWriterFailed"
RUNTIME = "States.Runtime"
TASK_FAILED = "States.TaskFailed"
THRESHOLD = "States.ExceedToleratedFailureThreshold"
TIMEOUT = "States.Timeout"

_TIMEOUTS = (TIMEOUT, HEARTBEAT)


@dataclass(frozen=True)
class Refusal:
    """One mistake in a definition: a code of ValidateStateMachineDefinition, a sentence, and where it stands."""

    code: str
    sentence: str
    place: str | None


class InvalidDefinition(ValueError):
    """The definition would be refused when the state machine is created; the text is AWS's message."""

    def __init__(self, message: str, refusals: tuple[Refusal, ...] = ()) -> None:
        super().__init__(message)
        self.refusals = refusals


class BadField(ValueError):
    """A field of a definition cannot be understood; `place` is where it stands in its state."""

    def __init__(self, code: str, sentence: str, place: str, more: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.place = place
        self.sentences = (sentence, *more)


class StateFailure(Exception):
    """A state failed with an error name and a cause, as a handler would see them."""

    def __init__(self, error: str | None, cause: str | None = None, *, also: str | None = None) -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause
        self.also = also
        """A second name under which handlers take it."""


class Problem(StateFailure):
    """A failure of the machine itself; its cause still lacks the words that say in which state it happened.

    With a `field` the history tells of a failed evaluation; an empty one is of the state as a whole.
    """

    def __init__(self, error: str, cause: str, field: str | None = None) -> None:
        super().__init__(error, cause)
        self.field = field


class Stopped(Exception):
    """The whole execution ends now: its time is over, or someone aborted it."""

    def __init__(self, status: str, error: str | None = None, cause: str | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.error = error
        self.cause = cause


def located(problem: Problem, state: str, event: int) -> StateFailure:
    """The problem with AWS's words for where it happened."""
    cause = f"An error occurred while executing the state '{state}' (entered at the event id #{event}). {problem.cause}"
    return StateFailure(problem.error, cause)


def takes(names: Sequence[str], failure: StateFailure) -> bool:
    """Whether a retrier or catcher that lists these names handles the failure.

    `States.Runtime` is handled by nobody, even where it is listed.
    """
    if failure.error == RUNTIME:
        return False
    return any(_takes(name, failure.error) or name == failure.also for name in names if name)


def _takes(name: str, error: str | None) -> bool:
    match name:
        case "States.ALL":
            return True
        case "States.TaskFailed":
            return error not in _TIMEOUTS and error != QUERY
        case "States.Timeout":
            return error in _TIMEOUTS
        case _:
            return name == error
