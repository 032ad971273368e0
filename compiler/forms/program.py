"""The Program form: what the author wrote, understood: names resolved, calls bound, every expression typed.

    export = export_orders(day)
    =>  Assign("export", StepCall(export_orders, (("day", Local("day")),)))

A Program has no unresolved name and no unsupported syntax left: what could not be understood became a diagnostic, and
the statement was dropped. Expressions are those of `compiler.forms.expressions`, plus the calls below wherever Python
lets a call stand; lowering (`compiler.passes.lower`) takes the calls out, in Python's order of evaluation.
"""

from dataclasses import dataclass, field
from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Expression, Target
from compiler.forms.types import ANY, Record, Type
from dsl.definitions import ActivityDefinition, BlockDefinition, PipelineDefinition, StepDefinition, StepOptions
from dsl.resources import Bucket, Queue, Table, Topic

# ---- calls: expressions that start work ----


@dataclass(frozen=True, slots=True)
class StepCall:
    """A step or activity called with every parameter bound.

    `whole` is the payload of a step with one positional-only parameter; otherwise `arguments` are the payload's keys.
    Arguments that the caller left out are absent: the step's own default applies. `token` names the token's parameter.
    """

    step: StepDefinition | ActivityDefinition
    whole: "Value | None"
    arguments: tuple[tuple[str, "Value"], ...]
    token: str | None
    options: StepOptions
    type: Type
    span: Span
    computed: tuple[tuple[str, "Value"], ...] = ()
    """`timeout` and `heartbeat` that the pipeline computes, as numbers of seconds."""


