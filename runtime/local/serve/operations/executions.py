"""Executions: start, stop, redrive, describe, list, history.

start(service, {"stateMachineArn": arn, "input": "{}"}, caller)     # answered when it is on the disk

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

import math
from typing import Any

from runtime.local.serve.arns import read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.failures import (
    ApiError,
    bad_arn,
    execution_missing,
    machine_missing,
    not_valid,
    type_unsupported,
)
from runtime.local.serve.operations.machines import labelled
from runtime.local.serve.operations.map_runs import described_child, map_run_children, run_of_child
from runtime.local.serve.operations.redriving import not_redrivable, redrive_facts, redriven_by
from runtime.local.serve.operations.settings import NO_LOGGING, NO_TRACING, OWN_KEY
from runtime.local.serve.paging import page
from runtime.local.serve.service import Service
from runtime.local.serve.starting import run_sync, start_execution

_INCLUDED = {"included": True}
_DATA = ("input", "output", "parameters", "assignedVariables")


def start(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """StartExecution."""
    execution = start_execution(service, request)
    return {"executionArn": execution.facts.arn, "startDate": execution.facts.began}


def start_sync(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """StartSyncExecution: answered at the end."""
    execution = run_sync(service, request)
    facts, ending = execution.facts, execution.ending
    seconds = (ending.moment or facts.began) - facts.began
    told = {
        "executionArn": facts.arn,
        "stateMachineArn": facts.machine_arn,
        "name": facts.name,
        "startDate": facts.began,
        "stopDate": ending.moment,
        "status": "FAILED" if ending.status == "ABORTED" else ending.status,
        "error": ending.error,
        "cause": ending.cause,
        "input": facts.input,
        "inputDetails": _INCLUDED,
        "output": ending.output,
        "outputDetails": _INCLUDED,
        "traceHeader": facts.trace,
        # Billed by 100 milliseconds and 64 megabytes: https://aws.amazon.com/step-functions/pricing/
        "billingDetails": {
            "billedDurationInMilliseconds": max(100, math.ceil(seconds * 10) * 100),
            "billedMemoryUsedInMB": 64,
        },
    }
    return _metadata(told) if request.get("includedData") == "METADATA_ONLY" else told


def _metadata(told: dict[str, Any]) -> dict[str, Any]:
    hidden = {"inputDetails": {"included": False}, "outputDetails": {"included": False}}
    return {**told, "input": None, "output": None, "error": None, "cause": None, **hidden}


def stop(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """StopExecution; one that has ended stays as it ended."""
    execution = execution_of(service, request["executionArn"])
    execution.bring({"kind": "stop", "error": request.get("error"), "cause": request.get("cause")})
    execution.wait_for_end()
    return {"stopDate": execution.ending.moment or execution.facts.began}


def redrive(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """RedriveExecution: what did not succeed runs again."""
    execution = execution_of(service, request["executionArn"])
    token = request.get("clientToken")
    with service.lock:
        before = redriven_by(execution, token)
        if before is not None:
            return {"redriveDate": before}
        reason = not_redrivable(service, execution)
        if reason is not None:
            raise ApiError("ExecutionNotRedrivable", f"Execution is not redrivable: {reason}")
        return {"redriveDate": execution.redrive(token)}


def describe(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeExecution, also of a child of a Distributed Map."""
    inside = run_of_child(service, request["executionArn"])
    if inside is not None:
        told = described_child(request["executionArn"], inside[1])
        return _metadata(told) if request.get("includedData") == "METADATA_ONLY" else told
    execution = execution_of(service, request["executionArn"])
    facts, ending = execution.facts, execution.ending
    told = {
        **_listed(execution),
        "input": facts.input,
        "inputDetails": _INCLUDED,
        "output": ending.output,
        "outputDetails": None if ending.output is None else _INCLUDED,
        "error": ending.error,
        "cause": ending.cause,
        "traceHeader": facts.trace,
        **redrive_facts(service, execution),
    }
    return _metadata(told) if request.get("includedData") == "METADATA_ONLY" else told


