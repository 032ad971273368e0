"""A Flow as text: what `--dump` prints and what literate cases compare.

    do "export_orders" task export_orders({"day": day})
      export = result
    if orders.rejected > 0:
      fail ImportFailed
    return {"day": export.day}

Nothing reads it back: a Flow is only ever made by lowering and by rewrites.
"""

from collections.abc import Iterator
from typing import assert_never

from compiler.forms.depth import deep_recursion
from compiler.forms.expression_text import words
from compiler.forms.expressions import Expression
from compiler.forms.flow import (
    Assign,
    Block,
    Body,
    Break,
    Compute,
    Continue,
    Do,
    Enter,
    Flow,
    If,
    Loop,
    Map,
    Operation,
    Parallel,
    Raise,
    Return,
    Task,
    Try,
    Wait,
    Work,
)


def show(flow: Flow) -> str:
    """The whole flow, one operation a line, bodies indented by two spaces."""
    given = ", ".join(one.name + (f"={words(one.default)}" if one.default else "") for one in flow.parameters)
    whole = ", /" if flow.whole else ""
    with deep_recursion():
        return "\n".join([f"flow {flow.pipeline.name}({given}{whole}):", *_indented(flow.body)])


def _indented(body: Body) -> Iterator[str]:
    for line in _lines(body):
        yield f"  {line}"


def _lines(body: Body) -> Iterator[str]:
    for operation in body:
        yield from _operation(operation)


def _operation(operation: Operation) -> Iterator[str]:
    match operation:
        case Do():
            yield from _do(operation)
        case If():
            yield from _if(operation)
        case Loop(label, body):
            yield f"loop {label}:"
            yield from _indented(body)
        case Break(label):
            yield f"break {label}"
        case Continue(label):
            yield f"continue {label}"
        case Block(label, slot, body):
            yield f"block {label} by {slot}:"
            yield from _indented(body)
        case Enter(label, way):
            yield f"enter {label} way {way}"
            yield from (f"  {one.name} = {words(one.value)}" for one in operation.assigns)
        case Try(body, catchers):
            yield "try:"
            yield from _indented(body)
            for catcher in catchers:
                yield f"catch {', '.join(catcher.errors)}:{_inline(catcher.assigns)}"
                yield from _indented(catcher.body)
        case Raise(name, error, _, cause):
            yield f"fail {name or words(error)}" + (f": {words(cause)}" if cause else "")
        case Return(value):
            yield f"return {words(value)}" if value is not None else "return None"
        case _:
            assert_never(operation)


def _inline(assigns: tuple[Assign, ...]) -> str:
    return " " + "; ".join(f"{one.name} = {words(one.value)}" for one in assigns) if assigns else ""


def _do(do: Do) -> Iterator[str]:
    yield f'do "{do.name}" {_work(do.work)}'.rstrip()
    for branch in do.work.branches if isinstance(do.work, Parallel) else ():
        yield "  branch:"
        yield from (f"  {line}" for line in _indented(branch))
    if isinstance(do.work, Map):
        yield "  iteration:"
        yield from (f"  {line}" for line in _indented(do.work.body))
    for assign in do.assigns:
        yield f"  {assign.name} = {words(assign.value)}"
    if do.output is not None:
        yield f"  output {words(do.output)}"


def _work(work: Work) -> str:
    match work:
        case Task(target, arguments, token):
            name = target if isinstance(target, str) else target.function.__name__
            passed = "pass-through" if arguments is None else words(arguments)
            return f"task {name}({passed})" + (f" token {token}" if token else "")
        case Parallel():
            return "parallel"
        case Map(items, _, _, concurrency):
            given = "source" if items is None else words(items)
            many = "" if concurrency is None else f" concurrency {_number(concurrency)}"
            return f"{'map' if work.distributed is None else 'distributed map'} {given}{many}"
        case Wait(seconds, until):
            return f"wait until {words(until)}" if until else f"wait {_number(seconds)}"
        case Compute():
            return ""
        case _:
            assert_never(work)


def _number(value: Expression | int | None) -> str:
    return words(value) if value is not None and not isinstance(value, int) else str(value)


def _if(choice: If) -> Iterator[str]:
    for index, arm in enumerate(choice.arms):
        yield f"{'elif' if index else 'ahead if' if choice.ahead else 'if'} {words(arm.test)}:{_inline(arm.assigns)}"
        yield from _indented(arm.body)
    if choice.otherwise or choice.otherwise_assigns:
        yield f"else:{_inline(choice.otherwise_assigns)}"
        yield from _indented(choice.otherwise)
