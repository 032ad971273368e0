"""What is known of the whole module while its bodies are read: steps, blocks, pipelines, and where their source is.

A step is understood when it is first called; a block or pipeline when it is first needed: their order does not matter.
"""

import ast
import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from compiler.diagnostics import Report, Span
from compiler.diagnostics.codes import names
from compiler.forms.program import Routine, Signature, Step
from compiler.forms.sources import LoadedModule, SourceFile, Unreadable, read_source
from compiler.passes.type.annotations import Annotations
from dsl.definitions import ActivityDefinition, BlockDefinition, PipelineDefinition, StepDefinition
from dsl.resources import Bucket, Queue, Table, Topic

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
RoutineDefinition = PipelineDefinition | BlockDefinition


_MOST_WRAPPERS = 100
"""A function may say that it wraps itself."""


class Unit:
    """The module at hand, and what has been understood of it and of what it imports."""

    def __init__(self, module: LoadedModule, report: Report) -> None:
        self.module = module
        self.report = report
        self.annotations = Annotations({name: vars(found) for name, found in module.first_party.items()})
        self.steps: dict[str, Step] = {}
        self.pipelines: dict[str, Routine] = {}
        self.blocks: dict[str, Routine] = {}
        self.signatures: dict[str, Signature] = {}
        self.errors: tuple[type[BaseException], ...] | None = None
        """The exception classes of the project, once somebody has asked."""
        self.resources: dict[str, Table | Bucket | Queue | Topic] = {}
        """Tables, buckets, queues and topics that bodies name, by what stands for them until they are deployed."""
        self.open: dict[str, Span] = {}
        """Blocks and pipelines that are being read now: one that is met again calls itself."""
        self.read_routine: Callable[[Unit, RoutineDefinition], Routine | None] = _not_yet
        """Understands a block or pipeline; set by the file that can, which reads bodies, which call blocks."""
        self._sources: dict[str, SourceFile | None] = {_resolved(module.source.path): module.source}
        self._functions: dict[str, dict[tuple[str, int], FunctionNode]] = {}

    def source_of(self, function: Callable[..., Any]) -> SourceFile | None:
        """The file that a function is written in, parsed; None where it cannot be read."""
        path = _resolved(function.__code__.co_filename)
        if path not in self._sources:
            try:
                self._sources[path] = read_source(Path(path))
            except Unreadable:
                self._sources[path] = None
        return self._sources[path]

    def node_of(self, function: Callable[..., Any]) -> tuple[SourceFile, FunctionNode] | None:
        """A decorated function's file and `def`."""
        function = innermost(function)
        source = self.source_of(function)
        if source is None:
            return None
        if source.path not in self._functions:
            self._functions[source.path] = _index(source.tree)
        code = function.__code__
        node = self._functions[source.path].get((code.co_name, code.co_firstlineno))
        if node is None:
            self.report.add(
                names.NOT_THE_SOURCE,
                f"the body of `{function.__name__}` is not in `{Path(source.path).name}`",
                Span(source.path, 1, 1, 1, 1),
                help="write the function as a plain `def` in the module",
            )
            return None
        return source, node


def innermost(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function that decorators with `functools.wraps` wrap; a `__wrapped__` that is no function ends the way."""
    for _ in range(_MOST_WRAPPERS):
        inner = getattr(function, "__wrapped__", None)
        if not inspect.isfunction(inner):
            break
        function = inner
    return function


def documented(function: Callable[..., Any]) -> str:
    """The first paragraph of a docstring, on one line; what UTF-8 cannot say is `?`."""
    text = (inspect.getdoc(function) or "").encode("utf-8", "replace").decode()
    return text.partition("\n\n")[0].replace("\n", " ").strip()


def key_of(
    definition: StepDefinition | ActivityDefinition | BlockDefinition | PipelineDefinition,
) -> str:
    """A definition's key in the Program: `module:qualname`."""
    function = definition.function
    return f"{function.__module__}:{function.__qualname__}"


def _not_yet(_unit: Unit, _definition: RoutineDefinition) -> Routine | None:
    raise AssertionError("program_of sets it")


def _index(tree: ast.Module) -> dict[tuple[str, int], FunctionNode]:
    """Every function of a file by name and first line, decorators included, as code objects tell them."""
    found: dict[tuple[str, int], FunctionNode] = {}
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            found[node.name, first] = node
        for suite in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, suite, ())
            waiting += inner if isinstance(inner, list) else ()
    return found


@cache
def _resolved(path: str) -> str:
    return str(Path(path).resolve())
