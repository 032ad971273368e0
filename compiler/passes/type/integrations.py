"""Which operations Step Functions can call itself, and what botocore's models say of them.

    model = operation("sns", "publish")
    model.resource, model.parameters, model.result      "arn:aws:states:::sns:publish", (TopicArn: str, …), …

Optimised integrations and the operations of `aws-sdk:` are data (`compiler.forms.aws`); names, types and required
arguments come from botocore. A call's arguments have the API's own names, as in boto3; its answer has those of a state
machine (`dsl.spelling`), in plain Python too.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from compiler.diagnostics import NOWHERE
from compiler.forms.aws import optimised, sdk
from compiler.forms.expressions import Constant
from compiler.forms.program import Parameter
from compiler.forms.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    DictOf,
    FieldOf,
    ListOf,
    Record,
    RecordKind,
    Type,
)
from dsl.jobs import JOBS, at_shape
from dsl.spelling import member

_OPTIMISED_NAMES = {"stepfunctions": "states", "emr": "elasticmapreduce", "bedrock-runtime": "bedrock"}
_ANY_JSON = frozenset(
    {
        ("lambda", "Payload"),
        ("sqs", "MessageBody"),
        ("sns", "Message"),
        ("stepfunctions", "input"),
        ("events", "Detail"),
        ("bedrock-runtime", "body"),
    }
)
"""Arguments that an optimised integration takes as any JSON and turns into text itself."""
_DEEPEST = 4
"""Structures inside structures that are looked into; below, values are opaque."""


@dataclass(frozen=True, slots=True)
class OperationModel:
    """One operation, as the state machine may call it."""

    resource: str
    parameters: tuple[Parameter, ...]
    result: Type
    patterns: tuple[str, ...]
    """Among "", "sync" and "waitForTaskToken"."""
    shape: Any = None
    """botocore's model of the arguments."""
    ended: Type = ANY
    """What `.sync` gives: the description of the ended work."""

    @property
    def sdk(self) -> bool:
        """Whether it is an integration of the SDK's, not an optimised one."""
        return ":aws-sdk:" in self.resource


class UnknownOperation(Exception):
    """No such service or operation; `known` are the names that there are."""

    def __init__(self, message: str, known: tuple[str, ...]) -> None:
        super().__init__(message)
        self.known = known


@cache
def operation(service: str, name: str) -> OperationModel:
    """The model of boto3's `client(service).name`. Raises `UnknownOperation`."""
    model = service_model(service)
    from botocore import xform_name

    operations = {xform_name(one): one for one in model.operation_names}
    if name not in operations:
        raise UnknownOperation(f"`{service}` has no operation `{name}`", tuple(operations))
    api = operations[name]
    camel = api[0].lower() + api[1:]
    service_word = _OPTIMISED_NAMES.get(service, service)
    patterns = optimised().get(service_word, {}).get(camel)
    shapes = model.operation_model(api)
    if patterns is not None:
        resource = f"arn:aws:states:::{service_word}:{camel}"
    else:
        word = model.metadata.get("serviceId", service).lower().replace(" ", "").replace("-", "")
        if camel not in sdk().get(word, ()):
            raise UnknownOperation(f"Step Functions cannot call `{name}` of `{service}`", ())
        resource, patterns = f"arn:aws:states:::aws-sdk:{word}:{camel}", ["", "waitForTaskToken"]
    result = _answer(service, shapes.output_shape, sdk=":aws-sdk:" in resource)
    parameters = _parameters(service, shapes.input_shape)
    ended = _ended(service, name, model, operations) if "sync" in patterns else ANY
    return OperationModel(resource, parameters, result, tuple(patterns), shapes.input_shape, ended)


def _ended(service: str, name: str, model: Any, operations: dict[str, str]) -> Type:
    job = JOBS.get((service, name))
    if job is None:
        return ANY
    shape = at_shape(model.operation_model(operations[job.look]).output_shape, job.found)
    described = _answer(service, shape, sdk=False)
    if (service, name) == ("stepfunctions", "start_execution") and isinstance(described, Record):
        fields = tuple(replace(one, type=ANY) if one.name == "Output" else one for one in described.fields)
        return replace(described, fields=fields)  # `.sync:2` reads the JSON
    if not job.within:
        return described
    return Record(f"aws.{job.within}", (FieldOf(job.within, described),), RecordKind.TYPED_DICT)


def _answer(service: str, shape: Any, *, sdk: bool) -> Type:
    return DictOf(STR, ANY) if shape is None else _type(_Reading(service, arguments=False, sdk=sdk), shape, 0)


@cache
def error_shapes(service: str, name: str | None) -> tuple[str, ...]:
    """The names of the errors that an operation of boto3's `client(service)` declares, or that the service has."""
    model = service_model(service)
    if name is None:
        return tuple(one.name for one in model.error_shapes)
    from botocore import xform_name

    api = next(one for one in model.operation_names if xform_name(one) == name)
    return tuple(one.name for one in model.operation_model(api).error_shapes)


@cache
def service_model(service: str) -> Any:
    """Botocore's model of a service. Raises `UnknownOperation`."""
    import botocore.session
    from botocore.exceptions import UnknownServiceError
    from botocore.model import ServiceModel

    loader = botocore.session.get_session().get_component("data_loader")
    try:
        return ServiceModel(loader.load_service_model(service, "service-2"), service)
    except UnknownServiceError as error:
        raise UnknownOperation(
            f"AWS has no service `{service}`", tuple(loader.list_available_services("service-2"))
        ) from error


def _parameters(service: str, shape: Any) -> tuple[Parameter, ...]:
    if shape is None:
        return ()
    left_out = Constant(None, NONE, NOWHERE)
    reading = _Reading(service, arguments=True, sdk=False)
    return tuple(
        Parameter(
            name,
            ANY if (service, name) in _ANY_JSON else _type(reading, one, 0),
            None if name in shape.required_members else left_out,
            NOWHERE,
        )
        for name, one in shape.members.items()
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Whose shapes are read, and whether they are taken or given."""

    service: str
    arguments: bool
    sdk: bool

    def name(self, name: str) -> str:
        """A member's name: boto3's in arguments, a state machine's in answers."""
        return name if self.arguments else member(name, sdk=self.sdk)


def _type(reading: _Reading, shape: Any, depth: int) -> Type:
    """What a value of the shape is in Python."""
    match shape.type_name:
        case "string" | "character":
            return STR
        case "integer" | "long" | "short" | "byte":
            return INT
        case "float" | "double" | "bigdecimal":
            return FLOAT
        case "boolean":
            return BOOL
        case "timestamp" | "blob" if not reading.arguments:
            return STR  # ISO texts and bodies, as `dsl.spelling` gives them
        case "list":
            return ListOf(_type(reading, shape.member, depth))
        case "map":
            return DictOf(STR, _type(reading, shape.value, depth))
        case "structure" if shape.members and depth < _DEEPEST and not getattr(shape, "is_document_type", False):
            return _record(reading, shape, depth)
        case _:
            return ANY


def _record(reading: _Reading, shape: Any, depth: int) -> Record:
    fields = tuple(
        FieldOf(
            reading.name(name),
            ANY if (reading.service, name) in _ANY_JSON else _type(reading, one, depth + 1),
            name in shape.required_members or not reading.arguments,
        )
        for name, one in shape.members.items()
    )
    return Record(f"aws.{shape.name}", fields, RecordKind.TYPED_DICT)
