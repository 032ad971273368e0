"""Answering tasks by AWS services, or by what speaks like them: `aws-sdk:` resources, optimised ones, HTTP tasks.

    answer = service_answer(lambda service: boto3.client(service, endpoint_url=endpoint))
    execute(definition, input, tasks=answer, clock="wall")

Requests are taken in Step Functions' spelling (PascalCase members, JSON bodies) and answers and errors are given in it.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
"""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from runtime.local.engine.calls import Answer, Call, Pending, Submitted, TaskFailed
from runtime.local.engine.integrations.failures import client_failure, sdk_failure
from runtime.local.engine.integrations.http import ask_http
from runtime.local.engine.integrations.items import READERS, read
from runtime.local.engine.integrations.naming import is_sdk, method_name
from runtime.local.engine.integrations.optimised import prepared, understood
from runtime.local.engine.integrations.waiting import finished
from runtime.local.engine.resources import Resource, client_name, read_resource
from runtime.services import as_answer, as_request

Clients = Callable[[str], Any]
"""Gives the boto3 client of a service by boto3's name."""


def service_answer(clients: Clients) -> Answer:
    """The answer that asks services through these clients."""

    def answer(call: Call) -> Any:
        resource = read_resource(call.resource)
        if resource.is_lambda:
            return _function(clients, call)
        if resource.service == "http":
            return ask_http(call.arguments)
        if resource.service == "s3" and resource.action in READERS:
            return _items(clients, resource, call)
        return _service(clients, resource, call)

    return answer


def service_put(clients: Clients) -> Callable[[str, str, str], None]:
    """What stores the results of Distributed Maps in S3: the `put` of an execution."""

    def put(bucket: str, key: str, body: str) -> None:
        clients("s3").put_object(Bucket=bucket, Key=key, Body=body.encode("utf-8", "surrogatepass"))

    return put


def _function(clients: Clients, call: Call) -> Any:
    """A function by its own ARN: its input is the arguments, its result the payload alone."""
    invoke = read_resource("arn:aws:states:::lambda:invoke")
    request = {"FunctionName": call.resource, "Payload": call.arguments}
    return _Asked(clients, invoke, request).result["Payload"]


def _items(clients: Clients, resource: Resource, call: Call) -> Any:
    client = clients("s3")
    try:
        return read(client, resource.action, call.arguments)
    except ClientError as error:
        raise client_failure(resource, client, error) from error
    except BotoCoreError as error:
        raise sdk_failure(resource, client, error) from error


def _service(clients: Clients, resource: Resource, call: Call) -> Any:
    asked = _Asked(clients, resource, call.arguments)
    match resource.pattern:
        case "waitForTaskToken":
            return Submitted(asked.result, Pending())
        case "sync" | "sync:2":
            return Submitted(asked.result, _end(clients, resource, asked))
        case _:
            return asked.result


def _end(clients: Clients, resource: Resource, asked: "_Asked") -> Any:
    """What `.sync` waits for, or why it cannot be asked for."""
    client = clients(_client_name(resource))
    try:
        return finished(resource, asked.request, asked.response, clients)
    except ClientError as error:
        return client_failure(resource, client, error)
    except BotoCoreError as error:
        return sdk_failure(resource, client, error)


def _client_name(resource: Resource) -> str:
    if (resource.service, resource.action) == ("bedrock", "invokeModel"):
        return "bedrock-runtime"  # boto3 has models' makers and models' users apart
    return client_name(resource.service)


class _Asked:
    """One request and its response in boto3's terms, and the result in Step Functions' terms."""

    def __init__(self, clients: Clients, resource: Resource, arguments: Any) -> None:
        client = clients(_client_name(resource))
        method = method_name(resource)
        operation = client.meta.method_to_api_mapping.get(method)
        if operation is None:
            raise TaskFailed("States.TaskFailed", f"The service has no such operation: {resource.arn}")
        model = client.meta.service_model.operation_model(operation)
        sdk = is_sdk(resource)
        self.request = as_request(model.input_shape, prepared(resource, arguments), sdk=sdk)
        try:
            self.response = getattr(client, method)(**self.request)
        except ClientError as error:
            raise client_failure(resource, client, error) from error
        except BotoCoreError as error:
            raise sdk_failure(resource, client, error) from error
        self.result = understood(resource, self.response, as_answer(model.output_shape, self.response, sdk=sdk))


__all__ = ["Clients", "service_answer", "service_put"]
