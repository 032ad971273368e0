"""Answers of tasks as JSON, so that a journal can hold them and hand them out again.

    encoded(Submitted({"MessageId": "m"}, Pending()))
    # {"submitted": {"MessageId": "m"}, "then": {"pending": None}}
    decoded({"failed": ["Busy", None]})        # TaskFailed("Busy")

Two forms of Pending say more than the engine needs: what must be waited for again after a restart.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from runtime.local.engine import Pending, Submitted, Takes, TaskFailed


@dataclass(frozen=True)
class AwaitsExecution(Pending):
    """The answer comes when another execution of this server ends."""

    arn: str = ""
    token: str = ""
    pattern: str = ""
    """`sync` or `sync:2`."""


@dataclass(frozen=True)
class AwaitsWorker(Pending):
    """The answer comes from a worker who asks the activity for its tasks."""

    activity: str = ""
    token: str = ""
    input: str = ""


def encoded(answer: Any) -> dict[str, Any]:
    """The answer as JSON; TypeError or ValueError where its result is none."""
    match answer:
        case TaskFailed():
            return {"failed": [answer.error, answer.cause]}
        case Takes():
            return {"takes": answer.seconds, "heartbeats": answer.heartbeats, "then": encoded(answer.result)}
        case Submitted():
            return {"submitted": answer.response, "then": encoded(answer.result)}
        case AwaitsExecution():
            return {"execution": [answer.arn, answer.token, answer.pattern]}
        case AwaitsWorker():
            return {"worker": [answer.activity, answer.token, answer.input]}
        case Pending():
            return {"pending": answer.response}
        case bytes():
            return {"bytes": base64.b64encode(answer).decode()}
        case {"Body": bytes(body), **rest}:
            return {"body": base64.b64encode(body).decode(), "rest": rest}
        case _:
            # Through text and back: what goes on now is the very value that a restart will read.
            return {"result": json.loads(json.dumps(answer))}


def decoded(record: dict[str, Any]) -> Any:
    """The answer that was encoded; a failure is given, not raised."""
    match record:
        case {"failed": [error, cause]}:
            return TaskFailed(error, cause)
        case {"takes": seconds, "heartbeats": heartbeats, "then": then}:
            return Takes(seconds, decoded(then), tuple(heartbeats))
        case {"submitted": response, "then": then}:
            return Submitted(response, decoded(then))
        case {"execution": [arn, token, pattern]}:
            return AwaitsExecution(arn=arn, token=token, pattern=pattern)
        case {"worker": [activity, token, value]}:
            return AwaitsWorker(activity=activity, token=token, input=value)
        case {"pending": response}:
            return Pending(response)
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"body": text, "rest": rest}:
            return {**rest, "Body": base64.b64decode(text)}
        case _:
            return record["result"]
