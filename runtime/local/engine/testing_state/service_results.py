"""Whether a mocked result could be what a service answers, by botocore's models of the services.

    mismatch(read_resource("arn:aws:states:::states:startExecution"), {"ExecutionArn": 3}, required=True)
    # "Field 'ExecutionArn' must be a string"

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
"""

from functools import lru_cache
from typing import Any

from runtime.local.engine.resources import Resource, client_name, pascal
from runtime.local.engine.timestamps import parse_timestamp
from runtime.services import member


def mismatch(resource: Resource, result: Any, *, required: bool) -> str | None:
    """What is wrong with the result, or None; services and patterns without a model are not checked."""
    if resource.is_lambda or resource.is_activity or resource.pattern:
        return None
    shape = _output_shape(resource.service, resource.action)
    if shape is None:
        return None
    if not isinstance(result, dict):
        return "the result must be a JSON object"
    return _wrong(shape, result, "", required)


@lru_cache(maxsize=64)
def _output_shape(service: str, action: str) -> Any:
    from botocore.exceptions import UnknownServiceError
    from botocore.model import ServiceModel
    from botocore.session import Session

    loader = Session().get_component("data_loader")
    try:
        model = ServiceModel(loader.load_service_model(client_name(service), "service-2"))
    except UnknownServiceError:
        return None
    operation = pascal(action)
    return model.operation_model(operation).output_shape if operation in model.operation_names else None


def _wrong(shape: Any, value: Any, path: str, required: bool) -> str | None:
    match shape.type_name:
        case "structure":
            return _wrong_structure(shape, value, path, required)
        case "list":
            if not isinstance(value, list):
                return f"Field '{path}' must be an array"
            if (bad := _out_of_range(shape, len(value), path, "size")) is not None:
                return bad
            return next((bad for one in value if (bad := _wrong(shape.member, one, path, required))), None)
        case "map":
            if not isinstance(value, dict):
                return f"Field '{path}' must be an object"
            return next((bad for one in value.values() if (bad := _wrong(shape.value, one, path, required))), None)
        case kind if not _fits(kind, value):
            return f"Field '{path}' must be a {_WORDS.get(kind, kind)}"
        case "string":
            return _out_of_range(shape, len(value), path, "length")
        case "integer" | "long" | "float" | "double":
            return _out_of_range(shape, value, path, "value")
        case _:
            return None


def _out_of_range(shape: Any, found: float, path: str, what: str) -> str | None:
    """What the model's limits have against a number, a length or a size."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and found < least:
        return f"Field '{path}' must have {what} greater than or equal to {least}"
    if most is not None and found > most:
        return f"Field '{path}' must have {what} less than or equal to {most}"
    return None


def _wrong_structure(shape: Any, value: Any, path: str, required: bool) -> str | None:
    if not isinstance(value, dict):
        return f"Field '{path}' must be an object"
    members = {member(name): (name, one) for name, one in shape.members.items()}
    if required:
        needed = (one for one, (name, _) in members.items() if name in shape.required_members and one not in value)
        if (missing := next(needed, None)) is not None:
            return f"Required field '{missing}' is missing"
    for name, one in value.items():
        if name in members and one is not None:
            bad = _wrong(members[name][1], one, f"{path}.{name}".lstrip("."), required)
            if bad:
                return bad
    return None


_WORDS = {"timestamp": "timestamp", "integer": "number", "long": "number", "double": "number"}


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "long":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float" | "double":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "timestamp":
            return isinstance(value, str) and _is_moment(value)
        case _:
            # Payloads that a service takes as bytes are JSON in Step Functions.
            return True


def _is_moment(text: str) -> bool:
    return parse_timestamp(text) is not None or parse_timestamp(f"{text}Z") is not None
