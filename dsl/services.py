"""AWS services called by the state machine itself, without a Lambda function: `aws.<service>.<operation>(…)`.

    aws.sns.publish(TopicArn=topic, Message="done")
    aws.dynamodb.get_item(TableName=table, Key={"id": {"S": order}})
    aws.glue.start_job_run.sync(JobName="nightly")              # and wait until it ends, where Step Functions can
    aws.sqs.send_message(QueueUrl=queue, MessageBody={"token": TOKEN})     # waits for somebody to give the token back

Services and operations have boto3's names; a hyphen is written `_`, and a reserved word ends with `_`: `aws.lambda_`.
In plain Python it is the boto3 call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from keyword import iskeyword

from dsl.definitions import StepOptions
from dsl.errors import DeclarationError, Problems
from dsl.resources import physical
from dsl.service_errors import Exceptions, own_error
from dsl.step_options import check_options

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any


WITHOUT = StepOptions(retry=None)
"""What a call has unless it says otherwise: services retry by themselves, or say so with an error."""


def _options(subject: str, given: dict[str, Any]) -> StepOptions:
    problems = Problems(f"{subject}.with_options")
    known = ("timeout", "heartbeat", "retry")
    for name in given:
        problems.add(name in known, f"{name} is not an option; there are {', '.join(known)}")
    timeout, heartbeat, retry = (given.get(name) for name in known)
    options = check_options(timeout, heartbeat, retry, problems, waits_for_others=True)
    problems.raise_any()
    return options


class Operation:
    """One operation of a service; calling it does it and gives its result."""

    __slots__ = ("name", "options", "service")

    def __init__(self, service: str, name: str, options: StepOptions = WITHOUT) -> None:
        self.service = service
        self.name = name
        self.options = options

    def with_options(self, **options: Any) -> Operation:
        """The same with a `timeout`, a `heartbeat` (of a task token) or a `retry`, as steps have them.

            aws.sqs.send_message.with_options(timeout=hours(8))(QueueUrl=queue, MessageBody={"token": TOKEN})

        Plain Python waits as long as it takes. Raises `DeclarationError` with everything that is wrong.
        """
        return Operation(self.service, self.name, _options(repr(self), options))

    def __call__(self, **arguments: Any) -> Any:
        """Do it. Arguments are the operation's own, by its API's names; the answer is spelled as a state machine does.

        Names in it begin with a capital letter (`r["TaskArn"]`, whatever boto3 says), times are ISO texts, bodies are
        texts, and what Lambda answers is decoded. Raises the service's errors (`aws.<service>.exceptions`), and
        botocore's own where the service's model has no name for one.
        """
        made = client(self.service)
        with _own_errors(self.service):
            return _answer(made, self, _asked(made, self, arguments))

    @property
    def sync(self) -> Waited:
        """The operation that waits until the work it starts has ended (`.sync` integrations)."""
        return Waited(self.service, self.name, self.options)

    def __repr__(self) -> str:
        return f"aws.{self.service}.{self.name}"


class Waited:
    """An operation together with the end of the work that it starts."""

    __slots__ = ("name", "options", "service")

    def __init__(self, service: str, name: str, options: StepOptions = WITHOUT) -> None:
        self.service = service
        self.name = name
        self.options = options

    def with_options(self, **options: Any) -> Waited:
        """The same with a `timeout` or a `retry`: `aws.glue.start_job_run.sync.with_options(timeout=hours(2))(…)`."""
        return Waited(self.service, self.name, _options(repr(self), options))

    def __call__(self, **arguments: Any) -> Any:
        """Start the work and wait for its end. Raises `DeclarationError` where plain Python cannot tell that."""
        from dsl.jobs import JOBS, wait_for

        start = (boto3_name(self.service), self.name)
        if start not in JOBS:
            known = ", ".join(f"aws.{service}.{name}.sync" for service, name in sorted(JOBS))
            raise DeclarationError(repr(self), (f"plain Python cannot wait for its end; it can for {known}",))
        made = client(self.service)
        with _own_errors(self.service):
            begun = _asked(made, Operation(self.service, self.name), arguments)
            ended = wait_for(start, made, arguments, begun)
        if start == _RUN and "Output" in ended:
            ended["Output"] = _parsed(ended["Output"])  # as `.sync:2` gives it
        return ended

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

    @property
    def exceptions(self) -> Exceptions:
        """The service's errors, to be caught."""
        return Exceptions(boto3_name(self.service))

    def __repr__(self) -> str:
        return f"aws.{self.service}"


class Services:
    """All services, as attributes. There is one of it, `aws`.

    aws.s3.get_object(Bucket="landing", Key="a.txt")["Body"]
    """

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


_RUN = ("stepfunctions", "start_execution")
_INVOKE = ("lambda", "invoke")
_MODEL = ("bedrock-runtime", "invoke_model")
_AS_THE_API = {("dynamodb", f"{verb}_item") for verb in ("get", "put", "update", "delete")}
"""Optimised integrations whose acronyms (`BOOL`, `SS`) stay as the API has them."""


def _asked(made: Any, operation: Operation, arguments: dict[str, Any]) -> dict[str, Any]:
    """boto3's answer; where its API wants text, a dict or a list is given as its JSON, as Step Functions does."""
    from dsl.spelling import as_request, json_text

    shape = _model(made, operation).input_shape
    arguments = {key: physical(one) for key, one in arguments.items()}
    texts = {name for name, one in (shape.members if shape else {}).items() if one.type_name == "string"}
    given = {key: json_text(one) if key in texts and isinstance(one, dict | list) else one
             for key, one in arguments.items()}  # fmt: skip
    answer: dict[str, Any] = getattr(made, operation.name)(**as_request(shape, given, sdk=_is_sdk(operation)))
    return answer


def _answer(made: Any, operation: Operation, answer: dict[str, Any]) -> Any:
    from dsl.spelling import as_answer

    shape = _model(made, operation).output_shape
    told = as_answer(shape, answer, sdk=_is_sdk(operation))
    if (boto3_name(operation.service), operation.name) == _INVOKE:
        told["Payload"] = _parsed(told["Payload"])
    if (boto3_name(operation.service), operation.name) == _MODEL:
        told["Body"] = _parsed(told["Body"])
    return told


def _model(made: Any, operation: Operation) -> Any:
    return made.meta.service_model.operation_model(made.meta.method_to_api_mapping[operation.name])


def _is_sdk(operation: Operation) -> bool:
    return (operation.service, operation.name) not in _AS_THE_API


def _parsed(text: str) -> Any:
    import json

    return json.loads(text) if text else None


@contextmanager
def _own_errors(service: str) -> Iterator[None]:
    """boto3's errors, which are classes of one client, as this vocabulary's, which can be named."""
    try:
        yield
    except Exception as error:
        own = own_error(boto3_name(service), error)
        if own is None:
            raise
        raise own from error


def client(service: str) -> Any:
    """A boto3 client for this service; boto3 is imported here and only when something is called."""
    import boto3

    return boto3.client(boto3_name(service))  # type: ignore[call-overload]
