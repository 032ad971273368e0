"""The engine's scheduler on real time, such that the same journal gives the same execution again, event for event.

    scheduler = JournaledScheduler(began, journal, recorded, control)
    scheduler.run(scheduler.spawn(main_steps(execution, machine, value)))

Between two wake-ups a fiber sees one and the same moment; what wakes fibers (answers of tasks, callbacks, a stop, the
clock) is written down. A repeated execution applies a record where it was applied first: when all fibers wait or, if it
came amid long work (`busy`), after the same number of steps. Nothing else reaches an execution from outside. Steps are
counted for that only: an engine that takes others for the same states still repeats the journals of this one.
Any beginning of a journal is a consistent execution, so it has to be on the disk only before somebody is told of what
is in it, and before a task is asked.
"""

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from runtime.local.engine.clocks import WallClock
from runtime.local.engine.scheduler import MOST_THREADS, Fiber, Scheduler
from runtime.local.engine.threads import Threads
from runtime.local.serve.journal import Journal, Record

BREATH = 0.05
"""Seconds of work after which the scheduler looks at the clock and at what has come, though fibers could go on."""

BETWEEN_BREAKS = 100
"""Transitions after which a fiber lets the scheduler look, though nobody else could go on."""

_BETWEEN_RUNS = ("ended", "redriven")


class Diverged(Exception):
    """The execution does not go the way its journal says."""


class Moments(WallClock):
    """A clock that moves only at wake-ups."""

    def __init__(self, moment: float) -> None:
        self.moment = moment

    def now(self) -> float:
        """The moment of the last wake-up."""
        return self.moment


@dataclass(eq=False)
class Arrival:
    """Something from outside on its way into the execution. `settled` is set when it is in, or will never be."""

    record: Record
    taken: bool = False
    """Whether the execution could use it."""
    settled: threading.Event = field(default_factory=threading.Event)

    def settle(self, taken: bool) -> None:
        """Tell whoever waits."""
        self.taken = taken
        self.settled.set()


class Control(Protocol):
    """What the records mean to the execution."""

    def apply(self, record: Record) -> bool:
        """Do what a record says, whether now or again; False where it has no effect any more."""

    def answered(self, record: Record, then: "Callable[[Future[Any]], None]") -> None:
        """Hand a task's answer in."""

    def caught_up(self) -> None:
        """The journal is at its end: from now on things happen for the first time."""


