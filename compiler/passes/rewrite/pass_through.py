"""A value that is the state's whole input anyway is passed through instead of named.

do "First" task first()            do "First" task first()
  x = result                         x = result
do "Second" task second(x)    =>   do "Second" task second(pass-through)
  y = result                         y = result
return y                           return input
"""

from dataclasses import replace

from compiler.forms.expressions import Expression, Local, Result, StateInput
from compiler.forms.flow import Assign, Block, Body, Do, Flow, If, Loop, Operation, Parallel, Return, Task, Try
from compiler.forms.flow_check import continues
from compiler.passes.rewrite.trees import gives_result, with_machines

Same = frozenset[str]
"""The variables that hold exactly what enters the next state."""
NONE: Same = frozenset()


def pass_through(flow: Flow) -> Flow:
    """The flow with whole inputs passed through."""
    return replace(flow, body=_body(flow.body, NONE)[0])


def _body(body: Body, same: Same) -> tuple[Body, Same]:
    after: list[Operation] = []
    for operation in body:
        changed, same = _operation(operation, same)
        after.append(changed)
    return tuple(after), same


def _operation(operation: Operation, same: Same) -> tuple[Operation, Same]:
    match operation:
        case Do():
            return _do(operation, same)
        case If(_, arms, otherwise, _, assigns):
            bodies = [_body(arm.body, _assigned(arm.assigns, same)) for arm in arms]
            last, last_same = _body(otherwise, _assigned(assigns, same))
            changed = tuple(replace(arm, body=body) for arm, (body, _) in zip(arms, bodies, strict=True))
            ways = [found for body, found in [*bodies, (last, last_same)] if continues(body)]
            meeting = ways[0].intersection(*ways[1:]) if ways else NONE
            return replace(operation, arms=changed, otherwise=last), meeting
        case Loop(_, body):
            return replace(operation, body=_body(body, NONE)[0]), NONE
        case Block(_, _, body):
            return replace(operation, body=_body(body, NONE)[0]), same
        case Try(body, catchers):
            guarded, after = _body(body, same)
            handlers = tuple(replace(one, body=_body(one.body, NONE)[0]) for one in catchers)
            joins = any(continues(one.body) for one in catchers)
            return replace(operation, body=guarded, catchers=handlers), NONE if joins else after
        case Return(Local(name)) if name in same and operation.value is not None:
            return replace(operation, value=StateInput(operation.value.type, operation.span)), NONE
        case _:
            return operation, NONE


def _do(do: Do, same: Same) -> tuple[Do, Same]:
    match do.work:
        case Task(_, Local(name)) if name in same and do.work.token is None:
            do = replace(do, work=replace(do.work, arguments=None))
        case Task(_, StateInput()) if do.work.token is None:
            do = replace(do, work=replace(do.work, arguments=None))
        case _:
            pass
    inner = with_machines(do, lambda body: _body(body, _entering(do, same))[0])
    if do.output is not None:
        return inner, frozenset(one.name for one in do.assigns if one.value == do.output)
    if gives_result(do):
        return inner, frozenset(one.name for one in do.assigns if isinstance(one.value, Result))
    return inner, _assigned(do.assigns, same)


def _entering(do: Do, same: Same) -> Same:
    """A branch begins with the Parallel's own input, an iteration with an item."""
    return same if isinstance(do.work, Parallel) else NONE


def _assigned(assigns: tuple[Assign, ...], same: Same) -> Same:
    """The names after assignments that leave the input as it is."""
    changed = {one.name for one in assigns}
    fresh = {one.name for one in assigns if _is_input(one.value, same)}
    return (same - changed) | fresh


def _is_input(value: Expression, same: Same) -> bool:
    return isinstance(value, StateInput) or (isinstance(value, Local) and value.name in same)


__all__ = ["pass_through"]
