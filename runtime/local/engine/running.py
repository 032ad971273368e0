"""Executing a state machine on this machine.

    run = execute(definition, {"n": 3}, tasks=answer, clock="virtual")
    run.status, run.output, run.states, run.elapsed
    run.history           # the events of GetExecutionHistory

    live = LiveExecution(definition, {"n": 3}, tasks=answer, clock="wall")
    live.start()
    live.succeed(token, {"ok": True})      # a callback
    run = live.join()

Nothing here is AWS: a task's answer comes from the function that the caller gives.
"""

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from runtime.local.engine.calls import Answer, no_tasks
from runtime.local.engine.clocks import VIRTUAL_START, VirtualClock, WallClock, iso
from runtime.local.engine.creation import check_definition
from runtime.local.engine.errors import RUNTIME, TIMEOUT, StateFailure, Stopped
from runtime.local.engine.history import Event, Full, History, rendered
from runtime.local.engine.invoking import Invoke
from runtime.local.engine.json_text import as_json
from runtime.local.engine.machine import Machine
from runtime.local.engine.scheduler import Fiber, Scheduler, Steps
from runtime.local.engine.state import read_machine, run_states
from runtime.local.engine.visits import Execution, Identity, Progress, Strand
from runtime.local.jsonata.outside import outside

