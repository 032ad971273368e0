"""What optimised integrations do besides asking: JSON bodies as text, payloads as JSON, metadata in the result.

    arguments = prepared(resource, {"MessageBody": {"a": 1}})      # {"MessageBody": '{"a":1}'}

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
"""

import json
from typing import Any

from runtime.local.engine.calls import TaskFailed
from runtime.local.engine.integrations.naming import is_sdk
from runtime.local.engine.json_text import text
from runtime.local.engine.resources import Resource

_TEXTS = {
    ("sqs", "sendMessage"): ("MessageBody",),
    ("sns", "publish"): ("Message",),
    ("states", "startExecution"): ("Input",),
}
"""Members that may be given as JSON where the service takes text."""


def prepared(resource: Resource, arguments: Any) -> Any:
    """The request as the service takes it."""
    if is_sdk(resource) or not isinstance(arguments, dict):
        return arguments
    if (resource.service, resource.action) == ("events", "putEvents"):
        return {**arguments, "Entries": [_as_texts(one, ("Detail",)) for one in arguments.get("Entries", ())]}
    return _as_texts(arguments, _TEXTS.get((resource.service, resource.action), ()))


def _as_texts(arguments: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    given = {name: arguments[name] for name in names if name in arguments and not isinstance(arguments[name], str)}
    return {**arguments, **{name: text(value) for name, value in given.items()}}


def understood(resource: Resource, response: dict[str, Any], result: Any) -> Any:
    """The result as the state sees it; raises TaskFailed where the answer says that the work has failed."""
    if is_sdk(resource):
        return result
    result = {**result, **_metadata(response.get("ResponseMetadata", {}))}
    match resource.service, resource.action:
        case "lambda", "invoke":
            return _invoked(result)
        case "bedrock", "invokeModel":
            return {**result, "Body": _parsed(result.get("Body", ""))}
        case "events", "putEvents" if result.get("FailedEntryCount"):
            failed = {key: result[key] for key in ("Entries", "FailedEntryCount")}
            raise TaskFailed("EventBridge.FailedEntry", text(failed))
        case _:
            return result


def _invoked(result: dict[str, Any]) -> dict[str, Any]:
    payload = _parsed(result.get("Payload", ""))
    if result.pop("FunctionError", None):
        name = payload.get("errorType") if isinstance(payload, dict) else None
        raise TaskFailed(name or "Lambda.Unknown", result.get("Payload"))
    return {**result, "ExecutedVersion": result.get("ExecutedVersion", "$LATEST"), "Payload": payload}


def _parsed(body: str) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body


def _metadata(meta: dict[str, Any]) -> dict[str, Any]:
    headers = {key: value for key, value in meta.get("HTTPHeaders", {}).items() if isinstance(value, str)}
    return {
        "SdkHttpMetadata": {
            "AllHttpHeaders": {key: [value] for key, value in headers.items()},
            "HttpHeaders": headers,
            "HttpStatusCode": meta.get("HTTPStatusCode"),
        },
        "SdkResponseMetadata": {"RequestId": meta.get("RequestId")},
    }
