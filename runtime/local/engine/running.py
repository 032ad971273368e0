"""Executing a state machine on this machine.

run = execute(definition, {"n": 3}, tasks=answer, clock="virtual")
run.status, run.output, run.states, run.elapsed
run.history           # the events of GetExecutionHistory
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from runtime.local.engine.calls import Answer, no_tasks
from runtime.local.engine.clocks import VIRTUAL_START, VirtualClock, WallClock
from runtime.local.engine.creation import check_definition
from runtime.local.engine.errors import StateFailure, Stopped
from runtime.local.engine.history import History, rendered
from runtime.local.engine.machine import Machine
from runtime.local.engine.scheduler import Fiber, Scheduler, Steps
from runtime.local.engine.state import read_machine, run_states
from runtime.local.engine.visits import Execution, Identity, Strand

Status = Literal["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]

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
    recorded: History = field(repr=False)

    @property
    def history(self) -> list[dict[str, Any]]:
        """The events, shaped as GetExecutionHistory gives them."""
        return self.recorded.events()


def execute(
    definition: Mapping[str, Any],
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
    on_event: Callable[[dict[str, Any]], None] | None = None,
) -> Run:
    """Run a definition to its end.

    Raises InvalidDefinition where AWS would not create the state machine. `start` is where the virtual clock begins;
    `seed` decides the jitter of Retry; `on_event` is told each event of the history when it happens.
    """
    check_definition(definition)
    machine = read_machine(definition)
    ticking = VirtualClock(start.timestamp() if start else VIRTUAL_START) if clock == "virtual" else WallClock()
    scheduler = Scheduler(ticking)
    execution = Execution(
        machine, input, identity or local_identity(machine_name, name), scheduler, tasks, kind=kind, seed=seed
    )
    if on_event is not None:
        tell = on_event
        execution.history.listener = lambda number, event: tell(rendered(number, event))
    began = ticking.now()
    status, output, error, cause = scheduler.run(scheduler.spawn(main_steps(execution, machine, input)))
    return Run(status, output, error, cause, tuple(execution.states), ticking.now() - began, execution.history)


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


def main_steps(execution: Execution, machine: Machine, value: Any) -> Steps:
    """The whole execution as a fiber; returns status, output, error and cause."""
    longest = LONGEST_STANDARD if execution.kind == "STANDARD" else LONGEST_EXPRESS
    deadline = longest if machine.timeout is None else min(machine.timeout, longest)
    execution.history.add("ExecutionStarted", 0, value, execution.identity.role_arn)
    strand = Strand(execution, {}, 0)
    try:
        output = yield _Within(run_states(strand, machine, value), deadline)
    except StateFailure as failure:
        strand.previous = len(execution.history)
        strand.record("ExecutionFailed", failure.error, failure.cause)
        return "FAILED", None, failure.error, failure.cause
    except Stopped as stopped:
        kind = "ExecutionTimedOut" if stopped.status == "TIMED_OUT" else "ExecutionAborted"
        strand.record(kind, stopped.error, stopped.cause)
        return stopped.status, None, stopped.error, stopped.cause
    strand.record("ExecutionSucceeded", output)
    return "SUCCEEDED", output, None, None


class _Within:
    """Wait for a fiber, but no longer than some seconds."""

    def __init__(self, steps: Steps, seconds: float) -> None:
        self._steps = steps
        self._seconds = seconds

    def begin(self, scheduler: Scheduler, fiber: Fiber) -> None:
        """Start the fiber and set the alarm."""

        def done(child: Fiber) -> None:
            alarm.cancel()
            if child.error is not None:
                scheduler.throw(fiber, child.error)
            else:
                scheduler.resume(fiber, child.result)

        def late() -> None:
            if not child.done:
                scheduler.cancel(child)
                scheduler.throw(fiber, Stopped("TIMED_OUT"))

        alarm = scheduler.after(self._seconds, late)
        child = scheduler.spawn(self._steps, done)
