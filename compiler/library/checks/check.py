"""One check: what is asked, and the error that Python raises where the answer is yes."""

from dataclasses import dataclass

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Compare, Comparison, Constant, Expression, Format, FormatField, Operation, Unary
from compiler.forms.types import BOOL, INT, STR


@dataclass(frozen=True, slots=True)
class Check:
    """Where `when` holds, computing the value raises `error` with the text `message`."""

    when: Expression
    error: type[Exception]
    message: Expression


Checks = tuple[Check, ...] | None
"""Those of a value in order; None where something in it fails in a way that nothing can ask for."""


def constant(text: str, span: Span) -> Expression:
    """A text that is always the same."""
    return Constant(text, STR, span)


def asks(name: str, span: Span, *given: Expression) -> Expression:
    """One of the questions that only checks ask (`compiler.library.questions`)."""
    return Operation(name, given, (), BOOL, span)


def shown(before: str, value: Expression, behind: str = "") -> Expression:
    """`f"{before}{value!r}{behind}"`."""
    span = value.span
    written = Operation("repr[]", (value,), (), STR, span)
    parts = tuple(part for part in (before, FormatField(written), behind) if part)
    return Format(parts, STR, span)


def length(value: Expression) -> Expression:
    """`len(value)`."""
    return Operation("len", (value,), (), INT, value.span)


def compared(left: Expression, operator: Comparison, right: Expression) -> Expression:
    """`left operator right`."""
    return Compare(left, ((operator, right),), BOOL, left.span)


def outside(index: Expression, size: Expression) -> Expression:
    """Whether a sequence of this size has no such item."""
    span = index.span
    if isinstance(index, Constant) and isinstance(index.value, int):
        needed = index.value + 1 if index.value >= 0 else -index.value
        return compared(size, "<", Constant(needed, INT, span))
    least = Unary("-", size, INT, span)
    within = Compare(least, (("<=", index), ("<", size)), BOOL, span)
    return Unary("not", within, BOOL, span)
