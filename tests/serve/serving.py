"""A server for a test, and boto3 led to it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from runtime.local import Call
from runtime.local.serve import Server, Service, Store, Tasks

ROLE = "arn:aws:iam::123456789012:role/states"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:work"


def client(url: str) -> Any:
    config = Config(retries={"total_max_attempts": 1}, max_pool_connections=50)
    session = boto3.session.Session("a", "b", region_name="us-east-1")
    return session.client("stepfunctions", endpoint_url=url, config=config)


@contextmanager
def served(*answers: Callable[[Call], Any], data: Path | None = None) -> Iterator[Any]:
    """boto3's client of a server whose tasks these answer."""
    service = Service(Store(data), Tasks(answers))
    service.resume()
    with Server(service) as server:
        yield client(server.url)
    service.close()


def machine(**states: dict[str, Any]) -> str:
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states})


def task(resource: str = FUNCTION, **fields: Any) -> dict[str, Any]:
    ending = {} if "Next" in fields else {"End": True}
    return {"Type": "Task", "Resource": resource, **ending, **fields}


def created(sfn: Any, definition: str, name: str = "orders", **more: Any) -> str:
    return str(sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE, **more)["stateMachineArn"])


def ended(sfn: Any, arn: str, seconds: float = 10) -> Any:
    """What DescribeExecution says at the end."""
    until = time.monotonic() + seconds
    while (told := sfn.describe_execution(executionArn=arn))["status"] == "RUNNING":
        assert time.monotonic() < until, "the execution goes on for too long"
        time.sleep(0.01)
    return told


def shown(ask: Callable[[], list[Any]]) -> list[Any]:
    """What a list holds as soon as it holds anything."""
    for _ in range(500):
        if found := ask():
            return found
        time.sleep(0.01)
    raise AssertionError("nothing is listed")


def started(sfn: Any, machine_arn: str, value: Any = None, **more: Any) -> str:
    given = {} if value is None else {"input": json.dumps(value)}
    return str(sfn.start_execution(stateMachineArn=machine_arn, **given, **more)["executionArn"])