@dataclass(frozen=True, slots=True)
class BlockCall:
    """A @serial or @parallel block called; `block` is the key of its Routine in the Program."""

    block: str
    arguments: tuple[tuple[str, "Value"], ...]
    """Every parameter, defaults filled in."""
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ParallelCall:
    """`parallel(a(x), b(y))`: side by side; gives a tuple."""

    branches: tuple["Value", ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class EachCall:
    """`each(f, items, …)`: f over every item, side by side; gives a list."""

    parameter: str
    """The name that an item has inside `body`."""
    items: "Value | None"
    """None where `source` reads them."""
    body: "Value"
    """What is done for one item: a StepCall, BlockCall or other value that uses Local(parameter)."""
    concurrency: "Value | None"
    options: dict[str, Any]
    """The rest of each()'s keywords as declared: tolerate, batch, batch_bytes, source, results, label, kind."""
    computed: tuple[tuple[str, "Value"], ...]
    """Those of them that the pipeline computes; parts of a source as `source.bucket`, `source.key`, …"""
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class PipelineCall:
    """`run(other_pipeline, …)`: a nested execution, waited for."""

    pipeline: PipelineDefinition
    whole: "Value | None"
    arguments: tuple[tuple[str, "Value"], ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A direct integration: `aws.sns.publish(TopicArn=…)` or `http(…)`."""

    resource: str
    """The ASL Resource: `arn:aws:states:::sns:publish`."""
    arguments: tuple[tuple[str, "Value"], ...]
    name: str
    """What to call the state where the author gave no words: `sns publish`."""
    options: StepOptions
    type: Type
    span: Span
    computed: tuple[tuple[str, "Value"], ...] = ()
    """`timeout` and `heartbeat` that the pipeline computes, as numbers of seconds."""


@dataclass(frozen=True, slots=True)
class WaitCall:
    """`wait(minutes(5))`, `wait(seconds(n))`, `wait(until=t)`; exactly one is given. Gives None."""

    seconds: "Value | None"
    until: "Value | None"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Walrus:
    """`(name := value)`."""

    name: str
    value: "Value"
    type: Type
    span: Span


Call = StepCall | BlockCall | ParallelCall | EachCall | PipelineCall | ServiceCall | WaitCall
Value = Expression | Call | Walrus
"""What an expression can be. Where `compiler.forms.expressions` says Expression, a Program holds Values."""

CALLS = (StepCall, BlockCall, ParallelCall, EachCall, PipelineCall, ServiceCall, WaitCall)
WORK = (*CALLS, Walrus)
"""What must be done once, where it stands: every other value may be computed again, or later."""


# ---- statements ----


@dataclass(frozen=True, slots=True)
class Assign:
    """`a = value`, `a, (b, c) = value`, `a += value` (its value is then the Binary)."""

    target: Target
    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Update:
    """An allowed change in place: `d["a"]["b"] = v`, `rows.append(x)`; `name` becomes the changed whole.

    `path` are the keys and indexes under `name`; `method` is "set", "append", "extend", "insert", "pop", ….
    """

    name: str
    path: tuple[Value, ...]
    method: str
    arguments: tuple[Value, ...]
    span: Span
    type: Type = ANY
    """The type of `name`'s value before the change."""


@dataclass(frozen=True, slots=True)
class Evaluate:
    """A value computed for what it does: a bare call."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if/elif/else`; an elif is an If alone in `otherwise`."""

    test: Value
    then: tuple["Statement", ...]
    otherwise: tuple["Statement", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class While:
    """`while test: … else: …`."""

    test: Value
    body: tuple["Statement", ...]
    otherwise: tuple["Statement", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """`for target in items: … else: …`; a dict, `range`, `enumerate`, `zip` arrive as Operations in `items`."""

    target: Target
    items: Value
    body: tuple["Statement", ...]
    otherwise: tuple["Statement", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Break:
    """`break`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Continue:
    """`continue`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Handler:
    """`except A, B as name`: `errors` are the names on the wire, subclasses included; None catches everything."""

    errors: tuple[str, ...] | None
    name: str | None
    body: tuple["Statement", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Try:
    """`try/except/else/finally`."""

    body: tuple["Statement", ...]
    handlers: tuple[Handler, ...]
    otherwise: tuple["Statement", ...]
    final: tuple["Statement", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Raise:
    """`raise X("message")`: `error` is the name on the wire. `again` is the `e` of `raise e`, "" for a bare one."""

    error: str | None
    ancestors: tuple[str, ...]
    """The error's own and its base classes' names, nearest first: which handlers it reaches."""
    message: Value | None
    again: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Return:
    """`return value`; None where nothing is returned."""

    value: Value | None
    span: Span


@dataclass(frozen=True, slots=True)
class Assert:
    """`assert test, message`."""

    test: Value
    message: Value | None
    span: Span


# ---- match ----


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """A literal, constant or enum member."""

    value: Expression


@dataclass(frozen=True, slots=True)
class CapturePattern:
    """A name, or `_` (None); with `inner`, `inner as name`."""

    name: str | None
    inner: "Pattern | None" = None


@dataclass(frozen=True, slots=True)
class SequencePattern:
    """`[a, *rest, b]`; `star` is the position of the starred name."""

    items: tuple["Pattern", ...]
    star: int | None


@dataclass(frozen=True, slots=True)
class MappingPattern:
    """`{"kind": k, **rest}`."""

    entries: tuple[tuple[Expression, "Pattern"], ...]
    rest: str | None


@dataclass(frozen=True, slots=True)
class ClassPattern:
    """`Export(rows=0)`, `str()`, `int()`."""

    type: Type
    fields: tuple[tuple[str, "Pattern"], ...]


@dataclass(frozen=True, slots=True)
class AnyOfPattern:
    """`a | b`."""

    options: tuple["Pattern", ...]


Pattern = ValuePattern | CapturePattern | SequencePattern | MappingPattern | ClassPattern | AnyOfPattern


@dataclass(frozen=True, slots=True)
class Case:
    """`case pattern if guard: …`."""

    pattern: Pattern
    guard: Value | None
    body: tuple["Statement", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject: …`."""

    subject: Value
    cases: tuple[Case, ...]
    span: Span


Statement = Assign | Update | Evaluate | If | While | For | Break | Continue | Try | Raise | Return | Assert | Match


# ---- the whole ----


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a pipeline, block or step; `default` is None where a value must be given."""

    name: str
    type: Type
    default: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Signature:
    """What a step, block or pipeline takes and gives. `whole` says that its one parameter is the entire input."""

    parameters: tuple[Parameter, ...]
    whole: bool
    result: Type
    token: str | None = None
    """The name of the TaskToken parameter, which callers leave out."""
    refused: bool = False
    """A parameter was reported and is missing here, so calls are not checked against it."""


@dataclass(frozen=True, slots=True)
class Routine:
    """A pipeline's or block's body, understood. `returns` is the inferred type of what it gives."""

    definition: PipelineDefinition | BlockDefinition
    signature: Signature
    body: tuple[Statement, ...]
    comment: str
    """The docstring's first paragraph, or ""."""
    returns: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """A step or activity that the module's pipelines call, with the contract read from its annotations."""

    definition: StepDefinition | ActivityDefinition
    signature: Signature
    comment: str
    span: Span
    """The function's name in its `def`."""


@dataclass(frozen=True, slots=True)
class Program:
    """One module, understood. Keys are `module:qualname`."""

    path: str
    module: str
    pipelines: dict[str, Routine]
    blocks: dict[str, Routine]
    steps: dict[str, Step]
    records: dict[str, Record]
    resources: dict[str, Table | Bucket | Queue | Topic] = field(default_factory=dict)
    """What `${OrdersTable}` stands for: tables, buckets, queues and topics that bodies name."""
