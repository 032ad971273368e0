"""Fibers on one clock: the engine's concurrency, without a thread or a frame of Python's stack for each branch.

A fiber is a generator. It runs until it yields an effect: sleep, wait for a task, wait for other fibers. The scheduler
resumes it with the effect's result. On the virtual clock time moves only when every fiber waits, straight to the next
moment at which one goes on; the same program always runs in the same order. On the wall clock tasks run in threads.

    def work():
        yield Sleep(2)
        return "done"

    scheduler = Scheduler(VirtualClock(0))
    scheduler.run(scheduler.spawn(work()))        # "done", and the clock says 2
"""

import heapq
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from runtime.local.engine.clocks import VirtualClock, WallClock
from runtime.local.engine.threads import Threads

Steps = Generator["Effect | None", Any, Any]
"""The generator of a fiber: yields effects (None gives the others a turn), returns the fiber's result."""

MOST_THREADS = 256
"""Tasks that run at the same moment on the wall clock; more wait in line."""

_FEW_TIMERS = 256
"""So many are kept without a look at which of them are cancelled."""


def _always() -> bool:
    return True


def _nothing() -> None:
    """What a cancelled timer does."""


class Effect(Protocol):
    """Something a fiber waits for."""

    def begin(self, scheduler: "Scheduler", fiber: "Fiber") -> None:
        """Start it; `scheduler.resume` or `scheduler.throw` ends it."""


class Fiber:
    """One line of work. `turn` counts its resumptions, so that answers to a wait that is over can be told apart."""

    __slots__ = ("done", "error", "gathering", "result", "steps", "turn", "when_done")

    def __init__(self, steps: Steps, when_done: "Callable[[Fiber], None] | None") -> None:
        self.steps = steps
        self.when_done = when_done
        self.turn = 0
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.gathering: Gather | None = None


