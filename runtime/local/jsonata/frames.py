"""Where variables live while an expression is evaluated, and the limits of one evaluation.

    frame = Frame({"x": 1}, outer)
    frame.lookup("x")        # 1; a name that no frame knows is UNDEFINED

Every call of an author's function opens a frame; a Run is shared by all of them.
"""

import time
from datetime import datetime
from typing import Any, Final

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.outside import moment
from runtime.local.jsonata.values import UNDEFINED

DEEPEST_CALLS: Final = 1000
"""How many calls of the author's functions may be open at once; tail calls do not count."""
_LONGEST_MILLISECONDS: Final = 60_000
_CALLS_BETWEEN_LOOKS: Final = 4096


class Run:
    """One evaluation: its moment (`$now()` is the same throughout), its depth and its deadline."""

    __slots__ = ("calls", "deadline", "depth", "moment")

    def __init__(self) -> None:
        self.depth = 0
        self.calls = 0
        self.deadline: float | None = None
        """Set by the first call: an expression without calls cannot take long."""
        self.moment: datetime | None = None

    def now(self) -> datetime:
        """The moment of this evaluation, in UTC, to the millisecond."""
        if self.moment is None:
            now = moment()
            self.moment = now.replace(microsecond=now.microsecond // 1000 * 1000)
        return self.moment

    def enter(self) -> None:
        """Count a call that stays open until `leave`."""
        self.depth += 1
        if self.depth > DEEPEST_CALLS:
            raise JsonataError("D1011")
        self.tick()

    def tick(self) -> None:
        """Count a call; look at the clock now and then."""
        self.calls += 1
        if self.deadline is None:
            self.deadline = time.monotonic() + _LONGEST_MILLISECONDS / 1000
        if self.calls % _CALLS_BETWEEN_LOOKS == 0 and time.monotonic() > self.deadline:
            raise JsonataError("D1012", value=_LONGEST_MILLISECONDS)


class Frame:
    """Names and their values, in front of an outer frame's."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: dict[str, Any], outer: "Frame | None", run: Run) -> None:
        self.names = names
        self.outer = outer
        self.run = run

    def lookup(self, name: str) -> Any:
        """The value of the nearest binding, or `UNDEFINED`."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.outer
        return UNDEFINED
