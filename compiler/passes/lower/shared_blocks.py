"""Which serial blocks stand once for several calls, and which are written out at each.

worth_sharing(program, routine)      {"orders:import_and_check"}

A block written out k times has k times its states; entered where it stands once, it has them once, and one Choice sends
each call back (`compiler.forms.entering` tells when that is worth it).
"""

from collections import Counter
from typing import Any

from compiler.forms.entering import worth_entering
from compiler.forms.program import (
    Assert,
    BlockCall,
    Case,
    EachCall,
    For,
    If,
    ParallelCall,
    PipelineCall,
    Program,
    Raise,
    Routine,
    ServiceCall,
    StepCall,
    Try,
    WaitCall,
    While,
)
from compiler.forms.traverse import children
from dsl.definitions import BlockDefinition

MOST_VISITS = 10_000
"""Bodies looked at while counting; a pipeline with more is too large however its blocks are written."""

_STATES = (StepCall, ServiceCall, PipelineCall, WaitCall, ParallelCall, EachCall, If, For, While, Case, Raise, Assert)


def worth_sharing(program: Program, routine: Routine) -> frozenset[str]:
    """The keys of the serial blocks that a pipeline's calls share."""
    calls = _Calls(program)
    for statement in routine.body:
        calls.visit(statement, 0)
    sizes = _Sizes(program, calls.most)
    for block in calls.most:
        sizes.of_block(block)
    return frozenset(sizes.shared)


class _Calls:
    """How often each block is called in one machine under the same handlers, every other body being written once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.most: dict[str, int] = {}
        self._counts: Counter[tuple[int, str]] = Counter()
        self._contexts = 0
        self._visits = 0
        self._around: list[str] = []

    def visit(self, node: Any, context: int) -> None:
        match node:
            case BlockCall(block):
                self._call(node, block, context)
            case ParallelCall(branches):
                for branch in branches:
                    self.visit(branch, self._new())
            case EachCall(items=items, body=body):
                if items is not None:
                    self.visit(items, context)
                self.visit(body, self._new())
            case Try(body, handlers, otherwise, final):
                outside = self._new() if final else context
                inside = self._new() if handlers else outside
                for part, where in ((body, inside), (handlers, outside), (otherwise, outside), (final, context)):
                    for one in part:
                        self.visit(one, where)
            case _:
                for child in children(node):
                    self.visit(child, context)

    def _new(self) -> int:
        self._contexts += 1
        return self._contexts

    def _call(self, call: BlockCall, block: str, context: int) -> None:
        for _, given in call.arguments:
            self.visit(given, context)
        routine = self.program.blocks[block]
        if block in self._around or self._visits > MOST_VISITS:
            return
        serial = _is_serial(routine)
        if serial:
            times = self._counts[context, block] = self._counts[context, block] + 1
            self.most[block] = max(times, self.most.get(block, 0))
            if times > 1:
                return
        self._visits += 1
        self._around.append(block)
        for statement in routine.body:
            self.visit(statement, context if serial else self._new())
        self._around.pop()


class _Sizes:
    """How many states each block has, callees decided first."""

    def __init__(self, program: Program, calls: dict[str, int]) -> None:
        self.program = program
        self.shared: set[str] = set()
        self._calls = calls
        self._found: dict[str, int] = {}

    def of_block(self, block: str) -> int:
        """The states of its statements; decides whether it is shared."""
        if block not in self._found:
            self._found[block] = 0  # a block that comes to call itself is refused elsewhere
            states = self._found[block] = sum(map(self._of, self.program.blocks[block].body))
            if worth_entering(self._calls.get(block, 0), states):
                self.shared.add(block)
        return self._found[block]

    def _of(self, node: Any) -> int:
        own = int(isinstance(node, _STATES)) + sum(map(self._of, children(node)))
        if isinstance(node, BlockCall):
            states = self.of_block(node.block)
            own += 1 if node.block in self.shared else states
            own += not _is_serial(self.program.blocks[node.block])
        return own


def _is_serial(routine: Routine) -> bool:
    definition = routine.definition
    return isinstance(definition, BlockDefinition) and definition.kind == "serial"


__all__ = ["worth_sharing"]
