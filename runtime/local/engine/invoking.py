"""Waiting for a task: its answer, its timeout, its signs of life, its callback.

    reply = yield Invoke(execution, call, timeout=30, heartbeat=None)
    reply.result, reply.failure, reply.timed_out

On the virtual clock the answer is asked for at once and, unless it says otherwise with `Takes`, costs no time. On the
wall clock it is asked for in a thread. A `Pending` answer is ended by `Execution.succeed`, `.fail` and `.heartbeat`.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple

from runtime.local.engine.calls import Answer, Call, Pending, Submitted, Takes, TaskFailed
from runtime.local.engine.scheduler import Fiber, Scheduler, Timer

_NOTHING = object()


class Reply(NamedTuple):
    """How a task ended."""

    result: Any = None
    failure: TaskFailed | None = None
    timed_out: bool = False
    silent: bool = False
    """Timed out for want of a heartbeat."""
    response: Any = _NOTHING
    """What the service said to the request, where that is not the result."""

    @property
    def submitted(self) -> bool:
        """Whether the service's response is kept apart from the result."""
        return self.response is not _NOTHING


class Invoke:
    """The effect of asking a task."""

    __slots__ = (
        "_answer",
        "_at_once",
        "_began",
        "_call",
        "_fiber",
        "_heartbeat",
        "_pulse",
        "_response",
        "_scheduler",
        "_settled",
        "_timeout",
        "_timers",
        "_waiting",
    )

    def __init__(
        self,
        answer: Answer,
        call: Call,
        waiting: dict[str, Any],
        timeout: float | None,
        heartbeat: float | None,
        *,
        at_once: bool = False,
        began: Callable[[str | None], None] | None = None,
    ) -> None:
        """`at_once` asks in the scheduler's own thread also on the wall clock; `began` is told who takes the task."""
        self._answer = answer
        self._call = call
        self._waiting = waiting
        self._timeout = timeout
        self._heartbeat = heartbeat
        self._at_once = at_once
        self._began = began
        self._settled = False
        self._response: Any = _NOTHING
        self._timers: list[Timer] = []
        self._pulse: Timer | None = None

    def begin(self, scheduler: Scheduler, fiber: Fiber) -> None:
        """Ask, with the alarms set."""
        self._scheduler, self._fiber = scheduler, fiber
        if self._call.token is not None:
            # A callback may be quicker than the answer that says it will come.
            self._waiting[self._call.token] = self
        if scheduler.clock.virtual or self._at_once:
            self._take(lambda: self._answer(self._call))
            return
        self._set_alarms()
        scheduler.submit(
            lambda: self._answer(self._call),
            lambda future: self._arrived(future, fiber.turn),
            lambda: not self._settled,
        )

    def take(self, worker: str | None = None) -> None:
        """Somebody has begun with the task: a worker of this name, or whoever answers at once."""
        if self._began is not None and not self._settled:
            self._began(worker)

    def succeed(self, result: Any) -> None:
        """The task is done; for callbacks."""
        self._settle(Reply(result, response=self._response))

    def fail(self, error: str | None, cause: str | None) -> None:
        """The task has failed; for callbacks."""
        self._settle(Reply(failure=TaskFailed(error, cause), response=self._response))

    def heartbeat(self) -> None:
        """The task is alive: its time until the next sign of life begins again."""
        if self._settled or self._heartbeat is None:
            return
        if self._pulse is not None:
            self._pulse.cancel()
        self._pulse = self._scheduler.after(self._heartbeat, self._fall_silent)

    def abandon(self) -> None:
        """Nobody waits for the task any more."""
        self._settle(Reply())

    def _arrived(self, future: "Future[Any]", turn: int) -> None:
        if self._fiber.turn == turn and not future.cancelled():
            self._take(future.result)

    def _take(self, get: Callable[[], Any]) -> None:
        """Understand an answer, whichever form it has."""
        try:
            answer = get()
        except TaskFailed as failure:
            answer = failure
        except Exception as error:
            # A bug in the answering code is not the machine's failure: it ends the run where the caller can see it.
            self._scheduler.throw(self._fiber, error)
            return
        self._understand(answer)

    def _understand(self, answer: Any) -> None:
        if self._settled:
            return
        if not isinstance(answer, Pending):
            self.take()
        match answer:
            case TaskFailed():
                self._settle(Reply(failure=answer))
            case Takes():
                self._later(answer)
            case Submitted():
                self._response = answer.response
                match answer.result:
                    case Takes() | Pending() | TaskFailed():
                        self._understand(answer.result)
                    case result:
                        self._settle(Reply(result, response=self._response))
            case Pending():
                if answer.response is not None:
                    self._response = answer.response
                self._set_alarms()
            case _:
                self._settle(Reply(answer, response=self._response))

    def _later(self, answer: Takes) -> None:
        self._set_alarms()
        for moment in answer.heartbeats:
            self._timers.append(self._scheduler.after(moment, self.heartbeat))
        self._timers.append(self._scheduler.after(answer.seconds, lambda: self._understand(answer.result)))

    def _set_alarms(self) -> None:
        if self._timers or self._pulse is not None:
            return
        if self._timeout is not None:
            self._timers.append(self._scheduler.after(self._timeout, self._time_out))
        self.heartbeat()

    def _fall_silent(self) -> None:
        self._settle(Reply(timed_out=True, silent=True, response=self._response))

    def _time_out(self) -> None:
        self._settle(Reply(timed_out=True, response=self._response))

    def _settle(self, reply: Reply) -> None:
        if self._settled:
            return
        self._settled = True
        self._waiting.pop(self._call.token or "", None)
        for timer in self._timers:
            timer.cancel()
        if self._pulse is not None:
            self._pulse.cancel()
        if not self._fiber.done:
            self._scheduler.resume(self._fiber, reply)
