"""AWS services called by the state machine itself, without a Lambda function: `aws.<service>.<operation>(…)`.

    aws.sns.publish(TopicArn=topic, Message="done")
    aws.dynamodb.get_item(TableName=table, Key={"id": {"S": order}})
    aws.glue.start_job_run.sync(JobName="nightly")              # and wait until it ends, where Step Functions can
    aws.sqs.send_message(QueueUrl=queue, MessageBody={"token": TOKEN})     # waits for somebody to give the token back

Services and operations have boto3's names; a hyphen is written `_`, and a reserved word ends with `_`: `aws.lambda_`.
In plain Python it is the boto3 call.
"""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword

from dsl.errors import DeclarationError

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any


class Operation:
    """One operation of a service; calling it does it and gives its result."""

    __slots__ = ("name", "service")

    def __init__(self, service: str, name: str) -> None:
        self.service = service
        self.name = name

    def __call__(self, **arguments: Any) -> Any:
        """Do it. Arguments are the operation's own, by its API's names. Raises botocore's errors."""
        result = getattr(client(self.service), self.name)(**arguments)
        if isinstance(result, dict):
            result.pop("ResponseMetadata", None)
        return result

    @property
    def sync(self) -> Callable[..., Any]:
        """The operation that waits until the work it starts has ended (`.sync` integrations)."""
        return Waited(self.service, self.name)

    def __repr__(self) -> str:
        return f"aws.{self.service}.{self.name}"


class Waited:
    """An operation together with the end of the work that it starts."""

    __slots__ = ("name", "service")

    def __init__(self, service: str, name: str) -> None:
        self.service = service
        self.name = name

    def __call__(self, **arguments: Any) -> Any:
        """Start the work and wait for its end. Raises `DeclarationError` where plain Python cannot tell that."""
        from dsl.jobs import JOBS, wait_for

        job = JOBS.get((self.service, self.name))
        if job is None:
            known = ", ".join(f"aws.{service}.{name}.sync" for service, name in sorted(JOBS))
            raise DeclarationError(repr(self), (f"plain Python cannot wait for its end; it can for {known}",))
        return wait_for(job, client(self.service), arguments)

    def __repr__(self) -> str:
        return f"aws.{self.service}.{self.name}.sync"


class Service:
    """One service's operations, as attributes."""

    __slots__ = ("service",)

    def __init__(self, service: str) -> None:
        self.service = service

    def __getattr__(self, name: str) -> Operation:
        if name.startswith("__"):
            raise AttributeError(name)
        return Operation(self.service, name)

    def __repr__(self) -> str:
        return f"aws.{self.service}"


class Services:
    """All services, as attributes. There is one of it, `aws`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Service:
        if name.startswith("__"):
            raise AttributeError(name)
        return Service(name)

    def __repr__(self) -> str:
        return "aws"


aws = Services()


def boto3_name(service: str) -> str:
    """The service's name for boto3: `lambda_` is lambda, `cognito_idp` is cognito-idp, `sfn` is stepfunctions.

    >>> boto3_name("lambda_"), boto3_name("cognito_idp"), boto3_name("sfn")
    ('lambda', 'cognito-idp', 'stepfunctions')
    """
    plain = service.removesuffix("_") if iskeyword(service.removesuffix("_")) else service
    renamed = {"sfn": "stepfunctions", "states": "stepfunctions", "eventbridge": "events", "cloudwatchlogs": "logs"}
    return renamed.get(plain, plain.replace("_", "-"))


def client(service: str) -> Any:
    """A boto3 client for this service; boto3 is imported here and only when something is called."""
    import boto3

    return boto3.client(boto3_name(service))  # type: ignore[call-overload]
