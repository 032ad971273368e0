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

    A duration is whole seconds, 0 to 99,999,999; `until` has a UTC offset. Raises `DeclarationError` otherwise.
    """
    if (duration is None) == (until is None):
        raise DeclarationError("wait", ("give a duration or until=, one of the two: wait(minutes(5))",))
    if duration is not None:
        total = whole_seconds(duration) if isinstance(duration, timedelta) else None
        if total is None or not 0 <= total <= LONGEST_WAIT:
            raise DeclarationError("wait", (f"it is given {shown(duration)}; give whole seconds: wait(seconds(30))",))
    if until is not None and (not isinstance(until, datetime) or until.utcoffset() is None):
        raise DeclarationError("wait", (f"until is {until!r}; give a datetime with a UTC offset",))
    listener = _listener.get()
    given = until if duration is None else duration
    if listener is not None and given is not None:
        listener(given)


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
