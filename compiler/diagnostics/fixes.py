"""The change that mends a finding, where its help names one: the misspelt name replaced by the near one.

    `dubble` is not defined; did you mean `double`?      Fix(span of `dubble`, "double")

Only a span that holds exactly the name which the message quotes is changed: nothing else is known to be the mistake.
"""

import re
from dataclasses import dataclass

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.sources import lines_of
from compiler.diagnostics.span import Span

_NEAR = re.compile(r"did you mean `(\w+)`\?")


@dataclass(frozen=True, slots=True)
class Fix:
    """A stretch of source, and what to write there."""

    span: Span
    text: str


def fix_of(diagnostic: Diagnostic) -> Fix | None:
    """The change that the finding's help asks for; None where it is more than a name."""
    near = _NEAR.fullmatch(diagnostic.help or "")
    span = diagnostic.span
    if near is None or span.line != span.end_line:
        return None
    lines = lines_of(span.path)
    if not 1 <= span.line <= len(lines):
        return None
    written = lines[span.line - 1][span.column - 1 : span.end_column - 1]
    quoted = written.isidentifier() and f"`{written}`" in diagnostic.message
    return Fix(span, near[1]) if quoted else None
