"""Findings as JSON, one object a line, for other programs.

    {"code": "SM301", "name": "wrong-argument-type", "severity": "error", "message": "…", "span": {"path": …}, …}

Lines and columns count from 1, columns in characters; the end is exclusive. `fix` is a name to write instead.
"""

import json
from collections.abc import Iterable
from typing import Any

from compiler.diagnostics.fixes import fix_of
from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.span import Span


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """One JSON object a finding."""
    return "".join(json.dumps(as_json(diagnostic), ensure_ascii=False) + "\n" for diagnostic in diagnostics)


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A finding as a JSON object; keys without a value are left out."""
    found: dict[str, Any] = {
        "code": diagnostic.code.id,
        "name": diagnostic.code.name,
        "severity": str(diagnostic.code.severity),
        "message": diagnostic.message,
        "span": span_as_json(diagnostic.span),
        "label": diagnostic.label,
        "help": diagnostic.help,
        "notes": list(diagnostic.notes),
        "labels": [{"span": span_as_json(label.span), "text": label.text} for label in diagnostic.labels],
        "fix": {"span": span_as_json(fix.span), "text": fix.text} if (fix := fix_of(diagnostic)) else None,
    }
    return {key: value for key, value in found.items() if value}


def span_as_json(span: Span) -> dict[str, Any] | None:
    """A span as a JSON object, or None for nowhere."""
    if not span.path:
        return None
    if not span.line:
        return {"path": span.path}
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
