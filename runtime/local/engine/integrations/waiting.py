"""`.sync` integrations: ask the service again and again until the work is done.

    result = finished(resource, request, response, clients)      # the description of the ended work, or a TaskFailed

Which work can be waited for and how is data (`dsl.jobs`).
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

import json
import time
from collections.abc import Callable
from typing import Any

from runtime.local.engine.calls import TaskFailed
from runtime.local.engine.errors import TASK_FAILED
from runtime.local.engine.integrations.naming import method_name
from runtime.local.engine.json_text import text
from runtime.local.engine.resources import Resource, client_name
from runtime.services import JOBS, JobFailed, wait_for

PAUSE = 1.0
"""Seconds between two questions."""


def finished(
    resource: Resource, request: dict[str, Any], response: dict[str, Any], clients: Callable[[str], Any]
) -> Any:
    """Wait for the end; a TaskFailed is given back, not raised, for it comes after the submission.

    `request` and `response` are the start's, in boto3's terms.
    """
    service = client_name(resource.service)
    start = (service, method_name(resource))
    if start not in JOBS:
        return TaskFailed(TASK_FAILED, f"Waiting for the end of {resource.arn} is not supported here.")
    try:
        work = wait_for(start, clients(service), request, response, lambda: time.sleep(PAUSE))
    except JobFailed as failure:
        return TaskFailed(TASK_FAILED, text(failure.description))
    if resource.pattern == "sync:2" and "Output" in work:
        return {**work, "Output": json.loads(work["Output"])}
    return work
