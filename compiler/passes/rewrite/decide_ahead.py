"""A choice that comes right behind another choice, or behind a computation, is decided there: marked for emission.

    loop x:                                         loop x:
      if i < len(xs): x = xs[i]; i = i + 1            ahead if i < len(xs): x = xs[i]; i = i + 1
        if x > 2:                             =>        ahead if x > 2:
          do "load" task …                                do "load" task …
      else: break x                                   else: break x

    "for x in xs"   i < len(xs) and xs[i] > 2  → "load";   i < len(xs)  → "for x in xs";   else → …

The ways of a marked choice are written into the states that lead to it (`compiler.passes.emit.ahead`), which saves a
transition each time; a choice of many arms is not, since every one of them would be written again.
"""

from dataclasses import replace

from compiler.forms.flow import Block, Body, Do, Enter, Flow, If, Loop, Operation, Try
from compiler.passes.rewrite.trees import is_compute, map_bodies

MOST_ARMS = 4


def decide_ahead(flow: Flow) -> Flow:
    """The flow with such choices marked."""
    return replace(flow, body=_body(flow.body, straight=False))


def _body(body: Body, *, straight: bool) -> Body:
    """`straight` tells whether control may come from a choice or a computation, with no work between."""
    marked: list[Operation] = []
    for operation in body:
        marked.append(_marked(operation, straight=straight))
        straight = not isinstance(operation, Do) or is_compute(operation)
    return tuple(marked)


def _marked(operation: Operation, *, straight: bool) -> Operation:
    match operation:
        case If():
            inside = map_bodies(operation, lambda body: _body(body, straight=True))
            assert isinstance(inside, If)
            return replace(inside, ahead=straight and len(operation.arms) <= MOST_ARMS)
        case Loop() | Enter():
            return map_bodies(operation, lambda body: _body(body, straight=True))
        case Try(body, catchers):
            handlers = tuple(replace(one, body=_body(one.body, straight=False)) for one in catchers)
            return replace(operation, body=_body(body, straight=straight), catchers=handlers)
        case Block():
            return map_bodies(operation, lambda body: _body(body, straight=True))
        case _:
            return map_bodies(operation, lambda body: _body(body, straight=False))
