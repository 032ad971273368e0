"""From a declared resource to its name in the account: the template puts that into the step's environment.

    name_of(alerts)      "arn:aws:sns:eu-west-1:123456789012:batch-alerts", for a dsl.Topic
    name_of(staging)     "orders-staging-1A2B3C", for a dsl.Table; the declared name where nothing is set

Step code thus never spells the name that a stack gave to what it declared.
"""

import os
from collections.abc import Callable
from typing import Any

from runtime import contract

_VARIABLES: dict[str, Callable[[str], str]] = {
    "Bucket": contract.bucket_variable,
    "Queue": contract.queue_variable,
    "Secret": contract.secret_variable,
    "Table": contract.table_variable,
    "Topic": contract.topic_variable,
}


def name_of(resource: Any) -> str:
    """A table's or bucket's physical name, a queue's URL, a topic's or secret's ARN. `resource` is as `dsl` declares
    it.
    """
    kind = type(resource).__name__
    if kind not in _VARIABLES:
        raise TypeError(f"a {kind} has no name in the account; give a Bucket, Queue, Secret, Table or Topic of dsl")
    return physical(_VARIABLES[kind], resource.name)


def physical(variable: Callable[[str], str], declared: str) -> str:
    """What the environment says under the variable of `declared`; the declared name itself otherwise."""
    return os.environ.get(variable(declared)) or declared
