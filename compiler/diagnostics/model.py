"""What a finding is: a code, the smallest span, and what to write instead.

    report.add(WRONG_ARGUMENT, "`export` takes `day: date`, got `str`", span, help="write `date.fromisoformat(day)`")

Findings are values: a pass adds them to its `Report`, the command sorts and renders them
(`compiler.diagnostics.render`). The message says what is wrong, in a lower-case sentence without full stop,
identifiers in backticks; `help` says what to write instead; `notes` say why.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from compiler.diagnostics.span import Span


class Severity(StrEnum):
    """How bad a finding is: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: `SM301`, its readable name (`wrong-argument-type`), one line about it, its severity."""

    id: str
    name: str
    summary: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that a finding speaks of, with what to say there."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    code: Code
    message: str
    span: Span
    help: str | None = None
    notes: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    label: str = ""
    """What stands under the carets; empty for carets alone."""

    @property
    def is_error(self) -> bool:
        """Whether this finding stops the build."""
        return self.code.severity is Severity.ERROR


@dataclass(slots=True)
class Report:
    """The findings of one run, in the order in which the passes met them."""

    _found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(
        self,
        code: Code,
        message: str,
        span: Span,
        *,
        help: str | None = None,  # noqa: A002 - the field's own name
        notes: tuple[str, ...] = (),
        labels: tuple[Label, ...] = (),
        label: str = "",
    ) -> None:
        """Record a finding; the same finding twice is one."""
        self._found[Diagnostic(code, message, span, help, notes, labels, label)] = None

    def extend(self, diagnostics: "Report | tuple[Diagnostic, ...]") -> None:
        """Take over another run's findings."""
        self._found.update(dict.fromkeys(diagnostics))

    def __iter__(self) -> Iterator[Diagnostic]:
        """The findings sorted by place, then code."""
        return iter(sorted(self._found, key=lambda found: (found.span, found.code.id, found.message)))

    @property
    def has_errors(self) -> bool:
        """Whether any finding stops the build."""
        return any(found.is_error for found in self._found)
