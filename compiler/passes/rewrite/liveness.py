"""Which variables are still read after each operation.

    live = liveness(body)
    live.after(do, "export")        whether anything reads `export` before it is assigned anew

Sets are bits of an int. Loops are solved together: the whole body is walked until nothing changes, two or three times.
What is live before an Enter is told by a summary of its Block (what it reads, and what it lets through), so that one
caller's variables are not live at another's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from compiler.forms.expressions import Expression
from compiler.forms.flow import (
    Assign,
    Block,
    Body,
    Break,
    Continue,
    Do,
    Enter,
    If,
    Loop,
    Operation,
    Raise,
    Return,
    Try,
)
from compiler.forms.traverse import reads
from compiler.passes.rewrite.trees import all_reads, expressions_of, inner_machines, work_expressions

EVALUATION = frozenset(("States.ALL", "States.QueryEvaluationError"))
"""The errors that a failing expression is caught by."""


@dataclass(slots=True)
class Liveness:
    """The variables read after operations, and those that handlers around them read."""

    bits: dict[str, int] = field(default_factory=dict)
    after_operation: dict[int, int] = field(default_factory=dict)
    in_handlers: dict[int, int] = field(default_factory=dict)
    before_body: dict[int, int] = field(default_factory=dict)
    loop_starts: dict[str, int] = field(default_factory=dict)
    block_ends: dict[str, int] = field(default_factory=dict)
    """What is live behind any Enter of a Block."""
    guarded: set[int] = field(default_factory=set)
    """Operations (by id) whose failing expressions some handler catches."""
    keep: list[Operation] = field(default_factory=list)
    """Operations that took another's place: kept alive, since everything here goes by identity."""
    _reads: dict[int, int] = field(default_factory=dict)
    _machines: dict[int, int] = field(default_factory=dict)

    def after(self, operation: Operation, name: str) -> bool:
        """Whether the variable is read after the operation has ended normally."""
        return bool(self.after_operation.get(id(operation), -1) & self.bit(name))

    def handled(self, operation: Operation, name: str) -> bool:
        """Whether a handler that the operation's failing reaches reads the variable."""
        return bool(self.in_handlers.get(id(operation), 0) & self.bit(name))

    def enters(self, body: Body, around: Operation, name: str) -> bool:
        """Whether a body inside `around`, or what follows it, reads the variable as it was before the body."""
        if not body:
            return self.after(around, name)
        return bool(self.before_body.get(id(body), -1) & self.bit(name))

    def bit(self, name: str) -> int:
        """The variable's bit."""
        found = self.bits.get(name)
        if found is None:
            found = self.bits[name] = 1 << len(self.bits)
        return found

    def of(self, expression: Expression) -> int:
        """The bits of what an expression reads."""
        found = self._reads.get(id(expression))
        if found is None:
            found = 0
            for name in reads(expression):
                found |= self.bit(name)
            self._reads[id(expression)] = found
        return found

    def of_machines(self, do: Do) -> int:
        """The bits of what a Do's branches or iteration read."""
        found = self._machines.get(id(do))
        if found is None:
            found = 0
            for body in inner_machines(do):
                for name in all_reads(body):
                    found |= self.bit(name)
            self._machines[id(do)] = found
        return found


@dataclass(frozen=True, slots=True)
class _Around:
    breaks: dict[str, int]
    handlers: int
    guarded: bool = False
    blocks: Mapping[str, "_Summary"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Summary:
    """What is live before a Block: what it reads, and what is live behind it unless the Block assigns it."""

    reads: int
    passes: int


def liveness(body: Body) -> Liveness:
    """The liveness of one machine's body; inner machines are machines of their own."""
    live = Liveness()
    while True:
        before = (dict(live.loop_starts), dict(live.block_ends))
        _body(body, 0, _Around({}, 0), live)
        if (live.loop_starts, live.block_ends) == before:
            return live


def _with_blocks(body: Body, around: _Around, live: Liveness) -> _Around:
    """The surroundings with the Blocks that a body declares."""
    for operation in body:
        if not isinstance(operation, Block):
            return around
        starts = [_alone(operation.body, after, around, live) for after in (live.bit(operation.slot), -1)]
        around = replace(around, blocks={**around.blocks, operation.label: _Summary(*starts)})
    return around


def _alone(body: Body, after: int, around: _Around, live: Liveness) -> int:
    """What is live before a body with this behind it, leaving no trace."""
    outer = {label: start for label, start in live.loop_starts.items() if label in around.breaks}
    trial = Liveness(live.bits, loop_starts=outer, _reads=live._reads, _machines=live._machines)  # noqa: SLF001
    while True:
        before = dict(trial.loop_starts)
        found = _body(body, after, around, trial)
        if trial.loop_starts == before:
            return found


def _body(body: Body, after: int, around: _Around, live: Liveness) -> int:
    if body and isinstance(body[0], Block):
        around = _with_blocks(body, around, live)
    here = after
    for operation in reversed(body):
        live.after_operation[id(operation)] = live.after_operation.get(id(operation), 0) | here
        here = _operation(operation, here, around, live)
    if body:
        live.before_body[id(body)] = live.before_body.get(id(body), 0) | here
    return here


def _operation(operation: Operation, after: int, around: _Around, live: Liveness) -> int:
    match operation:
        case Do():
            return _do(operation, after, around, live)
        case If(_, arms, otherwise):
            here = _assigned(operation.otherwise_assigns, _body(otherwise, after, around, live), live)
            for arm in arms:
                here |= _assigned(arm.assigns, _body(arm.body, after, around, live), live) | live.of(arm.test)
            return here
        case Loop(label, body):
            start = live.loop_starts.get(label, 0)
            inner = replace(around, breaks={**around.breaks, label: after})
            live.loop_starts[label] = start | _body(body, start, inner, live)
            return live.loop_starts[label]
        case Break(label):
            return around.breaks[label]
        case Continue(label):
            return live.loop_starts.get(label, 0)
        case Try(body, catchers):
            handlers = around.handlers
            for catcher in catchers:
                handlers |= _assigned(catcher.assigns, _body(catcher.body, after, around, live), live)
            guarded = around.guarded or any(EVALUATION & set(catcher.errors) for catcher in catchers)
            return _body(body, after, replace(around, handlers=handlers, guarded=guarded), live)
        case Block(label, slot, body):
            _body(body, live.block_ends.get(label, 0) | live.bit(slot), around, live)
            return after
        case Enter(label, _, assigns):
            behind = _assigned(assigns, after, live)
            live.block_ends[label] = live.block_ends.get(label, 0) | behind
            block = around.blocks[label]
            return block.reads | (behind & block.passes)
        case Raise() | Return():
            live.in_handlers[id(operation)] = live.in_handlers.get(id(operation), 0) | around.handlers
            here = around.handlers if isinstance(operation, Raise) else 0
            for expression in expressions_of(operation):
                here |= live.of(expression)
            return here


def _do(do: Do, after: int, around: _Around, live: Liveness) -> int:
    if around.guarded:
        live.guarded.add(id(do))
    live.in_handlers[id(do)] = live.in_handlers.get(id(do), 0) | around.handlers
    here = _assigned(do.assigns, after, live) | around.handlers | live.of_machines(do)
    for expression in work_expressions(do):
        here |= live.of(expression)
    return here if do.output is None else here | live.of(do.output)


def _assigned(assigns: tuple[Assign, ...], after: int, live: Liveness) -> int:
    here = after
    for assign in assigns:
        here &= ~live.bit(assign.name)
    for assign in assigns:
        here |= live.of(assign.value)
    return here
