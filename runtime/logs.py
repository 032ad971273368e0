"""Structured logs: one line of JSON a record, with who is running, and without secrets.

    log = logging.getLogger(__name__)
    log.info("exported", extra={"rows": 120, "password": "hunter2"})

    {"time": "2024-01-31T03:00:01.250Z", "level": "INFO", "message": "exported", "rows": 120, "password": "***",
     "logger": "pipelines.nightly", "step": "export_orders", "execution": "arn:…", "state": "export_orders",
     "request": "…"}

A handler made by `runtime.handler` sets this up; step code uses the standard library's `logging`.
"""

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

from runtime import contract, invocation
from runtime.redaction import redact, redact_fields

_LIMIT = 200_000
"""Characters of one line; CloudWatch cuts at 256 KiB."""

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}
"""What every record has; the rest came as `extra`."""


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, cut to a length that CloudWatch keeps whole."""
        document = self.document(record)
        line = _line(document)
        if len(line) > _LIMIT:
            document["message"] = f"{document['message'][:1000]}…"
            document["cut"] = f"the record had {len(line)} characters"
            kept = ("time", "level", "logger", "message", "cut", "step", "execution", "state", "request")
            line = _line({key: document[key] for key in kept if key in document})
        return line

    def document(self, record: logging.LogRecord) -> dict[str, Any]:
        """The record's fields, redacted."""
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        document: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            "level": record.levelname,
            "message": redact(record.getMessage()),
            **redact_fields(extra),
            "logger": record.name,
            **_caller(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            document["error"] = _error(record.exc_info[1])
        return document


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, default=str)


def _caller() -> dict[str, Any]:
    now = invocation.current()
    known = {
        "pipeline": os.environ.get(contract.PIPELINE_VARIABLE),
        "step": os.environ.get(contract.STEP_VARIABLE),
        "execution": now.execution,
        "state": now.state,
        "request": now.request,
        "retries": now.retries,
    }
    return {key: value for key, value in known.items() if value}


def _error(error: BaseException) -> dict[str, Any]:
    return {
        "type": type(error).__name__,
        "message": redact(str(error)),
        "stack": [redact(line.rstrip("\n")) for line in traceback.format_exception(error)],
    }


def configure(stream: TextIO | None = None) -> None:
    """Sends every log record to `stream` (standard output) as JSON, at STATEMILL_LOG_LEVEL."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = os.environ.get(contract.LOG_LEVEL_VARIABLE, "INFO").upper()
    root.setLevel(level if level in logging.getLevelNamesMapping() else "INFO")
    # botocore and urllib3 log requests, bodies and credentials at DEBUG.
    for noisy in ("botocore", "boto3", "urllib3", "s3transfer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
