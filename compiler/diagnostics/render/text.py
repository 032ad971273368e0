"""Findings for a person: the line, carets under the span, what to write instead, and why.

    error[SM301]: `export_orders` takes `day: date`, got `str`
      --> pipelines/orders.py:31:28
       |
    31 |     export = export_orders("2024-01-31")
       |                            ^^^^^^^^^^^^
      = help: write `date.fromisoformat("2024-01-31")`

A tab in the source is shown as one blank, and a wide character takes two columns: the carets stay under their text.
Of a span over several lines the first and the last are shown.
"""

import unicodedata
from collections.abc import Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.render.plain import visible
from compiler.diagnostics.sources import lines_of
from compiler.diagnostics.span import Span

_WIDEST_LINE = 160
"""Longer source lines are cut around the span."""


def render_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Each finding with its source, blank lines between."""
    return "\n".join(_finding(diagnostic) for diagnostic in diagnostics)


def _finding(diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code.severity}[{diagnostic.code.id}]: {visible(diagnostic.message)}"]
    margin = len(str(max([diagnostic.span.end_line, *(label.span.end_line for label in diagnostic.labels)])))
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
    first, *rest = map(visible, text.splitlines() or [""])
    indent = " " * (margin + 3 + len(kind) + 2)
    return [f"{' ' * margin} = {kind}: {first}", *(indent + line for line in rest)]


def _excerpt(span: Span, text: str, margin: int, mark: str, arrow: str) -> list[str]:
    blank = " " * margin
    lines = [f"{blank}{arrow} {span}" if span.line else f"{blank}{arrow} {span.path}"]
    source = lines_of(span.path)
    if not 1 <= span.line <= len(source):
        return lines
    lines.append(f"{blank} |")
    if span.line < span.end_line <= len(source):
        last = source[span.end_line - 1]
        first = source[span.line - 1]
        lines += _marked(span.line, first, span.column, len(first) + 1, margin, mark)
        if span.end_line > span.line + 1:
            lines.append(f"{blank}...")
        return lines + _marked(span.end_line, last, _indent(last), span.end_column, margin, mark, visible(text))
    line = source[span.line - 1]
    end = span.end_column if span.end_line == span.line else len(line) + 1
    return lines + _marked(span.line, line, span.column, end, margin, mark, visible(text))


def _indent(line: str) -> int:
    """The column of the first character that is no blank."""
    return len(line) - len(line.lstrip()) + 1


def _marked(number: int, line: str, start: int, end: int, margin: int, mark: str, text: str = "") -> list[str]:
    """A line and the marks under its columns, cut to what a terminal shows."""
    before, marked, after = _cut(line[: start - 1], line[start - 1 : end - 1], line[end - 1 :])
    marks = " " * _width(before) + mark * max(1, _width(marked))
    return [
        f"{number:>{margin}} | {_plain(before + marked + after).rstrip()}",
        f"{' ' * margin} | {marks} {text}".rstrip(),
    ]


def _cut(before: str, marked: str, after: str) -> tuple[str, str, str]:
    if len(marked) > _WIDEST_LINE:
        marked = marked[: _WIDEST_LINE - 1] + "…"
    room = max(20, (_WIDEST_LINE - len(marked)) // 2)
    return (
        "…" + before[-room:] if len(before) > room else before,
        marked,
        after[:room] + "…" if len(after) > room else after,
    )


def _plain(text: str) -> str:
    """Control characters, which could move the carets or the terminal, as blanks."""
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cf"} else char for char in text)


def _width(text: str) -> int:
    """Columns that a terminal gives the text."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    """0 for what is drawn over the character before; control characters are shown as a blank."""
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
