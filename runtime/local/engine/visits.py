"""What one line of states knows while it runs: its execution, its variables, and the state it is in.

An Execution has one main Strand; every branch and every iteration is a Strand of its own, with the variables that its
parent had when it began. A Visit is one entering of one state.

    visit = Visit(strand, state, value)
    visit.bindings(result=3)      # {"states": {"input": …, "result": 3, "context": …}, "x": 1}
"""

import base64
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.calls import Answer
from runtime.local.engine.clocks import iso
from runtime.local.engine.distributed.map_run import MapRun
from runtime.local.engine.history import History
from runtime.local.engine.scheduler import Scheduler


@dataclass(frozen=True)
class Identity:
    """Who the execution is, as its context object says."""

    name: str
    arn: str
    machine_arn: str
    machine_name: str
    role_arn: str

    @property
    def region(self) -> str:
        """The AWS region in the execution's ARN."""
        return self.arn.split(":")[3]

    @property
    def account(self) -> str:
        """The AWS account in the execution's ARN."""
        return self.arn.split(":")[4]


class Execution:
    """One run of a machine: what all its strands share."""

    __slots__ = (
        "_random",
        "abort",
        "answer",
        "began",
        "context",
        "history",
        "identity",
        "kind",
        "listener_of",
        "machine",
        "machines",
        "map_runs",
        "names",
        "nested",
        "progress",
        "put",
        "scheduler",
        "states",
        "tokens",
        "waiting",
    )

    def __init__(
        self,
        machine: Any,
        value: Any,
        identity: Identity,
        scheduler: Scheduler,
        answer: Answer,
        *,
        kind: str,
        seed: int,
    ) -> None:
        self.machine = machine
        self.identity = identity
        self.scheduler = scheduler
        self.answer = answer
        self.kind = kind
        self.history = History(scheduler.clock.now)
        self.states: list[str] = []
        self._random: random.Random | int = seed
        self.tokens = 0
        self.names = 0
        self.waiting: dict[str, Any] = {}
        self.nested: list[Execution] = []
        """What tasks have started, by this execution, its Map Runs' and theirs: all share the list."""
        self.map_runs: dict[str, MapRun] = {}
        """Map Runs by ARN."""
        self.progress = Progress()
        self.machines: Mapping[str, Any] = {}
        """Prepared machines of other ARNs, which tasks may start."""
        self.listener_of: Callable[[str], Callable[[int, tuple[Any, ...]], None]] | None = None
        """Gives what listens to an execution that a task starts, by the ARN of its machine."""
        self.abort: Callable[[Exception], None] = lambda _stopped: None
        self.began = int(scheduler.clock.now() * 1000)
        """Milliseconds since 1970."""
        self.put: Callable[[str, str, str], None] = lambda _bucket, _key, _body: None
        self.context: dict[str, Any] = {
            "Execution": {
                "Id": identity.arn,
                "Input": value,
                "StartTime": iso(scheduler.clock.now()),
                "Name": identity.name,
                "RoleArn": identity.role_arn,
            },
            "StateMachine": {"Id": identity.machine_arn, "Name": identity.machine_name},
        }
        if kind == "STANDARD":
            # Express executions cannot be redriven.
            self.context["Execution"]["RedriveCount"] = 0

    @property
    def random(self) -> random.Random:
        """Chance for jitter and for expressions, the same in every run of the same seed."""
        if isinstance(self._random, int):
            # Only made when it is asked for: a generator's state takes kilobytes, and most children need no chance.
            self._random = random.Random(self._random)  # noqa: S311 - jitter, not secrets
        return self._random

    def child(self, machine: Any, value: Any, identity: Identity, kind: str) -> "Execution":
        """An execution that a state of this one starts: what tasks need, and who listens, is one for all of them."""
        seed = self.random.getrandbits(32)
        child = Execution(machine, value, identity, self.scheduler, self.answer, kind=kind, seed=seed)
        child.waiting, child.machines, child.put = self.waiting, self.machines, self.put
        child.nested, child.listener_of = self.nested, self.listener_of
        if kind == "STANDARD":
            child.history.limit = self.history.limit
        return child

    def new_token(self) -> str:
        """A task token that no other task of this execution has."""
        self.tokens += 1
        return base64.urlsafe_b64encode(f"{self.identity.arn} {self.tokens}".encode()).decode()

    def new_name(self) -> str:
        """A UUID for something that the execution makes: no other execution has it, and a repeated one has it again."""
        self.names += 1
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.identity.arn} {self.names}"))


