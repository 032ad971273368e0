"""What Step Functions asks of an expression beyond JSONata's syntax, and which variables it takes from outside.

    free_names(parse("$x + $sum(($y := 1; $y))"))     # {"x": 2, "sum": 8}: name → position
    check_dialect(parse("order.total"))               # [Problem("order", 5, "…")]

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html: at the top level there is no input
document, so neither `$`, `$$` nor a bare field name has a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from runtime.local.jsonata import syntax
from runtime.local.jsonata.syntax import Expression
from runtime.local.jsonata.walk import children, walk


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of an expression that Step Functions refuses."""

    name: str
    position: int
    message: str


def check_dialect(tree: Expression) -> list[Problem]:
    """Uses of the missing top-level document: `$`, `$$`, bare names, `*`, `**`."""
    return [*_top_level(tree), *_roots(tree)]


def states_fields(tree: Expression) -> set[str]:
    """The fields of `$states` that the expression names: `input`, `result` and so on."""
    found = set()
    for node in walk(tree):
        match node:
            case syntax.Path(steps=[syntax.Variable(name="states"), syntax.Name(value=name), *_]):
                found.add(name)
    return found


_FRAMES = (syntax.Block, syntax.Lambda)
"""Nodes that open a frame of variables of their own."""


def free_names(tree: Expression) -> dict[str, int]:
    """Variables that nothing inside the expression binds, with the position of their first use."""
    found: dict[str, int] = {}
    waiting = [(tree, frozenset(_bindings(tree)))]
    while waiting:
        node, bound = waiting.pop()
        match node:
            case syntax.Variable(name=name):
                if name not in bound and name not in ("", "$"):
                    found.setdefault(name, node.position)
            case syntax.Lambda(parameters=parameters):
                bound |= frozenset(parameters)
        # A binding holds from where it stands to the end of its block, and in functions written before it: taking it
        # as bound in the whole block never calls a bound variable free.
        inside = [
            (child, bound | frozenset(_bindings(child)) if isinstance(child, _FRAMES) else bound)
            for child in children(node)
        ]
        waiting.extend(reversed(inside))
    return found


def _bindings(tree: Expression) -> Iterator[str]:
    """Names bound in the frame that the node opens."""
    for node in _same_frame(tree):
        if isinstance(node, syntax.Assign):
            yield node.name
        yield from (name for name in (node.focus, node.index) if name is not None)
        yield from (stage.name for stage in node.stages or () if isinstance(stage, syntax.NumberItems))


def _same_frame(tree: Expression) -> Iterator[Expression]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(child for child in children(node) if not isinstance(child, _FRAMES))


def _roots(tree: Expression) -> Iterator[Problem]:
    for node in walk(tree):
        if isinstance(node, syntax.Variable) and node.name == "$":
            yield Problem("$$", node.position, "`$$` has no value: Step Functions gives expressions no input document")


def _top_level(node: Expression) -> Iterator[Problem]:
    """Uses of the context where the context is still the missing document."""
    match node:
        case syntax.Variable(name=""):
            yield Problem("$", node.position, "`$` has no value here: use `$states.input`")
        case syntax.Name(value=name):
            yield Problem(name, node.position, f"the field `{name}` has no object here: use `$states.input.{name}`")
        case syntax.Wildcard() | syntax.Descendants():
            yield Problem("*", node.position, "there is no document to search here: use `$states.input`")
        case syntax.Path(steps=steps):
            yield from _top_level(steps[0])
        case (
            syntax.Transform()
            | syntax.Sort()
            | syntax.Literal()
            | syntax.Regex()
            | syntax.Parent()
            | syntax.Placeholder()
        ):
            return
        case _:
            if isinstance(node, syntax.Call | syntax.Partial) and _is_plain_name(node.function):
                for argument in node.arguments:
                    yield from _top_level(argument)
                return
            for child in _own_children(node):
                yield from _top_level(child)


def _own_children(node: Expression) -> Iterator[Expression]:
    """The parts that are evaluated with the node's own context: filters and groupings have items instead."""
    own = {id(predicate.condition) for predicate in node.predicates}
    own |= {id(stage.condition) for stage in node.stages or () if isinstance(stage, syntax.Filter)}
    if node.group is not None:
        own |= {id(part) for pair in node.group.pairs for part in pair}
    return (child for child in children(node) if id(child) not in own)


def _is_plain_name(node: Expression) -> bool:
    """`sum(x)`: a function called without `$`; the mistake is reported when it is evaluated, as on AWS."""
    return isinstance(node, syntax.Path) and len(node.steps) == 1 and isinstance(node.steps[0], syntax.Name)
