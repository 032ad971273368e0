"""What a TestState request asks, checked as AWS checks it.

    request = read_request(definition, {"input": "{}", "mock": {"result": "[1]"}, "roleArn": "arn:…"})

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.local.engine.creation import check_definition, check_state
from runtime.local.engine.resources import read_resource
from runtime.local.engine.state import State, read_at
from runtime.local.engine.testing_state.service_results import mismatch

_MOCKABLE = ("Task", "Map", "Parallel")
_SIMPLE = "[Task, Wait, Pass, Succeed, Fail, Choice]"
_CONTEXT: Mapping[str, Mapping[str, type | None]] = {
    "Execution": {
        "Id": str,
        "Input": None,
        "Name": str,
        "RedriveCount": int,
        "RedriveTime": str,
        "RoleArn": str,
        "StartTime": str,
    },
    "State": {"EnteredTime": str, "Name": str, "RetryCount": int},
    "StateMachine": {"Id": str, "Name": str},
    "Task": {"Token": str},
}
"""What a context object may hold; None for any JSON value."""

_LEVELS = ("INFO", "DEBUG", "TRACE")
_MODES = ("STRICT", "PRESENT", "NONE")


class Refused(Exception):
    """The request is refused with an error code of the API."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Mock:
    """What the state's work is said to give: a result, or an error."""

    result: Any = None
    error: str | None = None
    cause: str | None = None
    fails: bool = False


@dataclass(frozen=True)
class Request:
    """A checked request."""

    name: str
    state: State
    raw: Mapping[str, Any]
    value: Any
    level: str
    mock: Mock | None
    context: dict[str, Any] | None
    variables: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    role: str = ""


def read_request(definition: Any, request: Mapping[str, Any]) -> Request:
    """Check a request; raises Refused or InvalidDefinition."""
    _check_ranges(request)
    name, raw, language = _state(definition, request.get("stateName"))
    place = f"/States/{name}" if request.get("stateName") else ""
    check_state(raw, place, language)
    state = read_at(place, name, raw, language)
    mock = _mock(raw, request)
    if mock is None:
        _check_without_mock(raw, request)
    culprit = (request.get("stateConfiguration") or {}).get("errorCausedByState")
    if culprit is not None and _found({"States": {name: raw}}, culprit) in (None, raw):
        raise _invalid(f"State '{culprit}' not found in the branches or iterations of the state")
    return Request(
        name,
        state,
        raw,
        _json(request.get("input", "{}"), "input"),
        request.get("inspectionLevel", "INFO"),
        mock,
        _context(request),
        _object(request, "variables"),
        request.get("stateConfiguration") or {},
        request.get("roleArn", ""),
    )


