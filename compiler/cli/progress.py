"""What a person sees while a pipeline runs, and where in Python it failed.

      0.0s  export_orders
      2.1s  export_orders: {"day": "2024-01-31", "rows": 2000, "rejected": 0}
      2.1s  import_orders ┐ import_customers

A failure names the state, its line, the error and what the step itself said.
"""

import json
import time
from pathlib import Path
from typing import Any

import click

from compiler.diagnostics import Span
from compiler.driver import PipelineBuild
from runtime.local import Run
from runtime.local.embedded.lambda_host import TASK_ROOT

_WIDEST = 100
_OURS = f"{TASK_ROOT}/runtime/"
_LOG_FRAME = {"time", "level", "message", "logger", "pipeline", "step", "request", "execution", "state"}


class Progress:
    """Prints events to standard error as they come."""

    def __init__(self, built: PipelineBuild, path: Path) -> None:
        self._spans = built.source_map
        self._path = path
        self._began = time.monotonic()
        self._state_of: dict[int, str] = {}
        self._failed_state: str | None = None
        self._in_traceback: set[str] = set()

    def event(self, event: dict[str, Any]) -> None:
        """Show one event of the history; most say nothing new to a person."""
        kind, number = str(event["type"]), int(event["id"])
        state = self._state_of.get(int(event["previousEventId"]), "")
        if kind.endswith("StateEntered"):
            state = event["stateEnteredEventDetails"]["name"]
            if not kind.startswith(("Pass", "Choice", "Succeed")):
                self._line(f"{state} …")
        elif kind in {"LambdaFunctionSucceeded", "TaskSucceeded", "ActivitySucceeded"}:
            self._line(f"{state} gave {_short(_details(event).get('output', ''))}")
        elif kind in {"LambdaFunctionFailed", "TaskFailed", "ActivityFailed", "LambdaFunctionTimedOut", "TaskTimedOut"}:
            details = _details(event)
            self._failed_state = state
            self._line(f"{state} failed: {details.get('error') or kind}: {_short(_message(details.get('cause')))}")
        elif kind == "EvaluationFailed":
            self._failed_state = state = event["evaluationFailedEventDetails"].get("state", state)
        self._state_of[number] = state

    def printed(self, function: str, line: str) -> None:
        """Show a line that a step printed; a failure's traceback is left to `finished`, which shows it once."""
        inside = function in self._in_traceback and (line[:1].isspace() or line.startswith("Traceback"))
        if inside or line.startswith("[ERROR] "):
            self._in_traceback.add(function)
            return
        self._in_traceback.discard(function)
        if text := _log_text(line):
            self._line(f"{function} | {text}")

    def finished(self, run: Run, folder: Path) -> None:
        """Show how it ended, where the failure is written, and where the artefacts are."""
        if run.status == "SUCCEEDED":
            self._line(f"succeeded after {len(run.states)} states; the artefacts are in {folder}")
            return
        self._line(f"{run.status.lower().replace('_', ' ')}: {run.error or 'no error name'}")
        state = self._failed_state or (run.states[-1] if run.states else "")
        if span := self._spans.get(state):
            click.echo(f"  at {span} (state `{state}`)", err=True)
            click.echo(_quoted(span), nl=False, err=True)
        for line in _explained(run.cause):
            click.echo(f"  {line}", err=True)

    def _line(self, text: str) -> None:
        click.echo(f"{time.monotonic() - self._began:8.1f}s  {text}", err=True)


def _details(event: dict[str, Any]) -> dict[str, Any]:
    """The part of an event that its type has for itself."""
    return next((value for key, value in event.items() if key.endswith("EventDetails")), {})


def _quoted(span: Span) -> str:
    from compiler.diagnostics.render.sources import lines_of

    lines = lines_of(span.path)
    return f"    {lines[span.line - 1].strip()}\n" if 1 <= span.line <= len(lines) else ""


def _message(cause: str | None) -> str:
    document = _document(cause)
    return str(document.get("errorMessage", cause)) if document else cause or ""


def _explained(cause: str | None) -> list[str]:
    """The cause in lines: Lambda's error object as its message and the step's own lines of the traceback."""
    document = _document(cause)
    if not document:
        return (cause or "").splitlines()
    entries = [str(entry) for entry in document.get("stackTrace") or () if _OURS not in str(entry)]
    stack = [line.replace(f"{TASK_ROOT}/", "").rstrip() for entry in entries for line in entry.splitlines()]
    said = f"{document.get('errorType', 'error')}: {document.get('errorMessage', '')}"
    return [said, *(line for line in stack if line.strip())]


def _log_text(line: str) -> str:
    """A line of the step's JSON log as its message and what else it says; "" for what `finished` tells better."""
    try:
        record = json.loads(line)
    except ValueError:
        return line
    if not isinstance(record, dict) or "message" not in record:
        return line
    if "error" in record:
        return ""
    rest = {key: value for key, value in record.items() if key not in _LOG_FRAME}
    level = "" if record.get("level") == "INFO" else f"{record.get('level')} "
    return " ".join([f"{level}{record['message']}", *(f"{key}={json.dumps(value)}" for key, value in rest.items())])


def _document(cause: str | None) -> dict[str, Any] | None:
    try:
        found = json.loads(cause or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) and "errorMessage" in found else None


def _short(text: str) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
