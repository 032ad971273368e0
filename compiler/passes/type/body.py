"""The state of reading one body: its variables, its findings, and the module around it.

Functions of this pass take a `Body` first and a syntax node next, and give a node of the Program form.
"""

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from compiler.diagnostics import Code, Label, Report, Span
from compiler.forms.expressions import Constant
from compiler.forms.sources import Located, SourceFile, span_of
from compiler.forms.types import UNKNOWN, Type
from compiler.library.signature import Refusal
from compiler.passes.type.scope import Binding, Delta, Scope
from compiler.passes.type.unit import Unit


@dataclass(slots=True)
class LoopState:
    """A loop that is being read: what its breaks and continues leave behind, since `mark`."""

    mark: int
    breaks: list[Delta] = field(default_factory=list)
    continues: list[Delta] = field(default_factory=list)
    iterated: str | None = None
    """The variable that a `for` goes over: changing it in place would change the loop."""


class Body:
    """One pipeline's or block's body."""

    def __init__(
        self,
        unit: Unit,
        source: SourceFile,
        namespace: Mapping[str, object],
        local_names: frozenset[str],
        expected: Type | None,
        kind: Literal["serial", "parallel", "pipeline"],
    ) -> None:
        self.unit = unit
        self.source = source
        self.namespace = namespace
        self.local_names = local_names
        self.expected = expected
        """The annotated result; None where there is no annotation."""
        self.kind = kind
        self.report = unit.report
        self.scope = Scope()
        self.hidden: dict[str, int] = {}
        """Names bound by comprehensions and lambdas around the place at hand, counted."""
        self.made: set[str] = set()
        """Variables that no author has written, for values that are needed twice."""
        self.declared: dict[str, Type] = {}
        self.loops: list[LoopState] = []
        self.handled: list[str | None] = []
        """The bound names of the handlers around the place at hand: what a bare `raise` raises again."""
        self.siblings: dict[str, Span] = {}
        """In a parallel block: what other branches assign, and where."""
        self.returns: list[Type] = []
        self.iterated: set[ast.expr] = set()
        """Where an iterator may stand: something goes over it at once."""
        self.exhausted: set[ast.expr] = set()
        """Where an iterator is read to its end before anything else happens, so that its calls may be made at once."""
        self.deciding: set[ast.expr] = set()
        """Where `any` or `all` reads a generator up to the item that decides."""
        self.parts: dict[ast.Assign, tuple[str, ...]] = {}
        """Names made up for what is assigned to parts at once; a loop's body is read more than once."""
        self.in_service = 0
        """Whether the arguments of a service's operation are being read: there the task token is a value."""

    def is_local(self, name: str) -> bool:
        """Whether a name is a variable here, as Python's compiler decides it."""
        return name in self.local_names or name in self.made or bool(self.hidden.get(name))

    def span(self, node: Located) -> Span:
        """Where a node stands."""
        return span_of(self.source, node)

    def attribute_span(self, node: ast.Attribute) -> Span:
        """Where the attribute's own name stands, behind the dot."""
        whole = self.span(node)
        start = whole.end_column - len(node.attr)
        return Span(whole.path, whole.end_line, start, whole.end_line, whole.end_column) if start > 0 else whole

    def first_line(self, node: Located) -> Span:
        """Where a statement stands, its first line only: what is inside is not the point."""
        whole = self.span(node)
        if whole.end_line == whole.line:
            return whole
        return Span(whole.path, whole.line, whole.column, whole.line, len(self.source.lines[whole.line - 1]) + 1)

    def error(
        self,
        code: Code,
        message: str,
        node: Located | Span,
        help_: str | None = None,
        notes: tuple[str, ...] = (),
        labels: tuple[Label, ...] = (),
    ) -> None:
        """Report a finding at a node."""
        span = node if isinstance(node, Span) else self.span(node)
        self.report.add(code, message, span, help=help_, notes=notes, labels=labels)

    def hole(self, node: Located) -> Constant:
        """What stands for something that could not be understood; silent from here on."""
        return Constant(None, UNKNOWN, self.span(node))

    def typed_hole(self, node: Located, type_: Type) -> Constant:
        """What stands for a call whose arguments are wrong, but whose result's type is known all the same."""
        return Constant(None, type_, self.span(node))

    def unknown_binding(self) -> Binding:
        """A variable of which nothing is known, and nothing is said again."""
        return Binding(UNKNOWN)

    def refuse(self, code: Code, refusal: Refusal, node: Located) -> Constant:
        """Report the library's refusal; gives the hole."""
        self.error(code, refusal.message, node, refusal.help)
        return self.hole(node)

    @contextmanager
    def tentative(self) -> Iterator[Report]:
        """Findings of the block go to a report of their own."""
        before, self.report = self.report, Report()
        try:
            yield self.report
        finally:
            self.report = before

    @contextmanager
    def hiding(self, names: tuple[str, ...]) -> Iterator[None]:
        """Inside a comprehension or lambda: these names are variables, whatever they are outside."""
        for name in names:
            self.hidden[name] = self.hidden.get(name, 0) + 1
        try:
            yield
        finally:
            for name in names:
                self.hidden[name] -= 1