class JournaledScheduler(Scheduler):
    """Runs fibers; asks no task whose answer is in the journal."""

    def __init__(self, began: float, journal: Journal, recorded: list[Record], control: Control) -> None:
        self.moments = Moments(began)
        super().__init__(self.moments)
        self.recorded = deque(recorded)
        self.steps = 0
        self._transitions = 0
        self._journal = journal
        self._control = control
        self._asked = 0
        self._unanswered: dict[int, _Question] = {}
        self._live = False
        self._box: deque[Arrival] = deque()
        self._bell = threading.Condition()
        self._closed = False

    @property
    def live(self) -> bool:
        """Whether the journal has been repeated to its end."""
        return self._live

    def others_wait(self) -> bool:
        """Whether another fiber could go on; now and then in any case, so that even a tight loop hears of the clock.

        Counted, not timed: an execution that is repeated must take the very same steps.
        """
        self._transitions += 1
        return bool(self._ready) or self._transitions % BETWEEN_BREAKS == 0

    def arrive(self, record: Record) -> Arrival:
        """Bring something in; from any thread."""
        arrival = Arrival(record)
        with self._bell:
            if self._closed:
                arrival.settle(False)
            else:
                self._box.append(arrival)
                self._bell.notify()
        return arrival

    def open(self) -> None:
        """Take arrivals (again)."""
        with self._bell:
            self._closed = False

    def close(self) -> None:
        """Take no more arrivals; those that came too late are told so."""
        with self._bell:
            self._closed = True
            late = list(self._box)
            self._box.clear()
        for arrival in late:
            arrival.settle(False)

    def submit(
        self,
        work: Callable[[], Any],
        then: "Callable[[Future[Any]], None]",
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Ask a task in a thread, unless the journal may have its answer; the answer arrives as a record."""
        number = self._asked
        self._asked += 1
        question = self._unanswered[number] = _Question(work, then, wanted)
        if self._live:
            self._ask(number, question)

    def tell(self, kind: str, act: Callable[[], Record]) -> Record:
        """Do something outside within a step and write down what came of it; a repeated step takes that instead."""
        if not self._live:
            record = self.recorded.popleft() if self.recorded else {}
            if record:
                if record.get("kind") != kind:
                    raise Diverged(f"{kind} at step {self.steps}, but the journal has {record}")
                return record
        record = {**act(), "kind": kind, "at": self.steps}
        self._journal.write(record)
        self._journal.insist()
        return record

    def _ask(self, number: int, question: "_Question") -> None:
        self._journal.insist()
        if self._pool is None:
            self._pool = Threads(MOST_THREADS)
        asking.number = number

        def asked() -> None:
            if question.wanted():
                asking.number = number
                self.arrive({"kind": "answer", "call": number, "answer": question.work()})

        self._pool.submit(asked)

    def _turns(self, main: Fiber) -> None:
        ready = self._ready
        while ready and not main.done:
            if self._live:
                if self.steps and time.time() - self.moments.moment > BREATH:
                    self._look(busy=True)
            else:
                self._repeat_here()
            fiber, turn, value, error = ready.popleft()
            if turn == fiber.turn and not fiber.done:
                self.steps += 1
                self._step(fiber, value, error)

    def _wait(self) -> None:
        if not self._live:
            if not self.recorded:
                self._go_live()
            elif self.recorded[0]["kind"] not in (*_BETWEEN_RUNS, "wrote"):
                self._apply(self.recorded.popleft())
            else:
                raise Diverged(f"waits at step {self.steps}, but the journal has {self.recorded[0]}")
            return
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        due = self._timers[0][0] if self._timers else None
        with self._bell:
            while not self._box and (due is None or time.time() < due):
                self._bell.wait(None if due is None else min(due - time.time(), 3600.0))
        self._look()

    def _repeat_here(self) -> None:
        """Apply the records that came amid work, at this very step."""
        while self.recorded and self.recorded[0].get("busy") and self.recorded[0]["at"] == self.steps:
            self._apply(self.recorded.popleft())
        if not self.recorded and self.steps:
            self._go_live()

    def _go_live(self) -> None:
        self._live = True
        self._control.caught_up()
        for number, question in sorted(self._unanswered.items()):
            if question.wanted():
                self._ask(number, question)

    def _look(self, *, busy: bool = False) -> None:
        """Take what has come, and let the clock move on."""
        moment = time.time()
        amid = {"busy": True} if busy else {}
        with self._bell:
            arrivals = list(self._box)
            self._box.clear()
        for arrival in arrivals:
            arrival.record |= {"at": self.steps, "moment": moment, **amid}
            self._journal.write(arrival.record)
        clock = {"kind": "time", "at": self.steps, "moment": moment, **amid}
        ticks = not arrivals or bool(self._timers and self._timers[0][0] <= moment)
        if ticks:
            self._journal.write(clock)
        if arrivals:
            self._journal.insist()
        for arrival in arrivals:
            arrival.settle(self._apply(arrival.record))
        if ticks:
            self._apply(clock)

    def _apply(self, record: Record) -> bool:
        self.moments.moment = max(self.moments.moment, record["moment"])
        match record["kind"]:
            case "time":
                self._ring()
                return True
            case "answer":
                question = self._unanswered.pop(record["call"], None)
                if question is None:
                    raise Diverged(f"an answer to call {record['call']}, which was not made")
                self._control.answered(record, question.then)
                return True
            case _:
                return self._control.apply(record)

    def _ring(self) -> None:
        """Do what is due."""
        while self._timers and (self._timers[0][2].cancelled or self._timers[0][0] <= self.moments.moment):
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                timer.action()


@dataclass(frozen=True)
class _Question:
    work: Callable[[], Any]
    then: "Callable[[Future[Any]], None]"
    wanted: Callable[[], bool]


class _Asking(threading.local):
    number = 0
    """The number of the call that this thread is asking: the same when it is asked again after a restart."""


asking = _Asking()
