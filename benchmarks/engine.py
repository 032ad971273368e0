"""The local engine: transitions per second against moto (JSONPath) and sfnx.testing (JSONata), and growth.

    python -m benchmarks engine

The same loop (a Choice and a Pass for every round) runs in each; a ratio says how many times more transitions we make.
"""

import json
import os
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.measuring import cpu_seconds, exponent, medians
from runtime.local import execute

ROUNDS = 250
"""Rounds of the loop that is compared; two transitions each."""
GROWTH = (10_000, 30_000, 100_000)


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
    task = {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:f", "End": True}
    one = [{"StartAt": f"B{number}", "States": {f"B{number}": task}} for number in range(branches)]
    return {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": one, "End": True}}}


def many(items: int) -> dict[str, Any]:
    """A Map over so many items."""
    processor = {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}
    state = {"Type": "Map", "Items": f"{{% [1..{items}] %}}", "ItemProcessor": processor, "Output": 0, "End": True}
    return {"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": state}}


def main() -> None:
    """Print everything."""
    compare("JSONata loop, sfnx.testing", lambda: run(jsonata_loop(ROUNDS)), sfnx_run(jsonata_loop(ROUNDS)))
    with_moto()
    grow("JSONata loop", lambda size: jsonata_loop(size // 2))
    grow("JSONPath loop", lambda size: jsonpath_loop(size // 2))
    show("Map over 40,000 items", many(40_000))
    show("Parallel of 1,000 branches", wide(1_000))


def run(definition: dict[str, Any]) -> None:
    """One execution of ours, which must succeed."""
    result = execute(definition, {"i": 0}, lambda call: call.arguments)
    assert result.status == "SUCCEEDED", result.cause


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Print both rates, in CPU time."""
    seconds = medians({"ours": ours, "theirs": theirs}, runs=3)
    rates = {who: 2 * ROUNDS / used for who, used in seconds.items()}
    ratio = rates["ours"] / rates["theirs"]
    print(f"{name:32} ours {rates['ours']:9,.0f}/s  theirs {rates['theirs']:9,.0f}/s  ratio {ratio:6.1f}")


def sfnx_run(definition: dict[str, Any]) -> Callable[[], object]:
    """The same in sfnx's tester."""
    from sfnx import testing

    return lambda: testing.run(definition, {"i": 0}, lambda _call: None)


def with_moto() -> None:
    """The JSONPath loop in moto; its waiting is not counted, only CPU time."""
    import boto3
    from moto import mock_aws

    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions")
        machine = client.create_state_machine(
            name="loop",
            definition=json.dumps(jsonpath_loop(ROUNDS)),
            roleArn="arn:aws:iam::123456789012:role/r",
        )["stateMachineArn"]

        def theirs() -> None:
            arn = client.start_execution(stateMachineArn=machine, name=str(uuid.uuid4()), input='{"i": 0}')[
                "executionArn"
            ]
            while (status := client.describe_execution(executionArn=arn)["status"]) == "RUNNING":
                time.sleep(0.05)
            assert status == "SUCCEEDED", status

        compare("JSONPath loop, moto", lambda: run(jsonpath_loop(ROUNDS)), theirs)


def grow(name: str, definition: Callable[[int], dict[str, Any]]) -> None:
    """Print the time of growing loops and how it grows."""
    points = [(size, cpu_seconds(partial(run, definition(size)))) for size in GROWTH]
    told = ", ".join(f"{size:,} in {seconds:.2f} s" for size, seconds in points)
    print(f"{name:32} {told}; grows with exponent {exponent(points):.2f}")


def show(name: str, definition: dict[str, Any]) -> None:
    """Print the time of one large execution."""
    seconds = cpu_seconds(lambda: run(definition))
    print(f"{name:32} {seconds:.2f} s")


if __name__ == "__main__":
    main()
