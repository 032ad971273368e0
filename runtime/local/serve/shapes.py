"""Requests and replies by botocore's model of the service: what AWS's own clients send, expect and may send.

    operation = operation_named("DescribeExecution")
    check_request(operation, {"executionArn": 3})      # ApiError SerializationException
    reply(operation, {"executionArn": …, "startDate": 1700000000.0, "unknown": 1})     # only what the model knows

The sentences about constraints are AWS's.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from botocore.model import OperationModel, ServiceModel
from botocore.session import Session

from runtime.local.serve.failures import ApiError, unknown_operation

TARGET = "AWSStepFunctions"


@cache
def service_model() -> ServiceModel:
    """The model of Step Functions in the installed botocore."""
    return Session().get_service_model("stepfunctions")


def operation_named(name: str) -> OperationModel:
    """The operation; ApiError UnknownOperationException."""
    if name not in service_model().operation_names:
        raise unknown_operation(f"There is no operation {name[:80]}")
    return service_model().operation_model(name)


def check_request(operation: OperationModel, request: Any) -> dict[str, Any]:
    """The request without what the model does not know; ApiError where a value is of a wrong type or form."""
    if operation.input_shape is None:
        return {}
    if not isinstance(request, dict):
        raise ApiError("SerializationException", "Start of structure or map found where not expected.")
    given = _typed(operation.input_shape, request, "")
    problems = list(_constraints(operation.input_shape, given, ""))
    if problems:
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected: "
        raise ApiError("ValidationException", count + "; ".join(problems))
    assert isinstance(given, dict)
    return given


def reply(operation: OperationModel, value: Any) -> dict[str, Any]:
    """The reply as JSON: members that the model knows and that have a value; moments as seconds."""
    if operation.output_shape is None:
        return {}
    shaped = _shaped(operation.output_shape, value)
    assert isinstance(shaped, dict)
    return shaped


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
    "blob": (str,),
}


_BITS = {"integer": 31, "long": 63}


def _typed(shape: Any, value: Any, path: str) -> Any:
    kind = shape.type_name
    if value is None:
        return None
    if kind == "structure" and isinstance(value, dict):
        known = {name: value[name] for name in shape.members if value.get(name) is not None}
        return {name: _typed(shape.members[name], one, _below(path, name)) for name, one in known.items()}
    if kind == "list" and isinstance(value, list):
        return [_typed(shape.member, one, f"{path}.{index + 1}.member") for index, one in enumerate(value)]
    if kind == "map" and isinstance(value, dict):
        return {key: _typed(shape.value, one, f"{path}.{key}.member") for key, one in value.items()}
    if isinstance(value, _TYPES.get(kind, ())) and (kind == "boolean" or not isinstance(value, bool)):
        if kind in _BITS and isinstance(value, int) and not -(1 << _BITS[kind]) <= value < 1 << _BITS[kind]:
            raise ApiError("SerializationException", f"Number out of range of {kind} at '{path}'")
        return value
    raise ApiError("SerializationException", f"{_kind_of(value)} can not be converted to {kind} at '{path}'")


def _kind_of(value: Any) -> str:
    names = {bool: "TRUE_VALUE" if value is True else "FALSE_VALUE", str: "STRING_VALUE", int: "NUMBER_VALUE"}
    return names.get(type(value), "NUMBER_VALUE" if isinstance(value, float) else "class")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _constraints(shape: Any, value: Any, path: str) -> Iterator[str]:
    if value is None:
        return
    if shape.type_name == "structure":
        for name in shape.required_members:
            if name not in value:
                yield _problem("Value null", _below(path, name), "Member must not be null")
        for name, one in value.items():
            yield from _constraints(shape.members[name], one, _below(path, name))
        return
    yield from _own_constraints(shape, value, path)
    if shape.type_name == "list":
        for index, one in enumerate(value):
            yield from _constraints(shape.member, one, f"{path}.{index + 1}.member")


def _own_constraints(shape: Any, value: Any, path: str) -> Iterator[str]:
    rules = shape.metadata
    sized = isinstance(value, str | list | dict)
    size = len(value) if sized else value
    what = "have length" if sized else "have value"
    shown = f"Value '{_written(value)}'" if not rules.get("sensitive") else "Value"
    if isinstance(size, int | float) and "min" in rules and size < rules["min"]:
        yield _problem(shown, path, f"Member must {what} greater than or equal to {rules['min']}")
    if isinstance(size, int | float) and "max" in rules and size > rules["max"]:
        yield _problem(shown, path, f"Member must {what} less than or equal to {rules['max']}")
    if "enum" in rules and value not in rules["enum"]:
        yield _problem(shown, path, f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]")
    if "pattern" in rules and isinstance(value, str) and not _pattern(rules["pattern"]).fullmatch(value):
        yield _problem(shown, path, f"Member must satisfy regular expression pattern: {rules['pattern']}")


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A pattern of the model, which is one of Java."""
    return re.compile(text.replace(r"\p{ASCII}", r"[\x00-\x7f]"))


def _written(value: Any) -> str:
    """A value as Java writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{', '.join(_written(one) for one in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}={_written(one)}' for key, one in value.items())}}}"
        case _:
            return str(value)


def _problem(shown: str, path: str, sentence: str) -> str:
    return f"{shown} at '{path}' failed to satisfy constraint: {sentence}"


def _shaped(shape: Any, value: Any) -> Any:
    match shape.type_name:
        case "structure":
            found = {name: value[name] for name in shape.members if value.get(name) is not None}
            return {name: _shaped(shape.members[name], one) for name, one in found.items()}
        case "list":
            return [_shaped(shape.member, one) for one in value]
        case "map":
            return {key: _shaped(shape.value, one) for key, one in value.items()}
        case "timestamp":
            moment = value.timestamp() if isinstance(value, datetime) else value
            return round(moment, 3)
        case _:
            return value
