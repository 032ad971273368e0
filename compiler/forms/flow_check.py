"""What every Flow keeps, checked after lowering and after each rewrite; a flow that does not is our bug.

    verify(flow)      AssertionError: break of `orders`, which is no loop around it

- Break and Continue name a Loop around them in the same branch or iteration.
- A branch or iteration does not assign a variable of the machine around it (Step Functions refuses that).
- `Result` stands only in a Do's assigns and output, `ErrorOutput` only in a Catcher's assigns.
- An Enter names a Block before it in a body around it, in the same machine and under the same handlers; so no Block
  comes to enter itself.
- Every path of the flow, of a branch and of an iteration ends in Return or Raise; nothing follows what leaves.
"""

from collections.abc import Iterator, Mapping

from compiler.forms.depth import deep_recursion
from compiler.forms.expressions import ErrorOutput, Expression, Result
from compiler.forms.flow import (
    Arm,
    Assign,
    Block,
    Body,
    Break,
    Catcher,
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
)
from compiler.forms.traverse import mentions


def verify(flow: Flow) -> None:
    """Raise AssertionError where the flow breaks a rule above."""
    with deep_recursion():
        _machine(flow.body, frozenset())


def _machine(body: Body, outer: frozenset[str]) -> None:
    mine = frozenset(assigned(body))
    clash = mine & outer
    assert not clash, f"an inner machine assigns outer variables: {', '.join(sorted(clash))}"
    _body(body, (), {}, outer | mine)
    assert not continues(body), "a path of the flow ends without return"


def assigned(body: Body) -> Iterator[str]:
    """The variables that a body assigns, those of its branches and iterations not included."""
    return (assign.name for assign in assignments(body))


def assignments(body: Body) -> Iterator[Assign]:
    """Every assignment of a body, those of its branches and iterations not included."""
    for operation in body:
        yield from _assigns(operation)
        for inner in inner_bodies(operation):
            yield from assignments(inner)


def _assigns(operation: Operation) -> Iterator[Assign]:
    match operation:
        case Do() | Enter():
            yield from operation.assigns
        case If():
            for arm in operation.arms:
                yield from arm.assigns
            yield from operation.otherwise_assigns
        case Try():
            for catcher in operation.catchers:
                yield from catcher.assigns
        case _:
            pass


def inner_bodies(operation: Operation) -> Iterator[Body]:
    """The bodies inside an operation that belong to the same machine: arms, loops, handlers, blocks."""
    match operation:
        case If(_, arms, otherwise):
            yield from (arm.body for arm in arms)
            yield otherwise
        case Loop(_, body) | Block(_, _, body):
            yield body
        case Try(body, catchers):
            yield body
            yield from (catcher.body for catcher in catchers)
        case _:
            pass


def continues(body: Body) -> bool:
    """Whether the operation after this body can be reached through it."""
    return not body or _continues(body[-1])


def _continues(operation: Operation) -> bool:
    match operation:
        case Break() | Continue() | Raise() | Return():
            return False
        case If(_, arms, otherwise):
            return continues(otherwise) or any(continues(arm.body) for arm in arms)
        case Try(body, catchers):
            return continues(body) or any(continues(catcher.body) for catcher in catchers)
        case Loop(label, body):
            return breaks(body, label)
        case Enter(back=back):
            return back
        case _:
            return True


def catches(catcher: Catcher, failure: Raise) -> bool:
    """Whether a handler takes an error that the flow raises by a name that is known."""
    return "States.ALL" in catcher.errors or bool({failure.name, *failure.ancestors} & set(catcher.errors))


def leaves(operation: Operation) -> bool:
    """Whether nothing can come after this operation."""
    return not _continues(operation)


def breaks(body: Body, label: str) -> bool:
    """Whether a Break of this label is somewhere in the body."""
    return any(
        (isinstance(operation, Break) and operation.label == label)
        or any(breaks(inner, label) for inner in inner_bodies(operation))
        for operation in body
    )


def _body(body: Body, labels: tuple[str, ...], blocks: Mapping[str, bool], names: frozenset[str]) -> None:
    """`blocks` are those that may be entered here, and whether their end is reached."""
    for index, operation in enumerate(body):
        assert index == len(body) - 1 or _continues(operation), f"unreachable after {type(operation).__name__}"
        match operation:
            case Break(label) | Continue(label):
                assert label in labels, f"{type(operation).__name__.lower()} of `{label}`, which is no loop around it"
            case Loop(label, inner):
                assert label not in labels, f"two loops around each other have the label `{label}`"
                _body(inner, (*labels, label), blocks, names)
            case Block(label, _, inner):
                assert label not in blocks, f"two blocks have the label `{label}`"
                _body(inner, labels, blocks, names)
                blocks = {**blocks, label: continues(inner)}
            case Enter(label, back=back):
                assert label in blocks, f"enter of `{label}`, which is no block before it under the same handlers"
                assert back or not blocks[label], (
                    f"enter of `{label}` says that its end never comes back, which it does"
                )
                _expressions(operation)
            case Try(guarded, catchers):
                _expressions(operation)
                _body(guarded, labels, {}, names)
                for catcher in catchers:
                    _body(catcher.body, labels, blocks, names)
            case Do():
                _do(operation, names)
            case _:
                _expressions(operation)
                for inner in inner_bodies(operation):
                    _body(inner, labels, blocks, names)


def _do(do: Do, names: frozenset[str]) -> None:
    for assign in do.assigns:
        assert not mentions(assign.value, ErrorOutput), f"`{assign.name}` takes an error outside a handler"
    match do.work:
        case Parallel(branches):
            for branch in branches:
                _machine(branch, names)
        case Map(items, _, body):
            _plain(items)
            _machine(body, frozenset() if do.work.distributed is not None else names)
        case Task(_, arguments):
            _plain(arguments)
        case Wait(_, until):
            _plain(until)
        case _:
            pass


def _expressions(operation: Operation) -> None:
    match operation:
        case If(_, arms):
            for arm in arms:
                _arm(arm)
        case Raise(_, error, _, cause):
            _plain(error)
            _plain(cause)
        case Return(value):
            _plain(value)
        case Enter(_, _, assigns):
            for assign in assigns:
                _plain(assign.value)
        case Try(_, catchers):
            for catcher in catchers:
                for assign in catcher.assigns:
                    assert not mentions(assign.value, Result), f"`{assign.name}` takes a result in a handler"
        case _:
            pass


def _arm(arm: Arm) -> None:
    _plain(arm.test)
    for assign in arm.assigns:
        _plain(assign.value)


def _plain(expression: Expression | None) -> None:
    assert expression is None or not mentions(expression, (Result, ErrorOutput)), "a result or error where none is"
