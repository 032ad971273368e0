"""Errors of services as tasks see them: `DynamoDb.ResourceNotFoundException` and its cause.

    raise client_failure(resource, client, error)

Optimised integrations and SDK integrations name the same error differently; both spellings are AWS's.
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from runtime.local.engine.calls import TaskFailed
from runtime.local.engine.integrations.naming import error_prefix, is_sdk
from runtime.local.engine.resources import Resource
from runtime.services import error_name

_OLD_SERVICES = {"dynamodb": "AmazonDynamoDBv2", "sns": "AmazonSNS", "sqs": "AmazonSQS", "states": "AWSStepFunctions",
                 "lambda": "AWSLambda", "events": "AmazonEventBridge", "s3": "AmazonS3"}  # fmt: skip
"""Service names in the causes of optimised integrations."""


def client_failure(resource: Resource, client: Any, error: ClientError) -> TaskFailed:
    """A refused request."""
    code = error.response["Error"].get("Code", "")
    message = error.response["Error"].get("Message", "")
    meta: dict[str, Any] = dict(error.response.get("ResponseMetadata", {}))
    status, request_id = meta.get("HTTPStatusCode"), meta.get("RequestId")
    prefix = error_prefix(resource, client)
    name = _exception(resource, client, code, prefix)
    if is_sdk(resource):
        where = f"(Service: {prefix}, Status Code: {status}, Request ID: {request_id})"
    else:
        service = _OLD_SERVICES.get(resource.service, prefix)
        where = (
            f"(Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {request_id}; Proxy: null)"
        )
    return TaskFailed(name, f"{message} {where}")


def _exception(resource: Resource, client: Any, code: str, prefix: str) -> str:
    """The error's name: its own where the service's model has it, else the service's general one."""
    for shape in client.meta.service_model.error_shapes:
        if code in (shape.name, shape.metadata.get("error", {}).get("code")):
            return error_name(prefix, shape.name)
    return f"{prefix}.{prefix}Exception" if is_sdk(resource) else f"{prefix}.Amazon{prefix}Exception"


def sdk_failure(resource: Resource, client: Any, error: BotoCoreError) -> TaskFailed:
    """A request that does not fit the service's model, or reaches nobody."""
    return TaskFailed(f"{error_prefix(resource, client)}.SdkClientException", str(error))
