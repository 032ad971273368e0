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
from runtime.local.engine.testing_state.service_results import mismatch

_MOCKABLE = ("Task", "Map", "Parallel")
_SIMPLE = "[Task, Wait, Pass, Succeed, Fail, Choice]"
_CONTEXT_FIELDS = ("Execution", "State", "StateMachine", "Task")


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
    raw: Mapping[str, Any]
    language: str
    value: Any
    level: str
    mock: Mock | None
    context: dict[str, Any] | None
    variables: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    role: str = ""


def read_request(definition: Mapping[str, Any], request: Mapping[str, Any]) -> Request:
    """Check a request; raises Refused or InvalidDefinition."""
    name, raw, language = _state(definition, request.get("stateName"))
    check_state(raw, f"/States/{name}" if request.get("stateName") else "")
    mock = _mock(raw, request)
    if mock is None and raw["Type"] in ("Map", "Parallel"):
        raise Refused(
            "InvalidDefinition",
            f"TestState API does not support Map or Parallel states. Supported state types include: {_SIMPLE}",
        )
    if mock is None and raw["Type"] == "Task" and not request.get("roleArn"):
        raise Refused("ValidationException", "RoleArn must be specified when testing a Task state")
    return Request(
        name,
        raw,
        raw.get("QueryLanguage", language),
        _json(request.get("input", "{}"), "input"),
        request.get("inspectionLevel", "INFO"),
        mock,
        _context(request),
        _json(request.get("variables", "{}"), "variables"),
        request.get("stateConfiguration", {}),
        request.get("roleArn", ""),
    )


def _state(definition: Mapping[str, Any], name: str | None) -> tuple[str, Mapping[str, Any], str]:
    language = definition.get("QueryLanguage", "JSONPath")
    if name is None:
        if "States" in definition:
            raise Refused("ValidationException", "StateName must be specified when the definition is a state machine")
        return "StateName", definition, language
    check_definition(definition, states=False)
    found = _found(definition, name)
    if found is None:
        raise Refused("ValidationException", f"State '{name}' not found in the state machine definition")
    return name, found, language


def _found(machine: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The state of this name, also inside Parallel and Map states."""
    states = machine.get("States", {})
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
    if "errorOutput" in mock:
        output = mock["errorOutput"]
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
        if name not in _CONTEXT_FIELDS:
            raise _invalid(f"{prefix}Field '{name}' is not allowed")
        if not isinstance(value, dict):
            raise _invalid(f"{prefix}'{name}' must be a JSON object")
    return context


def _json(text: Any, name: str) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise _invalid(f"The field '{name}' is not valid JSON: {error}") from None


def _invalid(message: str) -> Refused:
    return Refused("ValidationException", message)
