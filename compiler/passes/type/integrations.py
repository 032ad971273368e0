"""Which operations Step Functions can call itself, and what botocore's models say of them.

    model = operation("sns", "publish")
    model.resource, model.parameters, model.result      "arn:aws:states:::sns:publish", (TopicArn: str, …), …

Optimised integrations and the operations of `aws-sdk:` are data (`compiler.forms.aws`); names, types and required
arguments come from botocore. In a state machine every name begins with a capital letter, whatever the service's own API
does (Step Functions developer guide, "AWS SDK service integrations").
"""

from dataclasses import dataclass
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

_OPTIMISED_NAMES = {"stepfunctions": "states", "emr": "elasticmapreduce", "bedrock-runtime": "bedrock"}
_ANY_JSON = frozenset(
    {
        ("lambda", "Payload"),
        ("sqs", "MessageBody"),
        ("sns", "Message"),
        ("stepfunctions", "input"),
        ("events", "Detail"),
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


class UnknownOperation(Exception):
    """No such service or operation; `known` are the names that there are."""

    def __init__(self, message: str, known: tuple[str, ...]) -> None:
        super().__init__(message)
        self.known = known


@cache
def operation(service: str, name: str) -> OperationModel:
    """The model of boto3's `client(service).name`. Raises `UnknownOperation`."""
    model = _service_model(service)
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
    result = (
        _type(service, shapes.output_shape, 0, arguments=False) if shapes.output_shape is not None else DictOf(STR, ANY)
    )
    return OperationModel(resource, _parameters(service, shapes.input_shape), result, tuple(patterns))


@cache
def _service_model(service: str) -> Any:
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
    return tuple(
        Parameter(
            name,
            ANY if (service, name) in _ANY_JSON else _type(service, member, 0, arguments=True),
            None if name in shape.required_members else left_out,
            NOWHERE,
        )
        for name, member in shape.members.items()
    )


def _type(service: str, shape: Any, depth: int, *, arguments: bool) -> Type:
    """What a value of the shape is in Python; a result's keys begin with a capital letter."""
    match shape.type_name:
        case "string" | "character":
            return STR
        case "integer" | "long" | "short" | "byte":
            return INT
        case "float" | "double" | "bigdecimal":
            return FLOAT
        case "boolean":
            return BOOL
        case "list":
            return ListOf(_type(service, shape.member, depth, arguments=arguments))
        case "map":
            return DictOf(STR, _type(service, shape.value, depth, arguments=arguments))
        case "structure" if shape.members and depth < _DEEPEST and not getattr(shape, "is_document_type", False):
            fields = tuple(
                FieldOf(
                    name if arguments else capital(name),
                    ANY if (service, name) in _ANY_JSON else _type(service, member, depth + 1, arguments=arguments),
                    name in shape.required_members or not arguments,
                )
                for name, member in shape.members.items()
            )
            return Record(f"aws.{shape.name}", fields, RecordKind.TYPED_DICT)
        case _:
            return ANY  # times and bytes are texts in a state machine, objects in boto3


def capital(name: str) -> str:
    """The name as a state machine spells it."""
    return name[:1].upper() + name[1:]
