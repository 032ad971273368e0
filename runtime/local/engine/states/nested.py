"""Executions started by a Task (`states:startExecution`), where the engine was given the other machine's definition.

    invoke = nested(execution, call, resource, timeout, heartbeat)      # None where the machine is not known here

`.sync` gives DescribeExecution's answer with Output as text, `.sync:2` with Output as JSON; without either the answer
is StartExecution's and the child runs on by itself.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
"""

import json
from typing import TYPE_CHECKING, Any

from runtime.local.engine.calls import Call, Pending, Submitted, TaskFailed
from runtime.local.engine.errors import TASK_FAILED
from runtime.local.engine.invoking import Invoke
from runtime.local.engine.json_text import text
from runtime.local.engine.resources import Resource
from runtime.local.engine.scheduler import Fiber
from runtime.local.engine.visits import Execution, Identity

if TYPE_CHECKING:
    from runtime.local.engine.machine import Machine


def nested(
    parent: Execution, call: Call, resource: Resource, timeout: float | None, heartbeat: float | None
) -> Invoke | None:
    """The effect of starting another machine's execution in this engine."""
    if resource.service != "states" or resource.action != "startExecution" or not isinstance(call.arguments, dict):
        return None
    arn = call.arguments.get("StateMachineArn")
    machine = parent.machines.get(arn) if isinstance(arn, str) else None
    if machine is None:
        return None

    def start(call: Call) -> Any:
        child = _child(parent, machine, call.arguments)
        response = {"ExecutionArn": child.identity.arn, "StartDate": child.began}
        parent.scheduler.spawn(_steps(child, machine), lambda fiber: _ended(parent, call, resource, child, fiber))
        return Submitted(response, Pending()) if resource.pattern else response

    return Invoke(start, call, parent.waiting, timeout, heartbeat, at_once=True)


def _child(parent: Execution, machine: "Machine", arguments: dict[str, Any]) -> Execution:
    given = arguments.get("Input", {})
    try:
        value = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        cause = "Invalid State Machine Execution Input"
        raise TaskFailed("StepFunctions.InvalidExecutionInputException", cause) from None
    arn = str(arguments["StateMachineArn"])
    machine_name = arn.rpartition(":")[2]
    name = str(arguments.get("Name") or parent.new_name())
    identity = Identity(
        name, f"{arn.replace(':stateMachine:', ':execution:')}:{name}", arn, machine_name, parent.identity.role_arn
    )
    child = parent.child(machine, value, identity, "STANDARD")
    if parent.listener_of is not None:
        child.history.listener = parent.listener_of(arn)
    parent.nested.append(child)
    return child


def _steps(child: Execution, machine: "Machine") -> Any:
    from runtime.local.engine.running import main_steps

    return main_steps(child, machine, child.context["Execution"]["Input"])


def _ended(parent: Execution, call: Call, resource: Resource, child: Execution, fiber: Fiber) -> None:
    """Hand the end of the child to the task that waits for it, if it still does."""
    if fiber.error is not None:
        # A bug in the answering code: it ends the run where the caller can see it.
        raise fiber.error
    waiting = parent.waiting.get(call.token or "")
    if waiting is None:
        return
    status, output, error, cause = fiber.result
    told = _described(child, parent.scheduler.clock.now(), status)
    if status == "SUCCEEDED":
        value = output if resource.pattern == "sync:2" else text(output)
        waiting.succeed({**told, "Output": value, "OutputDetails": {"Included": True}})
        return
    reason = {key: one for key, one in (("Error", error), ("Cause", cause)) if one is not None}
    # AWS writes the members in alphabetical order.
    waiting.fail(TASK_FAILED, text(dict(sorted({**told, **reason}.items()))))


def _described(child: Execution, now: float, status: str) -> dict[str, Any]:
    identity = child.identity
    return {
        "ExecutionArn": identity.arn,
        "Input": text(child.context["Execution"]["Input"]),
        "InputDetails": {"Included": True},
        "Name": identity.name,
        "StartDate": child.began,
        "StateMachineArn": identity.machine_arn,
        "Status": status,
        "StopDate": int(now * 1000),
    }
