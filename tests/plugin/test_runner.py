"""What a run in a test can say of itself, and how coverage is counted."""

import copy
from typing import Any

import pytest

from runtime.local import Call, TaskFailed
from runtime.local.mocking import NoMoreAnswers, UnknownMock
from runtime.local.pytest_plugin import Coverage, Runner

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:work"
CHOOSING: dict[str, Any] = {
    "QueryLanguage": "JSONata",
    "StartAt": "Work",
    "States": {
        "Work": {"Type": "Task", "Resource": FUNCTION, "Next": "Many?"},
        "Many?": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input > 10 %}", "Next": "Wait"}],
            "Default": "Done",
        },
        "Wait": {"Type": "Wait", "Seconds": 90, "Next": "Done"},
        "Done": {"Type": "Succeed"},
    },
}


def triple(n: int) -> int:
    return n * 3


@pytest.fixture
def coverage() -> Coverage:
    return Coverage()


@pytest.mark.parametrize("name", ["Work", "work", FUNCTION])
def test_a_mock_is_found_by_state_function_or_resource(coverage, name):
    run = Runner(coverage)(CHOOSING, mocks={name: 11})
    assert run.path == ["Work", "Many?", "Wait", "Done"]
    assert (run.output, run.waited) == (11, 90)


def test_a_function_is_called_with_the_decoded_payload(coverage):
    assert Runner(coverage)(CHOOSING, {"n": 2}, functions={"work": triple}).output == 6


@pytest.mark.parametrize(
    ("mock", "error", "cause"),
    [
        (TaskFailed("Busy", "now"), "Busy", "now"),
        (KeyError("x"), "KeyError", "'x'"),
        (lambda call: 1 / 0, "ZeroDivisionError", "division by zero"),
    ],
)
def test_a_mock_can_fail(coverage, mock, error, cause):
    run = Runner(coverage)(CHOOSING, mocks={"Work": mock})
    assert (run.status, run.error, run.cause) == ("FAILED", error, cause)


def test_a_check_inside_a_mock_fails_the_test(coverage):
    def check(call: Call) -> None:
        assert call.arguments == {"n": 3}, "the wrong rows"

    with pytest.raises(AssertionError, match="the wrong rows"):
        Runner(coverage)(CHOOSING, {"n": 2}, mocks={"Work": check})


def test_a_mock_can_give_one_answer_after_another(coverage):
    definition = copy.deepcopy(CHOOSING)
    definition["States"]["Work"]["Retry"] = [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5}]
    run = Runner(coverage)(definition, mocks={"Work": iter([TaskFailed("Busy"), lambda call: call.attempt + 10])})
    assert (run.output, run.waits, run.waited) == (11, [("Wait", 90)], 95)
    with pytest.raises(NoMoreAnswers, match=r"`Work` has no answer left for a call with {'n': 1}"):
        Runner(coverage)(definition, {"n": 1}, mocks={"Work": iter([TaskFailed("Busy")])})


def test_a_list_is_the_items_of_a_file(coverage):
    reader = {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV"}}
    rows = {
        "Type": "Map",
        "ItemReader": reader,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Work",
            "States": {"Work": {"Type": "Task", "Resource": FUNCTION, "End": True}},
        },
        "End": True,
    }
    machine = {"QueryLanguage": "JSONata", "StartAt": "Rows", "States": {"Rows": rows}}
    run = Runner(coverage)(machine, mocks={"Rows": [{"n": 1}, {"n": 2}], "Work": lambda call: call.arguments["n"]})
    assert run.output == [1, 2]
    assert coverage.percent == 100


def test_a_run_shows_how_it_went(coverage):
    run = Runner(coverage)(CHOOSING, mocks={"Work": TaskFailed("Busy", "now")})
    assert repr(run) == "<run FAILED after Work: Busy: now>"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Wrk", "did you mean `Work`"), ("Many?", "there is Work, arn"), ("Done", "did you mean|there is")],
)
def test_a_mock_of_nothing_is_refused(coverage, name, hint):
    with pytest.raises(UnknownMock, match=hint):
        Runner(coverage)(CHOOSING, mocks={name: 1})


def test_a_task_that_nobody_answers_says_what_to_mock(coverage):
    run = Runner(coverage)(CHOOSING)
    assert run.status == "FAILED"
    assert "mock the state `Work`" in (run.cause or "")


def test_coverage_counts_states_and_ways_out_of_choices(coverage):
    run = Runner(coverage)
    run(CHOOSING, mocks={"Work": 1}, name="choosing")
    assert list(coverage.lines()) == ["choosing   66%  Wait, Many? → Wait"]
    run(CHOOSING, mocks={"Work": 11}, name="choosing")
    assert list(coverage.lines()) == ["choosing  100%"]
    assert coverage.percent == 100


def test_coverage_of_two_processes_is_one(coverage):
    other = Coverage()
    Runner(coverage)(CHOOSING, mocks={"Work": 1})
    Runner(other)(CHOOSING, mocks={"Work": 11})
    coverage.merge(other.dump())
    assert coverage.percent == 100


def test_definitions_of_one_name_count_apart(coverage):
    run = Runner(coverage)
    run(CHOOSING, mocks={"Work": 1})
    run({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
    assert list(coverage.machines) == ["machine", "machine (2)"]
