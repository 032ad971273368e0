"""Members between Step Functions' PascalCase and the service's own spelling, and values between JSON and boto3's types.

    as_request(shape, {"StateMachineArn": "…"})            # {"stateMachineArn": "…"}
    as_result(shape, {"executionArn": "…"})                # {"ExecutionArn": "…"}

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from runtime.local.engine.clocks import iso
from runtime.local.engine.resources import pascal


def as_request(shape: Any, value: Any) -> Any:
    """A value of the definition in boto3's terms; members that the service does not know are kept for it to refuse."""
    if shape is None:
        return value or {}
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            members = {pascal(name): (name, member) for name, member in shape.members.items()}
            known = {key: members.get(key, (key, None)) for key in value}
            return {name: as_request(member, value[key]) if member is not None else value[key]
                    for key, (name, member) in known.items()}  # fmt: skip
        case "list" if isinstance(value, list):
            return [as_request(shape.member, one) for one in value]
        case "map" if isinstance(value, dict):
            return {key: as_request(shape.value, one) for key, one in value.items()}
        case "blob" if not isinstance(value, bytes):
            return value.encode() if isinstance(value, str) else json.dumps(value).encode()
        case _:
            return value


def as_result(shape: Any, value: Any) -> Any:
    """A response in Step Functions' terms."""
    if isinstance(value, datetime):
        return iso(value.timestamp()).replace(".000Z", "Z")
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode(errors="replace")
    kind = shape.type_name if shape is not None else ""
    if isinstance(value, Mapping):
        found = {key: one for key, one in value.items() if key != "ResponseMetadata"}
        if kind == "structure":
            return {pascal(key): as_result(shape.members.get(key), one) for key, one in found.items()}
        inner = shape.value if kind == "map" else None
        return {key: as_result(inner, one) for key, one in found.items()}
    if isinstance(value, list | tuple):
        inner = shape.member if kind == "list" else None
        return [as_result(inner, one) for one in value]
    return value
