"""Templates: the right resources, allowed what is declared and nothing else, and accepted by cfn-lint."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler.passes.template.draft import ACCOUNT
from dsl import Queue, Table, definition_of, pipeline, step
from dsl.definitions import StepDefinition
from tests.template import shop
from tests.template.machines import SETTINGS, Templated, machine, template

NESTED = {
    "Type": "Task",
    "Resource": "arn:aws:states:::states:startExecution.sync:2",
    "Arguments": {"StateMachineArn": "${AuditStateMachineArn}", "Input": "{% $states.input %}"},
}
SCAN = {
    "Type": "Map",
    "ItemReader": {
        "Resource": "arn:aws:states:::s3:listObjectsV2",
        "Arguments": {"Bucket": "acme-landing", "Prefix": "2027/"},
    },
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **machine("${ImportOrdersArn}"),
    },
    "ResultWriter": {
        "Resource": "arn:aws:states:::s3:putObject",
        "Arguments": {"Bucket": "acme-exports", "Prefix": "r"},
    },
}
ELSEWHERE = (shop.staging, shop.exports, shop.refused, shop.alarms)
WHOLE = machine(
    "${ExportOrdersArn}", "${ImportOrdersArn}", "${ReportArn}", "${ApproveActivityArn}", nested=NESTED, scan=SCAN
)


def whole() -> Templated:
    calls = (shop.export_orders, shop.import_orders, shop.report, shop.approve, shop.audit)
    return template(shop.nightly_orders, *calls, definition=WHOLE)


def test_every_step_has_its_function_role_and_logs():
    made = whole()
    kinds = {name: resource["Type"].removeprefix("AWS::") for name, resource in made.resources.items()}
    assert kinds == {
        **{
            f"{stem}{part}": kind
            for stem in ("ExportOrders", "ImportOrders", "Report")
            for part, kind in {"Function": "Lambda::Function", "Role": "IAM::Role", "Logs": "Logs::LogGroup"}.items()
        },
        "OrdersStagingTable": "DynamoDB::Table",
        "AcmeExportsBucket": "S3::Bucket",
        "RefusedFifoQueue": "SQS::Queue",
        "AlarmsTopic": "SNS::Topic",
        "ApproveActivity": "StepFunctions::Activity",
        "StateMachine": "StepFunctions::StateMachine",
        "StateMachineRole": "IAM::Role",
        "StateMachineLogs": "Logs::LogGroup",
        "StateMachineChildren": "IAM::Policy",
        "Schedule": "Scheduler::Schedule",
        "ScheduleRole": "IAM::Role",
    }
    assert list(made.report) == []


def test_a_function_says_what_the_step_declares():
    properties = whole().resources["ExportOrdersFunction"]["Properties"]
    assert {key: value for key, value in properties.items() if key not in {"Role", "Environment"}} == {
        "Description": "Copies the shop's orders.",
        "Runtime": "python3.13",
        "Architectures": ["arm64"],
        "Handler": "statemill_entry.handler",
        "Code": {"S3Bucket": {"Ref": "ArtefactBucket"}, "S3Key": "packages/export_orders-0123456789abcdef.zip"},
        "MemorySize": 512,
        "Timeout": 600,
        "EphemeralStorage": {"Size": 1024},
        "LoggingConfig": {"LogGroup": {"Fn::Sub": "/aws/lambda/${AWS::StackName}/export_orders"}},
        "VpcConfig": {"SubnetIds": {"Ref": "BatchSubnets"}, "SecurityGroupIds": {"Ref": "BatchSecurityGroups"}},
        "TracingConfig": {"Mode": "Active"},
        "ReservedConcurrentExecutions": 2,
    }
    assert properties["Environment"]["Variables"] == {
        "STATEMILL_STEP": "export_orders",
        "STATEMILL_PIPELINE": "nightly_orders",
        "STATEMILL_SECRET_BATCH_SHOP_DB": {
            "Fn::If": ["HasBatchShopDbSecretArn", {"Ref": "BatchShopDbSecretArn"}, "batch/shop-db"]
        },
        "STATEMILL_TABLE_ORDERS_STAGING": {"Ref": "OrdersStagingTable"},
    }


def test_each_role_allows_the_steps_uses_and_nothing_else():
    made = whole()
    always = {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"}
    network = {
        f"ec2:{action}"
        for action in (
            "CreateNetworkInterface", "DeleteNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets",
            "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses",
        )
    }  # fmt: skip
    secret = {"secretsmanager:GetSecretValue", "kms:Decrypt"}
    written = {f"dynamodb:{action}" for action in ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")}
    read = {f"dynamodb:{action}" for action in ("GetItem", "BatchGetItem", "Query", "Scan")}
    assert set(made.allowed("ExportOrdersRole")) == always | network | secret | written
    assert set(made.allowed("ImportOrdersRole")) == always | secret | written | read
    assert set(made.allowed("ReportRole")) - always == {
        *("s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"),
        *("sqs:SendMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage"),
        *("sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes", "sns:Publish"),
    }
    table = {"Fn::GetAtt": ["OrdersStagingTable", "Arn"]}
    assert made.allowed("ExportOrdersRole")["dynamodb:PutItem"] == [table]
    assert made.allowed("ImportOrdersRole")["dynamodb:Query"][:2] == [
        table,
        {"Fn::Sub": ["${Table}/index/*", {"Table": table}]},
    ]


def test_another_accounts_secret_is_named_by_its_arn():
    made = whole()
    arn = shop.warehouse.name
    assert made.allowed("ImportOrdersRole")["secretsmanager:GetSecretValue"] == [arn]
    variables = made.resources["ImportOrdersFunction"]["Properties"]["Environment"]["Variables"]
    assert arn in variables.values()
    [decrypt] = [one for one in made.statements("ImportOrdersRole") if one["Action"] == "kms:Decrypt"]
    assert decrypt["Condition"]["StringLike"]["kms:EncryptionContext:SecretARN"] == arn


def test_a_table_of_the_stack_outlives_it():
    table = whole().resources["OrdersStagingTable"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert table["Properties"] == {
        "TableName": {"Fn::Sub": "${ResourcePrefix}orders-staging"},
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "order_date", "AttributeType": "S"},
            {"AttributeName": "order_id", "AttributeType": "N"},
            {"AttributeName": "customer", "AttributeType": "S"},
        ],
        "KeySchema": [
            {"AttributeName": "order_date", "KeyType": "HASH"},
            {"AttributeName": "order_id", "KeyType": "RANGE"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-customer",
                "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "TimeToLiveSpecification": {"AttributeName": "gone_at", "Enabled": True},
    }


def test_the_machine_may_call_its_steps_its_nested_pipeline_and_itself():
    made = whole()
    allowed = made.allowed("StateMachineRole")
    assert allowed["lambda:InvokeFunction"] == [
        {"Fn::GetAtt": [f"{stem}Function", "Arn"]} for stem in ("ExportOrders", "ImportOrders", "Report")
    ]
    assert allowed["states:StartExecution"] == [{"Ref": "AuditStateMachineArn"}]
    assert allowed["s3:ListBucket"] == [{"Fn::Sub": "arn:${AWS::Partition}:s3:::acme-landing"}]
    children = made.resources["StateMachineChildren"]["Properties"]["PolicyDocument"]["Statement"]
    assert children[0] == {"Effect": "Allow", "Action": "states:StartExecution", "Resource": {"Ref": "StateMachine"}}
    properties = made.resources["StateMachine"]["Properties"]
    assert properties["DefinitionSubstitutions"]["ExportOrdersArn"] == {"Fn::GetAtt": ["ExportOrdersFunction", "Arn"]}
    assert properties["DefinitionSubstitutions"]["ApproveActivityArn"] == {"Ref": "ApproveActivity"}
    assert properties["DefinitionS3Location"]["Key"].startswith("definitions/nightly_orders-")
    assert properties["LoggingConfiguration"]["Level"] == "ALL"
    assert properties["TracingConfiguration"] == {"Enabled": True}


def test_the_schedule():
    properties = whole().resources["Schedule"]["Properties"]
    assert {key: properties[key] for key in properties if key not in {"Target", "Description", "State"}} == {
        "ScheduleExpression": "cron(0 3 * * ? *)",
        "ScheduleExpressionTimezone": "Asia/Tokyo",
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "StartDate": "2027-01-01T00:00:00Z",
    }
    assert properties["Target"]["Arn"] == {"Ref": "StateMachine"}
    assert json.loads(properties["Target"]["Input"]) == {"day": "<aws.scheduler.scheduled-time>"}


def test_express_without_logs():
    made = template(shop.quick, shop.import_orders)
    properties = made.resources["StateMachine"]["Properties"]
    assert properties["StateMachineType"] == "EXPRESS"
    assert properties["StateMachineName"] == {"Fn::Sub": "${AWS::StackName}-express"}
    assert "LoggingConfiguration" not in properties
    assert "StateMachineLogs" not in made.resources


def test_a_stored_value_brings_its_bucket():
    made = template(shop.quick, shop.import_orders, stored=True)
    assert made.resources["PayloadBucket"]["Type"] == "AWS::S3::Bucket"
    assert "s3:PutObject" in made.allowed("ImportOrdersRole")
    variables = made.resources["ImportOrdersFunction"]["Properties"]["Environment"]["Variables"]
    assert variables["STATEMILL_PAYLOAD_BUCKET"] == {"Ref": "PayloadBucket"}


def test_what_another_template_declares_is_referred_to():
    made = template(shop.quick, shop.export_orders, elsewhere=[shop.staging])
    assert "OrdersStagingTable" not in made.resources
    [resource] = made.allowed("ExportOrdersRole")["dynamodb:PutItem"]
    assert resource["Fn::Sub"].endswith(":table/${ResourcePrefix}orders-staging")


def test_code_is_told_what_its_resources_are_called():
    known = Queue("known", existing=True)

    @step(uses=[shop.exports.read, shop.landing.read, shop.refused.send, known.receive, shop.alarms.publish])
    def tell() -> None: ...

    made = template(shop.quick, tell)
    variables = made.resources["TellFunction"]["Properties"]["Environment"]["Variables"]
    url = variables.pop("STATEMILL_QUEUE_KNOWN")["Fn::Sub"]
    assert url[0] == "https://sqs.${Region}.${AWS::URLSuffix}/${Account}/${Name}"
    assert {key: variables[key] for key in variables if not key.endswith(("STEP", "PIPELINE"))} == {
        "STATEMILL_BUCKET_ACME_EXPORTS": {"Ref": "AcmeExportsBucket"},
        "STATEMILL_BUCKET_ACME_LANDING": "acme-landing",
        "STATEMILL_QUEUE_REFUSED_FIFO": {"Ref": "RefusedFifoQueue"},
        "STATEMILL_TOPIC_ALARMS": {"Ref": "AlarmsTopic"},
    }


def test_without_packages_the_code_is_a_parameter():
    made = template(shop.quick, shop.import_orders, built=False)
    assert made.resources["ImportOrdersFunction"]["Properties"]["Code"]["S3Key"] == {"Ref": "ImportOrdersPackage"}


SERVICES: list[tuple[str, dict[str, Any], dict[str, list[Any]]]] = [
    ("sns:publish", {"TopicArn": "arn:aws:sns:eu-west-1:1:t"}, {"sns:Publish": ["arn:aws:sns:eu-west-1:1:t"]}),
    ("sqs:sendMessage.waitForTaskToken", {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/111111111111/q"},
     {"sqs:SendMessage": [{"Fn::Sub": "arn:${AWS::Partition}:sqs:eu-west-1:111111111111:q"}]}),
    ("dynamodb:getItem", {"TableName": "orders"},
     {"dynamodb:GetItem": [{"Fn::Sub": f"arn:${{AWS::Partition}}:dynamodb:{ACCOUNT}:table/orders"}]}),
    ("aws-sdk:s3:listObjectsV2", {"Bucket": "b"}, {"s3:ListBucket": [{"Fn::Sub": "arn:${AWS::Partition}:s3:::b"}]}),
    ("aws-sdk:s3:copyObject", {"Bucket": "b"}, {
        action: [{"Fn::Sub": ["${Bucket}/*", {"Bucket": {"Fn::Sub": "arn:${AWS::Partition}:s3:::b"}}]}]
        for action in ("s3:GetObject", "s3:PutObject")}),
    ("lambda:invoke", {"FunctionName": "${ImportOrdersArn}"},
     {"lambda:InvokeFunction": [{"Fn::GetAtt": ["ImportOrdersFunction", "Arn"]}]}),
    ("aws-sdk:sfn:listExecutions", {"StateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:m"},
     {"states:ListExecutions": ["arn:aws:states:eu-west-1:1:stateMachine:m"]}),
    ("events:putEvents", {"Entries": []}, {"events:PutEvents": ["*"]}),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "arguments", "expected"), SERVICES, ids=[case[0] for case in SERVICES])
def test_direct_integrations(resource: str, arguments: dict[str, Any], expected: dict[str, list[Any]]):
    task = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Arguments": arguments}
    made = template(shop.quick, shop.import_orders, definition=machine(call=task))
    found = made.allowed("StateMachineRole")
    assert found == expected
    assert list(made.report) == []


def test_a_computed_resource_is_allowed_widely_and_said():
    task = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Arguments": {"TopicArn": "{% $t %}"}}
    made = template(shop.quick, shop.import_orders, definition=machine(call=task))
    assert made.allowed("StateMachineRole") == {"sns:Publish": ["*"]}
    assert [found.code.id for found in made.report] == ["SM802"]


def test_a_map_over_a_stored_value_reads_the_payload_bucket_alone():
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Arguments": {"Bucket": "{% $bucket %}", "Key": "{% $k %}"}}
    made = template(
        shop.quick,
        shop.import_orders,
        stored=True,
        definition=machine("${ImportOrdersArn}", scan={**SCAN, "ItemReader": reader}),
    )
    bucket = {"Fn::GetAtt": ["PayloadBucket", "Arn"]}
    assert {"Fn::Sub": ["${Bucket}/*", {"Bucket": bucket}]} in made.allowed("StateMachineRole")["s3:GetObject"]
    assert list(made.report) == []


def test_a_task_of_another_account_takes_its_role():
    role = "arn:aws:iam::222222222222:role/batch"
    task = {"Type": "Task", "Resource": "${ImportOrdersArn}", "Credentials": {"RoleArn": role}}
    made = template(shop.quick, shop.import_orders, definition=machine(call=task))
    assert made.allowed("StateMachineRole") == {"sts:AssumeRole": [role]}


def test_an_http_task_may_reach_its_endpoint_alone():
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::http:invoke",
        "Arguments": {
            "ApiEndpoint": "https://example.org/x",
            "Method": "GET",
            "Authentication": {"ConnectionArn": "arn:aws:events:eu-west-1:1:connection/c/1"},
        },
    }
    made = template(shop.quick, definition=machine(call=task))
    [invoke] = [one for one in made.statements("StateMachineRole") if one["Action"] == "states:InvokeHTTPEndpoint"]
    endpoint = {"states:HTTPMethod": "GET", "states:HTTPEndpoint": "https://example.org/x"}
    assert invoke["Condition"] == {"StringEquals": endpoint}


def test_too_many_resources_is_a_finding():
    first = definition_of(shop.report)
    assert isinstance(first, StepDefinition)
    from compiler.diagnostics import Report
    from compiler.passes.template import template_of

    def copy(number: int) -> StepDefinition:
        def function() -> None: ...

        function.__name__ = function.__qualname__ = f"step{number}"
        return replace(first, function=function, uses=())

    owner = definition_of(shop.quick)
    report = Report()
    placeholders = {f"Step{number}Arn": copy(number) for number in range(170)}
    definition = machine(*(f"${{{name}}}" for name in placeholders))
    template_of(owner, definition, "", placeholders, {}, {}, SETTINGS, report)  # type: ignore[arg-type]
    assert [found.code.id for found in report] == ["SM801"]


def test_many_functions_need_policies_of_their_own():
    first = definition_of(shop.report)
    assert isinstance(first, StepDefinition)

    def copy(number: int) -> Any:
        def function() -> None: ...

        function.__name__ = function.__qualname__ = f"step{number}"
        vars(function)["__statemill__"] = replace(first, function=function, uses=())
        return function

    made = template(shop.quick, *map(copy, range(100)))
    policies = [one for one in made.resources.values() if one["Type"] == "AWS::IAM::ManagedPolicy"]
    named = [one["Properties"]["PolicyDocument"]["Statement"][0]["Resource"] for one in policies]
    assert [len(some) for some in named] == [45, 45, 10]
    assert made.statements("StateMachineRole") == []
    longest = "arn:aws-us-gov:lambda:ap-northeast-1:111111111111:function:" + 64 * "f"
    assert len(json.dumps(policies[0]["Properties"]["PolicyDocument"], separators=(",", ":"))) < 6144
    assert len(json.dumps([longest] * 45, separators=(",", ":"))) < 6000


def test_one_table_declared_in_two_ways_is_a_finding():
    @step(uses=[Table("orders-staging", partition_key={"id": "S"}).read])
    def other() -> None: ...

    assert [found.code.id for found in template(shop.quick, shop.export_orders, other).report] == ["SM805"]
    assert list(template(shop.quick, shop.export_orders, shop.import_orders).report) == []


def test_an_environment_that_is_too_large_is_a_finding():
    @step(env={"WORDS": "x" * 4080})
    def big() -> None: ...

    @pipeline()
    def alone() -> None: ...

    assert [found.code.id for found in template(alone, big).report] == ["SM803"]


def test_cfn_lint_finds_nothing(tmp_path: Path):
    made = {
        "whole": whole(),
        "express": template(shop.quick, shop.import_orders, stored=True),
        "compiled": template(shop.quick, shop.export_orders, shop.report, built=False, elsewhere=ELSEWHERE),
    }
    for name, one in made.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(one.template, indent=2))
    files = [str(path) for path in sorted(tmp_path.glob("*.json"))]
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", "ap-northeast-1", "--", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "AWS_REGION": "x"})
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0
