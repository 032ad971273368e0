"""Work that AWS does on its own time, and how to see its end: the meaning of `.sync`.

    aws.glue.start_job_run.sync(JobName="nightly")
    glue.start_job_run(JobName="nightly")  ->  glue.get_job_run(JobName=…, RunId=…)  until JobRunState is SUCCEEDED

JOBS is data in boto3's names: to add a job that can be waited for, add a line. Plain Python and the local engine wait
by the same lines; a test holds them against botocore's models.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html ("Run a Job")
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from dsl.spelling import as_answer
from dsl.values import dataclass

PAUSE = 5.0
"""Seconds between two looks."""


class JobFailed(Exception):
    """The work ended, but not well. Step Functions says `States.TaskFailed`, and its cause is the description."""

    def __init__(self, message: str, description: Any) -> None:
        super().__init__(message)
        self.description = description


@dataclass(frozen=True)
class Job:
    """One kind of work."""

    look: str
    """The operation that describes it."""
    key: Mapping[str, str]
    """The look's arguments: paths into the start's arguments and answer; `[jobId]` is a list of one."""
    found: str
    """Where in the look's answer the description is that Step Functions gives; "" is all of it."""
    status: str
    """Where in the description it says how the work stands."""
    done: str
    failed: str
    """Statuses, separated by spaces."""
    within: str = ""
    """The key under which Step Functions gives the description."""


_EXECUTION = ("SUCCEEDED", "FAILED TIMED_OUT ABORTED")
_SAGEMAKER = ("Completed", "Failed Stopped")
_BUILD = ("SUCCEEDED", "FAILED FAULT STOPPED TIMED_OUT")
_EMR_RUN = ("COMPLETED", "FAILED CANCELLED")
_EKS = ("ACTIVE", "CREATE_FAILED DELETE_FAILED")
_APPLICATION = {"applicationId": "applicationId"}
_VIRTUAL_CLUSTER = {"id": "id"}


def _sagemaker(kind: str) -> Job:
    return Job(f"describe_{_snake(kind)}", {f"{kind}Name": f"{kind}Name"}, "", f"{kind}Status", *_SAGEMAKER)


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")


