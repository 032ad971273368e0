"""Waiting, which costs nothing in Step Functions.

    wait(minutes(5))
    wait(seconds(pause))                       # a number that the pipeline computed
    wait(until=deadline)                       # a datetime with a UTC offset

In plain Python a wait ends at once; `waits_told_to` lets a test see it, or makes it last.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from dsl.durations import whole_seconds
from dsl.errors import DeclarationError
from dsl.retries import shown

LONGEST_WAIT = 99_999_999
"""Seconds; the largest that a Wait state takes."""

Listener = Callable[[timedelta | datetime], None]
_listener: ContextVar[Listener | None] = ContextVar("statemill_wait_listener", default=None)


def wait(duration: timedelta | None = None, /, *, until: datetime | None = None) -> None:
    """Let this long pass, or wait until this instant. Exactly one of the two is given.

        wait(minutes(5)); wait(until=deadline)

    A duration is whole seconds, 0 to 99,999,999; `until` has a UTC offset. Raises `DeclarationError` otherwise.
    """
    given = until if duration is None else duration
    if given is None or (duration is not None and until is not None):
        raise DeclarationError("wait", ("give a duration or until=, one of the two: wait(minutes(5))",))
    problem = _problem_of(given, named=duration is None)
    if problem:
        raise DeclarationError("wait", (problem,))
    listener = _listener.get()
    if listener is not None:
        listener(given)


def _problem_of(given: object, *, named: bool) -> str | None:
    if named:
        fine = isinstance(given, datetime) and given.utcoffset() is not None
        return None if fine else f"until is {given!r}; give a datetime with a UTC offset"
    total = whole_seconds(given) if isinstance(given, timedelta) else None
    fine = total is not None and 0 <= total <= LONGEST_WAIT
    return None if fine else f"it is given {shown(given)}; give whole seconds, 0 to {LONGEST_WAIT:,}: wait(seconds(30))"


@contextmanager
def waits_told_to(listener: Listener) -> Iterator[None]:
    """Within this context, call `listener` with each wait's duration or instant.

    >>> with waits_told_to(print):
    ...     wait(timedelta(minutes=5))
    0:05:00
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
