"""`.sync` integrations: ask the service again and again until the work is done.

    result = finished(resource, response, clients)      # the description of the finished work, or a TaskFailed

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.calls import TaskFailed
from runtime.local.engine.errors import TASK_FAILED
from runtime.local.engine.integrations.spelling import as_result
from runtime.local.engine.json_text import text
from runtime.local.engine.resources import Resource, client_name

PAUSE = 1.0
"""Seconds between two questions."""


@dataclass(frozen=True)
class Poll:
    """How to ask about one kind of work."""

    operation: str
    method: str
    request: Callable[[dict[str, Any]], dict[str, Any]]
    found: Callable[[dict[str, Any]], dict[str, Any]]
    """The work's description in the answer."""
    status: Callable[[dict[str, Any]], str]
    good: tuple[str, ...]
    bad: tuple[str, ...]


POLLS: dict[tuple[str, str], Poll] = {
    ("states", "startExecution"): Poll(
        "DescribeExecution",
        "describe_execution",
        lambda response: {"executionArn": response["ExecutionArn"]},
        lambda answer: answer,
        lambda work: work["Status"],
        ("SUCCEEDED",),
        ("FAILED", "TIMED_OUT", "ABORTED"),
    ),
    ("batch", "submitJob"): Poll(
        "DescribeJobs",
        "describe_jobs",
        lambda response: {"jobs": [response["JobId"]]},
        lambda answer: answer["Jobs"][0],
        lambda work: work["Status"],
        ("SUCCEEDED",),
        ("FAILED",),
    ),
    ("glue", "startJobRun"): Poll(
        "GetJobRun",
        "get_job_run",
        lambda response: {"JobName": response["JobName"], "RunId": response["JobRunId"]},
        lambda answer: answer["JobRun"],
        lambda work: work["JobRunState"],
        ("SUCCEEDED",),
        ("FAILED", "TIMEOUT", "STOPPED", "ERROR"),
    ),
    ("ecs", "runTask"): Poll(
        "DescribeTasks",
        "describe_tasks",
        lambda response: {
            "cluster": response["Tasks"][0].get("ClusterArn"),
            "tasks": [one["TaskArn"] for one in response["Tasks"]],
        },
        lambda answer: answer["Tasks"][0],
        lambda work: "STOPPED" if work["LastStatus"] == "STOPPED" and _exited_well(work) else work["LastStatus"] + "!",
        ("STOPPED",),
        ("STOPPED!",),
    ),
    ("athena", "startQueryExecution"): Poll(
        "GetQueryExecution",
        "get_query_execution",
        lambda response: {"QueryExecutionId": response["QueryExecutionId"]},
        lambda answer: answer,
        lambda work: work["QueryExecution"]["Status"]["State"],
        ("SUCCEEDED",),
        ("FAILED", "CANCELLED"),
    ),
    ("codebuild", "startBuild"): Poll(
        "BatchGetBuilds",
        "batch_get_builds",
        lambda response: {"ids": [response["Build"]["Id"]]},
        lambda answer: {"Build": answer["Builds"][0]},
        lambda work: work["Build"]["BuildStatus"],
        ("SUCCEEDED",),
        ("FAILED", "FAULT", "TIMED_OUT", "STOPPED"),
    ),
}
"""By service and action."""


def _exited_well(work: dict[str, Any]) -> bool:
    return all(one.get("ExitCode", 0) == 0 for one in work.get("Containers", ()))


def finished(resource: Resource, response: dict[str, Any], clients: Callable[[str], Any]) -> Any:
    """Wait for the end; a TaskFailed is given back, not raised, for it comes after the submission."""
    poll = POLLS.get((resource.service, resource.action))
    if poll is None:
        return TaskFailed(TASK_FAILED, f"Waiting for the end of {resource.arn} is not supported here.")
    client = clients(client_name(resource.service))
    model = client.meta.service_model.operation_model(poll.operation)
    while True:
        answer = as_result(model.output_shape, getattr(client, poll.method)(**poll.request(response)))
        work = poll.found(answer)
        status = poll.status(work)
        if status in poll.good:
            return _output_read(work) if resource.pattern == "sync:2" else work
        if status in poll.bad:
            return TaskFailed(TASK_FAILED, text(work))
        time.sleep(PAUSE)


def _output_read(work: dict[str, Any]) -> dict[str, Any]:
    """`.sync:2` gives the Output of an execution as JSON."""
    return {**work, "Output": json.loads(work["Output"])} if "Output" in work else work
