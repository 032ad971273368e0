"""With `@pipeline(parallelize=True)`, neighbouring steps that are pure and need nothing of each other run at once.

    do "price" task price({"n": n})             do "price, stock" parallel
      a = result                                  branch: do "price" task price({"n": n}); return input
    do "stock" task stock({"n": n})        =>     branch: do "stock" task stock({"n": n}); return input
      b = result                                  a = result[0];  b = result[1]

Inside a `try` nothing moves: its handlers may ask what was assigned before the failure.
"""

from dataclasses import replace
from itertools import groupby

from compiler.forms.expressions import Constant, Expression, Item, Result, StateInput
from compiler.forms.flow import Assign, Body, Do, Flow, Operation, Parallel, Return, Task, Try
from compiler.forms.traverse import reads, replace_nodes
from compiler.forms.types import ANY, INT, TupleOf, Type
from compiler.passes.rewrite.trees import map_bodies, work_expressions
from dsl.definitions import StepDefinition


def run_side_by_side(flow: Flow) -> Flow:
    """The flow with independent pure steps in parallel, where the pipeline asks for it."""
    return replace(flow, body=_body(flow.body)) if flow.pipeline.parallelize else flow


def _body(body: Body) -> Body:
    found: list[Operation] = []
    for pure, several in groupby(body, _is_pure):
        if pure:
            found += _groups([one for one in several if isinstance(one, Do)])
        else:
            found += [one if isinstance(one, Try) else map_bodies(one, _body) for one in several]
    return tuple(found)


def _is_pure(operation: Operation) -> bool:
    match operation:
        case Do(_, Task(StepDefinition(pure=pure), token=None), _, output=None):
            return pure
        case _:
            return False


def _groups(steps: list[Do]) -> list[Operation]:
    """Runs of steps of which none needs another's result, each as one operation."""
    groups: list[list[Do]] = []
    for step in steps:
        needs = frozenset[str]().union(*map(reads, work_expressions(step)), *(reads(one.value) for one in step.assigns))
        gives = {one.name for one in step.assigns}
        given = {one.name for other in groups[-1] for one in other.assigns} if groups else set()
        if groups and not given & (needs | gives):
            groups[-1].append(step)
        else:
            groups.append([step])
    return [group[0] if len(group) == 1 else _together(group) for group in groups]


def _together(steps: list[Do]) -> Do:
    types = TupleOf(tuple(_result_type(step) for step in steps))
    branches = tuple((replace(one, assigns=()), Return(StateInput(ANY, one.span), one.span)) for one in steps)
    assigns: list[Assign] = []
    for place, step in enumerate(steps):
        whole = Result(types, step.span)
        part: Expression = Item(whole, Constant(place, INT, step.span), types.items[place], step.span)
        assigns += [replace(one, value=replace_nodes(one.value, Result, part)) for one in step.assigns]
    return Do(", ".join(step.name for step in steps), Parallel(branches), tuple(assigns), steps[0].span)


def _result_type(step: Do) -> Type:
    return next((one.value.type for one in step.assigns if isinstance(one.value, Result)), ANY)
