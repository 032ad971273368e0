"""The Flow form: what happens, as a tree: one operation for each state that AWS will enter, pure expressions between.

    do export_orders({day: $day}) as "export"      Do("export", work=Task(...), assigns=(Assign("export", Result()),))
    if $orders.rejected > 0:                       If(arms=(Arm(Compare(...), (), body),), otherwise=())
      do alert($orders.rejected)
      fail ImportFailed {"…"}

A Flow says nothing of state names' uniqueness, `Next` or JSONata text: emission (`compiler.passes.emit`) does. A
rewrite (`compiler.passes.rewrite`) is a function from Flow to Flow that keeps what the flow computes. `show` prints a
Flow and `verify` checks it after every rewrite (`compiler.forms.flow_text`, `compiler.forms.flow_check`).

Assignments of one operation are simultaneous: each sees the variables as they were when the operation began, and
`Result`.
"""

from dataclasses import dataclass
from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Expression
from compiler.forms.types import Type
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition
from dsl.retries import Retry

# ---- work: what one state asks somebody to do ----


@dataclass(frozen=True, slots=True)
class Task:
    """A Task state. `arguments` None passes the state's input through untouched."""

    target: StepDefinition | ActivityDefinition | PipelineDefinition | str
    """Whose ARN the Resource is; a str is the Resource itself (`arn:aws:states:::sns:publish`)."""
    arguments: Expression | None
    token: str | None = None
    """The argument that receives the task token, which makes this a `.waitForTaskToken` task."""
    timeout: Expression | int | None = None
    """Seconds."""
    heartbeat: Expression | int | None = None
    """Seconds."""
    retry: tuple[Retry, ...] = ()


@dataclass(frozen=True, slots=True)
class Parallel:
    """A Parallel state; each branch has its own variables and ends with its own Return."""

    branches: tuple["Body", ...]
    retry: tuple[Retry, ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """A Map state; `body` begins with the item as StateInput, has its own variables and ends with its own Return."""

    items: Expression | None
    parameter: str
    body: "Body"
    concurrency: Expression | int | None = None
    distributed: dict[str, Any] | None = None
    """A Distributed Map's settings: source, batch, tolerate, results, label, kind; None for an inline Map.

    Those that are computed are expressions; parts of a source that are, too, under `source.bucket`, `source.key`, …
    """
    retry: tuple[Retry, ...] = ()
    selector: Expression | None = None
    """What an iteration's input is made of, with the item as `Fact(("Map", "Item", "Value"))`; None: the item alone."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A Wait state."""

    seconds: Expression | int | None
    until: Expression | None


@dataclass(frozen=True, slots=True)
class Compute:
    """A Pass state: nothing but its assignments and output."""


Work = Task | Parallel | Map | Wait | Compute


# ---- operations ----


@dataclass(frozen=True, slots=True)
class Assign:
    """A variable takes a value when its operation ends."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Do:
    """One state that does something. `output` None hands on the work's result, or a Wait's or Compute's input."""

    name: str
    """The author's word for it: the step's name, the variable, the block."""
    work: Work
    assigns: tuple[Assign, ...]
    span: Span
    comment: str = ""
    output: Expression | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """One way out of an If, with what it assigns on the way."""

    test: Expression
    assigns: tuple[Assign, ...]
    body: "Body"
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """A Choice: the first arm whose test holds, or `otherwise`."""

    name: str
    arms: tuple[Arm, ...]
    otherwise: "Body"
    span: Span
    otherwise_assigns: tuple[Assign, ...] = ()
    ahead: bool = False
    """Whether a choice or computation right before it may decide this one too, so that it is not entered."""


@dataclass(frozen=True, slots=True)
class Loop:
    """`body` again and again until a Break with this label; Continue starts it anew."""

    label: str
    body: "Body"
    span: Span


@dataclass(frozen=True, slots=True)
class Break:
    """Leave the Loop with this label."""

    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Continue:
    """Start the Loop with this label anew."""

    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Catcher:
    """A handler: `errors` as ASL names (`States.ALL` for any), assignments that may use ErrorOutput, and what to do."""

    errors: tuple[str, ...]
    assigns: tuple[Assign, ...]
    body: "Body"
    span: Span
    evaluation: bool = False
    """Whether a failing expression can be an error of Python's here, not asked for before."""


@dataclass(frozen=True, slots=True)
class Try:
    """`body` with its failing operations caught: each Do of it gets these catchers, innermost first.

    A Raise inside `body` whose ancestors name one of a catcher's errors goes straight to that catcher.
    """

    body: "Body"
    catchers: tuple[Catcher, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """Operations that stand once for all the Enters with this label; where the Block itself stands, nothing happens.

    It is declared at the start of a machine's body, or of a Try's: its Enters are in that body, in the same machine and
    under the same handlers. Whoever enters has set `slot` to the `way` of its Enter, and the Block's end reads it.
    """

    label: str
    slot: str
    body: "Body"
    span: Span


@dataclass(frozen=True, slots=True)
class Enter:
    """Go through the Block with this label, then on from here; `assigns` are made on the way back."""

    label: str
    way: int
    assigns: tuple[Assign, ...]
    span: Span
    back: bool = True
    """Whether the Block's end is reached; where every way through it leaves, nothing comes after the Enter."""


@dataclass(frozen=True, slots=True)
class Raise:
    """The flow fails with this error, unless a Try around it catches it."""

    name: str
    error: Expression
    ancestors: tuple[str, ...]
    cause: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Return:
    """The flow (or branch, or iteration) ends with this value; None gives JSON null."""

    value: Expression | None
    span: Span


Operation = Do | If | Loop | Break | Continue | Try | Block | Enter | Raise | Return
Body = tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class FlowParameter:
    """An input key (or, where `whole`, the whole input) that the flow begins with as a variable."""

    name: str
    type: Type
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A pipeline as what happens. It begins with the assignments that read its parameters from StateInput; every path
    ends in Return or Raise. `Return(StateInput)` hands on what the operation before it gave.
    """

    pipeline: PipelineDefinition
    parameters: tuple[FlowParameter, ...]
    whole: bool
    body: Body
    comment: str
    span: Span
