"""What needs more than a table: real time, callbacks from outside, stopping, nested executions, size and speed."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from runtime.local import Call, InvalidDefinition, LiveExecution, Pending, TaskFailed, UnknownToken, execute

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:f"
CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
CHILD = "arn:aws:states:us-east-1:123456789012:stateMachine:child"


def machine(**states: dict[str, Any]) -> dict[str, Any]:
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states}


def task(resource: str = FUNCTION, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": resource, "End": True, **fields}


def branch(name: str, state: dict[str, Any]) -> dict[str, Any]:
    return {"StartAt": name, "States": {name: state}}


def waiting_call(calls: list[Call]) -> Call:
    for _ in range(500):
        if calls:
            return calls[-1]
        time.sleep(0.01)
    raise AssertionError("the task was never asked")


def test_branches_are_asked_at_the_same_time_on_the_wall_clock():
    """Each answer waits for the other: one after the other they would never end."""
    together = threading.Barrier(3, timeout=10)

    def answer(call: Call) -> str:
        together.wait()
        return call.state

    branches = [branch(name, task()) for name in ("A", "B", "C")]
    run = execute(machine(P={"Type": "Parallel", "Branches": branches, "End": True}), {}, answer, clock="wall")
    assert run.output == ["A", "B", "C"]


def test_a_pause_takes_its_time_on_the_wall_clock():
    began = time.monotonic()
    run = execute(machine(A={"Type": "Wait", "Seconds": 1, "End": True}), {}, clock="wall")
    assert run.status == "SUCCEEDED"
    assert 0.9 < time.monotonic() - began < 5


def test_a_task_times_out_on_the_wall_clock_while_its_answer_is_still_busy():
    release = threading.Event()
    run = execute(machine(A=task(TimeoutSeconds=1)), {}, lambda _: release.wait(10), clock="wall")
    release.set()
    assert (run.status, run.error) == ("FAILED", "States.Timeout")


def test_the_same_run_twice_is_the_same_run():
    """Jitter, order of branches and moments come from the seed and the virtual clock alone."""
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "JitterStrategy": "FULL", "MaxAttempts": 2}]
    branches = [branch(name, task(Retry=retry)) for name in ("A", "B", "C")]
    definition = machine(P={"Type": "Parallel", "Branches": branches, "End": True})

    def run(seed: int) -> tuple[Any, float]:
        counts: dict[str, int] = {}

        def answer(call: Call) -> int:
            counts[call.state] = counts.get(call.state, 0) + 1
            if counts[call.state] < 3:
                raise TaskFailed("Busy")
            return counts[call.state]

        found = execute(definition, {}, answer, seed=seed, name="same")
        return found.history, found.elapsed

    assert run(1) == run(1)
    assert run(1)[1] != run(2)[1]
    assert 0 < run(1)[1] < 30


def test_expressions_take_moment_and_chance_from_the_virtual_clock_and_the_seed():
    pause = {"Type": "Wait", "Seconds": 90, "Next": "B"}
    told = {"Type": "Pass", "Output": ["{% $now() %}", "{% $uuid() %}", "{% $random() %}"], "End": True}
    first, again, other = (execute(machine(A=pause, B=told), {}, seed=seed).output for seed in (1, 1, 2))
    assert first == again
    assert first[0] == other[0] == "2026-11-24T00:01:30.000Z"
    assert first[1:] != other[1:]


def test_a_callback_from_another_thread():
    calls: list[Call] = []

    def answer(call: Call) -> Pending:
        calls.append(call)
        return Pending({"MessageId": "1"})

    live = LiveExecution(machine(A=task(CALLBACK, Arguments={}, HeartbeatSeconds=60)), {}, answer, clock="wall")
    live.start()
    token = waiting_call(calls).token
    assert token is not None
    with pytest.raises(UnknownToken):
        live.succeed("no such token", 1)
    live.heartbeat(token)
    live.succeed(token, {"approved": True})
    run = live.join(10)
    assert run.output == {"approved": True}
    with pytest.raises(UnknownToken):
        live.fail(token, "Late")


def test_a_callback_that_fails():
    calls: list[Call] = []

    def answer(call: Call) -> Pending:
        calls.append(call)
        return Pending()

    live = LiveExecution(machine(A=task(CALLBACK, Arguments={})), {}, answer, clock="wall")
    live.start()
    live.fail(waiting_call(calls).token or "", "Refused", "no")
    run = live.join(10)
    assert (run.error, run.cause) == ("Refused", "no")


def test_an_execution_can_be_stopped():
    live = LiveExecution(machine(A={"Type": "Wait", "Seconds": 1000, "End": True}), {}, clock="wall")
    live.start()
    while len(live.history) < 2:
        time.sleep(0.01)
    live.stop("Mine", "enough")
    run = live.join(10)
    assert (run.status, run.error, run.cause) == ("ABORTED", "Mine", "enough")
    assert [event["type"] for event in run.history][-2:] == ["WaitStateAborted", "ExecutionAborted"]


def test_a_callback_that_never_comes_ends_after_a_year_of_virtual_time():
    run = execute(machine(A=task(CALLBACK, Arguments={})), {}, lambda _: Pending())
    assert (run.status, run.elapsed) == ("TIMED_OUT", 31_536_000.0)


def test_an_express_execution_ends_after_five_minutes():
    run = execute(machine(A={"Type": "Wait", "Seconds": 1000, "End": True}), {}, kind="EXPRESS")
    assert (run.status, run.elapsed) == ("TIMED_OUT", 300.0)


@pytest.mark.parametrize(
    ("pattern", "output"),
    [(".sync:2", {"doubled": 4}), (".sync", '{"doubled":4}')],
)
def test_a_nested_execution_really_runs(pattern: str, output: Any):
    child = machine(B={"Type": "Pass", "Output": {"doubled": "{% $states.input.n * 2 %}"}, "End": True})
    parent = machine(
        A=task(
            f"arn:aws:states:::states:startExecution{pattern}",
            Arguments={"StateMachineArn": CHILD, "Input": {"n": "{% $states.input.n %}"}},
            Output="{% $states.result.Output %}",
        )
    )
    run = execute(parent, {"n": 2}, machines={CHILD: child})
    assert run.output == output
    assert [event["type"] for event in run.history if event["type"].startswith("Task")] == [
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited",
    ]


def test_a_nested_execution_that_fails():
    child = machine(B={"Type": "Fail", "Error": "Broken", "Cause": "why"})
    start = "arn:aws:states:::states:startExecution.sync:2"
    run = execute(machine(A=task(start, Arguments={"StateMachineArn": CHILD})), {}, machines={CHILD: child})
    assert run.error == "States.TaskFailed"
    assert run.cause is not None
    assert run.cause.startswith('{"Cause":"why","Error":"Broken","ExecutionArn":')


def test_events_are_told_as_they_happen():
    told: list[str] = []
    run = execute(machine(A={"Type": "Pass", "End": True}), {}, listen=lambda event: told.append(event["type"]))
    assert told == [event["type"] for event in run.history]


def test_events_have_ids_and_point_to_the_one_before_in_their_branch():
    branches = [branch(name, {"Type": "Pass", "End": True}) for name in ("A", "B")]
    run = execute(machine(P={"Type": "Parallel", "Branches": branches, "End": True}), {"n": 1})
    chain = [(event["id"], event["previousEventId"], event["type"]) for event in run.history]
    assert chain == [
        (1, 0, "ExecutionStarted"),
        (2, 0, "ParallelStateEntered"),
        (3, 2, "ParallelStateStarted"),
        (4, 3, "PassStateEntered"),
        (5, 4, "PassStateExited"),
        (6, 3, "PassStateEntered"),
        (7, 6, "PassStateExited"),
        (8, 7, "ParallelStateSucceeded"),
        (9, 7, "ParallelStateExited"),
        (10, 9, "ExecutionSucceeded"),
    ]
    entered = run.history[1]["stateEnteredEventDetails"]
    assert entered == {"name": "P", "input": '{"n":1}', "inputDetails": {"truncated": False}}


def test_credentials_are_told_in_the_events_and_to_the_task():
    calls: list[Call] = []
    role = {"RoleArn": "arn:aws:iam::123456789012:role/other"}
    run = execute(machine(A=task(Credentials=role)), {}, lambda call: calls.append(call))
    assert calls[0].credentials == role
    scheduled = run.history[2]["lambdaFunctionScheduledEventDetails"]
    assert scheduled["taskCredentials"] == {"roleArn": role["RoleArn"]}


def test_written_results_have_a_manifest():
    state = {
        "Type": "Map",
        "Items": [1, 2],
        "Label": "Rows",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, **branch("B", {"Type": "Pass", "End": True})},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "p"}},
        "End": True,
    }
    run = execute(machine(M=state), {})
    details = run.output["ResultWriterDetails"]
    assert details["Bucket"] == "out"
    assert run.output["MapRunArn"].startswith("arn:aws:states:us-east-1:123456789012:mapRun:machine/Rows:")
    folder = details["Key"].removesuffix("/manifest.json")
    assert set(run.written) == {("out", f"{folder}/manifest.json"), ("out", f"{folder}/SUCCEEDED_0.json")}


class Broken:
    """Answers with the state's name, except where it is told to fail once."""

    def __init__(self, *failing: str) -> None:
        self.failing = set(failing)
        self.asked: list[str] = []

    def __call__(self, call: Call) -> str:
        self.asked.append(call.state)
        if call.state in self.failing:
            self.failing.discard(call.state)
            raise TaskFailed("Broken")
        return call.state


