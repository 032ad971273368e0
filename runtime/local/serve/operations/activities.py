"""Activities, and the workers who ask for their tasks.

get_task(service, {"activityArn": arn, "workerName": "w"}, caller)       # waits up to a minute
"""

import time
from typing import Any

from runtime.local.serve.arns import check_name, made_arn, read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, activity_missing
from runtime.local.serve.machines import Activity
from runtime.local.serve.operations.settings import OWN_KEY, check_settings
from runtime.local.serve.operations.tags import checked_tags
from runtime.local.serve.paging import page
from runtime.local.serve.service import Service


def create_activity(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """CreateActivity; the same name again is the same activity."""
    arn = made_arn(caller.region, "activity", check_name(request["name"]))
    tags = checked_tags(request.get("tags", []))
    check_settings(request)
    encryption = request.get("encryptionConfiguration")
    with service.lock:
        activity = service.activities.get(arn)
        if activity is None:
            activity = Activity(arn, request["name"], time.time(), tags, encryption)
            service.save_activity(activity)
            service.activities[arn] = activity
        elif activity.encryption != encryption:
            raise ApiError("ActivityAlreadyExists", f"Activity Already Exists: '{arn}'")
    return {"activityArn": arn, "creationDate": activity.created}


def delete_activity(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DeleteActivity; one that is not there is no error."""
    arn = read_arn(request["activityArn"], "activity").text
    with service.lock:
        if service.activities.pop(arn, None) is not None:
            service.store.delete("activities", arn)
    service.queues.drop(arn)
    return {}


def describe_activity(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeActivity."""
    activity = _activity(service, request["activityArn"])
    told = {"activityArn": activity.arn, "name": activity.name, "creationDate": activity.created}
    return {**told, "encryptionConfiguration": activity.encryption or OWN_KEY}


def list_activities(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """ListActivities of the caller's region."""
    with service.lock:
        own = [one for one in service.activities.values() if one.arn.split(":")[3] == caller.region]
    own.sort(key=lambda one: (one.created, one.name))
    found, token = page(own, request, "ListActivities", lambda one: one.arn)
    told = [{"activityArn": one.arn, "name": one.name, "creationDate": one.created} for one in found]
    return {"activities": told, "nextToken": token}


def get_task(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """GetActivityTask: the next task, or after a minute the answer that there is none."""
    activity = _activity(service, request["activityArn"])
    offer = service.queues.take(activity.arn, request.get("workerName"), caller.present)
    return {} if offer is None else {"taskToken": offer.token, "input": offer.input}


def _activity(service: Service, text: str) -> Activity:
    arn = read_arn(text, "activity")
    activity = service.activities.get(arn.text)
    if activity is None:
        raise activity_missing(text)
    return activity
