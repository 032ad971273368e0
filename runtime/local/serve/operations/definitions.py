"""ValidateStateMachineDefinition and TestState, and what creating and updating a machine checks.

check_definition(service, text, "STANDARD")      # ApiError InvalidDefinition
"""

import json
from typing import Any

from runtime.local.engine import test_state
from runtime.local.engine.calls import Call
from runtime.local.engine.refusals import DEEP
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, not_valid
from runtime.local.serve.service import Finding, Service, creation_findings

_DEEP: Finding = {
    "severity": "ERROR",
    "code": DEEP,
    "message": "The definition is nested too deeply",
    "location": "/",
}


def check_definition(service: Service, text: str, kind: str) -> None:
    """Refuse a definition that AWS would refuse; ApiError InvalidDefinition with all errors."""
    findings = _findings(service, text, kind)
    errors = [one for one in findings if one["severity"] == "ERROR"]
    if errors:
        told = ", ".join(_told(one) for one in errors)
        raise ApiError("InvalidDefinition", f"Invalid State Machine Definition: '{told}'")


def _findings(service: Service, text: str, kind: str) -> list[Finding]:
    """What the engine refuses, in AWS's words; what the validator says where that is nothing."""
    try:
        return creation_findings(text, kind) or service.validate(text, kind)
    except RecursionError:
        return [_DEEP]


def _told(finding: Finding) -> str:
    return f"{finding['code']}: {finding['message']} at {finding.get('location', 'null')}"


def validate_definition(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """ValidateStateMachineDefinition."""
    text, kind = request["definition"], request.get("type", "STANDARD")
    found = _findings(service, text, kind)
    failed = any(one["severity"] == "ERROR" for one in found)
    if request.get("severity", "ERROR") == "ERROR":
        found = [one for one in found if one["severity"] == "ERROR"]
    most = request.get("maxResults") or 100
    return {
        "result": "FAIL" if failed else "OK",
        "diagnostics": [dict(one) for one in found[:most]],
        "truncated": len(found) > most,
    }


def try_state(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """TestState."""
    try:
        definition = json.loads(request["definition"])
    except (ValueError, RecursionError) as error:
        message = f"Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: {error} at /'"
        raise ApiError("InvalidDefinition", message) from None
    rest = {name: value for name, value in request.items() if name != "definition"}

    def answer(call: Call) -> Any:
        return service.tasks.answer(call)

    told = test_state(definition, rest, answer)
    match told:
        case {"status": "ERROR", "error": "InvalidDefinition", "cause": cause}:
            raise ApiError("InvalidDefinition", str(cause))
        case {"status": "ERROR", "error": "ValidationException", "cause": cause}:
            raise not_valid(str(cause))
        case _:
            return told
