"""What the API refuses, with AWS's names and sentences."""

import http.client
import json

import pytest
from botocore.exceptions import ClientError

from tests.serve.serving import ROLE, machine, served

PASS = machine(A={"Type": "Pass", "End": True})
STATES = "arn:aws:states:us-east-1:123456789012"
MACHINE = f"{STATES}:stateMachine:none"
EXECUTION = f"{STATES}:execution:none:x"
HERE = f"{STATES}:stateMachine:here"
KEY = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/x"}
MAKE = {"name": "m", "definition": PASS, "roleArn": ROLE}

REFUSED = [
    ("create_state_machine", {**MAKE, "name": "or ders"}, "InvalidName", "Invalid Name: 'or ders'"),
    ("create_state_machine", {**MAKE, "roleArn": "nobody"}, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: nobody'"),
    ("create_state_machine", {**MAKE, "roleArn": "arn:aws:iam::1:user/x"}, "InvalidArn", "Invalid Role Arn"),
    ("create_state_machine", {**MAKE, "definition": "{"}, "InvalidDefinition", "INVALID_JSON_DESCRIPTION"),
    ("create_state_machine", {**MAKE, "definition": "{}"}, "InvalidDefinition", "[States, StartAt] at /"),
    ("create_state_machine", {**MAKE, "type": "SLOW"}, "ValidationException", "enum value set: [STANDARD, EXPRESS]"),
    ("create_state_machine", {**MAKE, "name": "n" * 81}, "ValidationException", "1 validation error detected: Value"),
    ("create_state_machine", {**MAKE, "versionDescription": "v"}, "ValidationException", "publish is true"),
    ("create_state_machine", {**MAKE, "loggingConfiguration": {"level": "ALL"}}, "InvalidLoggingConfiguration", "one"),
    (
        "create_state_machine",
        {**MAKE, "encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY"}},
        "InvalidEncryptionConfiguration",
        "kmsKeyId must be given",
    ),
    ("create_state_machine", {**MAKE, "definition": "[" * 100_000}, "InvalidDefinition", "nested too deeply"),
    ("create_state_machine", {**MAKE, "name": "here", "publish": True}, "StateMachineAlreadyExists", "Already Exists"),
    ("update_state_machine", {"stateMachineArn": HERE, "publish": True}, "MissingRequiredParameter", "Either"),
    (
        "update_state_machine",
        {"stateMachineArn": HERE, "roleArn": ROLE, "versionDescription": "v"},
        "ValidationException",
        "publish is true",
    ),
    ("start_execution", {"stateMachineArn": f"{HERE}/label"}, "ValidationException", "labelled"),
    ("stop_execution", {"executionArn": f"{STATES}:express:here:x:y"}, "InvalidArn", "in this context: express"),
    ("describe_state_machine", {"stateMachineArn": f"{HERE}/label"}, "StateMachineDoesNotExist", "here/label"),
    ("create_activity", {"name": "plain", "encryptionConfiguration": KEY}, "ActivityAlreadyExists", "activity:plain"),
    ("describe_state_machine", {"stateMachineArn": MACHINE}, "StateMachineDoesNotExist", f"Not Exist: '{MACHINE}'"),
    ("describe_state_machine", {"stateMachineArn": "m"}, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: m'"),
    ("describe_state_machine", {"stateMachineArn": EXECUTION}, "InvalidArn", "not valid in this context: execution"),
    ("update_state_machine", {"stateMachineArn": MACHINE}, "StateMachineDoesNotExist", MACHINE),
    ("update_state_machine", {"stateMachineArn": f"{STATES}:stateMachine:here"}, "MissingRequiredParameter", "Either"),
    ("start_execution", {"stateMachineArn": MACHINE}, "StateMachineDoesNotExist", "State Machine Does Not Exist"),
    (
        "start_execution",
        {"stateMachineArn": f"{STATES}:stateMachine:here", "input": "{"},
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: '",
    ),
    ("start_execution", {"stateMachineArn": f"{STATES}:stateMachine:here", "name": "a/b"}, "InvalidName", "'a/b'"),
    ("start_sync_execution", {"stateMachineArn": f"{STATES}:stateMachine:here"}, "StateMachineTypeNotSupported", "not"),
    ("describe_execution", {"executionArn": EXECUTION}, "ExecutionDoesNotExist", f"Not Exist: '{EXECUTION}'"),
    ("get_execution_history", {"executionArn": EXECUTION}, "ExecutionDoesNotExist", EXECUTION),
    ("stop_execution", {"executionArn": EXECUTION}, "ExecutionDoesNotExist", EXECUTION),
    ("redrive_execution", {"executionArn": EXECUTION}, "ExecutionDoesNotExist", EXECUTION),
    ("list_executions", {}, "ValidationException", "exactly one of 'stateMachineArn' or 'mapRunArn'"),
    ("list_state_machines", {"nextToken": "x"}, "InvalidToken", "Invalid Token: 'Invalid token'"),
    ("list_state_machines", {"maxResults": 1001}, "ValidationException", "less than or equal to 1000"),
    ("send_task_success", {"taskToken": "x", "output": "1"}, "InvalidToken", "Invalid Token: 'Invalid token'"),
    ("send_task_success", {"taskToken": "x", "output": "{"}, "InvalidOutput", "Invalid Output: '"),
    ("get_activity_task", {"activityArn": f"{STATES}:activity:none"}, "ActivityDoesNotExist", "Activity Does Not"),
    ("tag_resource", {"resourceArn": MACHINE, "tags": []}, "ResourceNotFound", MACHINE),
    ("describe_map_run", {"mapRunArn": f"{STATES}:mapRun:none/x:y"}, "ResourceNotFound", "none/x"),
    ("describe_state_machine_alias", {"stateMachineAliasArn": f"{MACHINE}:P"}, "ResourceNotFound", MACHINE),
]  # fmt: skip


@pytest.fixture(scope="module")
def sfn():
    with served() as client:
        client.create_state_machine(name="here", definition=PASS, roleArn=ROLE)
        client.create_activity(name="plain")
        yield client


@pytest.mark.parametrize(("operation", "request_", "code", "words"), REFUSED, ids=lambda one: str(one)[:40])
def test_refused(sfn, operation, request_, code, words):
    sfn.meta.config.parameter_validation = False
    with pytest.raises(ClientError) as refused:
        getattr(sfn, operation)(**request_)
    error = refused.value.response["Error"]
    assert error["Code"] == code
    assert words in error["Message"]


@pytest.mark.parametrize(
    ("target", "body", "code"),
    [
        ("AWSStepFunctions.MakeCoffee", "{}", "UnknownOperationException"),
        ("", "{}", "UnknownOperationException"),
        ("AWSStepFunctions.ListActivities", "{", "SerializationException"),
        ("AWSStepFunctions.ListActivities", "[]", "SerializationException"),
        ("AWSStepFunctions.DescribeActivity", '{"activityArn": 3}', "SerializationException"),
        ("AWSStepFunctions.DescribeActivity", "{}", "ValidationException"),
    ],
)
def test_malformed_requests(sfn, target, body, code):
    host = sfn.meta.endpoint_url.rpartition("@")[2]
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request("POST", "/", body, {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"})
    reply = connection.getresponse()
    assert (reply.status, json.loads(reply.read())["__type"].partition("#")[2]) == (400, code)
    connection.close()


def test_a_name_that_is_taken_by_another_machine(sfn):
    with pytest.raises(sfn.exceptions.StateMachineAlreadyExists):
        sfn.create_state_machine(name="here", definition=machine(B={"Type": "Succeed"}), roleArn=ROLE)
