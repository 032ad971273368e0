"""Names of operations and errors: Step Functions' in resources, boto3's in clients, the SDK's in errors.

    resource = read_resource("arn:aws:states:::aws-sdk:sfn:startExecution")
    method_name(resource)                # "start_execution"
    error_prefix(resource, client)       # "Sfn"

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import re
from typing import Any

from botocore import xform_name

from runtime.local.engine.resources import SDK, Resource, pascal

_OPTIMISED = {
    "dynamodb": "DynamoDB",
    "sns": "SNS",
    "sqs": "SQS",
    "lambda": "Lambda",
    "states": "StepFunctions",
    "events": "EventBridge",
    "s3": "S3",
    "ecs": "ECS",
    "eks": "EKS",
    "glue": "Glue",
    "batch": "Batch",
    "athena": "Athena",
    "codebuild": "CodeBuild",
    "sagemaker": "SageMaker",
    "elasticmapreduce": "ElasticMapReduce",
    "apigateway": "ApiGateway",
}
"""How errors of optimised integrations begin."""

_CAPITALS = re.compile(r"[A-Z]+(?![a-z])")


def is_sdk(resource: Resource) -> bool:
    """Whether the integration is the SDK's, not an optimised one."""
    return resource.service.startswith(SDK)


def method_name(resource: Resource) -> str:
    """The client's method."""
    return str(xform_name(pascal(resource.action)))


def error_prefix(resource: Resource, client: Any) -> str:
    """What stands before the dot in an error's name."""
    if not is_sdk(resource):
        return _OPTIMISED.get(resource.service, resource.service.capitalize())
    return sdk_name(client.meta.service_model.service_id)


def sdk_name(service_id: str) -> str:
    """A service id in the spelling of the SDK's classes: `DynamoDB` → `DynamoDb`, `SFN` → `Sfn`."""
    joined = "".join(word[:1].upper() + word[1:] for word in service_id.split())
    return _CAPITALS.sub(lambda found: found[0].capitalize(), joined)
