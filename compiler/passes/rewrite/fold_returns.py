"""A Return is folded into the state right before it, as its Output.

    do "load" task load()             do "load" task load()
      export = result            =>     output {"rows": result.rows}
    return {"rows": export.rows}      return input

A small value returned behind an `if` goes into every way through it, when all but one end in a state that can give it.
"""

from dataclasses import replace

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Constant, Expression, Result, StateInput
from compiler.forms.flow import Body, Break, Do, Flow, If, Loop, Operation, Return, Try
from compiler.forms.flow_check import continues
from compiler.forms.traverse import mentions, replace_nodes, substitute
from compiler.forms.types import ANY, NONE
from compiler.forms.weighing import SMALL, duplicates, size
from compiler.library.failing import failures_of
from compiler.passes.rewrite.trees import gives_result, map_bodies, retries_everything


def fold_returns(flow: Flow) -> Flow:
    """The flow with returned values given by the states that come last."""
    return replace(flow, body=_body(flow.body))


def _body(body: Body, *, guarded: bool = False) -> Body:
    body = tuple(_inside(operation, guarded) for operation in body)
    if len(body) < 2 or not isinstance(body[-1], Return) or isinstance(body[-1].value, StateInput):
        return body
    last = body[-1]
    value = last.value if last.value is not None else Constant(None, NONE, last.span)
    if guarded and failures_of(value):
        return body
    folded = _into(body[-2], value, last.span, whole=True)
    if folded is None:
        return body
    end = () if not continues(folded) else (Return(StateInput(ANY, last.span), last.span),)
    return (*body[:-2], *folded, *end)


def _inside(operation: Operation, guarded: bool) -> Operation:
    """The operation with its bodies folded; what fails inside a Try must not come to be caught by it."""
    if isinstance(operation, Do):
        return map_bodies(operation, _body)
    if isinstance(operation, Try):
        handlers = tuple(replace(one, body=_body(one.body, guarded=guarded)) for one in operation.catchers)
        return replace(operation, body=_body(operation.body, guarded=True), catchers=handlers)
    return map_bodies(operation, lambda body: _body(body, guarded=guarded))


def _into(operation: Operation, value: Expression, span: Span, *, whole: bool) -> Body | None:
    """The operation giving the value on every way through it; None where a way cannot."""
    match operation:
        case Do():
            done = _into_do(operation, value)
            return None if done is None else (done,)
        case If(_, arms, otherwise) if size(value) <= SMALL and not failures_of(value):
            ways = _tails((*(arm.body for arm in arms), otherwise), value, span, whole=False)
            if ways is None:
                return None
            changed = tuple(replace(arm, body=body) for arm, body in zip(arms, ways, strict=False))
            return (replace(operation, arms=changed, otherwise=ways[-1]),)
        case Try(body, catchers) if whole and size(value) <= SMALL and not failures_of(value):
            found = _tails((body, *(catcher.body for catcher in catchers)), value, span, whole=True)
            if found is None:
                return None
            handlers = tuple(replace(one, body=tail) for one, tail in zip(catchers, found[1:], strict=True))
            return (replace(operation, body=found[0], catchers=handlers),)
        case Loop() if size(value) <= SMALL and not failures_of(value):
            return _out_of_loop(operation, value, span)
        case _:
            return None


def _out_of_loop(loop: Loop, value: Expression, span: Span) -> Body | None:
    """Every break gives the value, where one of them comes right after a state that can, and at most one does not."""
    given = {True: 0, False: 0}

    def ended(body: Body) -> Body:
        if not body or not isinstance(body[-1], Break) or body[-1].label != loop.label:
            return tuple(one if isinstance(one, Do) else map_bodies(one, ended) for one in body)
        before = ended(body[:-1])
        last = before[-1] if before else None
        folded = _into_do(last, value) if isinstance(last, Do) else None
        given[folded is not None] += 1
        if folded is None:
            return (*before, Return(value, span))
        return (*before[:-1], folded, Return(StateInput(ANY, span), span))

    changed = ended(loop.body)
    return (replace(loop, body=changed),) if given[True] and given[False] <= 1 else None


def _tails(bodies: tuple[Body, ...], value: Expression, span: Span, *, whole: bool) -> list[Body] | None:
    """Every way ending in the value; a single way that cannot give it keeps a Return of its own, the others save it."""
    tails = [_tail(body, value, span, whole=whole) for body in bodies]
    if tails.count(None) > 1 or not any(
        tail is not None and continues(body) for tail, body in zip(tails, bodies, strict=True)
    ):
        return None
    return [(*body, Return(value, span)) if tail is None else tail for tail, body in zip(tails, bodies, strict=True)]


def _tail(body: Body, value: Expression, span: Span, *, whole: bool) -> Body | None:
    """A body that ends in the value, with its own end; a body that leaves otherwise stays as it is."""
    if not body:
        return None
    if not continues(body):
        return body
    folded = _into(body[-1], value, span, whole=whole)
    if folded is None:
        return None
    end = (Return(StateInput(ANY, span), span),) if continues(folded) else ()
    return (*body[:-1], *folded, *end)


def _into_do(do: Do, value: Expression) -> Do | None:
    if do.output is not None and mentions(value, StateInput):
        return None
    if failures_of(value) and retries_everything(do):
        return None
    known = {one.name: one.value for one in do.assigns}
    if duplicates(known, [value], lambda _: False, SMALL):
        return None
    if gives_result(do):
        value = replace_nodes(value, StateInput, Result(value.type, value.span))
    output: Expression | None = substitute(value, known)
    if isinstance(output, Result) and gives_result(do):
        output = None
    return replace(do, output=output)
