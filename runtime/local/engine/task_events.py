"""The events of one attempt of a task: Lambda functions, activities and services each have their own.

    events = task_events(resource, visit, identity)
    events.scheduled(arguments, timeout, heartbeat, credentials)
    events.succeeded(result)

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

from typing import Any, Protocol

from runtime.local.engine.resources import Resource
from runtime.local.engine.visits import Identity, Visit


class TaskEvents(Protocol):
    """What can happen to a task."""

    def scheduled(self, arguments: Any, timeout: Any, heartbeat: Any, credentials: Any) -> None:
        """It was asked for, and has begun, unless it waits for a worker."""

    def started(self, worker: str | None) -> None:
        """A worker has taken it."""

    def submitted(self, response: Any) -> None:
        """The service has taken the request; the task goes on."""

    def succeeded(self, result: Any) -> None:
        """It is done."""

    def failed(self, error: str | None, cause: str | None) -> None:
        """It has failed."""

    def timed_out(self, error: str | None, cause: str | None) -> None:
        """It has taken too long."""


def task_events(resource: Resource, visit: Visit, identity: Identity) -> TaskEvents:
    """The events for this kind of resource."""
    if resource.is_lambda:
        return _Lambda(resource, visit)
    if resource.is_activity:
        return _Activity(resource, visit)
    return _Service(resource, visit, identity.region)


def _told(credentials: Any) -> Any:
    """Credentials in the spelling of events."""
    return {"roleArn": credentials.get("RoleArn")} if isinstance(credentials, dict) else None


def _refused_request(error: str | None) -> bool:
    """Whether an error is the service's own, such as `SQS.QueueDoesNotExist`: then nothing was submitted."""
    return error is not None and "." in error and not error.startswith("States.")


class _Lambda:
    def __init__(self, resource: Resource, visit: Visit) -> None:
        self._resource = resource
        self._strand = visit.strand

    def scheduled(self, arguments: Any, timeout: Any, _heartbeat: Any, credentials: Any) -> None:
        self._strand.record("LambdaFunctionScheduled", self._resource.arn, arguments, timeout, _told(credentials))
        self._strand.record("LambdaFunctionStarted")

    def started(self, worker: str | None) -> None:
        """A function begins as soon as it is scheduled."""

    def submitted(self, response: Any) -> None:
        """A function has no such event."""

    def succeeded(self, result: Any) -> None:
        self._strand.record("LambdaFunctionSucceeded", result)

    def failed(self, error: str | None, cause: str | None) -> None:
        self._strand.record("LambdaFunctionFailed", error, cause)

    def timed_out(self, error: str | None, cause: str | None) -> None:
        self._strand.record("LambdaFunctionTimedOut", error, cause)


class _Activity:
    def __init__(self, resource: Resource, visit: Visit) -> None:
        self._resource = resource
        self._strand = visit.strand
        self._started = False

    def scheduled(self, arguments: Any, timeout: Any, heartbeat: Any, _credentials: Any) -> None:
        self._strand.record("ActivityScheduled", self._resource.arn, arguments, timeout, heartbeat)

    def started(self, worker: str | None) -> None:
        if not self._started:
            self._started = True
            self._strand.record("ActivityStarted", worker)

    def submitted(self, response: Any) -> None:
        """An activity has no such event."""

    def succeeded(self, result: Any) -> None:
        self.started(None)
        self._strand.record("ActivitySucceeded", result)

    def failed(self, error: str | None, cause: str | None) -> None:
        self.started(None)
        self._strand.record("ActivityFailed", error, cause)

    def timed_out(self, error: str | None, cause: str | None) -> None:
        self._strand.record("ActivityTimedOut", error, cause)


class _Service:
    def __init__(self, resource: Resource, visit: Visit, region: str) -> None:
        self._names = (resource.kind, resource.action_text)
        self._waits = bool(resource.pattern)
        self._strand = visit.strand
        self._region = region
        self._submitted = False

    def scheduled(self, arguments: Any, timeout: Any, heartbeat: Any, credentials: Any) -> None:
        details = (self._region, arguments, timeout, heartbeat, _told(credentials))
        self._strand.record("TaskScheduled", *self._names, *details)
        self._strand.record("TaskStarted", *self._names)

    def started(self, worker: str | None) -> None:
        """A service begins as soon as it is scheduled."""

    def submitted(self, response: Any) -> None:
        self._submitted = True
        self._strand.record("TaskSubmitted", *self._names, response)

    def succeeded(self, result: Any) -> None:
        self._implied()
        self._strand.record("TaskSucceeded", *self._names, result)

    def failed(self, error: str | None, cause: str | None) -> None:
        if self._waits and not self._submitted and _refused_request(error):
            self._strand.record("TaskSubmitFailed", *self._names, error, cause)
            return
        self._implied()
        self._strand.record("TaskFailed", *self._names, error, cause)

    def timed_out(self, error: str | None, cause: str | None) -> None:
        self._implied()
        self._strand.record("TaskTimedOut", *self._names, error, cause)

    def _implied(self) -> None:
        """A task that waits for more than its response was submitted, even where the answer did not say how."""
        if self._waits and not self._submitted:
            self.submitted(None)