def test_a_redrive_goes_on_from_the_state_that_failed():
    definition = machine(
        A=task(Assign={"x": 1}) | {"End": False, "Next": "B"},
        B=task(Output="{% [$x, $states.input, $states.result] %}"),
    )
    del definition["States"]["A"]["End"]
    answer = Broken("B")
    live = LiveExecution(definition, {}, answer)
    assert live.run().error == "Broken"
    run = live.redrive()
    assert run.output == [1, "A", "B"]
    assert answer.asked == ["A", "B", "B"]
    assert [event["type"] for event in run.history][-6:] == [
        "ExecutionRedriven",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]
    with pytest.raises(ValueError, match="Execution is SUCCEEDED and cannot be redriven"):
        live.redrive()


def test_a_redrive_runs_only_the_branches_that_did_not_succeed():
    first: dict[str, Any] = {"StartAt": "A", "States": {"A": task() | {"Next": "A2"}, "A2": task()}}
    del first["States"]["A"]["End"]
    branches = [first, branch("B", task())]
    answer = Broken("A2")
    live = LiveExecution(machine(P={"Type": "Parallel", "Branches": branches, "End": True}), {}, answer)
    assert live.run().status == "FAILED"
    assert answer.asked == ["A", "B", "A2"]
    assert live.redrive().output == ["A2", "B"]
    assert answer.asked == ["A", "B", "A2", "A2"]


