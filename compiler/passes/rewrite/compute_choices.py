"""A choice that only sets variables is a computation: a conditional expression, folded into the state before or after.

    if n > 9: size = "l"                      do "size"
    elif n > 2: size = "m"              =>      size = "l" if n > 9 else "m" if n > 2 else "s"
    else: size = "s"                          do "load" task load({"size": size})
    do "load" task load({"size": size})

Only where there is a state beside it to take the value, so that the choice stays visible where it costs the same, and
only where every way leaves each variable with a value.
"""

from dataclasses import replace

from compiler.forms.expressions import Conditional, Expression, Local
from compiler.forms.flow import Assign, Body, Compute, Do, Enter, Flow, If, Operation, Raise, Return
from compiler.forms.types import union
from compiler.forms.weighing import SMALL, size
from compiler.passes.rewrite.trees import map_bodies

MOST_ARMS = 3


def compute_choices(flow: Flow) -> Flow:
    """The flow with such choices as computations."""
    return replace(flow, body=_body(flow.body))


def _body(body: Body) -> Body:
    known: dict[str, Expression] = {}
    after: list[Operation] = []
    for index, operation in enumerate(body):
        changed = operation
        if isinstance(operation, If):
            beside = (*after[-1:], *body[index + 1 : index + 2])
            computed = _computed(operation, known) if any(map(_takes, beside)) else None
            changed = computed or operation
        changed = map_bodies(changed, _body)
        after.append(changed)
        if isinstance(changed, Do | Enter):
            known |= {one.name: one.value for one in changed.assigns}
    return tuple(after)


def _takes(beside: Operation) -> bool:
    return isinstance(beside, Do | If | Return | Raise)


def _computed(choice: If, known: dict[str, Expression]) -> Do | None:
    """The choice as a computation; None where it does more, or is too large to be read as an expression."""
    if len(choice.arms) > MOST_ARMS or choice.otherwise or any(arm.body for arm in choice.arms):
        return None
    ways = [{one.name: one.value for one in assigns} for assigns in _assigns(choice)]
    names = list(dict.fromkeys(name for way in ways for name in way))
    if not names or any(name not in known and name not in way for way in ways for name in names):
        return None
    assigns = tuple(Assign(name, _value(choice, name, ways, known)) for name in names)
    if sum(size(one.value) for one in assigns) > SMALL:
        return None
    return Do(", ".join(names), Compute(), assigns, choice.span)


def _assigns(choice: If) -> list[tuple[Assign, ...]]:
    return [*(arm.assigns for arm in choice.arms), choice.otherwise_assigns]


def _value(choice: If, name: str, ways: list[dict[str, Expression]], known: dict[str, Expression]) -> Expression:
    """The variable's value by every way; where a way does not set it, the value that it has."""

    def by(way: dict[str, Expression]) -> Expression:
        return way[name] if name in way else Local(name, known[name].type, choice.span)

    value = by(ways[-1])
    for arm, way in zip(reversed(choice.arms), reversed(ways[:-1]), strict=True):
        value = Conditional(arm.test, by(way), value, union(by(way).type, value.type), choice.span)
    return value