def _listed(execution: ServedExecution) -> dict[str, Any]:
    facts, ending = execution.facts, execution.ending
    return {
        "executionArn": facts.arn,
        "stateMachineArn": facts.machine_arn,
        "name": facts.name,
        "status": ending.status,
        "startDate": facts.began,
        "stopDate": ending.moment,
        "redriveCount": len(execution.redrives),
        "redriveDate": execution.redrives[-1].moment if execution.redrives else None,
        "stateMachineVersionArn": facts.version_arn,
        "stateMachineAliasArn": facts.alias_arn,
    }


def list_executions(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """ListExecutions of a machine, a version, an alias or a Map Run, the latest first."""
    if ("stateMachineArn" in request) == ("mapRunArn" in request):
        raise not_valid("Must provide exactly one of 'stateMachineArn' or 'mapRunArn'")
    if "mapRunArn" in request:
        own = map_run_children(service, request["mapRunArn"])
    else:
        own = [_listed(one) for one in _executions_of_machine(service, request["stateMachineArn"])]
    wanted = request.get("statusFilter")
    redriven = request.get("redriveFilter")
    own = [
        one
        for one in own
        if wanted in (None, one["status"]) and redriven in (None, "REDRIVEN" if one["redriveCount"] else "NOT_REDRIVEN")
    ]
    own.sort(key=lambda one: -one["startDate"])
    arguments = [request.get(name) for name in ("stateMachineArn", "mapRunArn", "statusFilter", "redriveFilter")]
    found, token = page(own, request, f"ListExecutions {arguments}", lambda one: one["executionArn"])
    return {"executions": found, "nextToken": token}


def _executions_of_machine(service: Service, text: str) -> list[ServedExecution]:
    arn = read_arn(text, "stateMachine")
    machine = service.machines.get(arn.unqualified)
    if machine is None:
        raise machine_missing(text)
    if machine.kind == "EXPRESS":
        raise type_unsupported()
    with service.lock:
        everything = list(service.executions.values())
    own = [one for one in everything if one.facts.machine_arn == machine.arn]
    if arn.qualifier is None:
        return own
    return [one for one in own if text in (one.facts.version_arn, one.facts.alias_arn)]


def history(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """GetExecutionHistory."""
    arn = request["executionArn"]
    inside = run_of_child(service, arn)
    events = execution_of(service, arn).execution.history if inside is None else inside[1].histories[arn]
    numbers = range(1, len(events) + 1)
    what = f"GetExecutionHistory {arn} {bool(request.get('reverseOrder'))}"
    ordered = numbers[::-1] if request.get("reverseOrder") else numbers
    chosen, token = page(ordered, request, what, lambda number: number)
    found = [events.event(number) for number in chosen]
    if request.get("includeExecutionData") is False:
        found = [_without_data(one) for one in found]
    return {"events": found, "nextToken": token}


def _without_data(event: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: one for key, one in value.items() if key not in _DATA} if isinstance(value, dict) else value
        for name, value in event.items()
    }


def describe_machine_for(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeStateMachineForExecution: the machine as it was when the execution began."""
    arn = request["executionArn"]
    inside = run_of_child(service, arn)
    execution = execution_of(service, arn) if inside is None else inside[0]
    facts, bare = execution.facts, request.get("includedData") == "METADATA_ONLY"
    told = {
        "stateMachineArn": facts.machine_arn,
        "name": facts.machine_name,
        "definition": "{}" if bare else service.store.definition(facts.definition),
        "roleArn": facts.role_arn,
        "updateDate": facts.more.get("created"),
        "loggingConfiguration": facts.more.get("logging") or NO_LOGGING,
        "tracingConfiguration": facts.more.get("tracing") or NO_TRACING,
        "encryptionConfiguration": facts.more.get("encryption") or OWN_KEY,
        "revisionId": None if facts.revision == "INITIAL" else facts.revision,
    }
    if inside is None:
        return told
    child = read_arn(inside[1].children[arn].machine_arn, "stateMachine")
    return {**told, **labelled(service.store.definition(facts.definition), child), "mapRunArn": inside[1].arn}


def execution_of(service: Service, text: str) -> ServedExecution:
    """The Standard execution of an ARN. The API does not show Express ones."""
    arn = read_arn(text, "execution")
    if arn.qualifier is None:
        raise bad_arn(f"Invalid ARN: {text}")
    execution = service.executions.get(text)
    if execution is None:
        raise execution_missing(text)
    return execution
