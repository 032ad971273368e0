"""The Machine form as Amazon States Language, field by field."""

import pytest

from compiler.forms.machine import (
    CatchRule,
    ChoiceRule,
    ChoiceState,
    FailState,
    Machine,
    MapState,
    ParallelState,
    PassState,
    Retrier,
    SubMachine,
    SucceedState,
    TaskState,
    WaitState,
    state_to_asl,
    to_asl,
)

DONE = SubMachine("Done", {"Done": SucceedState()})
DONE_ASL = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}

STATES = [
    (TaskState("${LoadArn}"), {"Type": "Task", "Resource": "${LoadArn}", "End": True}),
    (
        TaskState("${LoadArn}", {"n": 1}, 60, 10, next="Next", comment="Load."),
        {
            "Type": "Task",
            "Comment": "Load.",
            "Resource": "${LoadArn}",
            "Arguments": {"n": 1},
            "TimeoutSeconds": 60,
            "HeartbeatSeconds": 10,
            "Next": "Next",
        },
    ),
    (
        TaskState(
            "${LoadArn}",
            retry=(Retrier(("States.ALL",), 2, 4, 1.5, 60, "FULL"),),
            catch=(CatchRule(("Bad",), "Alert", {"e": "{% $states.errorOutput %}"}),),
        ),
        {
            "Type": "Task",
            "Resource": "${LoadArn}",
            "Retry": [
                {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 2,
                    "MaxAttempts": 4,
                    "BackoffRate": 1.5,
                    "MaxDelaySeconds": 60,
                    "JitterStrategy": "FULL",
                }
            ],
            "Catch": [{"ErrorEquals": ["Bad"], "Assign": {"e": "{% $states.errorOutput %}"}, "Next": "Alert"}],
            "End": True,
        },
    ),
    (PassState(None, {"a": 1}, "B"), {"Type": "Pass", "Assign": {"a": 1}, "Output": None, "Next": "B"}),
    (WaitState(5), {"Type": "Wait", "Seconds": 5, "End": True}),
    (WaitState(timestamp="{% $t %}"), {"Type": "Wait", "Timestamp": "{% $t %}", "End": True}),
    (
        ChoiceState((ChoiceRule("{% $a %}", "B", {"n": 1}),), "C", {"n": 2}),
        {
            "Type": "Choice",
            "Assign": {"n": 2},
            "Choices": [{"Condition": "{% $a %}", "Assign": {"n": 1}, "Next": "B"}],
            "Default": "C",
        },
    ),
    (FailState("Bad", "why"), {"Type": "Fail", "Error": "Bad", "Cause": "why"}),
    (FailState(), {"Type": "Fail"}),
    (ParallelState((DONE,)), {"Type": "Parallel", "Branches": [DONE_ASL], "End": True}),
    (
        MapState(DONE, "{% $xs %}", concurrency=1),
        {"Type": "Map", "Items": "{% $xs %}", "MaxConcurrency": 1, "ItemProcessor": DONE_ASL, "End": True},
    ),
]


@pytest.mark.parametrize(("state", "expected"), STATES, ids=lambda one: type(one).__name__)
def test_a_state_has_exactly_its_fields(state, expected):
    assert state_to_asl(state) == expected


def test_a_machine_names_its_query_language_and_timeout():
    machine = Machine("Done", {"Done": SucceedState()}, "Nothing.", 60)
    assert to_asl(machine) == {
        "Comment": "Nothing.",
        "QueryLanguage": "JSONata",
        "StartAt": "Done",
        "TimeoutSeconds": 60,
        "States": {"Done": {"Type": "Succeed"}},
    }
