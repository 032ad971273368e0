"""The local engine: speed against moto (JSONPath) and sfnx.testing (JSONata), growth, and memory under load.

    python -m benchmarks engine

Loops (a Choice and a Pass for every round) and Maps (an expression, or a task, for every item) run in each; a ratio
says how many times more of them we make in the same CPU time. Loads run in a process of their own, whose peak of
memory is told beyond that of an execution of one state.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measuring import cpu_seconds, exponent, medians
from runtime.local import LiveExecution, execute

ROUNDS = 250
"""Rounds of the loop that is compared, two transitions each; also the items of the Map."""
GROWTH = (10_000, 30_000, 100_000)
AT_A_TIME = 1_000
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:f"


def jsonata_loop(rounds: int) -> dict[str, Any]:
    """Count to `rounds` in a variable."""
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "Init",
        "States": {
            "Init": {"Type": "Pass", "Assign": {"i": 0}, "Next": "More"},
            "More": {
                "Type": "Choice",
                "Choices": [{"Condition": f"{{% $i < {rounds} %}}", "Next": "Step"}],
                "Default": "Done",
            },
            "Step": {"Type": "Pass", "Assign": {"i": "{% $i + 1 %}"}, "Next": "More"},
            "Done": {"Type": "Succeed"},
        },
    }


def jsonpath_loop(rounds: int) -> dict[str, Any]:
    """Count to `rounds` in the state's data."""
    return {
        "StartAt": "More",
        "States": {
            "More": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.i", "NumericLessThan": rounds, "Next": "Step"}],
                "Default": "Done",
            },
            "Step": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)"}, "Next": "More"},
            "Done": {"Type": "Succeed"},
        },
    }


def wide(branches: int) -> dict[str, Any]:
    """So many branches with a task each."""
    task = {"Type": "Task", "Resource": FUNCTION, "End": True}
    one = [{"StartAt": f"B{number}", "States": {f"B{number}": task}} for number in range(branches)]
    return {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": one, "End": True}}}


def jsonata_map(items: int, state: dict[str, Any], mode: str = "INLINE") -> dict[str, Any]:
    """A Map over so many numbers, one state for each."""
    config = {"Mode": mode} if mode == "INLINE" else {"Mode": mode, "ExecutionType": "STANDARD"}
    processor = {"ProcessorConfig": config, "StartAt": "B", "States": {"B": {**state, "End": True}}}
    outer = {"Type": "Map", "Items": f"{{% [1..{items}] %}}", "ItemProcessor": processor, "Output": 0, "End": True}
    return {"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": outer}}


DOUBLED = {"Type": "Pass", "Output": "{% $states.input * 2 %}"}
ASKED = {
    "Type": "Task",
    "Resource": FUNCTION,
    "Arguments": {"n": "{% $states.input %}"},
    "Output": "{% $states.result.n %}",
}


