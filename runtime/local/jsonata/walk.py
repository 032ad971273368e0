"""Walking the tree of an expression.

    [node.name for node in walk(parse("$a + $b")) if isinstance(node, Variable)]     # ["a", "b"]

Used to tell which names an expression takes, and which spellings Step Functions refuses.
"""

from collections.abc import Iterator

from runtime.local.jsonata import syntax
from runtime.local.jsonata.syntax import Expression


def children(node: Expression) -> Iterator[Expression]:
    """The expressions directly inside a node, in the order in which they are written."""
    yield from _own(node)
    for predicate in node.predicates:
        yield predicate.condition
    for stage in node.stages or ():
        if isinstance(stage, syntax.Filter):
            yield stage.condition
    if node.group is not None:
        yield from _pairs(node.group)


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything inside it, as written; a deep tree costs no more than a wide one."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(list(children(one))))


def _pairs(grouping: syntax.Grouping) -> Iterator[Expression]:
    for key, value in grouping.pairs:
        yield key
        yield value


def _own(node: Expression) -> Iterator[Expression]:
    match node:
        case syntax.Path(steps=parts) | syntax.ArrayOf(items=parts) | syntax.Block(expressions=parts):
            yield from parts
        case syntax.Negative(operand=part) | syntax.Assign(value=part) | syntax.Lambda(body=part):
            yield part
        case syntax.Binary(left=left, right=right) | syntax.Apply(left=left, right=right):
            yield left
            yield right
        case syntax.Condition():
            yield node.test
            yield node.then
            if node.otherwise is not None:
                yield node.otherwise
        case syntax.Call() | syntax.Partial():
            yield node.function
            yield from node.arguments
        case syntax.Transform():
            yield node.pattern
            yield node.update
            if node.delete is not None:
                yield node.delete
        case syntax.ObjectOf():
            yield from _pairs(node.grouping)
        case syntax.Sort():
            for term in node.terms:
                yield term.expression
        case _:
            return
