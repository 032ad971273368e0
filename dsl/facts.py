"""What an execution knows of itself: `context`.

    report(context.execution.name, context.execution.start_time)

In plain Python the facts are those of a made-up execution that began when it was first asked; `executing` gives others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from dsl.values import dataclass

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Execution:
    """The execution at hand."""

    id: str
    """Its ARN."""
    name: str
    start_time: datetime
    """In UTC."""
    input: Any
    """The JSON that it was started with."""
    role_arn: str = ""
    redrive_count: int = 0
    """How often it was started again from where it had failed."""


@dataclass(frozen=True)
class StateMachine:
    """The state machine at hand."""

    id: str
    """Its ARN."""
    name: str


FACTS: dict[str, tuple[str, ...]] = {
    "execution.id": ("Execution", "Id"),
    "execution.name": ("Execution", "Name"),
    "execution.start_time": ("Execution", "StartTime"),
    "execution.input": ("Execution", "Input"),
    "execution.role_arn": ("Execution", "RoleArn"),
    "execution.redrive_count": ("Execution", "RedriveCount"),
    "state_machine.id": ("StateMachine", "Id"),
    "state_machine.name": ("StateMachine", "Name"),
}
"""Where each fact is in the context object of Step Functions (developer guide, "Context object")."""


class Context:
    """The execution's own facts. There is one of it, `context`.

    name = context.execution.name
    """

    __slots__ = ()

    @property
    def execution(self) -> Execution:
        """The execution at hand."""
        return _now()[0]

    @property
    def state_machine(self) -> StateMachine:
        """The state machine at hand."""
        return _now()[1]

    def __repr__(self) -> str:
        return "context"


context = Context()

_facts: ContextVar[tuple[Execution, StateMachine] | None] = ContextVar("statemill_facts", default=None)


def _now() -> tuple[Execution, StateMachine]:
    found = _facts.get()
    if found is None:
        found = _made_up()
        _facts.set(found)
    return found


def _made_up() -> tuple[Execution, StateMachine]:
    began = datetime.now(UTC).replace(microsecond=0)
    name = began.strftime("python-%Y%m%dT%H%M%S")
    arn = "arn:aws:states:us-east-1:123456789012"
    machine = StateMachine(f"{arn}:stateMachine:plain-python", "plain-python")
    return Execution(f"{arn}:execution:plain-python:{name}", name, began, {}), machine


@contextmanager
def executing(execution: Execution, state_machine: StateMachine) -> Iterator[None]:
    """Within this context, `context` tells these facts."""
    token = _facts.set((execution, state_machine))
    try:
        yield
    finally:
        _facts.reset(token)
