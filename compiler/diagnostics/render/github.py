"""Findings as GitHub workflow commands, which show them beside the changed lines.

    ::error file=pipelines/orders.py,line=31,endLine=31,col=28,endColumn=40,title=SM301 wrong-argument-type::…

The escapes are GitHub's own: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.render.plain import visible


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One workflow command a finding."""
    return "".join(_command(diagnostic) + "\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties: dict[str, object] = {}
    if span.path:
        properties["file"] = span.path
    if span.line:
        properties |= {"line": span.line, "endLine": span.end_line}
    if span.line and span.line == span.end_line:  # GitHub takes columns within one line
        properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"{diagnostic.code.id} {diagnostic.code.name}"
    message = "\n".join(
        filter(None, [diagnostic.message, diagnostic.help and f"help: {diagnostic.help}", *diagnostic.notes])
    )
    message = "\n".join(map(visible, message.splitlines()))
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{diagnostic.code.severity} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