JOBS: dict[tuple[str, str], Job] = {
    ("athena", "start_query_execution"): Job(
        "get_query_execution",
        {"QueryExecutionId": "QueryExecutionId"},
        "",
        "QueryExecution.Status.State",
        "SUCCEEDED",
        "FAILED CANCELLED",
    ),
    ("batch", "submit_job"): Job("describe_jobs", {"jobs": "[jobId]"}, "jobs.0", "status", "SUCCEEDED", "FAILED"),
    ("bedrock", "create_model_customization_job"): Job(
        "get_model_customization_job", {"jobIdentifier": "jobArn"}, "", "status", *_SAGEMAKER
    ),
    ("codebuild", "start_build"): Job(
        "batch_get_builds", {"ids": "[build.id]"}, "builds.0", "buildStatus", *_BUILD, within="Build"
    ),
    ("codebuild", "start_build_batch"): Job(
        "batch_get_build_batches",
        {"ids": "[buildBatch.id]"},
        "buildBatches.0",
        "buildBatchStatus",
        *_BUILD,
        within="BuildBatch",
    ),
    ("codebuild", "retry_build_batch"): Job(
        "batch_get_build_batches",
        {"ids": "[buildBatch.id]"},
        "buildBatches.0",
        "buildBatchStatus",
        *_BUILD,
        within="BuildBatch",
    ),
    ("databrew", "start_job_run"): Job(
        "describe_job_run", {"Name": "Name", "RunId": "RunId"}, "", "State", "SUCCEEDED", "FAILED STOPPED TIMEOUT"
    ),
    ("ecs", "run_task"): Job(
        "describe_tasks",
        {"cluster": "tasks.0.clusterArn", "tasks": "[tasks.0.taskArn]"},
        "tasks.0",
        "lastStatus",
        "STOPPED",
        "",
    ),
    ("eks", "create_cluster"): Job(
        "describe_cluster", {"name": "cluster.name"}, "", "cluster.status", "ACTIVE", "FAILED"
    ),
    ("eks", "create_fargate_profile"): Job(
        "describe_fargate_profile",
        {"clusterName": "fargateProfile.clusterName", "fargateProfileName": "fargateProfile.fargateProfileName"},
        "",
        "fargateProfile.status",
        *_EKS,
    ),
    ("eks", "create_nodegroup"): Job(
        "describe_nodegroup",
        {"clusterName": "nodegroup.clusterName", "nodegroupName": "nodegroup.nodegroupName"},
        "",
        "nodegroup.status",
        *_EKS,
    ),
    ("emr-containers", "create_virtual_cluster"): Job(
        "describe_virtual_cluster", _VIRTUAL_CLUSTER, "", "virtualCluster.state", "RUNNING", "TERMINATED ARRESTED"
    ),
    ("emr-containers", "delete_virtual_cluster"): Job(
        "describe_virtual_cluster", _VIRTUAL_CLUSTER, "", "virtualCluster.state", "TERMINATED", "ARRESTED"
    ),
    ("emr-containers", "start_job_run"): Job(
        "describe_job_run",
        {"id": "id", "virtualClusterId": "virtualClusterId"},
        "",
        "jobRun.state",
        *_EMR_RUN,
    ),
    ("emr-serverless", "cancel_job_run"): Job(
        "get_job_run", {**_APPLICATION, "jobRunId": "jobRunId"}, "", "jobRun.state", "CANCELLED", "SUCCESS FAILED"
    ),
    ("emr-serverless", "create_application"): Job(
        "get_application", _APPLICATION, "", "application.state", "CREATED STARTED", "TERMINATED"
    ),
    ("emr-serverless", "delete_application"): Job(
        "get_application", _APPLICATION, "", "application.state", "TERMINATED", ""
    ),
    ("emr-serverless", "start_application"): Job(
        "get_application", _APPLICATION, "", "application.state", "STARTED", "TERMINATED"
    ),
    ("emr-serverless", "stop_application"): Job(
        "get_application", _APPLICATION, "", "application.state", "STOPPED", "TERMINATED"
    ),
    ("emr-serverless", "start_job_run"): Job(
        "get_job_run",
        {"applicationId": "applicationId", "jobRunId": "jobRunId"},
        "",
        "jobRun.state",
        "SUCCESS",
        "FAILED CANCELLED",
    ),
    ("glue", "start_job_run"): Job(
        "get_job_run",
        {"JobName": "JobName", "RunId": "JobRunId"},
        "JobRun",
        "JobRunState",
        "SUCCEEDED",
        "FAILED STOPPED TIMEOUT ERROR EXPIRED",
    ),
    ("mediaconvert", "create_job"): Job("get_job", {"Id": "Job.Id"}, "", "Job.Status", "COMPLETE", "ERROR CANCELED"),
    ("sagemaker", "create_hyper_parameter_tuning_job"): _sagemaker("HyperParameterTuningJob"),
    ("sagemaker", "create_labeling_job"): _sagemaker("LabelingJob"),
    ("sagemaker", "create_processing_job"): _sagemaker("ProcessingJob"),
    ("sagemaker", "create_training_job"): _sagemaker("TrainingJob"),
    ("sagemaker", "create_transform_job"): _sagemaker("TransformJob"),
    ("stepfunctions", "start_execution"): Job(
        "describe_execution", {"executionArn": "executionArn"}, "", "status", *_EXECUTION
    ),
}


def wait_for(
    start: tuple[str, str],
    client: Any,
    arguments: Mapping[str, Any],
    answer: Mapping[str, Any],
    pause: Callable[[], object] = lambda: time.sleep(PAUSE),
) -> Any:
    """Look until started work has ended and give its description as a state machine sees it.

    `start` is the service and the operation of JOBS; `arguments` and `answer` of the start are boto3's. Raises
    `JobFailed` when the work did not end well.
    """
    job = JOBS[start]
    found = {name: _key(path, {**arguments, **answer}) for name, path in job.key.items()}
    request = {name: one for name, one in found.items() if one is not None}
    while True:
        response = getattr(client, job.look)(**request)
        status = at(response, status_path(job))
        if status in job.failed.split() or (status in job.done.split() and not _exited_well(at(response, job.found))):
            raise JobFailed(f"{start[0]} {start[1]} ended as {status}", _described(job, client, response))
        if status in job.done.split():
            return _described(job, client, response)
        pause()


def status_path(job: Job) -> str:
    """Where in the look's answer the status is."""
    return f"{job.found}.{job.status}".lstrip(".")


def _described(job: Job, client: Any, response: dict[str, Any]) -> Any:
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[job.look])
    description = as_answer(at_shape(model.output_shape, job.found), at(response, job.found), sdk=False)
    return {job.within: description} if job.within else description


def at(value: Any, path: str) -> Any:
    """What a dotted path leads to; None where it leads nowhere."""
    for part in path.split(".") if path else ():
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def at_shape(shape: Any, path: str) -> Any:
    """The same for a model. Raises KeyError where it has no such member."""
    for part in path.split(".") if path else ():
        shape = shape.member if shape.type_name == "list" else shape.members[part]
    return shape


def _key(path: str, known: Mapping[str, Any]) -> Any:
    return [at(known, path[1:-1])] if path.startswith("[") else at(known, path)


def _exited_well(description: Any) -> bool:
    """Whether every container of an ECS task ended with 0; work without containers has ended well by its status."""
    containers = at(description, "containers")
    return all(one.get("exitCode", 0) == 0 for one in containers or ())
