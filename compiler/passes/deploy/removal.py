"""Removing what was deployed: the stack, and only where it is asked for, the data that outlives it.

    destroy("nightly_orders", stage, clients, say)      =>  ("orders-staging",): still there

CloudFormation keeps tables and buckets (DeletionPolicy Retain); they are deleted here, one by one, where asked.
"""

from typing import Any

from compiler.forms.settings import Stage
from compiler.passes.deploy.artefacts import DeployError, stack_name
from compiler.passes.deploy.execution import Say, delete
from compiler.passes.deploy.plan import Clients, read_stack

_KEEPS = ("AWS::DynamoDB::Table", "AWS::S3::Bucket")


def destroy(
    pipeline: str, stage: Stage, clients: Clients, say: Say, *, data: bool = False, pause: float = 2.0
) -> tuple[str, ...]:
    """Delete a pipeline's stack. Tables and buckets are kept and named, unless `data` deletes them too."""
    stack = stack_name(pipeline, stage.name)
    deployed = read_stack(stack, clients)
    if deployed is None:
        raise DeployError(f"{stack} is not deployed")
    resources = clients.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    kept = [one for one in resources if one["ResourceType"] in _KEEPS and one.get("PhysicalResourceId")]
    delete(stack, clients, say, pause=pause)
    if not data:
        return tuple(one["PhysicalResourceId"] for one in kept)
    for one in kept:
        say(f"  deleting {one['ResourceType'].rpartition('::')[2].lower()} {one['PhysicalResourceId']}")
        _delete_data(one, clients)
    return ()


def _delete_data(resource: dict[str, Any], clients: Clients) -> None:
    name = resource["PhysicalResourceId"]
    if resource["ResourceType"] == "AWS::DynamoDB::Table":
        try:
            clients.dynamodb.delete_table(TableName=name)
        except clients.dynamodb.exceptions.ResourceNotFoundException:
            return
        return
    try:
        for page in clients.s3.get_paginator("list_objects_v2").paginate(Bucket=name):
            for held in page.get("Contents", ()):
                clients.s3.delete_object(Bucket=name, Key=held["Key"])
        clients.s3.delete_bucket(Bucket=name)
    except clients.s3.exceptions.NoSuchBucket:
        return
