"""Tags of state machines and activities.

tag_resource(service, {"resourceArn": arn, "tags": [{"key": "team", "value": "shop"}]}, caller)
"""

from typing import Any

from runtime.local.serve.arns import read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, resource_missing
from runtime.local.serve.machines import Activity, StateMachine
from runtime.local.serve.service import Service

MOST_TAGS = 50
"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html"""


def checked_tags(tags: list[dict[str, str]], before: dict[str, str] | None = None) -> dict[str, str]:
    """The tags by key, with those that were there before; ApiError TooManyTags."""
    found = {**(before or {}), **{one.get("key", ""): one.get("value", "") for one in tags}}
    if len(found) > MOST_TAGS:
        raise ApiError("TooManyTags", f"Too many tags: at most {MOST_TAGS} are allowed")
    return found


def tag_resource(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """TagResource."""
    with service.lock:
        tagged = _tagged(service, request["resourceArn"])
        tagged.tags = checked_tags(request["tags"], tagged.tags)
        _save(service, tagged)
    return {}


def untag_resource(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """UntagResource."""
    with service.lock:
        tagged = _tagged(service, request["resourceArn"])
        tagged.tags = {key: value for key, value in tagged.tags.items() if key not in request["tagKeys"]}
        _save(service, tagged)
    return {}


def list_tags(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """ListTagsForResource."""
    tags = _tagged(service, request["resourceArn"]).tags
    return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}


def _tagged(service: Service, text: str) -> StateMachine | Activity:
    arn = read_arn(text, "stateMachine", "activity")
    found = service.machines.get(text) if arn.kind == "stateMachine" else service.activities.get(text)
    if found is None:
        raise resource_missing(text)
    return found


def _save(service: Service, tagged: StateMachine | Activity) -> None:
    if isinstance(tagged, StateMachine):
        service.save_machine(tagged)
    else:
        service.save_activity(tagged)
