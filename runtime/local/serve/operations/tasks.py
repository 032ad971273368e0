"""Callbacks of tasks that wait with a token: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.

The reply comes when the callback is on the disk: a task that was told done is not asked again.
"""

import json
from typing import Any

from runtime.local.engine.json_text import MAXIMUM_BYTES, as_json
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, task_over
from runtime.local.serve.service import Service


def send_success(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """SendTaskSuccess."""
    output = request["output"]
    if len(output.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        raise ApiError("InvalidOutput", "Invalid Output: 'Output is too long'")
    try:
        result = as_json(json.loads(output))
    except (ValueError, TypeError, RecursionError) as error:
        raise ApiError("InvalidOutput", f"Invalid Output: '{error}'") from None
    return _call_back(service, request["taskToken"], {"result": result})


def send_failure(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """SendTaskFailure."""
    return _call_back(service, request["taskToken"], {"error": request.get("error"), "cause": request.get("cause")})


def send_heartbeat(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """SendTaskHeartbeat."""
    return _call_back(service, request["taskToken"], {"heartbeat": True})


def _call_back(service: Service, token: str, what: dict[str, Any]) -> dict[str, Any]:
    execution = service.execution_of_task(token)
    if execution is None or not execution.bring({"kind": "callback", "token": token, **what}):
        raise task_over()
    return {}