@pytest.mark.parametrize("config", [{}, {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}])
def test_a_redrive_runs_only_the_iterations_that_did_not_succeed(config: dict[str, str]):
    asked: list[int] = []

    def answer(call: Call) -> int:
        asked.append(call.arguments)
        if asked == [1, 2, 3]:
            raise TaskFailed("Broken")
        return int(call.arguments) * 10

    processor = {"ProcessorConfig": config, **branch("B", task())}
    items = {"Type": "Map", "Items": [1, 2, 3], "MaxConcurrency": 1, "ItemProcessor": processor, "End": True}
    live = LiveExecution(machine(M=items), {}, answer)
    assert live.run().status == "FAILED"
    assert live.redrive().output == [10, 20, 30]
    assert asked == [1, 2, 3, 3]
    runs = [event["type"] for event in live.history if event["type"].startswith("MapRun")]
    assert runs == (["MapRunStarted", "MapRunFailed", "MapRunRedriven", "MapRunSucceeded"] if config else [])


def test_a_run_that_fails_leaves_its_results_behind():
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}
    split = {
        "Type": "Choice",
        "Choices": [{"Condition": "{% $states.input = 2 %}", "Next": "C"}],
        "Default": "D",
    }
    states = {"B": split, "C": {"Type": "Fail", "Error": "Broken"}, "D": {"Type": "Succeed"}}
    items = {
        "Type": "Map",
        "Items": [1, 2, 3],
        "MaxConcurrency": 1,
        "ItemProcessor": {"ProcessorConfig": config, "StartAt": "B", "States": states},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "p"}},
        "End": True,
    }
    run = execute(machine(M=items), {})
    assert run.error == "States.ExceedToleratedFailureThreshold"
    files = {key.rpartition("/")[2]: json.loads(body) for (_, key), body in run.written.items()}
    assert [one["Input"] for one in files["SUCCEEDED_0.json"]] == ["1"]
    assert [one["Error"] for one in files["FAILED_0.json"]] == ["Broken"]
    assert set(files) == {"SUCCEEDED_0.json", "FAILED_0.json", "manifest.json"}


def test_a_history_that_is_full_ends_the_execution():
    loop = machine(
        A={"Type": "Choice", "Choices": [{"Condition": False, "Next": "B"}], "Default": "A"},
        B={"Type": "Succeed"},
    )
    run = execute(loop, {}, history_limit=100)
    assert (run.status, run.cause) == ("FAILED", "The execution reached the maximum number of history events (100).")
    assert len(run.history) == 100


def test_a_bug_in_an_answer_is_not_the_machines_failure():
    def answer(call: Call) -> Any:
        raise ZeroDivisionError(call.state)

    with pytest.raises(ZeroDivisionError):
        execute(machine(A=task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "A"}])), {}, answer)


