"""Tasks answered through boto3 by moto, and over HTTP by a real server."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from dsl.service_errors import sdk_prefix
from runtime.local import Run, execute
from runtime.local.engine.integrations import service_answer
from tests.web_server import Handler, listening

REGION = "eu-west-1"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


def client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def run(resource: str, arguments: Any) -> Run:
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": arguments, "End": True}
    answer = service_answer(client)
    return execute({"StartAt": "A", "States": {"A": state}}, {}, answer)


def table(name: str) -> None:
    client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def test_dynamodb(aws):
    table("orders")
    put = run("dynamodb:putItem", {"TableName": "orders", "Item": {"id": {"S": "1"}, "n": {"N": "2"}}})
    assert put.output["SdkHttpMetadata"]["HttpStatusCode"] == 200
    got = run("aws-sdk:dynamodb:getItem", {"TableName": "orders", "Key": {"id": {"S": "1"}}})
    assert got.output == {"Item": {"id": {"S": "1"}, "n": {"N": "2"}}}


@pytest.mark.parametrize(
    ("resource", "arguments", "error", "cause"),
    [
        (
            "aws-sdk:dynamodb:getItem",
            {"TableName": "none", "Key": {"id": {"S": "1"}}},
            "DynamoDb.ResourceNotFoundException",
            "(Service: DynamoDb, Status Code: 400, Request ID:",
        ),
        (
            "dynamodb:getItem",
            {"TableName": "none", "Key": {"id": {"S": "1"}}},
            "DynamoDB.ResourceNotFoundException",
            "(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID:",
        ),
        ("aws-sdk:s3:getObject", {"Bucket": "none", "Key": "k"}, "S3.NoSuchBucketException", "(Service: S3,"),
        (
            "aws-sdk:secretsmanager:getSecretValue",
            {"SecretId": "none"},
            "SecretsManager.ResourceNotFoundException",
            "(Service: SecretsManager,",
        ),
        ("dynamodb:putItem", {"TableName": "none"}, "DynamoDB.SdkClientException", "Item"),
    ],
)
def test_errors(aws, resource: str, arguments: Any, error: str, cause: str):
    failed = run(resource, arguments)
    assert failed.error == error
    assert failed.cause is not None
    assert cause in failed.cause


def test_a_message_may_be_json(aws):
    queue = client("sqs")
    url = queue.create_queue(QueueName="q")["QueueUrl"]
    run("sqs:sendMessage", {"QueueUrl": url, "MessageBody": {"a": 1}})
    assert queue.receive_message(QueueUrl=url)["Messages"][0]["Body"] == '{"a":1}'


def test_spelling_of_members_is_the_services_own_affair(aws):
    topic = run("aws-sdk:sfn:createActivity", {"Name": "work"})
    assert topic.output["ActivityArn"].endswith(":activity:work")
    assert topic.output["CreationDate"].endswith("Z")


def test_items_of_a_distributed_map_come_from_s3(aws):
    s3 = client("s3")
    s3.create_bucket(Bucket="rows", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="rows", Key="a.csv", Body=b"n,t\n1,x\n2,y\n")
    definition = {
        "StartAt": "M",
        "States": {
            "M": {
                "Type": "Map",
                "ItemReader": {
                    "Resource": "arn:aws:states:::s3:getObject",
                    "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
                    "Parameters": {"Bucket": "rows", "Key": "a.csv"},
                },
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "B",
                    "States": {"B": {"Type": "Pass", "End": True}},
                },
                "End": True,
            }
        },
    }
    found = execute(definition, {}, service_answer(client))
    assert found.output == [{"n": "1", "t": "x"}, {"n": "2", "t": "y"}]


@pytest.mark.parametrize(
    ("service", "name"), [("DynamoDB", "DynamoDb"), ("SFN", "Sfn"), ("S3", "S3"), ("Secrets Manager", "SecretsManager")]
)
def test_names_of_services_in_errors(service: str, name: str):
    assert sdk_prefix(service) == name


class Echo(Handler):
    def answer(self) -> None:
        told = {"path": self.path, "body": json.loads(self.body())}
        self.reply(json.dumps(told), 404 if "missing" in self.path else 200)


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    with listening(Echo) as url:
        yield url


def test_an_http_task(echo: str):
    request = {"ApiEndpoint": f"{echo}/a", "Method": "POST", "QueryParameters": {"x": [1]}, "RequestBody": {"n": 1}}
    found = run("http:invoke", request)
    assert (found.output["StatusCode"], found.output["ResponseBody"]) == (200, {"path": "/a?x=1", "body": {"n": 1}})


def test_an_http_task_that_is_refused(echo: str):
    found = run("http:invoke", {"ApiEndpoint": f"{echo}/missing", "Method": "POST", "RequestBody": {}})
    assert found.error == "States.Http.StatusCode.404"


def test_an_http_task_without_a_server():
    found = run("http:invoke", {"ApiEndpoint": "http://127.0.0.1:1/", "Method": "GET"})
    assert found.error == "States.Http.Socket"


@pytest.mark.parametrize("resource", ["lambda:invoke", "aws-sdk:sqs:listQueues", "sqs:sendMessage"])
def test_a_service_that_nobody_answers_for_fails_the_task_alone(monkeypatch, resource):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    config = Config(retries={"total_max_attempts": 1})

    def nowhere(service: str) -> Any:
        return boto3.client(service, region_name=REGION, endpoint_url="http://127.0.0.1:1", config=config)  # type: ignore[call-overload]

    arguments = {"lambda:invoke": {"FunctionName": "f"}, "sqs:sendMessage": {"QueueUrl": "q", "MessageBody": "b"}}
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": arguments.get(resource, {}),
             "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "B"}], "End": True}  # fmt: skip
    run = execute({"StartAt": "A", "States": {"A": state, "B": {"Type": "Succeed"}}}, {}, service_answer(nowhere))
    assert run.output["Error"] == {"l": "Lambda", "a": "Sqs", "s": "SQS"}[resource[0]] + ".SdkClientException"
    assert "Could not connect" in run.output["Cause"]
