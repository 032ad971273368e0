"""The handler: payload in, step called, result out; and what a failure says."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from runtime import contract, invocation, logs, redaction
from runtime.codec import PayloadError
from runtime.handler import ResultTooLarge, make_handler


@dataclass
class Export:
    day: date
    rows: int = 0


class ImportFailed(Exception):
    """Rows were refused."""


class Context:
    aws_request_id = "request-1"

    def __init__(self, milliseconds: int = 60_000) -> None:
        self._left = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._left


def export(day: date, rows: int = 3) -> Export:
    return Export(day, rows)


def echo(event: Any, /) -> Any:
    return event


def test_a_step_is_called_with_its_own_types() -> None:
    handler = make_handler(export)
    assert handler({"day": "2024-01-31"}, Context()) == {"day": "2024-01-31", "rows": 3}
    with pytest.raises(PayloadError, match=r'expected int, got "7" at \$\.rows'):
        handler({"day": "2024-01-31", "rows": "7"}, Context())


def test_whole_payloads_pass_through() -> None:
    handler = make_handler(echo)
    assert handler([1, {"a": None}]) == [1, {"a": None}]
    assert handler(None) is None


def test_an_error_keeps_its_class_and_loses_its_secrets() -> None:
    redaction.conceal("hunter2-hunter2")

    def fails(kind: str) -> None:
        raise ImportFailed(f"{kind}: login app/hunter2-hunter2 refused")

    handler = make_handler(fails)
    with pytest.raises(Exception, match=r"^x: login app/\*\*\* refused$") as caught:
        handler({"kind": "x"}, Context())
    assert type(caught.value).__name__ == "ImportFailed"
    assert caught.value.__suppress_context__

    def honest() -> None:
        raise ImportFailed("3 rows refused")

    with pytest.raises(ImportFailed, match="3 rows refused"):
        make_handler(honest)({}, Context())
    redaction.forget()


def test_a_result_that_no_state_can_hold_is_refused_by_name() -> None:
    def large(size: int) -> str:
        return "é" * size

    handler = make_handler(large)
    half = (contract.EXECUTION_LIMIT - 2) // 2
    assert len(handler({"size": half})) == half
    with pytest.raises(ResultTooLarge, match="a result of 262,146 bytes and a state holds 262,144; give it as Stored"):
        handler({"size": half + 1})


def test_the_invocation_is_known_inside() -> None:
    def who() -> list[Any]:
        now = invocation.current()
        return [now.request, now.execution, now.state, now.retries, now.index, round(invocation.remaining())]

    handler = make_handler(who)
    facts = {"execution": "arn:x", "state": "Export", "retries": 2, "index": 5}
    assert handler({contract.INVOCATION_KEY: facts}, Context()) == ["request-1", "arn:x", "Export", 2, 5, 60]
    assert invocation.remaining() == float("inf")


def test_the_idempotency_key_is_of_the_work_not_of_the_try() -> None:
    def key(event: Any, /) -> str:
        return invocation.current().idempotency_key

    handler = make_handler(key)

    def call(payload: dict[str, Any], request: str = "r", **facts: Any) -> str:
        context = Context()
        context.aws_request_id = request
        return str(handler({**payload, contract.INVOCATION_KEY: facts} if facts else payload, context))

    first = call({"a": 1, "b": 2}, "r1", execution="e", state="s")
    assert first == call({"b": 2, "a": 1}, "r2", execution="e", state="s", retries=1)
    others = [
        call({"a": 1, "b": 3}, execution="e", state="s"),
        call({"a": 1, "b": 2}, execution="e", state="t"),
        call({"a": 1, "b": 2}, execution="f", state="s"),
        call({"a": 1, "b": 2}, execution="e", state="s", index=0),
        call({"a": 1, "b": 2}, "r1"),
        call({"a": 1, "b": 2}, "r2"),
    ]
    assert len({first, *others}) == 7


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    monkeypatch.setenv(contract.STEP_VARIABLE, "export_orders")
    logs.configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_logs_are_json_with_the_caller_and_without_secrets(lines: io.StringIO) -> None:
    redaction.conceal("hunter2-hunter2")

    def works() -> None:
        log = logging.getLogger("shop")
        log.info(
            "login %s password=abc", "hunter2-hunter2", extra={"rows": 3, "api_key": "k", "url": "x?hunter2-hunter2"}
        )
        try:
            raise ImportFailed("with hunter2-hunter2")
        except ImportFailed:
            log.exception("failed")
        log.debug("not shown")

    facts = {"execution": "arn:x", "state": "Export"}
    make_handler(works)({contract.INVOCATION_KEY: facts}, Context())
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first["message"] == "login *** password=***"
    assert (first["rows"], first["api_key"], first["url"]) == (3, "***", "x?***")
    assert (first["step"], first["execution"], first["state"], first["request"]) == (
        "export_orders", "arn:x", "Export", "request-1")  # fmt: skip
    assert first["time"].endswith("Z")
    assert second["error"]["type"] == "ImportFailed"
    assert second["error"]["message"] == "with ***"
    assert "hunter2-hunter2" not in lines.getvalue().replace('conceal("hunter2-hunter2")', "")
    redaction.forget()


def test_a_huge_record_is_cut_to_one_that_can_be_kept(lines: io.StringIO) -> None:
    logging.getLogger("x").warning("y" * 500_000)
    (line,) = lines.getvalue().splitlines()
    assert len(line) < 3000
    assert json.loads(line)["cut"].startswith("the record had 500")


def test_a_step_that_cannot_work_fails_as_it_is_made() -> None:
    def impossible(x: object, y: logging.Logger) -> None: ...

    with pytest.raises(TypeError, match="impossible, parameter y: Logger has no form in JSON"):
        make_handler(impossible)
