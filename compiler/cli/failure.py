"""A failure in the author's words: the Python line, the values on the way in, and what the step itself said.

    for line in told(failure, spans):  …
        at pipelines/orders.py:31:14 (state `import_orders`, inside `parallel`)
            orders = import_orders(export.day)
        ImportFailed: 3 rows refused
          File "pipelines/orders.py", line 12, in import_orders

Told of local runs while they happen and of AWS's executions from their history, by the same functions.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from compiler.cli.history import Failure, failure_of
from compiler.diagnostics import Span
from compiler.diagnostics.sources import lines_of
from compiler.driver import PipelineBuild
from runtime.local import Run

TASK_ROOT = "/var/task"
"""Where Lambda unpacks a package."""
_OURS = (f"{TASK_ROOT}/runtime/", f"{TASK_ROOT}/statemill_entry.py", "/var/lang/", "/var/runtime/")
_WIDEST = 300
_VALUE = 100
_HOW = {
    "FAILED": "failed",
    "TIMED_OUT": "ran out of time",
    "ABORTED": "was stopped",
    "RUNNING": "has not ended in this history",
}


def told(failure: Failure, spans: Mapping[str, Span], *, values: bool = True) -> Iterator[str]:
    """The lines for a person; `values` says what the state was given as well."""
    yield from _where(failure, spans)
    if values:
        yield from _values(failure)
    if failure.location:
        yield f"the expression of its field {failure.location} failed"
    yield from said(failure.cause, failure.error)
    if failure.attempts > 1:
        yield f"after {failure.attempts} attempts"
    for one in failure.caught:
        at = f" at {spans[one.state]}" if one.state in spans else ""
        why = summary(one.error, one.cause, _VALUE)
        yield f"before that, `{one.state}`{at} failed and was caught: {why}"
    if failure.map_run and failure.error != "States.ItemReaderFailed":  # then no item has run
        listing = f"aws stepfunctions list-executions --map-run-arn {failure.map_run}"
        yield f"the items ran in executions of their own: {listing}"
    if failure.cut_off:
        yield "the history is cut off: fetch all of its pages for the whole way"


def headline(failure: Failure) -> str:
    """How it ended, in one line."""
    name = failure.error or ("States.Timeout" if failure.status == "TIMED_OUT" else "")
    return f"the execution {_HOW[failure.status]}{f': {name}' if name else ''}"


def said(cause: str | None, error: str | None = None) -> Iterator[str]:
    """The cause in lines: Lambda's error object as its message and the step's own lines of the traceback."""
    document = document_of(cause)
    if document is None:
        yield from (cause or "").splitlines()
    elif "errorMessage" in document:
        yield f"{document.get('errorType') or error or 'error'}: {document.get('errorMessage')}"
        for entry in map(str, document.get("stackTrace") or ()):
            if not any(place in entry for place in _OURS):
                yield from (line.replace(f"{TASK_ROOT}/", "").rstrip() for line in entry.splitlines() if line.strip())
    elif "ExecutionArn" in document:  # a nested execution: its own failure
        yield f"the execution {document['ExecutionArn']} {str(document.get('Status', 'FAILED')).lower()}"
        yield from (f"  {line}" for line in said(document.get("Cause"), document.get("Error")))
    else:
        yield short(json.dumps(document, ensure_ascii=False))


def nested_failures(run: Run, built: PipelineBuild) -> Iterator[str]:
    """Where the nested executions failed that the cause of a run's failure tells of, in the module's lines."""
    pipelines = {one.name: one for one in built.nested.values()}
    for one in run.nested:
        name, failure = one.identity.machine_name, None
        if one.identity.arn in (run.cause or "") and name in pipelines:
            failure = failure_of(one.history)
        if failure is not None and failure.state is not None:
            yield f"in `{name}`:"
            yield from (f"  {line}" for line in _where(failure, pipelines[name].source_map))


def summary(error: str, cause: str | None, widest: int) -> str:
    """An error in a line, name and message; of a nested execution that failed, its own."""
    document = document_of(cause) or {}
    if "ExecutionArn" in document and "Error" in document:
        return summary(str(document["Error"]), document.get("Cause"), widest)
    return f"{error}: {short(document.get('errorMessage', cause or ''), widest)}"


def document_of(cause: str | None) -> dict[str, Any] | None:
    """A cause that is a JSON object; None where it is plain text."""
    try:
        found = json.loads(cause or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def short(text: object, widest: int = _WIDEST) -> str:
    """One line of at most so many characters."""
    line = " ".join(str(text).split())
    return line if len(line) <= widest else line[: widest - 1] + "…"


def _where(failure: Failure, spans: Mapping[str, Span]) -> Iterator[str]:
    if failure.state is None:
        return
    inside = f", inside {', in '.join(f'`{one}`' for one in failure.within)}" if failure.within else ""
    span = spans.get(failure.state)
    if span is None:
        yield f"in state `{failure.state}`{inside}"
        return
    yield f"at {span} (state `{failure.state}`{inside})"
    lines = lines_of(span.path)
    if 1 <= span.line <= len(lines):
        yield f"  {lines[span.line - 1].strip()}"


def _values(failure: Failure) -> Iterator[str]:
    if failure.given is not None:
        yield f"input: {short(failure.given)}"
    if failure.sent is not None and failure.sent != failure.given:
        yield f"called with: {short(failure.sent)}"
    if failure.variables:
        yield "variables: " + ", ".join(f"{name} = {short(value, _VALUE)}" for name, value in failure.variables.items())