Status = Literal["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
Put = Callable[[str, str, str], None]
Listen = Callable[[dict[str, Any]], None]

LONGEST_STANDARD = 31_536_000.0
LONGEST_EXPRESS = 300.0
"""Seconds after which AWS ends an execution (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html)."""


@dataclass(frozen=True)
class Run:
    """What became of an execution."""

    status: Status
    output: Any
    error: str | None
    cause: str | None
    states: tuple[str, ...]
    """Names of the states in the order in which they were entered."""
    elapsed: float
    """Seconds on the execution's clock."""
    identity: Identity = field(repr=False)
    recorded: History = field(repr=False)
    written: Mapping[tuple[str, str], str] = field(repr=False, default_factory=dict)
    """What Distributed Maps wrote, by bucket and key, where no `put` was given."""
    nested: "tuple[NestedRun, ...]" = field(repr=False, default=())
    """The executions that tasks started in this engine, and those that they started, in order."""

    @property
    def history(self) -> list[dict[str, Any]]:
        """The events, shaped as GetExecutionHistory gives them."""
        return self.recorded.events()


@dataclass(frozen=True)
class NestedRun:
    """An execution of one of the given `machines`, as far as it came."""

    identity: Identity
    states: tuple[str, ...]
    """Names of the states in the order in which they were entered."""
    recorded: History = field(repr=False)

    @property
    def history(self) -> list[dict[str, Any]]:
        """The events, shaped as GetExecutionHistory gives them."""
        return self.recorded.events()


class UnknownToken(KeyError):
    """No task waits with this token (any more)."""


class LiveExecution:
    """An execution that can be watched, answered and stopped while it runs.

    Args:
        definition: The state machine, as a JSON object or its text.
        input: The execution's input.
        tasks: Answers every task; on the wall clock it is called from threads, many at a time.
        clock: "virtual" jumps over every pause, "wall" is real time.
        kind: STANDARD or EXPRESS.
        name: The execution's name; a random UUID where it is left out.
        machine_name: Name of the state machine.
        identity: All names and ARNs at once, instead of the two above.
        start: Where the virtual clock begins; always the same moment where it is left out.
        seed: Decides the jitter of Retry.
        machines: Definitions of other machines by ARN, which `states:startExecution` tasks then really run.
        put: Stores what Distributed Maps write: bucket, key, text.
        history_limit: Events after which the execution fails, as a Standard one does on AWS after 25,000.
        listen: Told every event as it happens, in AWS's form.
        listen_nested: Gives, by the ARN of its machine, what is told the events of an execution of one of `machines`.

    Raises:
        InvalidDefinition: AWS would not create the state machine.
        TypeError: The input is not JSON.
    """

    def __init__(
        self,
        definition: Mapping[str, Any] | str,
        input: Any,  # noqa: A002 - what AWS calls it
        tasks: Answer = no_tasks,
        clock: Literal["virtual", "wall"] = "virtual",
        kind: Literal["STANDARD", "EXPRESS"] = "STANDARD",
        *,
        name: str | None = None,
        machine_name: str = "machine",
        identity: Identity | None = None,
        start: datetime | None = None,
        seed: int = 0,
        machines: Mapping[str, Mapping[str, Any]] | None = None,
        put: Put | None = None,
        history_limit: int | None = None,
        listen: Listen | None = None,
        listen_nested: Callable[[str], Listen] | None = None,
    ) -> None:
        self._machine = read_machine(check_definition(definition, kind))
        self._input = input = as_json(input)  # noqa: A001
        ticking = VirtualClock(start.timestamp() if start else VIRTUAL_START) if clock == "virtual" else WallClock()
        self._scheduler = Scheduler(ticking)
        self._written: dict[tuple[str, str], str] = {}
        execution = self._execution = Execution(
            self._machine,
            input,
            identity or local_identity(machine_name, name),
            self._scheduler,
            tasks,
            kind=kind,
            seed=seed,
        )
        execution.machines = {arn: read_machine(one) for arn, one in (machines or {}).items()}
        execution.put = put or self._keep
        execution.history.limit = history_limit
        if listen is not None:
            execution.history.listener = _telling(listen)
        if listen_nested is not None:
            execution.listener_of = lambda arn: _telling(listen_nested(arn))
        self._status: Status | None = None
        self._thread: threading.Thread | None = None
        self._run: Run | BaseException | None = None

    @property
    def history(self) -> list[dict[str, Any]]:
        """The events so far."""
        return self._execution.history.events()

    @property
    def identity(self) -> Identity:
        """Names and ARNs."""
        return self._execution.identity

    def run(self) -> Run:
        """Run to the end in this thread."""
        return self._run_from(None)

    def _run_from(self, resume: Progress | None) -> Run:
        execution, clock = self._execution, self._scheduler.clock
        began = clock.now()
        main = self._scheduler.spawn(main_steps(execution, self._machine, self._input, resume))
        with self._repeatable():
            status, output, error, cause = self._scheduler.run(main)
        self._status = status
        elapsed = clock.now() - began
        return Run(
            status,
            output,
            error,
            cause,
            tuple(execution.states),
            elapsed,
            execution.identity,
            execution.history,
            self._written,
            tuple(NestedRun(one.identity, tuple(one.states), one.history) for one in execution.nested),
        )

    def redrive(self, tasks: Answer | None = None) -> Run:
        """RedriveExecution: go on, in this thread, from the states that did not succeed; what did is not run again.

        Raises ValueError where AWS refuses: the execution is EXPRESS, still running, or has succeeded.
        """
        execution = self._execution
        if execution.kind == "EXPRESS":
            raise ValueError("Execution is EXPRESS and cannot be redriven")
        if self._status is None or self._status == "SUCCEEDED":
            raise ValueError(f"Execution is {self._status or 'RUNNING'} and cannot be redriven")
        execution.context["Execution"]["RedriveCount"] += 1
        execution.context["Execution"]["RedriveTime"] = iso(self._scheduler.clock.now())
        execution.answer = tasks or execution.answer
        return self._run_from(execution.progress)

    def start(self) -> None:
        """Run in a thread of its own; `join` waits for the end."""
        self._thread = threading.Thread(target=self._run_in_thread, name="statemill-execution", daemon=True)
        self._thread.start()

    def join(self, timeout: float | None = None) -> Run:
        """Wait for the end; TimeoutError after so many real seconds."""
        assert self._thread is not None, "start the execution first"
        self._thread.join(timeout)
        if self._run is None:
            raise TimeoutError(f"the execution {self.identity.name} is still running")
        if isinstance(self._run, BaseException):
            raise self._run
        return self._run

    def take(self, token: str, worker: str | None = None) -> None:
        """GetActivityTask: a worker has the task. Raises UnknownToken."""
        invoke = self._waiting(token)
        self._scheduler.post(lambda: invoke.take(worker))

    def succeed(self, token: str, result: Any) -> None:
        """SendTaskSuccess. Raises UnknownToken."""
        invoke = self._waiting(token)
        self._scheduler.post(lambda: invoke.succeed(result))

    def fail(self, token: str, error: str | None = None, cause: str | None = None) -> None:
        """SendTaskFailure. Raises UnknownToken."""
        invoke = self._waiting(token)
        self._scheduler.post(lambda: invoke.fail(error, cause))

    def heartbeat(self, token: str) -> None:
        """SendTaskHeartbeat. Raises UnknownToken."""
        self._scheduler.post(self._waiting(token).heartbeat)

    def stop(self, error: str | None = None, cause: str | None = None) -> None:
        """StopExecution."""
        self._scheduler.post(lambda: self._execution.abort(Stopped("ABORTED", error, cause)))

    def _repeatable(self) -> AbstractContextManager[None]:
        """On the virtual clock expressions take moment and chance from the execution; real time brings its own."""
        clock = self._scheduler.clock
        return outside(clock.now, self._execution.random) if clock.virtual else nullcontext()

    def _waiting(self, token: str) -> Invoke:
        found: Invoke | None = self._execution.waiting.get(token)
        if found is None:
            raise UnknownToken(token)
        return found

    def _run_in_thread(self) -> None:
        try:
            self._run = self.run()
        except BaseException as error:
            self._run = error

    def _keep(self, bucket: str, key: str, body: str) -> None:
        self._written[bucket, key] = body


def execute(
    definition: Mapping[str, Any] | str,
    input: Any,  # noqa: A002 - what AWS calls it
    tasks: Answer = no_tasks,
    clock: Literal["virtual", "wall"] = "virtual",
    kind: Literal["STANDARD", "EXPRESS"] = "STANDARD",
    **options: Any,
) -> Run:
    """Run a definition to its end; arguments and options are those of LiveExecution."""
    return LiveExecution(definition, input, tasks, clock, kind, **options).run()


def local_identity(machine_name: str, name: str | None = None) -> Identity:
    """Names and ARNs in the account that local tools use for nobody's account."""
    name = name or str(uuid.uuid4())
    prefix = "arn:aws:states:us-east-1:123456789012"
    return Identity(
        name,
        f"{prefix}:execution:{machine_name}:{name}",
        f"{prefix}:stateMachine:{machine_name}",
        machine_name,
        "arn:aws:iam::123456789012:role/statemill",
    )


def main_steps(execution: Execution, machine: Machine, value: Any, resume: Progress | None = None) -> Steps:
    """The whole execution as a fiber, from where a redrive begins; returns status, output, error and cause."""
    longest = LONGEST_STANDARD if execution.kind == "STANDARD" else LONGEST_EXPRESS
    deadline = longest if machine.timeout is None else min(machine.timeout, longest)
    strand = Strand(execution, {}, 0)
    execution.progress = strand.progress
    if len(execution.history) == 0:
        execution.history.add("ExecutionStarted", 0, value, execution.identity.role_arn)
    else:
        strand.previous = len(execution.history)
        strand.record("ExecutionRedriven", execution.context["Execution"]["RedriveCount"])
    try:
        output = yield _Within(execution, run_states(strand, machine, value, resume), deadline)
    except StateFailure as failure:
        strand.previous = len(execution.history)
        strand.record("ExecutionFailed", failure.error, failure.cause)
        return "FAILED", None, failure.error, failure.cause
    except Full as full:
        cause = f"The execution reached the maximum number of history events ({full})."
        execution.history.cut(full.most - 1)
        strand.previous = len(execution.history)
        strand.record("ExecutionFailed", RUNTIME, cause)
        return "FAILED", None, RUNTIME, cause
    except Stopped as stopped:
        if stopped.status == "TIMED_OUT":
            # Only the event names the error, and it follows no other.
            execution.history.add("ExecutionTimedOut", 0, TIMEOUT, None)
        else:
            strand.record("ExecutionAborted", stopped.error, stopped.cause)
        return stopped.status, None, stopped.error, stopped.cause
    strand.record("ExecutionSucceeded", output)
    return "SUCCEEDED", output, None, None


class _Within:
    """Run the states of an execution, no longer than some seconds, until it is aborted."""

    def __init__(self, execution: Execution, steps: Steps, seconds: float) -> None:
        self._execution = execution
        self._steps = steps
        self._seconds = seconds

    def begin(self, scheduler: Scheduler, fiber: Fiber) -> None:
        """Start the states and set the alarm."""

        def done(child: Fiber) -> None:
            alarm.cancel()
            self._execution.abort = _nothing_runs
            if child.error is not None:
                scheduler.throw(fiber, child.error)
            else:
                scheduler.resume(fiber, child.result)

        def stop(stopped: Exception) -> None:
            if not child.done:
                scheduler.cancel(child)
                alarm.cancel()
                scheduler.throw(fiber, stopped)

        alarm = scheduler.after(self._seconds, lambda: stop(Stopped("TIMED_OUT")))
        child = scheduler.spawn(self._steps, done)
        self._execution.abort = stop


def _nothing_runs(_stopped: Exception) -> None:
    """Aborting an execution that is over."""


def _telling(listen: Listen) -> Callable[[int, Event], None]:
    return lambda number, event: listen(rendered(number, event))
