"""Where something stands in a source file.

    Span("pipelines/orders.py", line=31, column=14, end_line=31, end_column=27)

Lines and columns count from 1, columns in characters (not bytes); the end is exclusive.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one source file."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        """`path:line:column`, the form that terminals and editors make clickable."""
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE = Span("", 0, 0, 0, 0)
"""For a finding that belongs to no line, such as a missing setting."""
