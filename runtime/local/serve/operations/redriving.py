"""Whether an execution can be redriven, and how the API says so.

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

import time
from typing import Any

from runtime.local.serve.executions import ServedExecution

LONGEST = 14 * 24 * 3600.0
"""Seconds after its end during which an execution can be redriven."""
MOST = 1000


def not_redrivable(execution: ServedExecution) -> str | None:
    """Why it cannot be redriven; None where it can."""
    if execution.facts.kind == "EXPRESS":
        return "Execution is EXPRESS and cannot be redriven"
    if execution.running or execution.ending.status == "SUCCEEDED":
        return f"Execution is {execution.ending.status} and cannot be redriven"
    if time.time() - (execution.ending.moment or 0) > LONGEST:
        return "Execution's redrivable period has passed"
    if len(execution.redrives) >= MOST:
        return "Execution has reached the maximum number of redrives"
    return None


def redrive_facts(execution: ServedExecution) -> dict[str, Any]:
    """`redriveStatus` and its reason, as DescribeExecution gives them."""
    reason = not_redrivable(execution)
    if reason is None:
        return {"redriveStatus": "REDRIVABLE"}
    return {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}
