"""The two clocks an execution can run on: one that jumps, one that ticks.

    clock = VirtualClock(start=0.0)
    clock.wait(30.0, mail)        # at once; clock.now() is 30.0

Tests run on the first, where hours pass in milliseconds; whoever watches a run wants the second.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import Any

VIRTUAL_START = datetime(2026, 11, 24, tzinfo=UTC).timestamp()
"""Where the virtual clock begins unless told otherwise: always the same moment, so that runs can be compared."""

_TICK = 3600.0


class VirtualClock:
    """Stands still while anything can run, then jumps to the next moment at which something goes on."""

    def __init__(self, start: float = VIRTUAL_START) -> None:
        self._now = start

    virtual = True

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return self._now

    def wait(self, due: float | None, mail: "SimpleQueue[Callable[[], None]]") -> Callable[[], Any] | None:
        """Jump to `due`; mail that has already come goes first, and is waited for when nothing is due."""
        if due is None:
            return mail.get()
        try:
            return mail.get_nowait()
        except Empty:
            self._now = max(self._now, due)
            return None


class WallClock:
    """Real time."""

    virtual = False

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def wait(self, due: float | None, mail: "SimpleQueue[Callable[[], None]]") -> Callable[[], Any] | None:
        """Sleep until `due` or until mail comes; returns the mail."""
        while True:
            pause = _TICK if due is None else due - time.time()
            if pause <= 0:
                return None
            try:
                return mail.get(timeout=min(pause, _TICK))
            except Empty:
                continue


@lru_cache(maxsize=256)
def iso(moment: float) -> str:
    """A moment as AWS writes it: `2026-11-24T00:00:00.000Z`."""
    at = datetime.fromtimestamp(moment, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
