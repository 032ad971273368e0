"""SM411: loops that nothing ends, as the flow shows them, where a `finally` that goes on or a caught `raise` is plain.

    while n < 10: load(day)              nothing in the loop changes `n`
    while True:
        try: return n
        finally: continue                the `return` is never carried out

Typing tells `while True` without any way out; here are loops that only look as if they had one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from compiler.diagnostics import Report
from compiler.diagnostics.codes import flows
from compiler.forms.expressions import ErrorOutput, Expression, Fact, Operation, Result, StateInput
from compiler.forms.flow import Block, Body, Break, Catcher, Do, Enter, Flow, If, Loop, Raise, Return, Try
from compiler.forms.flow import Operation as Step
from compiler.forms.flow_check import assigned
from compiler.forms.traverse import children, reads
from compiler.passes.limits.known import inner_bodies, within

_BY_ITSELF = frozenset({"datetime.now", "date.today", "random.random", "random.randint", "uuid.uuid4"})
"""Operations whose result is another one each time."""


def check_endless(flow: Flow, report: Report) -> None:
    """Report each loop that, once begun, only a failure can end."""
    blocks = {one.label: one for one in _everything(flow.body) if isinstance(one, Block)}
    for loop in [one for one in _everything(flow.body) if isinstance(one, Loop)]:
        if not _leaves(loop.body, blocks):
            report.add(
                flows.ENDLESS_LOOP, "nothing ends this loop", loop.span, help="leave it with `break` or `return`"
            )
            continue
        names = _fixed_names(loop, blocks)
        if names and not _leaves(_rounds(loop), blocks):
            report.add(
                flows.ENDLESS_LOOP,
                f"nothing in this loop changes {' or '.join(f'`{name}`' for name in names)}: it never ends once begun",
                loop.span,
                help="change what the condition reads, or leave the loop with `break` or `return`",
            )


def _everything(body: Body) -> Iterator[Step]:
    """Every operation, those of branches and iterations too."""
    for one in within(body):
        yield one
        if isinstance(one, Do):
            for inner in inner_bodies(one):
                yield from _everything(inner)


def _reached(body: Body, blocks: Mapping[str, Block], seen: frozenset[str] = frozenset()) -> Iterator[Step]:
    """The operations of a body and of the Blocks that it enters."""
    for one in within(body):
        yield one
        if isinstance(one, Enter) and one.label not in seen and one.label in blocks:
            yield from _reached(blocks[one.label].body, blocks, seen | {one.label})


def _leaves(body: Body, blocks: Mapping[str, Block]) -> bool:
    """Whether something in a loop's body leaves it: a `break` of it or of a loop around it, `return`, an error."""
    inner = {one.label for one in _reached(body, blocks) if isinstance(one, Loop)}
    return any(not isinstance(one, Break) or one.label not in inner for one in _ways_out(body, blocks, ()))


def _ways_out(
    body: Body, blocks: Mapping[str, Block], catchers: tuple[Catcher, ...]
) -> Iterator[Break | Return | Raise]:
    """Breaks and returns, and the errors that no handler inside takes."""
    for one in body:
        match one:
            case Break() | Return():
                yield one
            case Raise() if not any(_catches(catcher, one) for catcher in catchers):
                yield one
            case Try():
                yield from _ways_out(one.body, blocks, (*one.catchers, *catchers))
                for catcher in one.catchers:
                    yield from _ways_out(catcher.body, blocks, catchers)
            case If():
                for part in (*(arm.body for arm in one.arms), one.otherwise):
                    yield from _ways_out(part, blocks, catchers)
            case Loop():
                yield from _ways_out(one.body, blocks, catchers)
            case Enter(label) if label in blocks:
                yield from _ways_out(blocks[label].body, {**blocks, label: Block("", "", (), one.span)}, catchers)
            case _:
                pass


def _catches(catcher: Catcher, failure: Raise) -> bool:
    known = {failure.name, *failure.ancestors} if failure.name else set()
    return bool(known) and ("States.ALL" in catcher.errors or bool(known & set(catcher.errors)))


def _rounds(loop: Loop) -> Body:
    """What is done while the condition holds."""
    head = loop.body[0]
    assert isinstance(head, If)
    return tuple(inner for arm in head.arms for inner in arm.body) + loop.body[1:]


def _fixed_names(loop: Loop, blocks: Mapping[str, Block]) -> list[str]:
    """What the loop's condition reads, where it is the same in each round; () where it may change."""
    head = loop.body[0] if loop.body else None
    if not isinstance(head, If) or not any(isinstance(one, Break) for one in head.otherwise):
        return []
    names = {name for arm in head.arms for name in reads(arm.test)}
    entered = [blocks[one.label].body for one in _reached(loop.body, blocks) if isinstance(one, Enter)]
    changed = {name for body in (loop.body, *entered) for name in assigned(body)}
    if names & changed or any(_changes(arm.test) for arm in head.arms):
        return []
    return sorted(names)


def _changes(test: Expression) -> bool:
    """Whether a condition asks for something that is no variable."""
    waiting: list[Any] = [test]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Result | ErrorOutput | Fact | StateInput):
            return True
        if isinstance(one, Operation) and one.name in _BY_ITSELF:
            return True
        waiting += children(one)
    return False
