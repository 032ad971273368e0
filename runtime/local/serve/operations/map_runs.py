"""Map Runs and their child executions: list, describe, update.

describe_map_run(service, {"mapRunArn": arn}, caller)      # counts of executions and of items

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
"""

from typing import Any

from runtime.local.engine.distributed.map_run import MapRun
from runtime.local.engine.distributed.writing import Child
from runtime.local.engine.json_text import text
from runtime.local.serve.arns import read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.failures import execution_missing, not_valid, resource_missing
from runtime.local.serve.paging import page
from runtime.local.serve.service import Service

_COUNTS = {
    "PENDING": "pending",
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "timedOut",
    "ABORTED": "aborted",
}


def list_map_runs(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """ListMapRuns of an execution, the latest first."""
    arn = read_arn(request["executionArn"], "execution").text
    execution = service.executions.get(arn)
    if execution is None:
        raise execution_missing(arn)
    runs = list(execution.execution.map_runs.values())[::-1]
    found, token = page(runs, request, f"ListMapRuns {arn}", lambda one: one.arn)
    told = [
        {
            "executionArn": arn,
            "mapRunArn": one.arn,
            "stateMachineArn": _machine_arn(execution, one),
            "startDate": one.began,
            "stopDate": one.ended,
        }
        for one in found
    ]
    return {"mapRuns": told, "nextToken": token}


def describe_map_run(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeMapRun."""
    execution, run = _map_run(service, request["mapRunArn"])
    return {
        "mapRunArn": run.arn,
        "executionArn": execution.facts.arn,
        "status": run.status,
        "startDate": run.began,
        "stopDate": run.ended,
        "maxConcurrency": run.concurrency,
        "toleratedFailurePercentage": run.most_failures_percent or 0.0,
        "toleratedFailureCount": run.most_failures or 0,
        "itemCounts": _counted(run.items, run.written),
        "executionCounts": _counted(run.executions, run.written),
        "redriveCount": run.redrives,
        "redriveDate": execution.redrives[-1].moment if run.redrives else None,
    }


def update_map_run(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """UpdateMapRun: new limits for a run that goes on."""
    execution, run = _map_run(service, request["mapRunArn"])
    limits = {
        name: request[name]
        for name in ("maxConcurrency", "toleratedFailurePercentage", "toleratedFailureCount")
        if name in request
    }
    if not limits:
        raise not_valid("Must provide at least one of the limits to update", "MISSING_REQUIRED_PARAMETER")
    if not execution.bring({"kind": "limits", "mapRun": run.arn, "limits": limits}):
        raise not_valid(f"Map Run is {run.status} and cannot be updated", "CANNOT_UPDATE_COMPLETED_MAP_RUN")
    return {}


def map_run_children(service: Service, map_run_arn: str) -> list[dict[str, Any]]:
    """The child executions of a run, as ListExecutions gives them."""
    _, run = _map_run(service, map_run_arn)
    return [{**_child(one), "mapRunArn": run.arn, "itemCount": 1} for one in list(run.children.values())]


def run_of_child(service: Service, arn: str) -> tuple[ServedExecution, MapRun] | None:
    """The parent and the Map Run of a child execution; None where the ARN is not a child's."""
    parts = arn.split(":")
    if len(parts) < 8 or "/" not in parts[6]:
        return None
    machine = parts[6].partition("/")[0]
    with service.lock:
        parents = [one for one in service.executions.values() if one.facts.machine_name == machine]
    for parent in parents:
        for run in list(parent.execution.map_runs.values()):
            if arn in run.children:
                return parent, run
    raise execution_missing(arn)


def described_child(arn: str, run: MapRun) -> dict[str, Any]:
    """DescribeExecution of a child."""
    child = run.children[arn]
    return {**_child(child), **_data(child), **_redrive_facts(child), "mapRunArn": run.arn}


def _child(child: Child) -> dict[str, Any]:
    return {
        "executionArn": child.arn,
        "stateMachineArn": child.machine_arn,
        "name": child.name,
        "status": child.status,
        "startDate": child.began,
        "stopDate": child.ended,
        "redriveCount": 0,
    }


def _redrive_facts(child: Child) -> dict[str, Any]:
    """A child is redriven with its Map Run only."""
    if child.status not in ("RUNNING", "SUCCEEDED"):
        return {"redriveStatus": "REDRIVABLE_BY_MAP_RUN"}
    reason = f"Execution is {child.status} and cannot be redriven"
    return {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}


def _data(child: Child) -> dict[str, Any]:
    done = child.status == "SUCCEEDED"
    return {
        "input": text(child.input),
        "inputDetails": {"included": True},
        "output": text(child.output) if done else None,
        "outputDetails": {"included": True} if done else None,
        "error": child.error,
        "cause": child.cause,
    }


def _map_run(service: Service, text_of_arn: str) -> tuple[ServedExecution, MapRun]:
    arn = read_arn(text_of_arn, "mapRun")
    machine = arn.name.partition("/")[0]
    with service.lock:
        candidates = [one for one in service.executions.values() if one.facts.machine_name == machine]
    for execution in candidates:
        run = execution.execution.map_runs.get(arn.text)
        if run is not None:
            return execution, run
    raise resource_missing(arn.text)


def _machine_arn(execution: ServedExecution, run: MapRun) -> str:
    label = run.arn.split(":")[6].partition("/")[2]
    return f"{execution.facts.machine_arn}/{label}"


def _counted(counts: dict[str, int], written: int) -> dict[str, int]:
    told = {name: counts.get(status, 0) for status, name in _COUNTS.items()}
    return {**told, "total": sum(counts.values()), "resultsWritten": written}