def jsonpath_map(items: int) -> dict[str, Any]:
    """The same in JSONPath."""
    state = {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($, 1)"}, "End": True}
    outer = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": {"StartAt": "B", "States": {"B": state}}}
    first = {"Type": "Pass", "Parameters": {"items.$": f"States.ArrayRange(1, {items}, 1)"}, "Next": "M"}
    return {"StartAt": "A", "States": {"A": first, "M": {**outer, "ResultPath": None, "End": True}}}


def main() -> None:
    """Print everything."""
    for name, definition in (
        ("JSONata loop", jsonata_loop(ROUNDS)),
        ("JSONata Map, an expression", jsonata_map(ROUNDS, DOUBLED)),
        ("JSONata Map, a task", jsonata_map(ROUNDS, ASKED)),
    ):
        compare(f"{name}, sfnx.testing", partial(run, definition), sfnx_run(definition))
    with_moto({"JSONPath loop": jsonpath_loop(ROUNDS), "JSONPath Map": jsonpath_map(ROUNDS)})
    grow("JSONata loop", lambda size: jsonata_loop(size // 2))
    grow("JSONPath loop", lambda size: jsonpath_loop(size // 2))
    grow("JSONata Map", lambda size: jsonata_map(size, DOUBLED))
    grow("distributed Map", lambda size: jsonata_map(size, DOUBLED, "DISTRIBUTED"))
    for name in LOADS:
        load(name)


def run(definition: dict[str, Any]) -> None:
    """One execution of ours, which must succeed."""
    result = execute(definition, {"i": 0}, lambda call: call.arguments)
    assert result.status == "SUCCEEDED", result.cause


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Print both rates, in rounds or items per CPU second."""
    seconds = medians({"ours": ours, "theirs": theirs}, runs=5)
    rates = {who: ROUNDS / used for who, used in seconds.items()}
    ratio = rates["ours"] / rates["theirs"]
    print(f"{name:40} ours {rates['ours']:9,.0f}/s  theirs {rates['theirs']:9,.0f}/s  ratio {ratio:6.1f}")


def sfnx_run(definition: dict[str, Any]) -> Callable[[], object]:
    """The same in sfnx's tester."""
    from sfnx import testing

    def theirs() -> None:
        result = testing.run(definition, {"i": 0}, lambda call: call.arguments)
        assert result.error is None, result.cause

    return theirs


def with_moto(definitions: dict[str, dict[str, Any]]) -> None:
    """The same in moto; its waiting is not counted, only CPU time."""
    import boto3
    from moto import mock_aws

    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions")
        for name, definition in definitions.items():
            compare(f"{name}, moto", partial(run, definition), partial(moto_run, client, definition))


def moto_run(client: Any, definition: dict[str, Any]) -> None:
    """One execution of moto's, which must succeed."""
    role, name = "arn:aws:iam::123456789012:role/r", str(uuid.uuid4())
    machine = client.create_state_machine(name=name, definition=json.dumps(definition), roleArn=role)
    started = client.start_execution(stateMachineArn=machine["stateMachineArn"], name=name, input='{"i": 0}')
    while (found := client.describe_execution(executionArn=started["executionArn"]))["status"] == "RUNNING":
        time.sleep(0.05)
    assert found["status"] == "SUCCEEDED", found


def grow(name: str, definition: Callable[[int], dict[str, Any]]) -> None:
    """Print the time of growing loops and how it grows."""
    points = [(size, cpu_seconds(partial(run, definition(size)))) for size in GROWTH]
    told = ", ".join(f"{size:,} in {seconds:.2f} s" for size, seconds in points)
    print(f"{name:32} {told}; grows with exponent {exponent(points):.2f}")


def at_a_time() -> None:
    """Executions side by side on the wall clock, each waiting, then asking a task."""
    states = {
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Ask"},
        "Ask": {"Type": "Task", "Resource": FUNCTION, "Next": "End"},
        "End": {"Type": "Pass", "Output": "{% $states.input.n + 1 %}", "End": True},
    }
    definition = {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": states}
    alive = [LiveExecution(definition, {"n": n}, lambda call: call.arguments, "wall") for n in range(AT_A_TIME)]
    for one in alive:
        one.start()
    assert [one.join(60).output for one in alive] == [n + 1 for n in range(AT_A_TIME)]


LOADS: dict[str, Callable[[], None]] = {
    "one state": lambda: run(jsonpath_loop(0)),
    "100,000 transitions, JSONata": lambda: run(jsonata_loop(50_000)),
    "100,000 transitions, JSONPath": lambda: run(jsonpath_loop(50_000)),
    "Map over 40,000 items": lambda: run(jsonata_map(40_000, DOUBLED)),
    "distributed Map over 40,000 items": lambda: run(jsonata_map(40_000, DOUBLED, "DISTRIBUTED")),
    "Parallel of 1,000 branches": lambda: run(wide(1_000)),
    f"{AT_A_TIME:,} executions at a time": at_a_time,
}


def load(name: str) -> None:
    """Print CPU time and peak of memory of one load, in a new process."""
    code = f"from benchmarks import engine; engine.loaded({name!r})"
    subprocess.run([sys.executable, "-c", code], check=True)


def loaded(name: str) -> None:
    """Carry one load, in this process."""
    LOADS["one state"]()
    before = peak_megabytes()
    seconds = cpu_seconds(LOADS[name])
    peak = peak_megabytes()
    print(f"{name:40} {seconds:.2f} s, {peak:.0f} MB, {peak - before:.0f} MB of them its own")


def peak_megabytes() -> float:
    """The most memory that this process has had; unlike getrusage's it is not the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
