"""How a state machine spells what AWS's services take and answer: names, times and bodies.

    member("stateMachineArn")            "StateMachineArn"      every name begins with a capital letter
    member("DBInstanceIdentifier")       "DbInstanceIdentifier" a leading acronym is written as a word
    member("BOOL", sdk=False)            "BOOL"                 optimised integrations keep the API's own names
    as_request(shape, {"StateMachineArn": "…"})                 {"stateMachineArn": "…"}, as boto3 takes it
    as_answer(shape, {"executionArn": "…", "startDate": …})     {"ExecutionArn": "…", "StartDate": "2026-11-24T…Z"}

`shape` is botocore's model of the value. SDK integrations have the names of AWS's SDK for Java 2, whose rule this is
(https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html, "PascalCase").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any


_RENAMED = {"NULL": "Nul"}
"""Members that the SDK calls otherwise, since their names are words of Java."""


def member(name: str, *, sdk: bool = True) -> str:
    """A member's name in a state machine.

    >>> member("ETag"), member("SSEKMSKeyId"), member("clusterArn"), member("KMSKeyId"), member("S3Uri")
    ('ETag', 'SsekmsKeyId', 'ClusterArn', 'KmsKeyId', 'S3Uri')
    """
    if not sdk:
        return name[:1].upper() + name[1:]
    return _RENAMED.get(name) or name[:1].upper() + name[1 : _acronym(name)].lower() + name[_acronym(name) :]


def _acronym(name: str) -> int:
    """Where the acronym that a name begins with ends: at the capital letter that begins its next word."""
    end = 1
    while end < len(name) and name[end].isupper() and not name[end + 1 : end + 2].islower():
        end += 1
    return end


def as_request(shape: Any, value: Any, *, sdk: bool = True) -> Any:
    """A request in boto3's terms; members that the service does not know are kept, for it to refuse them."""
    if shape is None:
        return value or {}
    match shape.type_name:
        case "structure" if isinstance(value, Mapping):
            members = {member(name, sdk=sdk): name for name in shape.members}
            names = {key: members.get(key, key) for key in value}
            return {
                name: as_request(shape.members[name], value[key], sdk=sdk) if name in shape.members else value[key]
                for key, name in names.items()
            }
        case "list" if isinstance(value, list | tuple):
            return [as_request(shape.member, one, sdk=sdk) for one in value]
        case "map" if isinstance(value, Mapping):
            return {key: as_request(shape.value, one, sdk=sdk) for key, one in value.items()}
        case "blob" if not isinstance(value, bytes | bytearray):
            return value.encode() if isinstance(value, str) else json_text(value).encode()
        case _:
            return value


def as_answer(shape: Any, value: Any, *, sdk: bool = True) -> Any:
    """A response in a state machine's terms."""
    if hasattr(value, "isoformat"):
        return _moment(value)
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode(errors="replace")
    kind = shape.type_name if shape is not None else ""
    if isinstance(value, Mapping):
        found = {key: one for key, one in value.items() if key != "ResponseMetadata"}
        if kind == "structure":
            known = shape.members
            return {member(key, sdk=sdk): as_answer(known.get(key), one, sdk=sdk) for key, one in found.items()}
        inner = shape.value if kind == "map" else None
        return {key: as_answer(inner, one, sdk=sdk) for key, one in found.items()}
    if isinstance(value, list | tuple):
        inner = shape.member if kind == "list" else None
        return [as_answer(inner, one, sdk=sdk) for one in value]
    return value


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """JSON as Step Functions writes it: no spaces. `default` is asked about what JSON has no form for."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=default)


def form_text(body: Mapping[str, Any], arrays: str = "INDICES") -> str:
    """A body as a web form. `arrays` is how the items of a list are named: INDICES, REPEAT, COMMAS, BRACKETS or NONE.

    >>> form_text({"a": "1 2", "b": [3, True]}), form_text({"b": [3, 4]}, "REPEAT")
    ('a=1+2&b%5B0%5D=3&b%5B1%5D=true', 'b=3&b=4')
    """
    from urllib.parse import urlencode

    return urlencode([pair for name, value in body.items() for pair in _form_pairs(name, value, arrays)])


def _form_pairs(name: str, value: Any, arrays: str) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [pair for key, one in value.items() for pair in _form_pairs(f"{name}[{key}]", one, arrays)]
    if not isinstance(value, list | tuple):
        return [(name, value if isinstance(value, str) else json_text(value))]
    if arrays == "COMMAS":
        return [(name, ",".join(one if isinstance(one, str) else json_text(one) for one in value))]
    names = {"INDICES": "{}[{}]", "BRACKETS": "{}[]"}.get(arrays, "{}")
    return [pair for at, one in enumerate(value) for pair in _form_pairs(names.format(name, at), one, arrays)]


def _moment(value: Any) -> str:
    """A time as the SDK integrations give it: `2026-11-24T00:00:00Z`, with milliseconds where there are any."""
    from datetime import UTC

    at = value.astimezone(UTC)
    fraction = f".{at.microsecond // 1000:03d}" if at.microsecond // 1000 else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{fraction}Z"
