"""What the server knows of an execution, whether it runs or has ended.

facts = Facts(arn, "monday", machine_arn, "STANDARD", "{}", role_arn, definition, revision, began=now)
Ending("SUCCEEDED", output="3", moment=now, events=9)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What is known about an execution from its start."""

    arn: str
    name: str
    machine_arn: str
    kind: str
    input: str
    role_arn: str
    definition: str
    """Key of the definition in the store."""
    revision: str
    began: float
    version_arn: str | None = None
    alias_arn: str | None = None
    trace: str | None = None
    parent: str | None = None
    """The task that started it: its execution's ARN and the number of its call."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Logging, tracing and encryption of the machine as they were."""

    @property
    def machine_name(self) -> str:
        """Name of the state machine."""
        return self.machine_arn.rpartition(":")[2]


@dataclass
class Ending:
    """How an execution stands."""

    status: str = "RUNNING"
    output: str | None = None
    error: str | None = None
    cause: str | None = None
    moment: float | None = None
    events: int = 0
    """How long the history was."""


@dataclass(frozen=True)
class Redrive:
    """One redrive: when, and the token of the client that asked."""

    moment: float
    token: str | None = None
