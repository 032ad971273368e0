"""Findings for a person: the line, carets under the span, what to write instead, and why.

    error[SM301]: `export_orders` takes `day: date`, got `str`
      --> pipelines/orders.py:31:28
       |
    31 |     export = export_orders("2024-01-31")
       |                            ^^^^^^^^^^^^
      = help: write `date.fromisoformat("2024-01-31")`

A tab in the source is shown as one blank, and a wide character takes two columns: the carets stay under their text.
"""

import unicodedata
from collections.abc import Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.render.sources import lines_of
from compiler.diagnostics.span import Span

_WIDEST_LINE = 160
"""Longer source lines are cut around the span."""


def render_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Each finding with its source, blank lines between."""
    return "\n".join(_finding(diagnostic) for diagnostic in diagnostics)


def _finding(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code.severity}[{diagnostic.code.id}]: {diagnostic.message}"]
    margin = len(str(max([diagnostic.span.line, *(label.span.line for label in diagnostic.labels)])))
    if diagnostic.span.path:
        lines += _excerpt(diagnostic.span, diagnostic.label, margin, "^", "-->")
    for label in diagnostic.labels:
        lines += _excerpt(label.span, label.text, margin, "-", ":::")
    if diagnostic.help:
        lines += _remark("help", diagnostic.help, margin)
    for note in diagnostic.notes:
        lines += _remark("note", note, margin)
    return "\n".join(lines) + "\n"


def _remark(kind: str, text: str, margin: int) -> list[str]:
    first, *rest = text.splitlines() or [""]
    indent = " " * (margin + 3 + len(kind) + 2)
    return [f"{' ' * margin} = {kind}: {first}", *(indent + line for line in rest)]


def _excerpt(span: Span, text: str, margin: int, mark: str, arrow: str) -> list[str]:
    blank = " " * margin
    lines = [f"{blank}{arrow} {span}" if span.line else f"{blank}{arrow} {span.path}"]
    source = lines_of(span.path)
    if not 1 <= span.line <= len(source):
        return lines
    line = source[span.line - 1]
    end = span.end_column if span.end_line == span.line else len(line) + 1
    before, marked, after = line[: span.column - 1], line[span.column - 1 : end - 1], line[end - 1 :]
    before, after = _cut(before, after, len(marked))
    carets = " " * _width(before) + mark * max(1, _width(marked))
    lines += [
        f"{blank} |",
        f"{span.line:>{margin}} | {_plain(before + marked + after).rstrip()}",
        f"{blank} | {carets} {text}".rstrip(),
    ]
    return lines


def _cut(before: str, after: str, marked: int) -> tuple[str, str]:
    room = max(20, (_WIDEST_LINE - marked) // 2)
    return (
        "…" + before[-room:] if len(before) > room else before,
        after[:room] + "…" if len(after) > room else after,
    )


def _plain(text: str) -> str:
    """Control characters, which could move the carets or the terminal, as blanks."""
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cf"} else char for char in text)


def _width(text: str) -> int:
    """Columns that a terminal gives the text."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
