"""The tree of an expression: what the parser makes, `shape` puts in order and the evaluator turns into closures.

    parse("orders[qty > 1].id")
    Path(steps=[Name("orders", stages=[Filter(Compare(">", Path([Name("qty")]), Literal(1)))]), Name("id")])

Every node may carry what JSONata hangs on an expression: filters, a grouping, `[]` (keep the array), and for the steps
of a path the bindings `@$x`, `#$i` and the ancestors that `%` asks for.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from runtime.local.jsonata.tokens import Pattern

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(slots=True)
class Slot:
    """An ancestor that some `%` asks for: the step `level` steps up stores it under `label`."""

    label: str
    level: int = 1


@dataclass(slots=True)
class Filter:
    """`[condition]` or `[position]`."""

    condition: "Expression"
    position: int


@dataclass(slots=True)
class NumberItems:
    """`#$i` after filters: numbers the items that are left."""

    name: str


Stage: TypeAlias = Filter | NumberItems
Pair: TypeAlias = "tuple[Expression, Expression]"


@dataclass(slots=True)
class Grouping:
    """`{key: value}` behind an expression, or an object constructor's pairs."""

    pairs: list[Pair]
    position: int


@dataclass(slots=True)
class Term:
    """One key of an order-by clause."""

    expression: "Expression"
    descending: bool


@dataclass(slots=True, kw_only=True)
class Node:
    """What every expression has; `position` is the character after the token that made it."""

    position: int = 0
    predicates: list[Filter] = field(default_factory=list)
    stages: list[Stage] | None = None
    group: Grouping | None = None
    keep_array: bool = False
    focus: str | None = None
    index: str | None = None
    tuple_stream: bool = False
    ancestor: Slot | None = None
    seeking: list[Slot] = field(default_factory=list)


@dataclass(slots=True)
class Literal(Node):
    """A constant."""

    value: Scalar


@dataclass(slots=True)
class Name(Node):
    """A field of the context; a string literal in a path is one too."""

    value: str


@dataclass(slots=True)
class Variable(Node):
    """`$name`; `$` has the empty name, `$$` the name `$`."""

    name: str


@dataclass(slots=True)
class Wildcard(Node):
    """`*`."""


@dataclass(slots=True)
class Descendants(Node):
    """`**`."""


@dataclass(slots=True)
class Parent(Node):
    """`%`."""

    slot: Slot


@dataclass(slots=True)
class Regex(Node):
    """`/…/`."""

    pattern: Pattern


@dataclass(slots=True)
class Negative(Node):
    """`-x`."""

    operand: "Expression"


@dataclass(slots=True)
class ArrayOf(Node):
    """`[a, b, 1..3]`; `whole` where a path must not take it apart."""

    items: "list[Expression]"
    whole: bool = False


@dataclass(slots=True)
class ObjectOf(Node):
    """`{key: value}`."""

    grouping: Grouping


@dataclass(slots=True)
class Binary(Node):
    """Arithmetic, comparison, `&`, `and`, `or`, `in` and `..`."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(slots=True)
class Assign(Node):
    """`$name := value`."""

    name: str
    value: "Expression"


@dataclass(slots=True)
class Condition(Node):
    """`test ? then : otherwise`."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression | None"


@dataclass(slots=True)
class Block(Node):
    """`(a; b)`; `whole` when it holds an array constructor that a path must not take apart."""

    expressions: "list[Expression]"
    whole: bool = False


@dataclass(slots=True)
class Call(Node):
    """`f(a, b)`."""

    function: "Expression"
    arguments: "list[Expression]"


@dataclass(slots=True)
class Placeholder(Node):
    """`?` among the arguments of a partial application."""


@dataclass(slots=True)
class Partial(Node):
    """`f(?, 1)`."""

    function: "Expression"
    arguments: "list[Expression]"


@dataclass(slots=True)
class Lambda(Node):
    """`function($a)<n:n>{ body }`."""

    parameters: list[str]
    signature: str | None
    body: "Expression"


@dataclass(slots=True)
class Apply(Node):
    """`value ~> function`."""

    left: "Expression"
    right: "Expression"


@dataclass(slots=True)
class Transform(Node):
    """`| pattern | update, delete |`."""

    pattern: "Expression"
    update: "Expression"
    delete: "Expression | None"


@dataclass(slots=True)
class Sort(Node):
    """The step that an order-by clause makes."""

    terms: list[Term]


@dataclass(slots=True)
class Path(Node):
    """Steps, each applied to every result of the one before."""

    steps: "list[Expression]"
    keep_singleton: bool = False


# What the parser alone makes: `shape` turns each into steps, stages and bindings of a path.


@dataclass(slots=True)
class Dot(Node):
    """`left.right`."""

    left: "Expression"
    right: "Expression"


@dataclass(slots=True)
class Filtered(Node):
    """`left[condition]`."""

    left: "Expression"
    condition: "Expression"


@dataclass(slots=True)
class Grouped(Node):
    """`left{key: value}`."""

    left: "Expression"
    grouping: Grouping


@dataclass(slots=True)
class Ordered(Node):
    """`left^(term)`."""

    left: "Expression"
    terms: list[Term]


@dataclass(slots=True)
class Bound(Node):
    """`left@$name` or `left#$name`."""

    left: "Expression"
    symbol: str
    name: str


Expression: TypeAlias = (
    Literal
    | Name
    | Variable
    | Wildcard
    | Descendants
    | Parent
    | Regex
    | Negative
    | ArrayOf
    | ObjectOf
    | Binary
    | Assign
    | Condition
    | Block
    | Call
    | Placeholder
    | Partial
    | Lambda
    | Apply
    | Transform
    | Sort
    | Path
    | Dot
    | Filtered
    | Grouped
    | Ordered
    | Bound
)
