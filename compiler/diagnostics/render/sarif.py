"""Findings as SARIF 2.1.0, the form that code-scanning services read.

    {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "statemill", "rules": […]}}, "results": […], …}]}

Fields as in https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Files below the folder where the command
runs are relative to `%SRCROOT%`, so that a log does not depend on the machine; a rule's help is its page of
`statemill explain`; a fingerprint is of the finding and its line's text, and stays when lines above come or go.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from compiler.diagnostics.fixes import Fix, fix_of
from compiler.diagnostics.model import Code, Diagnostic, Label
from compiler.diagnostics.sources import lines_of
from compiler.diagnostics.span import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"


def render_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """One SARIF log with one run."""
    found = list(diagnostics)
    codes = {one.code.id: one.code for one in sorted(found, key=lambda one: one.code.id)}
    spans = [span for one in found for span in (one.span, *(label.span for label in one.labels)) if span.path]
    files = {path: index for index, path in enumerate(dict.fromkeys(span.path for span in spans))}
    log = _Log({id_: index for index, id_ in enumerate(codes)}, files)
    run = {
        "tool": {"driver": {"name": "statemill", "version": _version(), "rules": list(map(_rule, codes.values()))}},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which statemill ran."}}},
        "artifacts": [{"location": _uri(path), **_language(path)} for path in files],
        "columnKind": "unicodeCodePoints",
        "results": [log.result(one) for one in found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _version() -> str:
    try:
        return metadata.version("statemill")
    except metadata.PackageNotFoundError:  # run from its sources
        return "unknown"


def _rule(code: Code) -> dict[str, Any]:
    page = resources.files("compiler").joinpath("explain", f"{code.id}.md")
    text = page.read_text("utf-8") if page.is_file() else code.summary
    return {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": code.summary},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": str(code.severity)},
    }


class _Log:
    """What results refer to: the places of rules and files in their lists, and the fingerprints that are given."""

    def __init__(self, rules: dict[str, int], files: dict[str, int]) -> None:
        self.rules = rules
        self.files = files
        self.given: Counter[str] = Counter()

    def result(self, diagnostic: Diagnostic) -> dict[str, Any]:
        text = [diagnostic.message, diagnostic.help and f"help: {diagnostic.help}", *diagnostic.notes]
        result: dict[str, Any] = {
            "ruleId": diagnostic.code.id,
            "ruleIndex": self.rules[diagnostic.code.id],
            "level": str(diagnostic.code.severity),
            "message": {"text": "\n".join(filter(None, text))},
        }
        if diagnostic.span.path:
            result["locations"] = [self._location(diagnostic.span)]
        if diagnostic.labels:
            result["relatedLocations"] = [self._related(*pair) for pair in enumerate(diagnostic.labels, 1)]
        if fix := fix_of(diagnostic):
            result["fixes"] = [self._fix(fix)]
        result["partialFingerprints"] = {"findingAndLine/v1": self._fingerprint(diagnostic)}
        return result

    def _related(self, number: int, label: Label) -> dict[str, Any]:
        place = self._location(label.span) if label.span.path else {}
        return {"id": number, "message": {"text": label.text}, **place}

    def _location(self, span: Span) -> dict[str, Any]:
        physical: dict[str, Any] = {"artifactLocation": self._artifact(span.path)}
        if span.line:
            physical["region"] = _region(span)
        return {"physicalLocation": physical}

    def _artifact(self, path: str) -> dict[str, Any]:
        return {**_uri(path), "index": self.files[path]}

    def _fix(self, fix: Fix) -> dict[str, Any]:
        change = {"deletedRegion": _region(fix.span), "insertedContent": {"text": fix.text}}
        return {
            "description": {"text": f"Write `{fix.text}`."},
            "artifactChanges": [{"artifactLocation": self._artifact(fix.span.path), "replacements": [change]}],
        }

    def _fingerprint(self, diagnostic: Diagnostic) -> str:
        span = diagnostic.span
        lines = lines_of(span.path)
        line = lines[span.line - 1].strip() if 1 <= span.line <= len(lines) else ""
        content = "\0".join((diagnostic.code.id, _uri(span.path)["uri"], diagnostic.message, line))
        digest = hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()[:32]
        self.given[digest] += 1
        return f"{digest}:{self.given[digest]}"


def _region(span: Span) -> dict[str, Any]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _uri(path: str) -> dict[str, str]:
    """Relative to the working folder where the file is below it, else absolute."""
    absolute = Path(path).absolute()
    try:
        return {"uri": quote(absolute.relative_to(Path.cwd()).as_posix()), "uriBaseId": _ROOT}
    except ValueError:
        return {"uri": absolute.as_uri()}


def _language(path: str) -> dict[str, str]:
    return {"sourceLanguage": "python"} if path.endswith((".py", ".pyi")) else {}
