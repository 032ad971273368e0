"""Work that AWS does on its own time, and how to see its end: the plain-Python meaning of `.sync`.

    aws.glue.start_job_run.sync(JobName="nightly")
    glue.start_job_run(JobName="nightly")  ->  glue.get_job_run(JobName=…, RunId=…)  until JobRunState is SUCCEEDED

To add a job that plain Python can wait for, add a line to JOBS.
"""

import time
from collections.abc import Callable
from typing import Any

from dsl.values import dataclass

PAUSE = 5.0
"""Seconds between two looks."""


class JobFailed(Exception):
    """The work ended, but not well. Step Functions says `States.TaskFailed`."""


@dataclass(frozen=True)
class Job:
    """One kind of work."""

    start: str
    """The operation that starts it."""
    look: str
    """The operation that describes it."""
    key: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
    """From the start's arguments and answer to the look's arguments."""
    found: Callable[[dict[str, Any]], dict[str, Any]]
    """From the look's answer to the description."""
    status: str
    """The description's key that tells how it stands; dots go deeper."""
    done: frozenset[str]
    failed: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


JOBS: dict[tuple[str, str], Job] = {
    ("batch", "submit_job"): Job(
        "submit_job",
        "describe_jobs",
        lambda _, answer: {"jobs": [answer["jobId"]]},
        lambda answer: answer["jobs"][0],
        "status",
        _words("SUCCEEDED"),
        _words("FAILED"),
    ),
    ("glue", "start_job_run"): Job(
        "start_job_run",
        "get_job_run",
        lambda given, answer: {"JobName": given["JobName"], "RunId": answer["JobRunId"]},
        lambda answer: answer["JobRun"],
        "JobRunState",
        _words("SUCCEEDED"),
        _words("FAILED STOPPED TIMEOUT ERROR EXPIRED"),
    ),
    ("athena", "start_query_execution"): Job(
        "start_query_execution",
        "get_query_execution",
        lambda _, answer: {"QueryExecutionId": answer["QueryExecutionId"]},
        lambda answer: answer,
        "QueryExecution.Status.State",
        _words("SUCCEEDED"),
        _words("FAILED CANCELLED"),
    ),
    ("codebuild", "start_build"): Job(
        "start_build",
        "batch_get_builds",
        lambda _, answer: {"ids": [answer["build"]["id"]]},
        lambda answer: {"Build": answer["builds"][0]},
        "Build.buildStatus",
        _words("SUCCEEDED"),
        _words("FAILED FAULT STOPPED TIMED_OUT"),
    ),
    ("stepfunctions", "start_execution"): Job(
        "start_execution",
        "describe_execution",
        lambda _, answer: {"executionArn": answer["executionArn"]},
        lambda answer: answer,
        "status",
        _words("SUCCEEDED"),
        _words("FAILED TIMED_OUT ABORTED"),
    ),
}


def wait_for(job: Job, client: Any, arguments: dict[str, Any], pause: Callable[[float], None] = time.sleep) -> Any:
    """Start the work, look until it has ended, give its description. Raises `JobFailed` when it did not end well."""
    answer = getattr(client, job.start)(**arguments)
    key = job.key(arguments, answer)
    while True:
        description = job.found(getattr(client, job.look)(**key))
        status: Any = description
        for part in job.status.split("."):
            status = status[part]
        if status in job.done:
            description.pop("ResponseMetadata", None)
            return description
        if status in job.failed:
            raise JobFailed(f"{job.start} ended as {status}")
        pause(PAUSE)
