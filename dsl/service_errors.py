"""The errors of AWS services as classes, found where boto3 has them: `aws.dynamodb.exceptions.…`.

    except aws.dynamodb.exceptions.ConditionalCheckFailedException as error:
        str(error)                      "The conditional request failed"

In a state machine they are `DynamoDB.ConditionalCheckFailedException`, or `DynamoDb.…` where the SDK integration is
called. In plain Python a call raises them in place of boto3's own, and a test may raise one from a mock.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any


class ServiceError(Exception):
    """A service refused a call. The text is what the service says, alone."""

    service = ""
    """boto3's name of the service."""
    shape = ""
    """boto3's name of the error. The class's own ends with "Exception", as a state machine's always does."""


_CLASSES: dict[tuple[str, str], type[ServiceError]] = {}


def service_error(service: str, name: str) -> type[ServiceError]:
    """The class of one service's error, always the same; `service` is boto3's name."""
    known = _CLASSES.get((service, name))
    if known is None:
        facts = {"service": service, "shape": name, "__module__": __name__}
        known = _CLASSES[service, name] = type(_java_name(name), (ServiceError,), facts)
    return known


class Exceptions:
    """One service's errors, as attributes; which there are, the compiler checks against botocore's model."""

    __slots__ = ("service",)

    def __init__(self, service: str) -> None:
        self.service = service

    def __getattr__(self, name: str) -> type[ServiceError]:
        if name.startswith("_"):
            raise AttributeError(name)
        return service_error(self.service, name)

    def __repr__(self) -> str:
        return f"aws.{self.service}.exceptions"


def own_error(service: str, error: Exception) -> ServiceError | None:
    """boto3's error as this vocabulary's; None for what is no refusal, or one that the service's model lacks.

    >>> refused = type("NoSuchKey", (Exception,), {"response": {"Error": {"Message": "Gone"}}})
    >>> own_error("s3", refused())
    NoSuchKeyException('Gone')
    """
    response: Any = getattr(error, "response", None)
    name = type(error).__name__
    if not isinstance(response, dict) or name == "ClientError":
        return None
    return service_error(service, name)(response.get("Error", {}).get("Message", ""))


# ---- names in a state machine ----

_OPTIMISED = {
    "apigateway": "ApiGateway",
    "athena": "Athena",
    "batch": "Batch",
    "codebuild": "CodeBuild",
    "dynamodb": "DynamoDB",
    "ecs": "ECS",
    "eks": "EKS",
    "elasticmapreduce": "ElasticMapReduce",
    "events": "EventBridge",
    "glue": "Glue",
    "lambda": "Lambda",
    "s3": "S3",
    "sagemaker": "SageMaker",
    "sns": "SNS",
    "sqs": "SQS",
    "states": "StepFunctions",
}
"""How errors of optimised integrations begin."""


def error_prefix(service: str, service_id: str) -> str:
    """What stands before the dot: by the Resource's word for the service, and botocore's `serviceId`.

    >>> error_prefix("dynamodb", "DynamoDB"), error_prefix("aws-sdk:dynamodb", "DynamoDB")
    ('DynamoDB', 'DynamoDb')
    """
    if service.startswith("aws-sdk:"):
        return sdk_prefix(service_id)
    return _OPTIMISED.get(service, service.capitalize())


def sdk_prefix(service_id: str) -> str:
    """A service id in the spelling of the SDK's classes: `DynamoDB` is `DynamoDb`, `SFN` is `Sfn`."""
    words = "".join(word[:1].upper() + word[1:] for word in service_id.split())
    found = ""
    for index, letter in enumerate(words):
        following = words[index + 1 : index + 2]
        inside = index > 0 and words[index - 1].isupper() and not following.islower()
        found += letter.lower() if letter.isupper() and inside else letter
    return found


def error_name(prefix: str, name: str) -> str:
    """An error of botocore's model as the SDK for Java names it: `S3.NoSuchKeyException`."""
    return f"{prefix}.{_java_name(name)}"


def _java_name(name: str) -> str:
    return name if name.endswith("Exception") else f"{name}Exception"
