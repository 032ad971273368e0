"""An execution's events, read from any form in which people have them.

    read_history('{"events": [{"id": 1, "type": "ExecutionStarted", …}]}')      the events, in order

Read are what `aws stepfunctions get-execution-history` prints (one page, or several one after the other), what boto3
answers (as JSON or printed by Python, datetimes and all), and an Express workflow's log: its lines, or what `aws logs`
prints of them. Of a log that holds several executions the last one that failed is taken, or else the last one.
"""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

Event = dict[str, Any]

_DATETIME = re.compile(r"\bdatetime\.datetime\((?:[^()]|\([^()]*\))*\)")
_FAILED = frozenset({"ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"})


class NoHistory(Exception):
    """The text is not an execution's history; the message is a sentence."""


def read_history(text: str) -> list[Event]:
    """The events of one execution, in order; `NoHistory` where the text is something else."""
    documents = _documents(text)
    found = [event for document in documents for event in _events(document)]
    if not found:
        raise NoHistory(_what_it_is(documents))
    events = [_event(one) for one in found]
    if not all(isinstance(one, dict) and isinstance(one.get("type"), str) and _is_id(one.get("id")) for one in events):
        raise NoHistory("one of its `events` has no `type` or `id`")
    return sorted(_one_execution(events), key=lambda event: int(event["id"]))


def _documents(text: str) -> list[Any]:
    """The JSON values of a text, one after the other; of a log's lines what stands behind their times."""
    text = text.removeprefix("\ufeff").strip()
    try:
        return list(_values(text))
    except ValueError as error:
        problem = error
    lines = [line[line.find("{") :] for line in text.splitlines() if "{" in line]
    try:
        return [json.loads(line) for line in lines] or _printed(text, problem)
    except ValueError:
        return _printed(text, problem)


def _values(text: str) -> Iterator[Any]:
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        value, end = decoder.raw_decode(text, place)
        yield value
        place = len(text) - len(text[end:].lstrip(" \t\r\n,"))


def _printed(text: str, problem: ValueError) -> list[Any]:
    """What Python printed of boto3's answer: its datetimes are no literals, and not needed."""
    try:
        return [ast.literal_eval(_DATETIME.sub("None", text))]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise NoHistory(f"it is not JSON: {problem}") from None


def _events(document: Any) -> list[Any]:
    if isinstance(document, list):
        return [one for inner in document for one in (_events(inner) if isinstance(inner, list) else [inner])]
    if not isinstance(document, dict):
        return []
    if isinstance(events := document.get("events"), list):
        return events
    return [document] if "type" in document and "id" in document else []


def _event(given: Any) -> Any:
    """An event in the form of GetExecutionHistory; that of a log has its own."""
    if not isinstance(given, dict):
        return given
    if isinstance(message := given.get("message"), str) and "eventId" in given:  # `aws logs filter-log-events`
        try:
            given = json.loads(message)
        except ValueError:
            return given
    if not isinstance(given, dict) or "previous_event_id" not in given:
        return given
    return {
        "id": _number(given.get("id")),
        "type": given.get("type"),
        "previousEventId": _number(given.get("previous_event_id")),
        "executionArn": given.get("execution_arn"),
        "logEventDetails": given.get("details"),
    }


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _one_execution(events: list[Event]) -> list[Event]:
    """The events of the last execution that failed, where a log has several."""
    failed = [one.get("executionArn") for one in events if one["type"] in _FAILED]
    chosen = (failed or [one.get("executionArn") for one in events])[-1]
    return [one for one in events if one.get("executionArn") == chosen]


def _what_it_is(documents: list[Any]) -> str:
    """What is wrong, by what was given instead."""
    first = documents[0] if documents and isinstance(documents[0], dict) else {}
    if "States" in first:
        return "it is a state machine's definition; `statemill lint` reads those"
    if "executionArn" in first:
        return "it tells of an execution, not its events; fetch them with `aws stepfunctions get-execution-history`"
    return "it has no list of `events`"


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
