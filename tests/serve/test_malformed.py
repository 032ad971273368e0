"""Requests that no client of AWS would send: each is refused by an error of the API, and the server goes on."""

import http.client
import json
import socket

import pytest

from runtime.local.serve.server import MOST_BYTES
from runtime.local.serve.shapes import service_model
from tests.serve.serving import ROLE, machine, served

STATES = "arn:aws:states:us-east-1:123456789012"
PASS = machine(A={"Type": "Pass", "End": True})
GOOD = {
    "stateMachineArn": f"{STATES}:stateMachine:here",
    "executionArn": f"{STATES}:execution:here:x",
    "activityArn": f"{STATES}:activity:here",
    "resourceArn": f"{STATES}:activity:here",
    "mapRunArn": f"{STATES}:mapRun:here/l:x",
    "stateMachineAliasArn": f"{STATES}:stateMachine:here:P",
    "stateMachineVersionArn": f"{STATES}:stateMachine:here:1",
    "routingConfiguration": [{"stateMachineVersionArn": f"{STATES}:stateMachine:here:1", "weight": 100}],
    "name": "fresh", "definition": PASS, "roleArn": ROLE, "taskToken": "t", "output": "1", "input": "{}",
    "tags": [], "tagKeys": ["a"],
}  # fmt: skip
ODD = [
    None, 3, -1, 2.5, True, "", "x", "é" * 300, [], [1], {}, {"a": 1}, "a\u0000b", "\ud800", [[]], [{}], [{"key": 3}],
    10**40, "arn:aws:states:::", "arn", f"{STATES}:stateMachine:", *(one for one in GOOD.values() if "arn" in one),
    f"{STATES}:stateMachine:here:99999999999999999999", f"{STATES}:stateMachine:here:P:Q", f"{STATES}:express:here:a:b",
    f"{STATES}:execution:here/l:x", "{" * 5000, "[" * 100_000,
]  # fmt: skip
ANYWHERE = {"ValidationException", "SerializationException"}


@pytest.fixture(scope="module")
def server():
    with served() as client:
        yield client


@pytest.fixture
def sfn(server):
    """What is named in GOOD, whatever a test before has made of it."""
    server.delete_state_machine(stateMachineArn=GOOD["stateMachineArn"])
    server.create_state_machine(name="here", definition=PASS, roleArn=ROLE, publish=True)
    server.start_execution(stateMachineArn=GOOD["stateMachineArn"], name="x")
    server.create_activity(name="here")
    return server


@pytest.fixture
def connection(sfn):
    made = http.client.HTTPConnection(sfn.meta.endpoint_url.rpartition("@")[2], timeout=20)
    yield made
    made.close()


def asked(connection, operation, body, **headers):
    target = {"X-Amz-Target": f"AWSStepFunctions.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    connection.request("POST", "/", body, {**target, **headers})
    reply = connection.getresponse()
    return reply.status, json.loads(reply.read())


@pytest.mark.parametrize("operation", [one for one in service_model().operation_names if one != "GetActivityTask"])
def test_odd_values_for_every_member_of_every_operation(connection, operation):
    model = service_model().operation_model(operation)
    assert model.input_shape is not None
    errors = {one.name for one in model.error_shapes} | ANYWHERE
    usual = {name: GOOD[name] for name in model.input_shape.required_members}
    for member in model.input_shape.members:
        for odd in ODD:
            status, told = asked(connection, operation, json.dumps({**usual, member: odd}))
            where = f"{operation} with {member}={odd!r:.80}: {status} {told}"
            if status == 200:
                assert model.output_shape is None or set(told) >= set(model.output_shape.required_members), where
            else:
                assert status == 400, where
                assert told["__type"].partition("#")[2] in errors, where


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({"Content-Type": "text/plain"}, "{}", 400, "UnknownOperationException"),
        ({"Content-Length": "many"}, "", 400, "SerializationException"),
        ({"Content-Length": "-1"}, "", 400, "SerializationException"),
        ({"Content-Length": str(MOST_BYTES + 1)}, "", 413, "RequestEntityTooLargeException"),
        ({"Transfer-Encoding": "chunked"}, "", 411, "MissingContentLength"),
        ({}, '{"maxResults": NaN}', 400, "SerializationException"),
        ({}, b"\xff", 400, "SerializationException"),
        ({}, "[" * 100_000, 400, "SerializationException"),
    ],
)
def test_requests_that_are_none(sfn, connection, headers, body, status, code):
    told = asked(connection, "ListActivities", body, **headers)
    assert (told[0], told[1]["__type"].partition("#")[2]) == (status, code)
    assert sfn.list_activities()["activities"], "the server goes on"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(connection, method):
    connection.request(method, "/", "{}")
    reply = connection.getresponse()
    told = json.loads(reply.read())
    assert (reply.status, told["__type"]) == (501, "com.amazon.coral.service#UnknownOperationException")


def test_a_slow_client_holds_up_nobody(sfn):
    host, _, port = sfn.meta.endpoint_url.rpartition("@")[2].partition(":")
    with socket.create_connection((host, int(port)), 10) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        assert sfn.list_activities()["activities"]
    with socket.create_connection((host, int(port)), 10) as rude:
        rude.sendall(b"GARBAGE\r\n\r\n")
        assert b"UnknownOperationException" in rude.recv(4096)


@pytest.mark.parametrize(("lengths", "said"), [(["50"], "ended before"), (["2", "50"], "given twice")])
def test_a_request_that_is_cut_short_does_nothing(sfn, lengths, said):
    """What there is of it may well be a request by itself."""
    host, _, port = sfn.meta.endpoint_url.rpartition("@")[2].partition(":")
    head = (
        "POST / HTTP/1.1\r\nX-Amz-Target: AWSStepFunctions.CreateActivity\r\nContent-Type: application/x-amz-json-1.0"
    )
    head += "".join(f"\r\nContent-Length: {one}" for one in lengths)
    with socket.create_connection((host, int(port)), 10) as cut:
        cut.sendall(f'{head}\r\n\r\n{{"name": "cut"}}'.encode())
        cut.shutdown(socket.SHUT_WR)
        assert said in cut.makefile("rb").read().decode()
    assert "cut" not in [one["name"] for one in sfn.list_activities()["activities"]]


def test_secret_values_are_not_repeated(connection):
    told = asked(connection, "CreateStateMachine", json.dumps({"name": "n", "roleArn": ROLE, "definition": ""}))
    assert told[1]["message"].startswith("1 validation error detected: Value at 'definition' failed to satisfy")
