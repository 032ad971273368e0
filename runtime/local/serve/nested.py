"""Tasks that start executions of this very server: `states:startExecution`, with `.sync` and `.sync:2`.

    answer = started(service, parent, call)           # a Submitted, or None where the machine is not of this server
    record = reported(child, awaited)                 # how the child's end reaches the waiting task

A task that is asked again after a restart finds the child that it had started: its name follows from the parent.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
"""

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

from runtime.local.engine.calls import Call, Submitted, TaskFailed
from runtime.local.engine.errors import TASK_FAILED
from runtime.local.engine.json_text import text
from runtime.local.engine.resources import read_resource
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.failures import ApiError
from runtime.local.serve.journal import Record
from runtime.local.serve.recorded_answers import AwaitsExecution
from runtime.local.serve.replaying import asking
from runtime.local.serve.starting import start_execution

if TYPE_CHECKING:
    from runtime.local.serve.service import Service

_PLACEHOLDER = re.compile(r"\$\{(\w+)StateMachineArn\}")
_PREFIXES = {"StateMachineDoesNotExist", "InvalidArn", "ExecutionAlreadyExists", "InvalidName", "InvalidExecutionInput"}


def started(service: "Service", parent: ServedExecution, call: Call) -> Any:
    """Start the child, or find the one that was started."""
    resource = read_resource(call.resource)
    if (resource.service, resource.action) not in (("states", "startExecution"), ("aws-sdk:sfn", "startExecution")):
        return None
    arguments = call.arguments if isinstance(call.arguments, dict) else {}
    given = arguments.get("Input", {})
    asked = f"{parent.facts.arn} {asking.number}"
    name = arguments.get("Name") or str(uuid.uuid5(uuid.NAMESPACE_URL, asked))
    request = {
        "stateMachineArn": _placed(service, str(arguments.get("StateMachineArn", ""))),
        "name": str(name),
        "input": given if isinstance(given, str) else text(given),
    }
    try:
        child = start_execution(service, request, asked)
    except ApiError as error:
        raise _failure(error) from error
    response = {"ExecutionArn": child.facts.arn, "StartDate": int(child.facts.began * 1000)}
    if not resource.pattern.startswith("sync"):
        return response
    return Submitted(response, AwaitsExecution(arn=child.facts.arn, token=call.token or "", pattern=resource.pattern))


def _placed(service: "Service", arn: str) -> str:
    """The ARN; for a build's placeholder that of the machine which has the pipeline's name: a build is used as it is.

    `${DailyCopyStateMachineArn}` stands for `daily_copy`, or `DailyCopy`. TaskFailed where the server has none.
    """
    placeholder = _PLACEHOLDER.fullmatch(arn)
    if placeholder is None:
        return arn
    wanted = placeholder[1].lower()
    with service.lock:
        for machine in service.machines.values():
            if re.sub(r"[^0-9A-Za-z]", "", machine.name).lower() == wanted:
                return machine.arn
    sentence = f"No state machine of this server stands for {arn}: create it under the name of its pipeline."
    raise TaskFailed("StepFunctions.StateMachineDoesNotExistException", sentence)


def _failure(error: ApiError) -> TaskFailed:
    name = f"{error.code}Exception" if error.code in _PREFIXES else error.code
    where = f"(Service: AWSStepFunctions; Status Code: 400; Error Code: {error.code}; Request ID: local; Proxy: null)"
    return TaskFailed(f"StepFunctions.{name}", f"{error.message} {where}")


def reported(child: ServedExecution, awaited: AwaitsExecution) -> Record:
    """The callback for the task that waited for this child."""
    ending, facts = child.ending, child.facts
    told: dict[str, Any] = {
        "ExecutionArn": facts.arn,
        "Input": facts.input,
        "InputDetails": {"Included": True},
        "Name": facts.name,
        "StartDate": int(facts.began * 1000),
        "StateMachineArn": facts.machine_arn,
        "Status": ending.status,
        "StopDate": int((ending.moment or 0) * 1000),
    }
    record: Record = {"kind": "callback", "token": awaited.token}
    if ending.status == "SUCCEEDED":
        output = json.loads(ending.output or "null") if awaited.pattern == "sync:2" else ending.output
        return {**record, "result": {**told, "Output": output, "OutputDetails": {"Included": True}}}
    reason = {name: one for name, one in (("Error", ending.error), ("Cause", ending.cause)) if one is not None}
    return {**record, "error": TASK_FAILED, "cause": text({**told, **reason})}