_NO_VARIABLES: Mapping[str, Any] = {}


class Progress:
    """Where a strand stands, so that a redrive can go on from there."""

    __slots__ = ("_inner", "done", "entered", "output", "run", "state", "value", "variables")

    def __init__(self) -> None:
        self.state: str | None = None
        """The state it is in; None before the first."""
        self.value: Any = None
        self.variables: Mapping[str, Any] = _NO_VARIABLES
        self.entered = 0
        self._inner: dict[int, Progress] | None = None
        self.run: MapRun | None = None
        """The Map Run of that state, where it is a distributed Map."""
        self.done = False
        self.output: Any = None

    @property
    def inner(self) -> "dict[int, Progress]":
        """The branches or iterations of the state it is in, by their place."""
        if self._inner is None:
            self._inner = {}
        return self._inner

    def enter(self, state: str, value: Any, variables: Mapping[str, Any], entered: int) -> None:
        """A state has been entered."""
        self.state, self.value, self.variables, self.entered = state, value, variables, entered
        self._inner = self.run = None

    def finish(self, output: Any) -> None:
        """The strand has come to its end."""
        self.done, self.output, self._inner = True, output, None


class Strand:
    """A line of states that run one after the other."""

    __slots__ = ("execution", "failed_task", "item", "previous", "progress", "variables")

    def __init__(
        self,
        execution: Execution,
        variables: Mapping[str, Any],
        previous: int,
        item: Mapping[str, Any] | None = None,
    ) -> None:
        self.execution = execution
        self.variables = variables
        self.previous = previous
        self.item = item
        self.progress = Progress()
        self.failed_task = False
        """Whether it has ended in the failure of a Task state."""

    def branch(self, previous: int, item: Mapping[str, Any] | None = None) -> "Strand":
        """A strand that begins after an event and sees what this one sees."""
        return Strand(self.execution, self.variables, previous, self.item if item is None else item)

    def record(self, kind: str, *values: Any) -> int:
        """Add an event to the history, after this strand's last one."""
        self.previous = self.execution.history.add(kind, self.previous, *values)
        return self.previous

    def record_aside(self, kind: str, *values: Any) -> None:
        """Add an event that what follows passes by: both stand after this strand's last one."""
        self.execution.history.add(kind, self.previous, *values)

    def assign(self, values: Mapping[str, Any]) -> None:
        """Give variables their values; strands that share the mapping keep the one they have."""
        if values:
            self.variables = {**self.variables, **values}


class Visit:
    """One entering of one state."""

    __slots__ = (
        "_attempt",
        "_context",
        "entered",
        "given_context",
        "name",
        "redriven",
        "redriven_run",
        "retries",
        "strand",
        "token",
        "value",
        "when",
    )

    def __init__(self, strand: Strand, name: str, value: Any, entered: int, retries: int | None = None) -> None:
        self.strand = strand
        self.name = name
        self.value = value
        self.entered = entered
        self.retries = retries
        """How often the state was tried again; None for the kinds of states whose context does not say."""
        self.when = strand.execution.scheduler.clock.now()
        self.token: str | None = None
        self.redriven: Mapping[int, Progress] = {}
        """What its branches or iterations had reached before a redrive."""
        self.redriven_run: MapRun | None = None
        self.given_context: dict[str, Any] | None = None
        """What TestState is told to use instead."""
        self._context: dict[str, Any] | None = None
        self._attempt: tuple[int | None, str | None] = (None, None)
        """What the context object that is kept was made for."""

    def context(self) -> dict[str, Any]:
        """The context object."""
        if self.given_context is not None:
            return self.given_context
        attempt = (self.retries, self.token)
        if self._context is None or attempt != self._attempt:
            self._context, self._attempt = self._made_context(), attempt
        return self._context

    def _made_context(self) -> dict[str, Any]:
        state: dict[str, Any] = {"Name": self.name, "EnteredTime": iso(self.when)}
        if self.retries is not None:
            state["RetryCount"] = self.retries
        found = {**self.strand.execution.context, "State": state}
        if self.token is not None:
            found["Task"] = {"Token": self.token}
        if self.strand.item is not None:
            found["Map"] = {"Item": self.strand.item}
        return found

    def bindings(self, **more: Any) -> dict[str, Any]:
        """The variables of a JSONata expression: the strand's own, and `$states`."""
        states = {"input": self.value, "context": self.context(), **more}
        return {**self.strand.variables, "states": states}
