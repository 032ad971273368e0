"""What the decorators attach to a function: one frozen definition each.

    @step(timeout=minutes(10))
    def export_orders(day: date) -> Export: ...

    definition_of(export_orders)      StepDefinition(name="export_orders", timeout=timedelta(minutes=10), ...)

The function itself stays what it was: calling it runs it. The compiler reads the definitions; nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from dsl.resources import Grant, Vpc
from dsl.retries import Retry
from dsl.schedules import Schedule
from dsl.values import dataclass, field

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal


ATTRIBUTE = "__statemill__"
"""The attribute of a function that holds its definition."""

DEFAULT_STEP_TIMEOUT = timedelta(minutes=15)
"""Lambda's own longest run."""


@dataclass(frozen=True)
class StepOptions:
    """What a step's call can be given again with `with_options`."""

    timeout: timedelta | None = None
    heartbeat: timedelta | None = None
    retry: Retry | tuple[Retry, ...] | None = field(default_factory=Retry.transient)
    """None: never try again. The default retries what Lambda itself calls transient."""


@dataclass(frozen=True)
class StepDefinition:
    """A unit of work: one Lambda function."""

    function: Callable[..., Any] = field(compare=False)
    name: str
    """The state's name in the console: the author's words, or the function's name."""
    options: StepOptions = StepOptions()
    memory: int = 256
    """MiB, 128 to 10,240."""
    storage: int = 512
    """MiB of /tmp, 512 to 10,240."""
    uses: tuple[Grant, ...] = ()
    vpc: Vpc | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    """Third-party requirements beyond those that the imports show, as in pyproject: `("openpyxl>=3.1",)`."""
    concurrency: int | None = None
    """Reserved concurrent executions; None for the account's pool."""
    pure: bool = False
    """Whether the step's result depends on its arguments alone and it changes nothing outside."""


@dataclass(frozen=True)
class ActivityDefinition:
    """A unit of work done by a worker of your own that polls Step Functions."""

    function: Callable[..., Any] = field(compare=False)
    name: str
    options: StepOptions = StepOptions()


@dataclass(frozen=True)
class BlockDefinition:
    """A named part of a pipeline: its statements in order (`serial`) or side by side (`parallel`)."""

    function: Callable[..., Any] = field(compare=False)
    name: str
    kind: Literal["serial", "parallel"]


@dataclass(frozen=True)
class PipelineDefinition:
    """A whole state machine."""

    function: Callable[..., Any] = field(compare=False)
    name: str
    schedule: Schedule | None = None
    timeout: timedelta | None = None
    kind: Literal["STANDARD", "EXPRESS"] = "STANDARD"
    logging: Literal["OFF", "ERROR", "ALL"] = "ERROR"
    tracing: bool = False
    parallelize: bool = False
    """Whether independent pure steps run side by side."""


Definition = StepDefinition | ActivityDefinition | BlockDefinition | PipelineDefinition


def definition_of(function: object) -> Definition | None:
    """The definition that a decorator attached to `function`, or None for anything undecorated.

    definition_of(load).options.timeout
    """
    found = getattr(function, ATTRIBUTE, None)
    return found if isinstance(found, Definition) else None