class Scheduler:
    """Runs fibers on a clock until one is done."""

    def __init__(self, clock: "VirtualClock | WallClock") -> None:
        self.clock = clock
        self._ready: deque[tuple[Fiber, int, Any, BaseException | None]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._most_timers = _FEW_TIMERS
        self._count = 0
        self._mail: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._pool: Threads | None = None

    def spawn(self, steps: Steps, when_done: Callable[[Fiber], None] | None = None) -> Fiber:
        """Start a fiber; it takes its first step when its turn comes."""
        fiber = Fiber(steps, when_done)
        self._ready.append((fiber, 0, None, None))
        return fiber

    def resume(self, fiber: Fiber, value: Any = None) -> None:
        """Let a waiting fiber go on with the result of what it waited for."""
        self._ready.append((fiber, fiber.turn, value, None))

    def throw(self, fiber: Fiber, error: BaseException) -> None:
        """Let a waiting fiber go on by raising an error where it waits."""
        self._ready.append((fiber, fiber.turn, None, error))

    def post(self, action: Callable[[], None]) -> None:
        """Do something in the scheduler's own thread; may be called from any thread."""
        self._mail.put(action)

    def after(self, seconds: float, action: Callable[[], None]) -> "Timer":
        """Do something when the clock has moved on by this much."""
        self._count += 1
        if len(self._timers) >= self._most_timers:
            self._forget_cancelled()
        timer = Timer(action)
        heapq.heappush(self._timers, (self.clock.now() + max(seconds, 0.0), self._count, timer))
        return timer

    def _forget_cancelled(self) -> None:
        """Drop the timers that were cancelled: most are set for a far day, as deadlines are, and never come due."""
        self._timers = [one for one in self._timers if not one[2].cancelled]
        heapq.heapify(self._timers)
        self._most_timers = 2 * len(self._timers) + _FEW_TIMERS

    def others_wait(self) -> bool:
        """Whether another fiber, mail from another thread or a timer could have its turn now."""
        return bool(self._ready) or not self._mail.empty() or self._overdue()

    def _overdue(self) -> bool:
        """Whether real time has passed a timer's moment while something ran; virtual time stands still meanwhile."""
        return not self.clock.virtual and bool(self._timers) and self._timers[0][0] <= self.clock.now()

    def submit(
        self, work: Callable[[], Any], then: "Callable[[Future[Any]], None]", _wanted: Callable[[], bool] = _always
    ) -> None:
        """Run blocking work in a thread, then hand its future back in the scheduler's thread.

        `_wanted` tells whether somebody still waits for it, to a scheduler that asks again.
        """
        if self._pool is None:
            self._pool = Threads(MOST_THREADS)
        future = self._pool.submit(work)
        future.add_done_callback(lambda done: self.post(lambda: then(done)))

    def cancel(self, fiber: Fiber) -> None:
        """Stop a fiber and all that it waits for; nobody is told of its end."""
        if fiber.done:
            return
        fiber.done = True
        fiber.turn += 1
        if fiber.gathering is not None:
            fiber.gathering.cancel(self)
        fiber.steps.close()

    def run(self, main: Fiber) -> Any:
        """Run until `main` is done; returns its result or raises its error."""
        try:
            while not main.done:
                self._turns(main)
                if not main.done:
                    self._wait()
        finally:
            if self._pool is not None:
                self._pool.end()
                self._pool = None
        if main.error is not None:
            raise main.error
        return main.result

    def _turns(self, main: Fiber) -> None:
        ready, mail = self._ready, self._mail
        while ready and not main.done:
            if not mail.empty():
                self._read_mail()
            if self._overdue():
                self._fire(self.clock.now())
            fiber, turn, value, error = ready.popleft()
            if turn == fiber.turn and not fiber.done:
                self._step(fiber, value, error)

    def _step(self, fiber: Fiber, value: Any, error: BaseException | None) -> None:
        fiber.turn += 1
        try:
            effect = fiber.steps.send(value) if error is None else fiber.steps.throw(error)
        except StopIteration as stop:
            self._finish(fiber, stop.value, None)
        except Exception as failure:
            self._finish(fiber, None, failure)
        else:
            if effect is None:
                self._ready.append((fiber, fiber.turn, None, None))
            else:
                effect.begin(self, fiber)

    def _finish(self, fiber: Fiber, result: Any, error: BaseException | None) -> None:
        fiber.done, fiber.result, fiber.error = True, result, error
        if fiber.when_done is not None:
            fiber.when_done(fiber)

    def _read_mail(self) -> None:
        while True:
            try:
                action = self._mail.get_nowait()
            except Empty:
                return
            action()

    def _wait(self) -> None:
        """Nothing can run now: wait for the next timer, or for mail from a thread, whichever comes first."""
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        due = self._timers[0][0] if self._timers else None
        action = self.clock.wait(due, self._mail)
        if action is not None:
            action()
            return
        assert due is not None, "every fiber waits, and nothing is under way that could wake one"
        self._fire(due)

    def _fire(self, due: float) -> None:
        while self._timers and self._timers[0][0] <= due:
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                timer.action()


class Timer:
    """Something that will be done at a moment, unless it is cancelled."""

    __slots__ = ("action", "cancelled")

    def __init__(self, action: Callable[[], None]) -> None:
        self.action = action
        self.cancelled = False

    def cancel(self) -> None:
        """Forget it, and what it would have needed."""
        self.cancelled = True
        self.action = _nothing


class Sleep:
    """Wait for a number of seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def begin(self, scheduler: Scheduler, fiber: Fiber) -> None:
        """Set the alarm."""
        turn = fiber.turn
        scheduler.after(self.seconds, lambda: scheduler.resume(fiber) if fiber.turn == turn else None)


class Gather:
    """Wait for many fibers, at most `limit` at a time, started in order; the first error stops the others.

    The result is the list of their results in the order of their start. Fibers are made as room appears, so that
    40,000 of them never exist at once.
    """

    __slots__ = ("_fiber", "_limit", "_live", "_results", "_scheduler", "_source", "_started")

    def __init__(self, source: Iterator[Steps], limit: int) -> None:
        self._source: Iterator[Steps] | None = source
        self._limit = limit
        self._live: dict[int, Fiber] = {}
        self._results: list[Any] = []
        self._started = 0

    def begin(self, scheduler: Scheduler, fiber: Fiber) -> None:
        """Start as many as may run at once."""
        self._scheduler = scheduler
        self._fiber = fiber
        fiber.gathering = self
        self._fill()

    def change_limit(self, limit: int) -> None:
        """Let more, or no more than fewer, run at a time from now on."""
        self._limit = limit
        if self._live:
            self._fill()

    def cancel(self, scheduler: Scheduler) -> None:
        """Stop all that are still running, the last started first."""
        self._source = None
        for child in reversed(list(self._live.values())):
            scheduler.cancel(child)
        self._live.clear()

    def _fill(self) -> None:
        while self._source is not None and len(self._live) < self._limit:
            steps = next(self._source, None)
            if steps is None:
                self._source = None
                break
            place = self._started
            self._started += 1
            self._results.append(None)
            self._live[place] = self._scheduler.spawn(steps, partial(self._ended, place))
        if self._source is None and not self._live:
            self._fiber.gathering = None
            self._scheduler.resume(self._fiber, self._results)

    def _ended(self, place: int, child: Fiber) -> None:
        if self._live.pop(place, None) is None:
            return
        if child.error is not None:
            self.cancel(self._scheduler)
            self._fiber.gathering = None
            self._scheduler.throw(self._fiber, child.error)
            return
        self._results[place] = child.result
        self._fill()
