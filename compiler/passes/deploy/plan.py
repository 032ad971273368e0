"""What deploying will do, worked out before anything is done, by reading alone.

plan = plan_deploy(artefacts, stage, clients)
print(show_plan(plan))
  nightly-orders-production: update
  upload packages/export_orders-3f2a9c….zip (61 kB)
  ~ ExportOrdersFunction Lambda::Function
      Code.S3Key: "packages/export_orders-77….zip" → "packages/export_orders-3f2a9c….zip"
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from compiler.forms.settings import Stage
from compiler.passes.deploy.artefacts import Artefacts, DeployError, Upload, stack_name
from compiler.passes.deploy.difference import Change, changes, parameter_changes, show

_REVIEWED = "REVIEW_IN_PROGRESS"
"""A stack that has a change set and nothing else."""
Action = Literal["create", "update", "replace", "nothing"]
"""`replace` deletes what a failed first creation left and creates again."""


@dataclass(frozen=True, slots=True)
class Clients:
    """The AWS clients that deploying uses, all of one account and region."""

    cloudformation: Any
    s3: Any
    dynamodb: Any

    @staticmethod
    def of(stage: Stage) -> "Clients":
        """Clients of the stage's profile and region."""
        import boto3

        session = boto3.Session(profile_name=stage.profile, region_name=stage.region)
        if session.region_name is None:
            raise DeployError(f"the stage {stage.name} has no region; set it in pyproject or in the AWS profile")
        return Clients(session.client("cloudformation"), session.client("s3"), session.client("dynamodb"))


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack as it stands."""

    id: str
    status: str
    template: dict[str, Any]
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """One pipeline's deployment, decided."""

    stack: str
    action: Action
    bucket: str
    template_key: str
    uploads: tuple[Upload, ...]
    parameters: dict[str, str]
    changes: tuple[Change, ...]
    parameter_changes: tuple[str, ...]


def plan_deploy(artefacts: Artefacts, stage: Stage, clients: Clients) -> Plan:
    """Decide what deploying these artefacts to a stage takes. Raises `DeployError` where it cannot work."""
    if not stage.bucket:
        raise DeployError(
            f"the stage {stage.name} has no artefact bucket; set `bucket` in [tool.statemill] or give --bucket"
        )
    name = stack_name(artefacts.pipeline, stage.name)
    deployed = read_stack(name, clients)
    action = _action(name, deployed)
    standing = deployed if action == "update" else None
    parameters = _parameters(artefacts, stage, standing, clients)
    found = changes(standing.template if standing else {}, artefacts.template)
    defaults = _defaults(artefacts.template)
    differing = parameter_changes(standing.parameters if standing else {}, {**defaults, **parameters})
    if standing and not found and not differing:
        action = "nothing"
    uploads = () if action == "nothing" else _missing(artefacts.uploads, stage.bucket, clients)
    return Plan(name, action, stage.bucket, artefacts.template_key, uploads, parameters, found, differing)


def show_plan(plan: Plan) -> str:
    """The plan as text."""
    if plan.action == "nothing":
        return f"{plan.stack}: nothing changes"
    sizes = [(upload.key, upload.file.stat().st_size) for upload in plan.uploads]
    uploads = [f"  upload {key} ({max(1, round(size / 1024))} kB)" for key, size in sizes]
    return "\n".join([f"{plan.stack}: {plan.action}", *uploads, _indented(show(plan.changes, plan.parameter_changes))])


def read_stack(name: str, clients: Clients) -> Deployed | None:
    """A stack by name or id, None where there is none."""
    try:
        stack = clients.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except clients.cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise DeployError(f"CloudFormation cannot be asked for {name}: {error}") from error
    if stack["StackStatus"] == "DELETE_COMPLETE":
        return None
    body = (
        clients.cloudformation.get_template(StackName=name)["TemplateBody"] if stack["StackStatus"] != _REVIEWED else {}
    )
    template = json.loads(body) if isinstance(body, str) else dict(body)
    parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in stack.get("Parameters", ())}
    return Deployed(stack["StackId"], stack["StackStatus"], template, parameters)


def _action(name: str, deployed: Deployed | None) -> Action:
    status = deployed.status if deployed else ""
    if not status or status == _REVIEWED:
        return "create"
    if status in {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}:
        return "replace"
    if status == "UPDATE_ROLLBACK_FAILED":
        raise DeployError(f"{name} could not go back after a failed update; continue its rollback in CloudFormation")
    if status.endswith("_IN_PROGRESS"):
        raise DeployError(f"{name} is being changed by somebody else ({status}); wait until that has ended")
    return "update"


def _parameters(artefacts: Artefacts, stage: Stage, deployed: Deployed | None, clients: Clients) -> dict[str, str]:
    """A value for every parameter that has no default, and for those that the stage sets."""
    found: dict[str, str] = {}
    missing = []
    for name, declared in artefacts.template.get("Parameters", {}).items():
        if name == "ArtefactBucket":
            found[name] = str(stage.bucket)
        elif name in stage.parameters:
            found[name] = stage.parameters[name]
        elif name.endswith("StateMachineArn") and (arn := _nested(name, stage, clients)):
            found[name] = arn
        elif "Default" not in declared and deployed and name in deployed.parameters:
            found[name] = deployed.parameters[name]
        elif "Default" not in declared:
            missing.append(f"{name}: {declared['Description']}")
    if missing:
        table = f"[tool.statemill.stages.{stage.name}]"
        raise DeployError(
            "\n".join([f"these parameters have no value; set them under `parameters` of {table}:", *missing])
        )
    return found


def _nested(parameter: str, stage: Stage, clients: Clients) -> str | None:
    """The state machine of another pipeline that this stage has: the output of the stack of the same words."""
    stem = parameter.removesuffix("StateMachineArn")
    pages = clients.cloudformation.get_paginator("describe_stacks").paginate()
    for stack in (one for page in pages for one in page["Stacks"]):
        words = stack["StackName"].removesuffix(f"-{stage.name}")
        if words != stack["StackName"] and "".join(w[:1].upper() + w[1:] for w in words.split("-")) == stem:
            outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
            return outputs.get("StateMachineArn")
    return None


def _defaults(template: Mapping[str, Any]) -> dict[str, str]:
    declared = template.get("Parameters", {})
    return {name: str(one["Default"]) for name, one in declared.items() if "Default" in one}


def _missing(uploads: tuple[Upload, ...], bucket: str, clients: Clients) -> tuple[Upload, ...]:
    """What the bucket does not hold yet."""
    held: set[str] = set()
    try:
        for prefix in sorted({upload.key.split("/")[0] + "/" for upload in uploads}):
            for page in clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                held.update(one["Key"] for one in page.get("Contents", ()))
    except clients.s3.exceptions.ClientError as error:
        raise DeployError(f"the artefact bucket {bucket} cannot be listed: {error}") from error
    return tuple(upload for upload in uploads if upload.key not in held)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
