"""Whether an execution can be redriven, and how the API says so.

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

import time
from typing import Any

from runtime.local.engine.history import MOST_EVENTS
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.service import Service

LONGEST = 14 * 24 * 3600.0
"""Seconds after its end during which an execution can be redriven."""
MOST = 1000

TOKENS, TOKEN_LASTS = 10, 15 * 60.0
"""The last tokens of clients that are known, and for how many seconds
(https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html, clientToken)."""


def not_redrivable(service: Service, execution: ServedExecution) -> str | None:
    """Why it cannot be redriven; None where it can."""
    machine = service.machines.get(execution.facts.machine_arn)
    if machine is None or machine.deleting:
        return "State machine is in DELETING status"
    if execution.running or execution.ending.status == "SUCCEEDED":
        return f"Execution is {execution.ending.status} and cannot be redriven"
    if time.time() - (execution.ending.moment or 0) > LONGEST:
        return "Execution redrivable period exceeded"
    if len(execution.redrives) >= MOST:
        return "Execution has reached the maximum number of redrives"
    if execution.ending.events >= MOST_EVENTS:
        return "Execution history event limit exceeded"
    return None


def redriven_by(execution: ServedExecution, token: str | None) -> float | None:
    """When the same request has redriven it before; None where it has not."""
    known = [one for one in execution.redrives if one.token is not None][-TOKENS:]
    same = [one.moment for one in known if one.token == token and time.time() - one.moment <= TOKEN_LASTS]
    return same[-1] if same else None


def redrive_facts(service: Service, execution: ServedExecution) -> dict[str, Any]:
    """`redriveStatus` and its reason, as DescribeExecution gives them."""
    reason = not_redrivable(service, execution)
    if reason is None:
        return {"redriveStatus": "REDRIVABLE"}
    return {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}
