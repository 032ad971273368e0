"""The validator: any ASL definition, both query languages, Standard and Express, whoever wrote it.

    validate_text('{"StartAt": "A", "States": {}}', "machine.asl.json")     # Diagnostics with line and column
    validate(definition, kind="EXPRESS")                                     # of a dict

Structure is a JSON Schema (`structure`, `asl.schema.json`); what a schema cannot say is a rule each (`rules.RULES`). A
definition is valid when no finding is an error; warnings are what Step Functions accepts and an author should look at.
"""

import json
from collections.abc import Mapping
from typing import Any

from compiler.diagnostics import Diagnostic, Span
from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Finding, Findings, Kind, view_of
from compiler.passes.validate.reader import BadJsonError, Document, Place, read
from compiler.passes.validate.rules import RULES
from compiler.passes.validate.structure import check_structure

__all__ = ["RULES", "Finding", "findings_of", "kind_of", "validate", "validate_text"]

LARGEST = 1024 * 1024
"""Bytes of the largest definition. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""


def findings_of(
    definition: Any, kind: Kind = "STANDARD", duplicates: dict[int, frozenset[str]] | None = None
) -> tuple[Finding, ...]:
    """What is wrong with a definition, located by JSON pointers, in the order of the definition's rules."""
    findings = Findings()
    if not isinstance(definition, dict):
        findings.add(codes.NO_OBJECT, "a definition must be a JSON object", "")
        return tuple(findings.found)
    view = view_of(definition, kind, duplicates)
    check_structure(view, findings)
    for rule in RULES:
        rule.check(view, findings)
    return tuple(dict.fromkeys(findings.found))


def kind_of(path: str) -> Kind:
    """What a file's name says about its machine: `orders.express.json` and `orders.express.asl.json` are Express."""
    return "EXPRESS" if ".express." in path.rpartition("/")[2].lower() else "STANDARD"


def validate_text(text: str, path: str = "definition.json", kind: Kind = "STANDARD") -> tuple[Diagnostic, ...]:
    """Diagnostics of a definition's text, sorted by place; `path` is the file that they name."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        return (Diagnostic(codes.TOO_LARGE, f"the definition is larger than {LARGEST} bytes", Span(path, 1, 1, 1, 2)),)
    try:
        document = read(text)
    except BadJsonError as error:
        return (Diagnostic(codes.NO_JSON, f"not JSON: {_lower(error.reason)}", _span(path, error.place)),)
    found = findings_of(document.value, kind, document.duplicates)
    diagnostics = {_diagnostic(one, _place_span(path, document, one)): None for one in found}
    return tuple(sorted(diagnostics, key=_order))


def validate(
    definition: Any, kind: Kind = "STANDARD", *, name: str = "definition", spans: Mapping[str, Span] | None = None
) -> tuple[Diagnostic, ...]:
    """Diagnostics of a definition that has no text.

    Args:
        definition: The definition, as JSON in Python, or as text.
        kind: STANDARD or EXPRESS.
        name: What stands for the file where no span is known.
        spans: The spans of states by name, such as a Machine's; findings inside a state point there.
    """
    if isinstance(definition, str):
        return validate_text(definition, name, kind)
    if len(json.dumps(definition, ensure_ascii=False).encode("utf-8", "surrogatepass")) > LARGEST:
        return (Diagnostic(codes.TOO_LARGE, f"the definition is larger than {LARGEST} bytes", Span(name, 0, 0, 0, 0)),)
    found = findings_of(definition, kind)
    return tuple(_diagnostic(one, _state_span(one.pointer, name, spans or {}), noted=True) for one in found)


def _diagnostic(finding: Finding, span: Span, *, noted: bool = False) -> Diagnostic:
    notes = (f"at {finding.pointer or '/'}",) if noted else ()
    return Diagnostic(finding.code, finding.message, span, finding.help, notes)


def _order(diagnostic: Diagnostic) -> tuple[Span, str, str]:
    return diagnostic.span, diagnostic.code.id, diagnostic.message


def _span(path: str, place: Place) -> Span:
    return Span(path, place.line, place.column, place.end_line, place.end_column)


def _place_span(path: str, document: Document, finding: Finding) -> Span:
    find = document.key_place if finding.on_key else document.place
    return _span(path, find(finding.pointer))


def _state_span(pointer: str, name: str, spans: Mapping[str, Span]) -> Span:
    """The span of the innermost state that a pointer is in."""
    parts = pointer.split("/")
    for here in range(len(parts) - 1, 0, -1):
        if parts[here - 1] == "States":
            state = parts[here].replace("~1", "/").replace("~0", "~")
            if state in spans:
                return spans[state]
    return Span(name, 0, 0, 0, 0)


def _lower(reason: str) -> str:
    return reason[:1].lower() + reason[1:]
