"""Who called this step, how long it may still run, and one key for what it does.

    from runtime import invocation

    while invocation.remaining() > 30: ...          seconds until Lambda stops the function; infinite elsewhere
    key = invocation.current().idempotency_key      the same for every retry of this state, another for any other work

Outside Lambda, in a test say, there is no deadline.
"""

import json
import math
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a step's handler."""

    request: str = ""
    """Lambda's request id; another one for each retry."""
    execution: str = ""
    """The execution's ARN, where the state passes it along."""
    state: str = ""
    """The state's name, where the state passes it along."""
    retries: int = 0
    """How often the state was tried before this time."""
    index: int | None = None
    """The item's number inside a Map."""
    deadline: float = math.inf
    """When Lambda stops the function, on `time.monotonic`'s clock."""
    payload: Any = field(default=None, repr=False)
    """What the step was given, as JSON."""

    @property
    def idempotency_key(self) -> str:
        """64 hex digits that name this work: equal for every retry of one state of one execution on one payload.

        Where the state does not say who calls, the request id stands for execution and state, which tells apart
        Lambda's own redeliveries only.
        """
        import hashlib  # a cold start that needs no key spares itself OpenSSL

        caller = [self.execution, self.state, self.index] if self.execution else [self.request]
        text = json.dumps([*caller, self.payload], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_outside = Invocation()
_current = _outside


def current() -> Invocation:
    """The invocation that is running; an empty one outside a handler."""
    return _current


def remaining() -> float:
    """Seconds until Lambda stops this invocation; infinite outside Lambda."""
    return _current.deadline - time.monotonic()


def within(seconds: float, *, margin: float = 1.0) -> float:
    """`seconds`, or less where the invocation ends earlier: what a timeout should be, so that a call fails in time to
    tell.

    Never below 0.1, so that a call made too late still fails as a timeout.
    """
    return max(0.1, min(seconds, remaining() - margin))


@contextmanager
def entered(invocation: Invocation) -> Iterator[Invocation]:
    """Makes `invocation` the current one for the length of the block."""
    global _current  # Lambda runs one invocation of a process at a time
    before, _current = _current, invocation
    try:
        yield invocation
    finally:
        _current = before


def pause(attempt: int, *, first: float = 0.05, longest: float = 20.0) -> float:
    """Sleeps before try number `attempt` + 1: a random time up to first · 2^attempt, never past the invocation's end.

    Gives the seconds slept. Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    ceiling = min(longest, first * 2**attempt)
    seconds = max(0.0, min(random.uniform(0, ceiling), remaining() - 1))  # noqa: S311  (spreads load, guards nothing)
    time.sleep(seconds)
    return seconds
