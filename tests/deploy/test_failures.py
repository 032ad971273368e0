"""What CloudFormation answers when things go wrong, which moto never does: scripted answers of the real client."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from compiler.passes.deploy import Clients, DeployError, Plan
from compiler.passes.deploy.artefacts import Upload
from compiler.passes.deploy.difference import Change, changes, show
from compiler.passes.deploy.execution import Proposal, carry_out, execute, propose, with_replacements
from compiler.passes.deploy.plan import _action, read_stack

AWS: Any = boto3
STACK = "orders-dev"
ID = f"arn:aws:cloudformation:eu-west-1:1:stack/{STACK}/1"
NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def scripted() -> Iterator[tuple[Clients, Stubber]]:
    keys = {"region_name": "eu-west-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    client = AWS.client("cloudformation", **keys)
    with Stubber(client) as stubber:
        yield Clients(client, AWS.client("s3", **keys), AWS.client("dynamodb", **keys)), stubber
        stubber.assert_no_pending_responses()


def plan(action: Any, *uploads: Upload) -> Plan:
    return Plan(STACK, action, "artefacts", "templates/t.json", uploads, {"A": "1"}, (), ())


def stack(status: str) -> dict[str, Any]:
    return {"Stacks": [{"StackId": ID, "StackName": STACK, "StackStatus": status, "CreationTime": NOW}]}


def event(number: int, resource: str, status: str, reason: str = "") -> dict[str, Any]:
    facts = {"StackId": ID, "EventId": str(number), "StackName": STACK, "Timestamp": NOW}
    more = {"ResourceStatusReason": reason} if reason else {}
    return {**facts, "LogicalResourceId": resource, "ResourceStatus": status, **more}


EVENTS = [
    event(5, STACK, "ROLLBACK_COMPLETE"),
    event(4, "Report", "CREATE_FAILED", "Resource creation cancelled"),
    event(3, "Table", "CREATE_FAILED", "orders-staging already exists"),
    event(2, "Role", "CREATE_COMPLETE"),
    event(1, "Old", "UPDATE_FAILED", "of an earlier attempt"),
]


def test_a_failure_is_told_by_its_first_cause(scripted: tuple[Clients, Stubber]):
    clients, stubber = scripted
    said: list[str] = []
    stubber.add_response("describe_stacks", stack("REVIEW_IN_PROGRESS"))
    stubber.add_response("describe_stack_events", {"StackEvents": EVENTS[-1:]})
    stubber.add_response("execute_change_set", {}, {"StackName": STACK, "ChangeSetName": "statemill-1"})
    stubber.add_response("describe_stacks", stack("ROLLBACK_IN_PROGRESS"))
    stubber.add_response("describe_stack_events", {"StackEvents": EVENTS[2:]})
    stubber.add_response("describe_stacks", stack("ROLLBACK_COMPLETE"))
    stubber.add_response("describe_stack_events", {"StackEvents": EVENTS})
    stubber.add_response("describe_stack_events", {"StackEvents": EVENTS})
    with pytest.raises(DeployError) as refused:
        execute(STACK, Proposal("statemill-1", ()), clients, said.append, pause=0)
    assert str(refused.value).splitlines() == [
        "orders-dev was not deployed (ROLLBACK_COMPLETE)",
        "Table: orders-staging already exists",
    ]
    assert said == [
        "  CREATE_COMPLETE Role",
        "  CREATE_FAILED Table: orders-staging already exists",
        "  CREATE_FAILED Report: Resource creation cancelled",
        "  ROLLBACK_COMPLETE orders-dev",
    ]


def test_a_creation_asks_for_its_own_cleaning_up(scripted: tuple[Clients, Stubber]):
    clients, stubber = scripted
    expected = {
        "StackName": STACK,
        "ChangeSetName": ANY,
        "ChangeSetType": "CREATE",
        "TemplateURL": "https://artefacts.s3.eu-west-1.amazonaws.com/templates/t.json",
        "Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}],
        "Capabilities": ["CAPABILITY_IAM"],
        "OnStackFailure": "DELETE",
    }
    stubber.add_response("create_change_set", {}, expected)
    stubber.add_response("describe_change_set", {"Status": "CREATE_IN_PROGRESS"})
    change = {
        "Action": "Modify",
        "LogicalResourceId": "T",
        "ResourceType": "AWS::DynamoDB::Table",
        "Replacement": "True",
    }
    stubber.add_response(
        "describe_change_set",
        {"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": change}], "NextToken": "more"},
    )
    more = {"Action": "Add", "LogicalResourceId": "F", "ResourceType": "AWS::Lambda::Function"}
    stubber.add_response("describe_change_set", {"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": more}]})
    proposal = propose(plan("create"), clients, pause=0)
    assert proposal is not None
    assert [(one.action, one.name, one.replaced) for one in proposal.changes] == [
        ("modify", "T", True),
        ("add", "F", False),
    ]
    ours = (Change("modify", "T", "AWS::DynamoDB::Table", ("KeySchema: 1 → 2",)),)
    assert show(with_replacements(ours, proposal.changes)).splitlines()[0] == "~ T DynamoDB::Table (made anew)"


def test_what_turns_out_to_change_nothing_is_no_failure(scripted: tuple[Clients, Stubber]):
    clients, stubber = scripted
    reason = "The submitted information didn't contain changes. Submit different information to create a change set."
    stubber.add_response("create_change_set", {})
    stubber.add_response("describe_change_set", {"Status": "FAILED", "StatusReason": reason})
    stubber.add_response("delete_change_set", {})
    stubber.add_response("describe_stacks", stack("UPDATE_COMPLETE"))
    said: list[str] = []
    assert carry_out(plan("update"), clients, said.append, pause=0) == {}
    assert said == ["orders-dev: nothing changes"]


def test_a_refused_template_is_told_in_words(scripted: tuple[Clients, Stubber]):
    clients, stubber = scripted
    stubber.add_client_error("create_change_set", "ValidationError", "Parameters: [A] must have values")
    with pytest.raises(DeployError, match=r"refuses the template of orders-dev: .*\[A\] must have values"):
        propose(plan("update"), clients, pause=0)


def test_a_refused_upload_is_told_in_words(scripted: tuple[Clients, Stubber], tmp_path: Path):
    clients, _ = scripted
    file = tmp_path / "a.zip"
    file.write_bytes(b"x")
    sending = plan("update", Upload("packages/a.zip", file))
    with Stubber(clients.s3) as bucket:
        bucket.add_client_error("put_object", "AccessDenied", "Access Denied")
        with pytest.raises(DeployError, match=r"packages/a.zip cannot be uploaded to artefacts"):
            carry_out(sending, clients, lambda _: None, pause=0)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("REVIEW_IN_PROGRESS", "create"),
        ("ROLLBACK_COMPLETE", "replace"),
        ("CREATE_FAILED", "replace"),
        ("CREATE_COMPLETE", "update"),
        ("UPDATE_ROLLBACK_COMPLETE", "update"),
        ("UPDATE_IN_PROGRESS", "is being changed by somebody else"),
        ("UPDATE_ROLLBACK_FAILED", "continue its rollback in CloudFormation"),
    ],
)
def test_what_a_stack_needs_next(scripted: tuple[Clients, Stubber], status: str, expected: str):
    clients, stubber = scripted
    stubber.add_response("describe_stacks", stack(status))
    if status != "REVIEW_IN_PROGRESS":
        stubber.add_response("get_template", {"TemplateBody": "{}"})
    found = read_stack(STACK, clients)
    if " " in expected:
        with pytest.raises(DeployError, match=expected):
            _action(STACK, found)
    else:
        assert _action(STACK, found) == expected


def test_what_access_denies_is_told_in_words(scripted: tuple[Clients, Stubber]):
    clients, stubber = scripted
    stubber.add_client_error("describe_stacks", "AccessDenied", "not authorized to perform: DescribeStacks")
    with pytest.raises(DeployError, match=r"cannot be asked for orders-dev: .*not authorized"):
        read_stack(STACK, clients)


def test_differences_are_told_by_property_and_permission():
    def role(*actions: str) -> dict[str, Any]:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": {"Fn::GetAtt": ["T", "Arn"]}}
        policy = {"PolicyName": "step", "PolicyDocument": {"Statement": [statement]}}
        return {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}}

    old = {
        "Resources": {
            "R": role("a:A", "a:B"),
            "Q": {"Type": "AWS::SQS::Queue", "Properties": {"X": {"Y": [1], "Z": 0}}},
        }
    }
    new = {
        "Resources": {
            "R": role("a:B", "a:C"),
            "Q": {"Type": "AWS::SQS::Queue", "Properties": {"X": {"Y": [2], "Z": 0}}, "DependsOn": ["R"]},
            "N": {"Type": "AWS::SNS::Topic", "Properties": {}},
        }
    }
    assert show(changes(old, new)) == "\n".join(
        [
            "+ N SNS::Topic",
            "~ Q SQS::Queue",
            "    X.Y: [1] → [2]",
            '    DependsOn: nothing → ["R"]',
            "~ R IAM::Role",
            "    + a:C on T",
            "    - a:A on T",
        ]
    )
    assert show(changes(new, new)) == "nothing changes"
