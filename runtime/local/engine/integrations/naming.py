"""Names of operations and errors: Step Functions' in resources, boto3's in clients, the SDK's in errors.

    resource = read_resource("arn:aws:states:::aws-sdk:sfn:startExecution")
    method_name(resource)                # "start_execution"
    error_prefix(resource, client)       # "Sfn"

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from typing import Any

from botocore import xform_name

from runtime.local.engine.resources import SDK, Resource, pascal
from runtime.services import error_prefix as prefix


def is_sdk(resource: Resource) -> bool:
    """Whether the integration is the SDK's, not an optimised one."""
    return resource.service.startswith(SDK)


def method_name(resource: Resource) -> str:
    """The client's method."""
    return str(xform_name(pascal(resource.action)))


def error_prefix(resource: Resource, client: Any) -> str:
    """What stands before the dot in an error's name."""
    return prefix(resource.service, client.meta.service_model.service_id)
