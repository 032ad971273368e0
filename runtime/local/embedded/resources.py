"""The tables, buckets, queues, topics and secrets of a template, made in an embedded AWS.

    physical = make_resources(aws, template, {"batch/shop-db": '{"host": …}'})     {"OrdersStagingTable": "local-…"}
    resolve({"Ref": "OrdersStagingTable"}, template, physical)

CloudFormation itself makes them, from the part of the template that holds data; functions, roles and the machine stay
out, as this machine runs them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from runtime.local.embedded.aws import EmbeddedAws

DATA = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic")
"""Types of resources that hold what steps read and write."""

_STACK = "local"
_ACCOUNT = "us-east-1:123456789012"
_NAMES = {
    "AWS::DynamoDB::Table": ("TableName", "{name}"),
    "AWS::S3::Bucket": ("BucketName", "{name}"),
    "AWS::SQS::Queue": ("QueueName", "{endpoint}/123456789012/{name}"),
    "AWS::SNS::Topic": ("TopicName", f"arn:aws:sns:{_ACCOUNT}:{{name}}"),
    "AWS::StepFunctions::Activity": ("Name", f"arn:aws:states:{_ACCOUNT}:activity:{{name}}"),
}
"""By type: the property with the name, and how others call the resource."""


def make_resources(aws: EmbeddedAws, template: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, str]:
    """Make them; logical id → physical name."""
    import boto3

    manager = boto3.client("secretsmanager", **aws.client_options)
    for name, value in secrets.items():
        manager.create_secret(Name=name, SecretString=value)
    resources = {name: one for name, one in template["Resources"].items() if one["Type"] in DATA}
    if not resources:
        return {}
    part = {key: template[key] for key in ("Parameters", "Conditions") if key in template} | {"Resources": resources}
    formation = boto3.client("cloudformation", **aws.client_options)
    # ArtefactBucket and its like have no default, and nothing that is made here reads them.
    missing = [name for name, one in part.get("Parameters", {}).items() if "Default" not in one]
    parameters: list[Any] = [{"ParameterKey": name, "ParameterValue": "local"} for name in missing]
    formation.create_stack(StackName=_STACK, TemplateBody=json.dumps(part), Parameters=parameters)
    made = formation.describe_stack_resources(StackName=_STACK)["StackResources"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in made}


def put_files(aws: EmbeddedAws, files: Mapping[tuple[str, str], bytes]) -> None:
    """Put objects into S3, by bucket and key; a bucket that is not there is made."""
    import boto3

    s3 = boto3.client("s3", **aws.client_options)
    there = {one["Name"] for one in s3.list_buckets()["Buckets"]}
    for bucket in {bucket for bucket, _ in files} - there:
        s3.create_bucket(Bucket=bucket)
    for (bucket, key), body in files.items():
        s3.put_object(Bucket=bucket, Key=key, Body=body)


def declared(template: Mapping[str, Any], endpoint: str | None) -> dict[str, str]:
    """Logical id → what the data and activities of a template are called where nobody has deployed it.

    A table or bucket is its name, a topic or activity its ARN, a queue its URL, in the account and region of emulators.
    """
    found: dict[str, str] = {}
    for logical, resource in template["Resources"].items():
        if resource["Type"] not in _NAMES:
            continue
        key, form = _NAMES[resource["Type"]]
        # The bucket of Stored values has no name of its own.
        name = resolve(resource["Properties"].get(key, logical.lower()), template, {}).removeprefix(f"{_STACK}-")
        found[logical] = form.format(name=name, endpoint=(endpoint or "").rstrip("/"))
    return found


def resolve(value: Any, template: Mapping[str, Any], physical: Mapping[str, str]) -> str:
    """A value of the template as text here: what was made, parameters' defaults, the side of a condition that holds."""
    match value:
        case {"Ref": str(name)}:
            return str(physical.get(name) or template.get("Parameters", {}).get(name, {}).get("Default", name))
        case {"Fn::If": [str(name), then, otherwise]}:
            chosen = then if _holds(template["Conditions"][name], template, physical) else otherwise
            return resolve(chosen, template, physical)
        case {"Fn::Sub": str(text)}:
            text = text.replace("${AWS::StackName}", _STACK).replace("${AWS::AccountId}", "123456789012")
            return re.sub(r"\$\{(\w+)\}", lambda found: resolve({"Ref": found[1]}, template, physical), text)
        case _:
            return str(value)


def _holds(condition: Any, template: Mapping[str, Any], physical: Mapping[str, str]) -> bool:
    match condition:
        case {"Fn::Not": [inner]}:
            return not _holds(inner, template, physical)
        case {"Fn::Equals": [left, right]}:
            return resolve(left, template, physical) == resolve(right, template, physical)
        case _:
            raise ValueError(f"a condition that no template of ours has: {condition}")
