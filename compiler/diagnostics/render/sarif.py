"""Findings as SARIF 2.1.0, the form that code-scanning services read.

    {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "statemill", "rules": […]}}, "results": […]}]}

Fields as in https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from compiler.diagnostics.model import Diagnostic, Label
from compiler.diagnostics.span import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """One SARIF log with one run."""
    found = list(diagnostics)
    codes = {diagnostic.code.id: diagnostic.code for diagnostic in found}
    order = sorted(codes)
    rules = [
        {
            "id": identifier,
            "name": codes[identifier].name,
            "shortDescription": {"text": codes[identifier].summary},
            "defaultConfiguration": {"level": str(codes[identifier].severity)},
        }
        for identifier in order
    ]
    driver = {"name": "statemill", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, order) for one in found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(diagnostic: Diagnostic, order: list[str]) -> dict[str, Any]:
    text = "\n".join(
        filter(None, [diagnostic.message, diagnostic.help and f"help: {diagnostic.help}", *diagnostic.notes])
    )
    result: dict[str, Any] = {
        "ruleId": diagnostic.code.id,
        "ruleIndex": order.index(diagnostic.code.id),
        "level": str(diagnostic.code.severity),
        "message": {"text": text},
    }
    if diagnostic.span.path:
        result["locations"] = [_location(diagnostic.span)]
    if diagnostic.labels:
        result["relatedLocations"] = [_related(number, label) for number, label in enumerate(diagnostic.labels, 1)]
    return result


def _related(number: int, label: Label) -> dict[str, Any]:
    return {"id": number, "message": {"text": label.text}, **_location(label.span)}


def _location(span: Span) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(PurePath(span.path).as_posix())}}
    if span.line:
        physical["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {"physicalLocation": physical}
