"""Tasks: the heartbeat is shorter than the timeout, credentials name a role, waiting for an answer has a limit.

    "TimeoutSeconds": 60, "HeartbeatSeconds": 60     the heartbeat must be shorter than the timeout
    "Credentials": {}                                the field `RoleArn` is required

What a resource takes and gives is another rule's business.
"""

import re
from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import code_of
from compiler.passes.validate.integrations import integration_of
from compiler.passes.validate.model import Findings, State, View
from compiler.passes.validate.rules.rule import Rule

_ROLE = re.compile(r"arn:[\w-]+:iam::[\w-]*:role/.+")
_LIMITS = ("TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath")


def check(view: View, findings: Findings) -> None:
    """Look at every Task."""
    for state in view.states:
        if state.type == "Task":
            _check_times(state, findings)
            _check_credentials(state, findings)


def _check_times(state: State, findings: Findings) -> None:
    timeout, heartbeat = state.body.get("TimeoutSeconds"), state.body.get("HeartbeatSeconds")
    if isinstance(timeout, int) and isinstance(heartbeat, int) and heartbeat >= timeout:
        message = f"the heartbeat must be shorter than the timeout, which is {timeout} seconds"
        findings.add(codes.HEARTBEAT_TOO_LONG, message, state.at("HeartbeatSeconds"))
    resource = state.body.get("Resource")
    if isinstance(resource, str) and not any(name in state.body for name in _LIMITS):
        integration = integration_of(resource)
        if (integration and integration.pattern == "waitForTaskToken") or ":activity:" in resource:
            message = "without `TimeoutSeconds` or `HeartbeatSeconds` a lost answer keeps this state waiting for a year"
            findings.add(codes.CALLBACK_WITHOUT_TIMEOUT, message, state.pointer, on_key=True)


def _check_credentials(state: State, findings: Findings) -> None:
    credentials = state.body.get("Credentials")
    if not isinstance(credentials, dict):
        return
    pointer = state.at("Credentials")
    names = ("RoleArn", "RoleArn.$") if state.language == "JSONPath" else ("RoleArn",)
    if not any(name in credentials for name in names):
        findings.add(codes.MISSING_FIELD, "the field `RoleArn` is required", pointer)
    role: Any = credentials.get("RoleArn")
    computed = state.language == "JSONata" and isinstance(role, str) and code_of(role) is not None
    if isinstance(role, str) and not computed and "${" not in role and not _ROLE.fullmatch(role):
        findings.add(codes.WRONG_VALUE, f"`RoleArn` must be the ARN of a role, not `{role}`", f"{pointer}/RoleArn")


RULE = Rule("tasks", "https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html", check)
