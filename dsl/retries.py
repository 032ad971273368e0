"""How often and how patiently a failed step is tried again.

    @step(retry=Retry(attempts=4, first=seconds(2), backoff=2.0, jitter="FULL", max_delay=minutes(1)))
    @step(retry=(Retry(on=(Throttled,), attempts=10), Retry.transient()))
    @step(retry=None)                                       # never again

After the first failure it waits `first`, then `first * backoff`, and so on, never longer than `max_delay`; with full
jitter each wait is a random time up to that. Of several retries the first that matches decides; each counts its own.
Calling a pipeline as plain Python does not try again: an exception is raised where it happens.
"""

from __future__ import annotations

import builtins
from datetime import timedelta

from dsl.durations import whole_seconds
from dsl.errors import DeclarationError, Problems
from dsl.values import dataclass

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal


ErrorKind = type[BaseException] | str
"""An exception class, or an error's name as Step Functions has it: `"Lambda.Unknown"`, `"States.TaskFailed"`."""

TRANSIENT = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
)
"""What Lambda itself may answer for a moment (Step Functions developer guide, "Handle Lambda service exceptions")."""

MOST_ATTEMPTS = 99_999_999
LONGEST_FIRST = 99_999_999
LONGEST_DELAY = 31_622_400
"""The largest MaxAttempts, IntervalSeconds and MaxDelaySeconds that the Amazon States Language takes."""


@dataclass(frozen=True)
class Retry:
    """One retrier. Raises `DeclarationError` for values that Step Functions refuses.

    @step(retry=Retry(attempts=4, first=seconds(2), backoff=2.0, on=(Busy, "Lambda.TooManyRequestsException")))
    """

    attempts: int = 3
    """How many more times to try after the first failure (ASL's MaxAttempts); 0 never tries again."""
    first: timedelta = timedelta(seconds=1)
    """The wait before the first new attempt: whole seconds, 1 or more."""
    backoff: float = 2.0
    """What each wait is multiplied with for the next one: 1.0 or more."""
    jitter: Literal["NONE", "FULL"] = "NONE"
    """FULL waits a random time between nothing and the full delay, so that many executions do not come back as one."""
    max_delay: timedelta | None = None
    """The longest wait; longer than `first`, and under 366 days. None sets no limit."""
    on: tuple[ErrorKind, ...] = (Exception,)
    """Which errors: exception classes (with their subclasses) or error names. `Exception` means every error."""

    def __post_init__(self) -> None:
        problems = Problems("Retry")
        _check_counts(self, problems)
        _check_waits(self, problems)
        _check_errors(self.on, problems)
        problems.raise_any()

    @classmethod
    def transient(cls) -> Retry:
        """AWS's own advice for Lambda: its service errors up to six more times, after 2, 4, 8, … seconds."""
        return cls(attempts=6, first=timedelta(seconds=2), backoff=2.0, on=TRANSIENT)

    @property
    def errors(self) -> tuple[str, ...]:
        """The errors' names on the wire, each once: `("States.ALL",)` for `Exception`."""
        names = dict.fromkeys(name for kind in self.on for name in error_names(kind))
        return ("States.ALL",) if "States.ALL" in names else tuple(names)


def error_names(kind: ErrorKind) -> tuple[str, ...]:
    """The names under which errors of this kind arrive: the class's own, then those of its known subclasses, sorted.

    Known are the builtin subclasses and those of the class's own module, so that the answer does not depend on what
    else happens to be imported.

    >>> error_names(TimeoutError), error_names(LookupError), error_names(Exception)
    (('States.Timeout', 'TimeoutError'), ('LookupError', 'IndexError', 'KeyError'), ('States.ALL',))
    """
    if isinstance(kind, str):
        return (kind,)
    if kind in (Exception, BaseException):
        return ("States.ALL",)
    known = {builtins.__name__, kind.__module__}
    below = sorted({one.__name__ for one in _subclasses(kind) if one.__module__ in known} - {kind.__name__})
    own = ("States.Timeout", kind.__name__) if kind is TimeoutError else (kind.__name__,)
    timeout = ("States.Timeout",) if "TimeoutError" in below else ()
    return (*own, *below, *timeout)


def _subclasses(kind: type[BaseException]) -> set[type[BaseException]]:
    return {below for one in kind.__subclasses__() for below in (one, *_subclasses(one))}


def _check_counts(retry: Retry, problems: Problems) -> None:
    attempts: object = retry.attempts
    backoff: Any = retry.backoff
    counted = isinstance(attempts, int) and not isinstance(attempts, bool) and 0 <= attempts <= MOST_ATTEMPTS
    problems.add(counted, f"attempts is {attempts!r}; give a whole number, 0 to {MOST_ATTEMPTS:,}")
    numeric = isinstance(backoff, int | float) and not isinstance(backoff, bool)
    problems.add(numeric and 1.0 <= backoff < float("inf"), f"backoff is {backoff!r}; give a number, 1.0 or more")
    problems.add(retry.jitter in ("NONE", "FULL"), f'jitter is {retry.jitter!r}; give "FULL" or "NONE"')


def _check_waits(retry: Retry, problems: Problems) -> None:
    first = _length(retry.first)
    problems.add(
        first is not None and 1 <= first <= LONGEST_FIRST,
        f"first is {shown(retry.first)}; give whole seconds, 1 or more: seconds(2)",
    )
    if retry.max_delay is None:
        return
    longest = _length(retry.max_delay)
    problems.add(
        longest is not None and (first or 0) < longest < LONGEST_DELAY,
        f"max_delay is {shown(retry.max_delay)}; give whole seconds, more than `first` and under 366 days: minutes(1)",
    )


def _check_errors(kinds: object, problems: Problems) -> None:
    if not problems.add(
        isinstance(kinds, tuple) and bool(kinds),
        f"on is {kinds!r}; give a tuple of exception classes or error names: on=(ImportFailed,)",
    ):
        return
    assert isinstance(kinds, tuple)
    for kind in kinds:
        named = isinstance(kind, str) and bool(kind.strip())
        raised = isinstance(kind, type) and issubclass(kind, BaseException)
        problems.add(named or raised, f"on has {kind!r}; give exception classes or error names")
    if "States.ALL" in kinds:
        problems.add(len(kinds) == 1, 'on has "States.ALL" beside others; "States.ALL" alone covers every error')


def _length(duration: object) -> int | None:
    return whole_seconds(duration) if isinstance(duration, timedelta) else None


def shown(duration: object) -> str:
    """A duration as an author would say it, for messages; anything else as Python shows it.

    >>> shown(timedelta(minutes=90)), shown(30)
    ('minutes(90)', '30')
    """
    if not isinstance(duration, timedelta):
        return repr(duration)
    total = duration.total_seconds()
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if total and total % length == 0:
            return f"{unit}({total / length:g})"
    return f"seconds({total:g})"


__all__ = ["TRANSIENT", "DeclarationError", "ErrorKind", "Retry", "error_names", "shown"]
