"""Parameters that the first state cannot assign for its readers are read from the execution's own input.

    do "input"  day = input.day                  do "a, b" parallel
    do "a, b" parallel                      =>     branch: do "load" task load({"day": context.Execution.Input.day})
      branch: do "load" task load({"day": day})

A branch begins with the values from before its Parallel, so an assignment of the Parallel itself would come too late.
"""

from dataclasses import replace

from compiler.forms.expressions import Expression, Fact, StateInput
from compiler.forms.flow import Block, Do, Flow, Try
from compiler.forms.flow_check import assigned
from compiler.forms.traverse import children, reads, replace_nodes
from compiler.forms.types import ANY, Type
from compiler.forms.weighing import size
from compiler.passes.rewrite.substituting import substituted
from compiler.passes.rewrite.trees import all_reads, inner_machines, is_compute, map_bodies

EXECUTION_INPUT = ("Execution", "Input")


def read_input(flow: Flow) -> Flow:
    """The flow with the first state's parameters read where branches and handlers need them."""
    blocks = tuple(one for one in flow.body if isinstance(one, Block))
    first, *rest = flow.body[len(blocks) :]
    if not isinstance(first, Do) or not is_compute(first) or not rest:
        return flow
    changed_later = set(assigned((*blocks, *rest)))
    values = {
        one.name: replace_nodes(one.value, StateInput, _execution_input(one.value))
        for one in first.assigns
        if one.name not in changed_later and not reads(one.value) and size(one.value) <= 8
    }
    if not values:
        return flow
    following = rest[0]
    if isinstance(following, Do):
        if not any(values.keys() & all_reads(body) for body in inner_machines(following)):
            return flow
        inner = map_bodies(following, lambda body: substituted(body, values))
        return replace(flow, body=(*blocks, first, inner, *rest[1:]))
    if isinstance(following, Try):
        handlers = frozenset[str]().union(*(all_reads(one.body) for one in following.catchers))
        if not values.keys() & handlers and isinstance(following.body[0], Do):
            return flow
        return replace(flow, body=(*blocks, first, *substituted(tuple(rest), values)))
    return flow


def _execution_input(value: Expression) -> Fact:
    return Fact(EXECUTION_INPUT, _input_type(value), value.span)


def _input_type(value: Expression) -> Type:
    if isinstance(value, StateInput):
        return value.type
    return next((found for child in children(value) if (found := _input_type(child)) is not ANY), ANY)


__all__ = ["read_input"]
