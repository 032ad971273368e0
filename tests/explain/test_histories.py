"""`statemill explain HISTORY`: failures of every kind, told the same from a history in either order or cut off."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from compiler.cli.command import statemill
from compiler.cli.events import read_history
from compiler.cli.failure import headline, told
from compiler.cli.history import failure_of, states_of
from compiler.diagnostics import Span
from runtime.local import Call, Run, TaskFailed, execute
from runtime.local.engine import Takes
from tests.literate import Case, cases_in, rewrite

CASES = cases_in(Path(__file__).parent / "histories.md", "asl")
TRACEBACK = '  File "/var/task/orders.py", line 12, in load\n    raise Refused("too many")\n'


def answer(call: Call) -> Any:
    """Fail as the arguments say; a hanging task takes an hour."""
    asked = call.arguments.get("fail")
    if call.arguments.get("hang"):
        return Takes(3600)
    if asked is None:
        return asked
    error, message = asked.split(": ", 1)
    lambda_error = {"errorMessage": message, "errorType": error, "stackTrace": [TRACEBACK]}
    raise TaskFailed(error, json.dumps(lambda_error) if ":function:" in call.resource else message)


def run(case: Case) -> Run:
    block = case.block("asl")
    assert block
    return execute(json.loads(block.text), {"n": 1}, tasks=answer, clock="virtual", kind="STANDARD")


def lines(events: list[dict[str, Any]]) -> list[str]:
    failure = failure_of(read_history(json.dumps({"events": events}, default=str)))
    assert failure
    place = Span("case.py", 7, 5, 7, 9)
    return [headline(failure), *told(failure, dict.fromkeys(states_of(events), place))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_failure(case: Case, request: pytest.FixtureRequest) -> None:
    events = run(case).history
    block = case.block("told")
    assert block
    text = "\n".join(lines(events)) + "\n"
    assert lines(events[::-1]) == lines(events)
    if request.config.getoption("--update") and text != block.text:
        fresh = next(one for one in cases_in(case.path, "asl") if one.name == case.name).block("told")
        assert fresh
        rewrite(case.path, {fresh.start: (fresh.end, text)})
    else:
        assert text == block.text


def as_log(event: dict[str, Any], arn: str = "arn:aws:states:x:1:express:p:a:b") -> dict[str, Any]:
    """An event as an Express workflow's log has it."""
    details: Any = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
    return {
        "id": str(event["id"]),
        "type": event["type"],
        "details": details,
        "previous_event_id": str(event["previousEventId"]),
        "event_timestamp": "1767225600000",
        "execution_arn": arn,
    }


