"""How findings are shown, one file a format, gathered in `FORMATS`.

    print(render(report, "text"))

A format is a function from findings to text. It reads source lines through `compiler.diagnostics.sources`.
"""

from collections.abc import Callable, Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.render.github import render_github
from compiler.diagnostics.render.json_lines import render_json
from compiler.diagnostics.render.sarif import render_sarif
from compiler.diagnostics.render.short import render_short
from compiler.diagnostics.render.text import render_text

FORMATS: dict[str, Callable[[Iterable[Diagnostic]], str]] = {
    "text": render_text,
    "short": render_short,
    "json": render_json,
    "sarif": render_sarif,
    "github": render_github,
}


def render(diagnostics: Iterable[Diagnostic], format_name: str = "text") -> str:
    """The findings in one of `FORMATS`, ending in a newline, or "" where there is nothing to show."""
    text = FORMATS[format_name](diagnostics)
    return text.encode("utf-8", "backslashreplace").decode()  # a message may quote what UTF-8 cannot say


__all__ = ["FORMATS", "render"]
