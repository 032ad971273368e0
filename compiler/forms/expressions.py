"""Pure expressions: typed values with spans, shared by the Program and Flow forms.

    orders.rejected > 0      Compare(Field(Local("orders"), "rejected"), ((">", Constant(0)),))

An expression computes a JSON value from variables and constants and does nothing else. What starts work (a step call, a
wait) is a call in `compiler.forms.program` and an operation in `compiler.forms.flow`. Every node carries its type and
its span.
"""

from dataclasses import dataclass
from typing import Literal

from compiler.diagnostics.span import Span
from compiler.forms.types import Record, Type


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known when compiling: a literal, a module's constant, an enum member, a date; `value` is Python's own."""

    value: object
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Local:
    """A parameter or variable of the pipeline."""

    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Result:
    """What the work of the operation at hand gave (Flow only): `$states.result`."""

    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class StateInput:
    """The JSON that enters the state at hand, whole (Flow only): `$states.input`."""

    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ErrorOutput:
    """The error that a Catch has caught (Flow only, in a handler's assignments): `$states.errorOutput`."""

    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the execution, from AWS's context object: `Fact(("Execution", "StartTime"))`."""

    path: tuple[str, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class FormatField:
    """`{value!r:spec}` of an f-string; `spec` is constant text."""

    value: "Expression"
    spec: str = ""
    conversion: Literal["", "s", "r", "a"] = ""


@dataclass(frozen=True, slots=True)
class Format:
    """An f-string."""

    parts: tuple[str | FormatField, ...]
    type: Type
    span: Span


Sign = Literal["-", "+", "~", "not"]
Arithmetic = Literal["+", "-", "*", "/", "//", "%", "**", "|", "&", "^", "<<", ">>"]
Junction = Literal["and", "or"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x`, `~x` or `not x`."""

    operator: Sign
    operand: "Expression"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic and the other two-sided operators, typed by their operands."""

    operator: Arithmetic
    left: "Expression"
    right: "Expression"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """`a and b and c` or `a or b`; gives an operand, not a bool, and stops early, as Python does."""

    operator: Junction
    operands: tuple["Expression", ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """`a < b <= c`: a first operand and the links of the chain."""

    first: "Expression"
    links: tuple[tuple[Comparison, "Expression"], ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if test else otherwise`."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """`value[index]` of a list, tuple, str or dict (a record's constant key is a `Field`)."""

    value: "Expression"
    index: "Expression"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Slice:
    """`value[lower:upper:step]` of a list, tuple or str."""

    value: "Expression"
    lower: "Expression | None"
    upper: "Expression | None"
    step: "Expression | None"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """A record's field, however Python spells it: `x.a`, `x["a"]`; a bound error's `type`, `message`, `details` too."""

    value: "Expression"
    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Spread:
    """`*items` in a list display or `**entries` in a dict display."""

    value: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, tuple or set display; the type tells which."""

    items: tuple["Expression | Spread", ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict display, in source order; later keys win."""

    entries: tuple["tuple[Expression, Expression] | Spread", ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Construct:
    """A record made by its class: every field is given, defaults filled in."""

    fields: tuple[tuple[str, "Expression"], ...]
    type: Record
    span: Span


@dataclass(frozen=True, slots=True)
class Names:
    """The target of an assignment or a loop: one name, or a pattern of them as in `for i, (a, b) in …`."""

    items: tuple["str | Names", ...]


Target = str | Names


@dataclass(frozen=True, slots=True)
class Clause:
    """`for target in iterable if condition …`."""

    target: Target
    iterable: "Expression"
    conditions: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A pure comprehension; the type tells list, set or dict; `key` is given for a dict only."""

    element: "Expression"
    key: "Expression | None"
    clauses: tuple[Clause, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function given to an operation, such as the `key=` of `sorted`."""

    parameters: tuple[str, ...]
    body: "Expression"
    type: Type
    """The type of what the body gives."""
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """A builtin, function or method with an exact meaning in JSONata: `name` is its key in `compiler.library`.

    A method's receiver is the first argument: `Operation("str.upper", (Local("code"),))`.
    """

    name: str
    arguments: tuple["Expression | Lambda", ...]
    keywords: tuple[tuple[str, "Expression | Lambda"], ...]
    type: Type
    span: Span


Expression = (
    Constant
    | Local
    | Result
    | StateInput
    | ErrorOutput
    | Fact
    | Format
    | Unary
    | Binary
    | Logic
    | Compare
    | Conditional
    | Item
    | Slice
    | Field
    | Collection
    | Mapping
    | Construct
    | Comprehension
    | Operation
)
"""Every pure expression. `Lambda` and `Spread` occur only inside the nodes that name them."""
