"""A Loop that never loops, and is only left at its end, is its body.

    loop clean:                        if x > 10: n = x
      if x > 10: n = x; break clean    else:
      do "double" …               =>     do "double" …
        n = result                         n = result
      break clean

What stands behind an `if` whose arms all leave belongs to its `else`; so breaks come to stand at the end.
"""

from dataclasses import replace

from compiler.forms.flow import Body, Break, Continue, Flow, If, Loop, Operation, Try
from compiler.forms.flow_check import continues, inner_bodies
from compiler.passes.rewrite.trees import map_bodies


def unwrap_blocks(flow: Flow) -> Flow:
    """The flow with such Loops spliced into the bodies around them."""
    return replace(flow, body=_body(flow.body))


def _body(body: Body) -> Body:
    after: list[Operation] = []
    for operation in body:
        changed = map_bodies(operation, _body)
        if isinstance(changed, Loop):
            inside = _without_breaks(changed.body, changed.label)
            if inside is not None and not mentions_label(inside, changed.label):
                after += inside
                continue
        after.append(changed)
    return tuple(after)


def mentions_label(body: Body, label: str) -> bool:
    """Whether a Break or Continue of this label is somewhere in the body."""
    return any(
        (isinstance(operation, Break | Continue) and operation.label == label)
        or any(mentions_label(inner, label) for inner in inner_bodies(operation))
        for operation in body
    )


def _without_breaks(body: Body, label: str) -> Body | None:
    """The body with the breaks at its ends gone; None where an end falls through to another turn."""
    if not body:
        return None
    for index, operation in enumerate(body[:-1]):
        if isinstance(operation, If) and mentions_label((operation,), label):
            gathered = _gathered(operation, body[index + 1 :])
            return None if gathered is None else _with_last(body[:index], gathered, label)
    return _with_last(body[:-1], body[-1], label)


def _gathered(choice: If, rest: Body) -> If | None:
    """The `if` with what follows in its only arm that does not leave."""
    open_arms = [arm for arm in choice.arms if continues(arm.body)]
    if open_arms or not continues(choice.otherwise):
        return None
    return replace(choice, otherwise=(*choice.otherwise, *rest))


def _with_last(before: Body, last: Operation, label: str) -> Body | None:
    ended = _ended(last, label)
    return None if ended is None else (*before, *ended)


def _ended(last: Operation, label: str) -> Body | None:
    match last:
        case Break(name) if name == label:
            return ()
        case If(_, arms, otherwise):
            bodies = [_without_breaks(body, label) for body in (*(arm.body for arm in arms), otherwise)]
            found = [body for body in bodies if body is not None]
            if len(found) < len(bodies):
                return None
            changed = tuple(replace(arm, body=body) for arm, body in zip(arms, found, strict=False))
            return (replace(last, arms=changed, otherwise=found[-1]),)
        case Try(body, catchers):
            bodies = [_without_breaks(one, label) for one in (body, *(catcher.body for catcher in catchers))]
            found = [one for one in bodies if one is not None]
            if len(found) < len(bodies):
                return None
            handlers = tuple(replace(one, body=inner) for one, inner in zip(catchers, found[1:], strict=True))
            return (replace(last, body=found[0], catchers=handlers),)
        case _:
            return (last,) if not continues((last,)) else None
