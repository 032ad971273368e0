"""Whether a Program keeps the form's promises; a broken one is a mistake of ours, never of an author.

    verify(program)      raises AssertionError: "nightly: a hole at orders.py:3:5"

Checked: no value of an unknown type is left, every block that is called is there, names are read only where something
assigns them, and a Raise says either an error or which one to raise again.
"""

from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.depth import deep_recursion
from compiler.forms.expressions import Comprehension, Lambda, Local
from compiler.forms.program import Assign as AssignStatement
from compiler.forms.program import (
    BlockCall,
    Break,
    CapturePattern,
    Continue,
    EachCall,
    For,
    Handler,
    MappingPattern,
    Program,
    Raise,
    Routine,
    StepCall,
    Walrus,
    While,
)
from compiler.forms.traverse import children, names_in
from compiler.forms.types import UNKNOWN


def verify(program: Program) -> None:
    """Raise AssertionError where a promise is broken. For programs that were understood without an error."""
    with deep_recursion():
        for key, routine in (*program.pipelines.items(), *program.blocks.items()):
            _Check(program, key).routine(routine)


class _Check:
    def __init__(self, program: Program, key: str) -> None:
        self.program = program
        self.key = key
        self.loops = 0
        self.names: set[str] = set()

    def routine(self, routine: Routine) -> None:
        self.names = {one.name for one in routine.signature.parameters}
        self._collect(routine.body)
        for statement in routine.body:
            self._node(statement, frozenset())

    def _collect(self, nodes: Any) -> None:
        """Every name that something in the body gives a value."""
        for node in nodes:
            match node:
                case AssignStatement(target) | For(target):
                    self.names.update(names_in(target))
                case Walrus(name) | Handler(name=str(name)) | CapturePattern(name=str(name)):
                    self.names.add(name)
                case MappingPattern(rest=str(rest)):
                    self.names.add(rest)
            self._collect(children(node))

    def _node(self, node: Any, inner: frozenset[str]) -> None:
        span = getattr(node, "span", None)
        self._holds(getattr(node, "type", None) is not UNKNOWN, "a hole", span)
        match node:
            case Local(name):
                self._holds(name in self.names or name in inner, f"`{name}` is never assigned", span)
            case BlockCall(block):
                self._holds(block in self.program.blocks, f"no block {block}", span)
            case StepCall(step):
                key = f"{step.function.__module__}:{step.function.__qualname__}"
                self._holds(key in self.program.steps, f"no step {key}", span)
            case Raise(error, _, _, again):
                self._holds((error is None) is (again is not None), "a raise of two errors or none", span)
            case Break() | Continue():
                self._holds(self.loops > 0, "a break outside a loop", span)
            case Comprehension(clauses=clauses):
                inner |= {name for clause in clauses for name in names_in(clause.target)}
            case Lambda(parameters):
                inner |= set(parameters)
            case EachCall(parameter):
                inner |= {parameter}
        loop = isinstance(node, For | While)
        self.loops += loop
        for child in children(node):
            self._node(child, inner)
        self.loops -= loop

    def _holds(self, condition: bool, message: str, span: Span | None) -> None:
        assert condition, f"{self.key}: {message} at {span}"
