"""ResultWriter: the results of child executions as files in S3, with a manifest that lists them.

    details = write_results(target, run_arn, children, put)     # {"Bucket": …, "Key": "prefix/<id>/manifest.json"}

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.clocks import iso
from runtime.local.engine.errors import RESULT_WRITER, StateFailure
from runtime.local.engine.json_text import text

Put = Callable[[str, str, str], None]
"""Stores a text in a bucket under a key."""


@dataclass(frozen=True)
class Target:
    """Where results go and how they look."""

    bucket: str | None
    prefix: str
    lines: bool = False
    """JSON Lines instead of one JSON list."""
    shape: str = "NONE"
    """NONE: with what is known about each child; COMPACT: outputs only; FLATTEN: outputs, lists among them opened."""


@dataclass(frozen=True, slots=True)
class Child:
    """What became of one child execution."""

    arn: str
    name: str
    machine_arn: str
    status: str
    input: Any
    output: Any
    error: str | None
    cause: str | None
    began: float
    ended: float | None


def shaped(target: Target, children: Sequence[Child]) -> list[Any]:
    """The successful results in the writer's shape."""
    outputs = [one.output for one in children if one.status == "SUCCEEDED"]
    if target.shape == "FLATTEN":
        return [part for one in outputs for part in (one if isinstance(one, list) else [one])]
    return outputs


def write_results(target: Target, run_arn: str, children: Sequence[Child], put: Put) -> dict[str, Any]:
    """Write a file of what succeeded and one of what did not, then the manifest; returns where the manifest is."""
    assert target.bucket is not None
    folder = "/".join(part for part in (target.prefix.strip("/"), run_arn.rpartition(":")[2]) if part)
    files: dict[str, list[dict[str, Any]]] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
    extension = "jsonl" if target.lines else "json"
    for status in ("SUCCEEDED", "FAILED"):
        of_status = [one for one in children if (one.status == "SUCCEEDED") == (status == "SUCCEEDED")]
        if of_status:
            key = f"{folder}/{status}_0.{extension}"
            body = _body(target, status, of_status)
            _put(put, target.bucket, key, body)
            files[status].append({"Key": key, "Size": len(body.encode("utf-8", "surrogatepass"))})
    manifest = {"DestinationBucket": target.bucket, "MapRunArn": run_arn, "ResultFiles": files}
    key = f"{folder}/manifest.json"
    _put(put, target.bucket, key, text(manifest))
    return {"Bucket": target.bucket, "Key": key}


def _put(put: Put, bucket: str, key: str, body: str) -> None:
    try:
        put(bucket, key, body)
    except StateFailure:
        raise
    except Exception as error:
        # Whatever stands for S3 here has errors of its own: no bucket, nobody there, a full disk.
        raise StateFailure(RESULT_WRITER, f"{key} cannot be written to the bucket {bucket}: {error}") from error


def _body(target: Target, status: str, children: Sequence[Child]) -> str:
    values = (
        shaped(target, children)
        if target.shape != "NONE" and status == "SUCCEEDED"
        else [_told(one) for one in children]
    )
    return "\n".join(text(one) for one in values) if target.lines else text(values)


def _told(child: Child) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ExecutionArn": child.arn,
        "Input": text(child.input),
        "InputDetails": {"Included": True},
        "Name": child.name,
        "RedriveCount": 0,
        "RedriveStatus": "NOT_REDRIVABLE" if child.status == "SUCCEEDED" else "REDRIVABLE_BY_MAP_RUN",
        "StartDate": iso(child.began),
        "StateMachineArn": child.machine_arn,
        "Status": child.status,
        "StopDate": iso(child.ended or child.began),
    }
    if child.status == "SUCCEEDED":
        told |= {
            "Output": text(child.output),
            "OutputDetails": {"Included": True},
            "RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
        }
    else:
        told |= {"Error": child.error, "Cause": child.cause}
    return told
