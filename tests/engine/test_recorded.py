"""Executions recorded from AWS: `pytest --corpus FOLDER`, where FOLDER holds `score.py` and `suite/`."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from runtime.local import Call, Identity, InvalidDefinition, TaskFailed, execute, test_state

# Recordings whose task answers were lost with their event ids, so that no engine can be given them.
WITHOUT_ANSWERS = (
    "test_sqs_failure_in_wait_for_task_tok_no_error_field[SQS_PARALLEL_WAIT_FOR_TASK_TOKEN]",
    "test_parallel_catch_error[",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder: Path | None = metafunc.config.getoption("--corpus")
    if "recorded" not in metafunc.fixturenames:
        return
    if folder is None:
        metafunc.parametrize("recorded", [None], ids=["no --corpus given"])
        return
    index = json.loads((folder / "suite" / "index.json").read_text())
    metafunc.parametrize("recorded", index, ids=lambda one: one["id"].rpartition("::")[2] + " " + one["file"][:6])


@pytest.fixture(scope="session")
def judge(request: pytest.FixtureRequest) -> ModuleType | None:
    folder: Path | None = request.config.getoption("--corpus")
    if folder is None:
        return None
    spec = importlib.util.spec_from_file_location("recorded_cases_judge", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_recorded(recorded: dict[str, Any] | None, judge: ModuleType | None, request: pytest.FixtureRequest):
    if recorded is None or judge is None:
        pytest.skip("recorded cases run with --corpus FOLDER only")
    if any(one in recorded["id"] for one in WITHOUT_ANSWERS):
        pytest.skip("the recording lacks the tasks' answers")
    suite = request.config.getoption("--corpus") / "suite"
    case = json.loads((suite / "cases" / recorded["file"]).read_text())
    case["_suite"] = str(suite)
    mocks = judge.Mocks(case)
    got = answer(case, mocks, judge)
    verdict = judge.judge(case, got, mocks)
    assert verdict["states"], (verdict, got, case["expected"])
    if case["expected"].get("order_is_recorded"):
        assert got["events"] == case["expected"]["event_types"]


def answer(case: dict[str, Any], mocks: Any, judge: Any) -> dict[str, Any]:
    if case["kind"].startswith("teststate"):
        return test_state(case["definition"], case["request"])

    def tasks(call: Call) -> Any:
        try:
            return mocks(call.resource, call.arguments, call.state)
        except Exception as error:
            if not isinstance(error, judge.TaskError):
                raise
            raise TaskFailed(error.error, error.cause) from None

    names = case.get("execution") or {}
    identity = None
    if names.get("name"):
        fields = ("name", "arn", "state_machine_arn", "state_machine_name", "role_arn")
        identity = Identity(*(names[one] for one in fields))
    try:
        run = execute(
            case["definition"], case.get("input", {}), tasks, kind=case.get("type", "STANDARD"), identity=identity
        )
    except InvalidDefinition as invalid:
        return {"status": "CREATE_ERROR", "error": "InvalidDefinition", "cause": str(invalid)}
    events = [event["type"] for event in run.history]
    told: dict[str, Any] = {"status": run.status, "states": list(run.states), "events": events}
    if run.status == "SUCCEEDED":
        return {**told, "output": run.output}
    return {**told, "error": run.error, "cause": run.cause}