def test_a_long_loop_and_wide_maps_need_neither_stack_nor_threads():
    loop = machine(
        Init={"Type": "Pass", "Assign": {"i": 0}, "Next": "More"},
        More={"Type": "Choice", "Choices": [{"Condition": "{% $i < 5000 %}", "Next": "Step"}], "Default": "Done"},
        Step={"Type": "Pass", "Assign": {"i": "{% $i + 1 %}"}, "Next": "More"},
        Done={"Type": "Pass", "Output": "{% $i %}", "End": True},
    )
    before = threading.active_count()
    assert execute(loop, {}).output == 5000
    branches = [branch(f"B{n}", task()) for n in range(1000)]
    wide = execute(machine(P={"Type": "Parallel", "Branches": branches, "End": True}), 7, lambda call: call.arguments)
    assert wide.output == [7] * 1000
    processor = branch("B", {"Type": "Pass", "End": True})
    many = machine(M={"Type": "Map", "Items": "{% [1..10000] %}", "ItemProcessor": processor, "End": True})
    assert execute(many, {}).output[-1] == 10000
    assert threading.active_count() == before


def test_an_answer_in_python_values_is_taken_as_the_json_that_it_would_be():
    """A tuple is a list and a key a text, for expressions too."""
    run = execute(machine(A=task(Output="{% $states.result %}")), (1, 2), lambda _call: {"pair": (1, (2,)), 3: None})
    assert run.output == {"pair": [1, [2]], "3": None}
    assert run.history[0]["executionStartedEventDetails"]["input"] == "[1,2]"


DEEP: list[Any] = []
for _ in range(10_000):
    DEEP = [DEEP]


@pytest.mark.parametrize("answer", [{1, 2}, b"x", float("nan"), {"a": [object()]}, DEEP])
def test_an_answer_that_is_no_json_is_the_answerers_mistake(answer):
    with pytest.raises(TypeError, match="the answer to the task of the state 'A' is not JSON"):
        execute(machine(A=task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "A"}])), {}, lambda _call: answer)


@pytest.mark.parametrize("deep", [500, 20_000])
def test_what_is_nested_too_deeply_is_refused(deep):
    nested = branch("A", {"Type": "Pass", "End": True})
    for _ in range(deep):
        nested = branch("A", {"Type": "Parallel", "Branches": [nested], "End": True})
    for definition in (nested, "[" * 100_000):
        with pytest.raises(InvalidDefinition, match="nested"):
            execute(definition, {})


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "9" * 5000])
def test_numbers_that_json_does_not_have_are_refused(number):
    with pytest.raises(InvalidDefinition, match="INVALID_JSON_DESCRIPTION"):
        execute(f'{{"StartAt": "A", "States": {{"A": {{"Type": "Wait", "Seconds": {number}, "End": true}}}}}}', {})


def test_a_whole_number_that_no_double_holds_fails_the_expression_alone():
    run = execute(machine(A={"Type": "Pass", "Output": "{% $states.input + 1 %}", "End": True}), 10**400)
    assert (run.status, run.error) == ("FAILED", "States.QueryEvaluationError")


def test_a_full_history_has_no_room_for_what_is_aborted_with_it():
    inner = branch("C", {"Type": "Pass", "End": True})
    outer = {"Type": "Map", "Items": list(range(30)), "ItemProcessor": inner, "End": True}
    wide = {"Type": "Parallel", "Branches": [branch(f"B{n}", outer) for n in range(20)], "End": True}
    wide["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": "A"}]
    run = execute(machine(A=wide), {}, history_limit=500)
    assert (run.status, run.error, len(run.history)) == ("FAILED", "States.Runtime", 500)
    assert (run.history[-1]["type"], run.history[-1]["previousEventId"]) == ("ExecutionFailed", 499)


def test_children_of_a_distributed_map_have_full_histories_too():
    loop = {"Type": "Choice", "Choices": [{"Condition": False, "Next": "Y"}], "Default": "X"}
    standard = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    processor = {**standard, "StartAt": "X", "States": {"X": loop, "Y": {"Type": "Succeed"}}}
    run = execute(
        machine(A={"Type": "Map", "Items": [1], "ItemProcessor": processor, "End": True}), {}, history_limit=100
    )
    assert (run.status, run.error) == ("FAILED", "States.ExceedToleratedFailureThreshold")


def test_a_bug_in_an_answer_to_a_nested_execution_is_seen_too():
    def answer(call: Call) -> Any:
        raise ZeroDivisionError(call.state)

    start = {"StateMachineArn": CHILD, "Input": {}}
    parent = machine(A=task("arn:aws:states:::states:startExecution.sync:2", Arguments=start))
    with pytest.raises(ZeroDivisionError):
        execute(parent, {}, answer, machines={CHILD: machine(B=task())})


def test_a_task_that_never_returns_does_not_keep_the_process_alive():
    program = f"""
import threading
from runtime.local import execute
state = {task(TimeoutSeconds=1)!r}
never = threading.Event()
run = execute({{"StartAt": "A", "States": {{"A": state}}}}, {{}}, lambda _call: never.wait(), clock="wall")
print(run.error)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "States.Timeout\n"), done.stderr