def _check_ranges(request: Mapping[str, Any]) -> None:
    """The request's own values, as the API's model limits them."""
    mock, config = request.get("mock") or {}, request.get("stateConfiguration") or {}
    for path, value, allowed in (
        ("inspectionLevel", request.get("inspectionLevel", "INFO"), _LEVELS),
        ("mock.fieldValidationMode", mock.get("fieldValidationMode", "STRICT"), _MODES),
    ):
        if value not in allowed:
            raise _constraint(value, path, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    for name in ("retrierRetryCount", "mapIterationFailureCount"):
        if config.get(name, 0) < 0:
            rule = "Member must have value greater than or equal to 0"
            raise _constraint(config[name], f"stateConfiguration.{name}", rule)


def _constraint(value: Any, path: str, rule: str) -> Refused:
    return _invalid(f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {rule}")


def _check_without_mock(raw: Mapping[str, Any], request: Mapping[str, Any]) -> None:
    """What needs a mock, and what needs a role instead."""
    kind = raw["Type"]
    if kind in ("Map", "Parallel"):
        raise Refused(
            "InvalidDefinition",
            f"TestState API does not support Map or Parallel states. Supported state types include: {_SIMPLE}",
        )
    if "context" in request:
        raise _invalid("The field 'context' can only be specified when a mock is specified")
    if kind != "Task":
        return
    resource = read_resource(raw["Resource"])
    if resource.is_activity:
        raise Refused("InvalidDefinition", "TestState API does not support Activity tasks unless a mock is specified")
    if resource.pattern:
        raise Refused(
            "InvalidDefinition",
            f"TestState API does not support the .{resource.pattern} service integration pattern "
            "unless a mock is specified",
        )
    if not request.get("roleArn"):
        raise Refused("ValidationException", "RoleArn must be specified when testing a Task state")


def _state(definition: Any, name: str | None) -> tuple[str, Mapping[str, Any], str]:
    if not isinstance(definition, Mapping) or name is not None:
        check_definition(definition)
    language = definition.get("QueryLanguage", "JSONPath")
    if name is None:
        if "States" in definition:
            raise Refused("ValidationException", "StateName must be specified when the definition is a state machine")
        return "StateName", definition, language
    found = _found(definition, name)
    if found is None:
        raise Refused("ValidationException", f"State '{name}' not found in the state machine definition")
    return name, found, language


def _found(machine: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The state of this name, also inside Parallel and Map states."""
    states: Mapping[str, Any] = machine.get("States", {})
    if name in states:
        found: Mapping[str, Any] = states[name]
        return found
    for state in states.values():
        inner = [*state.get("Branches", ()), state.get("ItemProcessor", {}), state.get("Iterator", {})]
        for one in inner:
            if (deeper := _found(one, name)) is not None:
                return deeper
    return None


def _mock(raw: Mapping[str, Any], request: Mapping[str, Any]) -> Mock | None:
    mock = request.get("mock")
    if mock is None:
        return None
    kind = raw["Type"]
    if kind not in _MOCKABLE:
        raise _invalid(f"State type '{kind}' is not supported when a mock is specified")
    if request.get("revealSecrets"):
        raise _invalid("TestState does not support RevealSecrets when a mock is specified.")
    if "result" in mock and "errorOutput" in mock:
        raise _invalid("A test mock should have only one of the following fields: [result, errorOutput].")
    if "result" not in mock and "errorOutput" not in mock:
        raise _invalid("A test mock should have one of the following fields: [result, errorOutput].")
    if "errorOutput" in mock:
        output = mock["errorOutput"]
        if not output.get("error"):
            raise _invalid("The field 'error' is required when a mock specifies errorOutput.")
        return Mock(error=output.get("error"), cause=output.get("cause"), fails=True)
    result = _json(mock.get("result", "null"), "mock.result")
    _check_result(raw, result, mock.get("fieldValidationMode", "STRICT"))
    return Mock(result)


def _check_result(raw: Mapping[str, Any], result: Any, mode: str) -> None:
    kind = raw["Type"]
    if kind == "Parallel" or (kind == "Map" and "ResultWriter" not in raw):
        if not isinstance(result, list):
            raise _invalid("Mocked result must be an array.")
        if kind == "Parallel" and len(result) != len(raw["Branches"]):
            raise _invalid("Mocked result must contain the same number of items as number of Parallel branches.")
        return
    if kind == "Map" and not isinstance(result, dict):
        raise _invalid("Mocked result must be a JSON object.")
    if kind == "Task" and mode != "NONE":
        problem = mismatch(read_resource(raw["Resource"]), result, required=mode == "STRICT")
        if problem is not None:
            raise _invalid(f"Mock result schema validation error: {problem}")


def _context(request: Mapping[str, Any]) -> dict[str, Any] | None:
    if "context" not in request:
        return None
    context = _json(request["context"], "context")
    prefix = "Invalid Context object provided: "
    if not isinstance(context, dict):
        raise _invalid(f"{prefix}must be a JSON object")
    for name, value in context.items():
        if name == "Map":
            raise _invalid(f"{prefix}'Map' field is not supported when mocking a Context object")
        if name not in _CONTEXT:
            raise _invalid(f"{prefix}Field '{name}' is not allowed")
        if not isinstance(value, dict):
            raise _invalid(f"{prefix}'{name}' must be a JSON object")
        for inner, one in value.items():
            if inner not in _CONTEXT[name]:
                raise _invalid(f"{prefix}Field '{inner}' is not allowed")
            kind = _CONTEXT[name][inner]
            if kind is not None and (not isinstance(one, kind) or isinstance(one, bool)):
                raise _invalid(f"{prefix}'{inner}' must be a {'string' if kind is str else 'number'}")
    return context


def _object(request: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = _json(request.get(name, "{}"), name)
    if not isinstance(value, dict):
        raise _invalid(f"The field '{name}' must be a JSON object")
    return value


def _json(text: Any, name: str) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise _invalid(f"The field '{name}' is not valid JSON: {error}") from None


def _invalid(message: str) -> Refused:
    return Refused("ValidationException", message)
