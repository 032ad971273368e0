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

from compiler.cli.failure import headline, message_of, short, told
from compiler.cli.history import details_of, failure_of
from compiler.driver import PipelineBuild
from runtime.local import Run

_WIDEST = 100
_LOG_FRAME = {"time", "level", "message", "logger", "pipeline", "step", "request", "execution", "state"}


class Progress:
    """Prints events to standard error as they come."""

    def __init__(self, built: PipelineBuild, path: Path) -> None:
        self._spans = built.source_map
        self._path = path
        self._began = time.monotonic()
        self._state_of: dict[int, str] = {}
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
            self._line(f"{state} gave {short(details_of(event).get('output', ''), _WIDEST)}")
        elif kind in {
            "LambdaFunctionFailed",
            "TaskFailed",
            "TaskSubmitFailed",
            "ActivityFailed",
            "LambdaFunctionTimedOut",
            "TaskTimedOut",
        }:
            details = details_of(event)
            self._line(
                f"{state} failed: {details.get('error') or kind}: {short(message_of(details.get('cause')), _WIDEST)}"
            )
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
        failure = failure_of(run.history)
        if failure is None:
            return
        self._line(headline(failure))
        for line in told(failure, self._spans, values=False):
            click.echo(f"  {line}", err=True)

    def _line(self, text: str) -> None:
        click.echo(f"{time.monotonic() - self._began:8.1f}s  {text}", err=True)


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