def forms_of(events: list[dict[str, Any]]) -> dict[str, str]:
    """A history in the forms that people have it in."""
    half = len(events) // 2
    pages: list[dict[str, Any]] = [{"events": events[:half], "nextToken": "AAAA"}, {"events": events[half:]}]
    logged = [as_log(event) for event in events]
    begun = as_log(events[0], "arn:good")
    good = [begun, {**begun, "id": "2", "type": "ExecutionSucceeded", "previous_event_id": "1", "details": {}}]
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    dated = {"events": [{**event, "timestamp": moment} for event in events], "ResponseMetadata": {"a": (1, None)}}
    messages = [{"eventId": "3" * 9, "timestamp": 1, "message": json.dumps(one)} for one in logged]
    return {
        "epoch": json.dumps({"events": [{**event, "timestamp": 1767225600.123} for event in events]}),
        "ISO": json.dumps(dated, default=str, indent=4),
        "pages": "\n".join(json.dumps(page, default=str) for page in pages),
        "a list of pages": json.dumps([page["events"] for page in pages], default=str),
        "boto3 printed": repr(dated),
        "boto3 printed with a local zone": repr(dated).replace("datetime.timezone.utc", "tzlocal()"),
        "log lines": "\n".join(map(json.dumps, logged)),
        "log lines with times": "\n".join(f"2026-01-02T03:04:05 states/p {json.dumps(one)}" for one in logged),
        "filter-log-events": json.dumps({"events": messages, "searchedLogStreams": []}),
        "a log of two executions": "\n".join(map(json.dumps, [*logged, *good])),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_form_tells_the_same(case: Case) -> None:
    events = run(case).history
    plain = failure_of(read_history(json.dumps({"events": events}, default=str)))
    for name, text in forms_of(json.loads(json.dumps(events, default=str))).items():
        assert failure_of(read_history(text)) == plain, name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("kept", [1, 2, 3, 5])
def test_a_history_that_is_cut_off_says_so(case: Case, kept: int) -> None:
    events = run(case).history
    told_now = lines(events[-min(kept, len(events) - 1) :])
    assert told_now[-1].startswith("the history is cut off")


def test_an_execution_that_is_under_way() -> None:
    case = next(case for case in CASES if "whole execution" in case.name)
    told_now = lines(run(case).history[:-1])
    assert told_now[0] == "the execution has not ended in this history"
    assert "`Pause`" in told_now[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is not JSON"),
        ("3", "no list of `events`"),
        ('{"events": []}', "no list of `events`"),
        ('{"events": [{"id": "1"}]}', "no `type` or `id`"),
        ('{"events": [3]}', "no `type` or `id`"),
        ('{"StartAt": "A", "States": {}}', "statemill lint"),
        ('{"executionArn": "arn:x", "status": "FAILED"}', "get-execution-history"),
        ("[]", "no list of `events`"),
        ("", "no list of `events`"),
        ("{'events': [exit()]}", "it is not JSON"),
        ("name,age\n1,2", "it is not JSON"),
    ],
)
def test_what_is_no_history(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text(text)
    result = CliRunner().invoke(statemill, ["explain", str(tmp_path / "events.json")])
    assert result.exit_code == 2
    assert said in result.output


SOURCE = """from dsl import pipeline, step

@step
def load(n: int) -> int: ...

@pipeline
def orders(n: int) -> int:
    rows = load(n)
    raise ValueError(f"{rows} rows")
"""


@pytest.mark.parametrize("by", ["--pipeline", "--output"])
def test_the_python_line_by_source_and_by_manifest(by: str, tmp_path: Path) -> None:
    from compiler.driver import compile_module

    path, events = tmp_path / "orders.py", tmp_path / "events.json"
    path.write_text(SOURCE)
    (built,) = compile_module(path, roots=(tmp_path,)).pipelines.values()
    history = execute(built.definition, {"n": 1}, tasks=lambda _call: 7, clock="virtual", kind="STANDARD").history
    events.write_text(json.dumps({"events": history}, default=str))
    runner = CliRunner()
    build = tmp_path / "build"
    assert runner.invoke(statemill, ["compile", str(path), "-o", str(build)]).exit_code == 0
    result = runner.invoke(statemill, ["explain", str(events), by, str(path if by == "--pipeline" else build)])
    assert result.exit_code == 0
    assert re.search(r"orders\.py:9:\d+ \(state ", result.output), result.output
    assert 'raise ValueError(f"{rows} rows")' in result.output
    assert "7 rows" in result.output


def test_a_history_of_another_version_is_said_to_be_one(tmp_path: Path) -> None:
    from compiler.driver import compile_module

    path, events = tmp_path / "orders.py", tmp_path / "events.json"
    path.write_text(SOURCE)
    (built,) = compile_module(path, roots=(tmp_path,)).pipelines.values()
    history = execute(built.definition, {"n": 1}, tasks=lambda _call: 7, clock="virtual", kind="STANDARD").history
    events.write_text(json.dumps({"events": history}, default=str))
    path.write_text(SOURCE.replace("load", "fetch"))
    result = CliRunner().invoke(statemill, ["explain", str(events), "--pipeline", str(path)])
    assert result.exit_code == 0
    assert "no state `load`: the execution is of another version" in result.output
    path.write_text(SOURCE.replace("ValueError", "LookupError"))
    result = CliRunner().invoke(statemill, ["explain", str(events), "--pipeline", str(path)])
    assert "has no such state; was it changed since?" in result.output
