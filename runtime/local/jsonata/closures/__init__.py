"""Tree to closures: every node becomes a function of the context (what `$` means) and the frame of variables.

    evaluate = closure_of(parse("a + 1"))
    evaluate({"a": 2}, frame)     # 3

Work that depends on the text alone is done once, here: which operator, which literal, whether a path needs bindings.
One file an area: `paths`, `filters`, `operators`, `constructors`, `calls`, `transforms`.
"""

from typing import Any, assert_never

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures import calls, constructors, filters, operators, paths, transforms
from runtime.local.jsonata.closures.filters import Closure
from runtime.local.jsonata.frames import Frame
from runtime.local.jsonata.syntax import Expression
from runtime.local.jsonata.values import UNDEFINED, Sequence


def closure_of(node: Expression) -> Closure:
    """The function that evaluates a node."""
    return _finish(node, _evaluator(node))


def _evaluator(node: Expression) -> Closure:  # noqa: C901 - one case a kind of node
    match node:
        case syntax.Path():
            return paths.path(node, closure_of)
        case syntax.Literal():
            return operators.literal(node.value)
        case syntax.Variable():
            return operators.variable(node)
        case syntax.Name():
            return paths.name(node.value)
        case syntax.Wildcard():
            return paths.wildcard
        case syntax.Descendants():
            return paths.descendants
        case syntax.Parent():
            return paths.parent(node)
        case syntax.Regex():
            return operators.regex(node)
        case syntax.Negative():
            return operators.negative(node, closure_of)
        case syntax.Binary():
            return operators.binary(node, closure_of)
        case syntax.Assign():
            return operators.assign(node, closure_of)
        case syntax.Condition():
            return operators.condition(node, closure_of)
        case syntax.Block():
            return operators.block(node, closure_of)
        case syntax.ArrayOf():
            return constructors.array(node, closure_of)
        case syntax.ObjectOf():
            return constructors.grouping(node.grouping, closure_of)
        case syntax.Call():
            return calls.call(node, closure_of)
        case syntax.Partial():
            return calls.partial(node, closure_of)
        case syntax.Lambda():
            return calls.function(node, closure_of)
        case syntax.Apply():
            return calls.apply(node, closure_of)
        case syntax.Transform():
            return transforms.transform(node, closure_of)
        case syntax.Sort():
            return transforms.sort(node, closure_of)
        case (
            syntax.Placeholder()
            | syntax.Dot()
            | syntax.Filtered()
            | syntax.Grouped()
            | syntax.Ordered()
            | syntax.Bound()
        ):
            raise AssertionError(f"{type(node).__name__} is gone once a tree is shaped")
        case _:
            assert_never(node)


_NEVER_SEQUENCES = (
    syntax.Literal,
    syntax.Negative,
    syntax.ArrayOf,
    syntax.ObjectOf,
    syntax.Lambda,
    syntax.Regex,
    syntax.Sort,
)


def _finish(node: Expression, evaluate: Closure) -> Closure:
    """Add what hangs on the node: filters, a grouping, `[]`; then a sequence of one item becomes that item."""
    tests = [filters.filtering(predicate.condition, closure_of) for predicate in node.predicates]
    group = None
    if node.group is not None and not isinstance(node, syntax.Path):
        group = constructors.grouping(node.group, closure_of)
    keep = node.keep_array

    def finished(context: Any, frame: Frame) -> Any:
        value = evaluate(context, frame)
        for test in tests:
            value = test(value, frame)
        if group is not None:
            value = group(value, frame)
        if type(value) is Sequence:
            if keep:
                value.keep = True
            if len(value) < 2:
                return UNDEFINED if not value else value if value.keep else value[0]
        return value

    def collapsed(context: Any, frame: Frame) -> Any:
        value = evaluate(context, frame)
        if type(value) is Sequence and len(value) < 2:
            return UNDEFINED if not value else value if value.keep else value[0]
        return value

    if tests or group is not None or keep:
        return finished
    if isinstance(node, _NEVER_SEQUENCES) or (isinstance(node, syntax.Binary) and node.operator != ".."):
        return evaluate
    if isinstance(node, syntax.Path) and paths.is_plain(node):
        return evaluate
    return collapsed
