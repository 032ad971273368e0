"""Literate cases of the engine: a heading, and blocks with a definition, its input, its tasks' answers, its outcome.

    ```asl          the state machine, or for TestState one state
    ```input        the execution's input ({} where it is left out)
    ```tasks        per state name the answers in order; the last is repeated
    ```request      a TestState request instead of an execution
    ```expect       any of: status, output, error, cause, states, elapsed, events, previous, calls, written, refused;
                    for TestState any of its answer's fields

An answer is `{"result": …}` or `{"error": …, "cause": …}`, with `"takes"` seconds, `"heartbeats"` and `"response"`;
`{"size": n}` is a text of n characters, `{"pending": true}` an answer that never comes.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.local import Call, InvalidDefinition, Pending, Submitted, Takes, TaskFailed, execute, test_state

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class EngineCase:
    """One heading."""

    path: Path
    name: str
    blocks: dict[str, str]
    expect_at: tuple[int, int]
    """Where the text of the `expect` block stands in the file."""

    def json(self, kind: str, default: Any = None) -> Any:
        return json.loads(self.blocks[kind]) if kind in self.blocks else default


def cases_in(path: Path) -> list[EngineCase]:
    """The cases of a file."""
    text = path.read_text()
    headings = [*_HEADING.finditer(text)]
    found = []
    for place, heading in enumerate(headings):
        end = headings[place + 1].start() if place + 1 < len(headings) else len(text)
        fences = [*_FENCE.finditer(text, heading.end(), end)]
        blocks = {fence[1]: fence[2] for fence in fences}
        if "asl" in blocks:
            expect = next(fence for fence in fences if fence[1] == "expect")
            found.append(EngineCase(path, heading[1], blocks, expect.span(2)))
    return found


def outcome(case: EngineCase) -> dict[str, Any]:
    """Everything that a case may expect."""
    definition = case.json("asl")
    if "request" in case.blocks:
        return _readable(test_state(definition, case.json("request")))
    answers = Answers(case.json("tasks", {}))
    try:
        run = execute(definition, case.json("input", {}), tasks=answers)
    except InvalidDefinition as invalid:
        return {"refused": str(invalid)}
    return {
        "status": run.status,
        "output": run.output,
        "error": run.error,
        "cause": run.cause,
        "states": list(run.states),
        "elapsed": round(run.elapsed, 3),
        "events": [event["type"] for event in run.history],
        "previous": [event["previousEventId"] for event in run.history],
        "calls": answers.calls,
        "written": {f"{bucket}/{key}": json.loads(body) for (bucket, key), body in run.written.items()},
    }


def _readable(answer: dict[str, Any]) -> dict[str, Any]:
    """TestState's texts of JSON as JSON."""
    read = {key: json.loads(value) if key == "output" else value for key, value in answer.items()}
    if "inspectionData" in read:
        data = read["inspectionData"]
        read["inspectionData"] = {key: json.loads(one) if isinstance(one, str) else one for key, one in data.items()}
    return read


class Answers:
    """Answers tasks from a table, and notes what they were asked."""

    def __init__(self, table: dict[str, list[dict[str, Any]]]) -> None:
        self._table = {state: list(answers) for state, answers in table.items()}
        self.calls: list[Any] = []

    def __call__(self, call: Call) -> Any:
        self.calls.append({"state": call.state, "arguments": call.arguments})
        answers = self._table[call.state]
        return _answer(answers.pop(0) if len(answers) > 1 else answers[0])


def _answer(told: dict[str, Any]) -> Any:
    failed = "error" in told or "cause" in told
    result: Any = TaskFailed(told.get("error"), told.get("cause")) if failed else told.get("result")
    if "size" in told:
        result = "x" * told["size"]
    if "takes" in told:
        result = Takes(told["takes"], result, tuple(told.get("heartbeats", ())))
    if "pending" in told:
        return Pending()
    if "response" in told:
        return Submitted(told["response"], result)
    if isinstance(result, TaskFailed):
        raise result
    return result


def updated(case: EngineCase, got: dict[str, Any]) -> None:
    """Rewrite the expected block with what came out, for the keys it names."""
    wanted = {key: got[key] for key in case.json("expect") if key in got}
    text = case.path.read_text()
    # An earlier case of the same file may have grown since this one was read.
    start, end = next(one.expect_at for one in cases_in(case.path) if one.name == case.name)
    case.path.write_text(text[:start] + json.dumps(wanted, ensure_ascii=False) + "\n" + text[end:])
