"""What a person sees while a pipeline runs, and where in Python it failed.

      0.0s  export_orders
      2.1s  export_orders: {"day": "2024-01-31", "rows": 2000, "rejected": 0}
      2.1s  import_orders ┐ import_customers

A failure names the state, its line, the error and what the step itself said.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from compiler.cli.failure import document_of, headline, nested_failures, short, summary, told
from compiler.cli.history import details_of, failure_of
from compiler.driver import PipelineBuild
from runtime.local import Run
from runtime.local.nesting import MOCKED

_WIDEST = 100
_SUCCEEDED = {"LambdaFunctionSucceeded", "TaskSucceeded", "ActivitySucceeded"}
_FAILED = {
    *("LambdaFunctionFailed", "TaskFailed", "TaskSubmitFailed", "ActivityFailed"),
    *("LambdaFunctionTimedOut", "TaskTimedOut"),
}
_LOG_FRAME = {"time", "level", "message", "logger", "pipeline", "step", "request", "execution", "state"}


class StepOutput:
    """Says what steps print, a line of their logs in the form that people read."""

    def __init__(self, say: Callable[[str], None], *, errors: bool = True) -> None:
        self._say = say
        self._errors = errors
        self._in_traceback: set[str] = set()

    def printed(self, function: str, line: str) -> None:
        """Say a line of a function, but no traceback: who asked gets it. Without `errors` not their messages either."""
        inside = function in self._in_traceback and (line[:1].isspace() or line.startswith("Traceback"))
        if inside:
            return
        self._in_traceback.discard(function)
        if line.startswith("[ERROR] "):
            self._in_traceback.add(function)
            text = line if self._errors else ""
        else:
            text = _log_text(line)
        if text:
            self._say(f"{function} | {text}")


class Progress:
    """Prints events to standard error as they come."""

    def __init__(self, built: PipelineBuild) -> None:
        self._pipeline = built
        self._began = time.monotonic()
        self.steps = StepOutput(self._line, errors=False)  # `finished` tells a failure, once

    def listener(self, machine_arn: str = "") -> Callable[[dict[str, Any]], None]:
        """What shows the events of one execution: the pipeline's, or that of a nested one, whose lines name it."""
        before = f"{machine_arn.rpartition(':')[2]}: " if machine_arn else ""
        if machine_arn.startswith(MOCKED):  # the task that started it shows what the mock gave
            return lambda _event: None
        state_of: dict[int, str] = {}

        def event(event: dict[str, Any]) -> None:
            """Show one event of the history; most say nothing new to a person."""
            state = state_of.get(int(event["previousEventId"]), "")
            if event["type"].endswith("StateEntered"):
                state = event["stateEnteredEventDetails"]["name"]
            state_of[int(event["id"])] = state
            if said := _said(event, state):
                self._line(f"{before}{said}")

        return event

    def finished(self, run: Run, folder: Path) -> None:
        """Show how it ended, where the failure is written, and where the artefacts are."""
        if run.status == "SUCCEEDED":
            self._line(f"succeeded after {len(run.states)} states; the artefacts are in {folder}")
            return
        failure = failure_of(run.history)
        if failure is None:
            return
        self._line(headline(failure))
        for line in told(failure, self._pipeline.source_map, values=False):
            click.echo(f"  {line}", err=True)
        for line in nested_failures(run, self._pipeline):
            click.echo(f"  {line}", err=True)

    def _line(self, text: str) -> None:
        click.echo(f"{time.monotonic() - self._began:8.1f}s  {text}", err=True)


def _said(event: dict[str, Any], state: str) -> str:
    """An event in a line; "" where it says nothing new."""
    kind, details = str(event["type"]), details_of(event)
    if kind.endswith("StateEntered") and not kind.startswith(("Pass", "Choice", "Succeed")):
        return f"{state} …"
    if kind in _SUCCEEDED:
        return f"{state} gave {short(_result(details.get('output', '')), _WIDEST)}"
    if kind in _FAILED:
        return f"{state} failed: {summary(details.get('error') or kind, details.get('cause'), _WIDEST)}"
    return ""


def _result(output: str) -> str:
    """A task's result; of a nested pipeline what it gave, without what Step Functions tells of its execution."""
    document = document_of(output) or {}
    return json.dumps(document["Output"]) if {"ExecutionArn", "Output"} <= document.keys() else output


def _log_text(line: str) -> str:
    """A line of the step's JSON log as its message and the rest; "" for a failure, which also comes as text."""
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
