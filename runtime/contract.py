"""What the compiler and the code inside a Lambda agree on: the one place that says it. Standard library only.

A date crosses the wire as `"2024-01-31"`, a table's physical name arrives under the variable that `table_variable`
names, and a package's entry module is called `ENTRY_MODULE`:

    >>> table_variable("orders-staging"), HANDLER
    ('STATEMILL_TABLE_ORDERS_STAGING', 'statemill_entry.handler')
"""

import re
from typing import Final, NotRequired, TypedDict

ENTRY_MODULE: Final = "statemill_entry"
"""The module at the root of every package that makes the handler."""

ENTRY_FUNCTION: Final = "handler"

HANDLER: Final = f"{ENTRY_MODULE}.{ENTRY_FUNCTION}"
"""The function's handler string, as Lambda wants it."""

WIRE_FORMS: Final[dict[str, str]] = {
    "None": "null",
    "bool": "true or false",
    "int": "a number without a fraction (3.0 is read as 3, up to 2^53)",
    "float": "a number; NaN and Infinity are refused",
    "str": "a string",
    "list": "an array",
    "tuple": "an array",
    "set": "an array without repeats, in the order of its items' JSON text",
    "dict": "an object; keys take the string form of their own type",
    "dataclass": "an object by field name; an absent field takes its default, an unknown key is ignored",
    "TypedDict": "an object by key",
    "NamedTuple": "an object by field name",
    "Enum": "the member's value",
    "date": "2024-01-31",
    "datetime": "isoformat(); with its offset where it has one, and Z is read as +00:00",
    "time": "isoformat()",
    "timedelta": "seconds, as a number",
    "Decimal": "a string, str(d)",
    "UUID": "a string",
    "bytes": "a base64 string",
    "Stored": 'a reference: {"$stored": "s3://bucket/key", "bytes": n, "sha256": "..."}, the last two where known',
    "Any": "the JSON value itself",
}
"""How a value of each type is written in JSON."""

STORED_KEY: Final = "$stored"
"""The key that marks a reference to a value kept in S3."""

INVOCATION_KEY: Final = "$statemill"
"""The payload key under which a state may tell the step who is calling; the handler takes it out before decoding."""

RESULTS_FILE: Final = "SUCCEEDED_0.json"
RESULTS_MANIFEST: Final = "manifest.json"
"""What a Distributed Map's ResultWriter writes: the list of results, and beside it the files that there are.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

EXECUTION_LIMIT: Final = 262_144
"""Bytes of UTF-8 JSON that a state's input or output may have.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
"""


StoredReference = TypedDict("StoredReference", {"$stored": str, "bytes": int, "sha256": str})
"""A value kept in S3, as it travels: its s3:// address, its size as JSON text and that text's digest in hex."""


class InvocationFacts(TypedDict):
    """What a state may pass along under `INVOCATION_KEY`, from `$states.context`."""

    execution: str
    """`Execution.Id`, the execution's ARN."""
    state: str
    """`State.Name`."""
    retries: NotRequired[int]
    """`State.RetryCount`."""
    index: NotRequired[int]
    """`Map.Item.Index`, inside a Map."""


class ErrorDocument(TypedDict):
    """What Lambda answers when a step raises: Step Functions takes `errorType` as the error's name, the rest as
    cause.
    """

    errorType: str
    """The exception's class name, without its module."""
    errorMessage: str
    stackTrace: list[str]


STEP_VARIABLE: Final = "STATEMILL_STEP"
"""The step's name, for the logs."""

PIPELINE_VARIABLE: Final = "STATEMILL_PIPELINE"
"""The pipeline's name, for the logs."""

PAYLOAD_BUCKET_VARIABLE: Final = "STATEMILL_PAYLOAD_BUCKET"
"""The bucket that keeps `Stored` values; set where a step takes or gives one."""

LOG_LEVEL_VARIABLE: Final = "STATEMILL_LOG_LEVEL"
"""DEBUG, INFO (default), WARNING or ERROR."""


def table_variable(name: str) -> str:
    """The variable that holds the physical name of the table declared as `name`."""
    return f"STATEMILL_TABLE_{_word(name)}"


def secret_variable(name: str) -> str:
    """The variable that holds the ARN of the secret declared as `name`.

    >>> secret_variable("batch/shop-db")
    'STATEMILL_SECRET_BATCH_SHOP_DB'
    """
    return f"STATEMILL_SECRET_{_word(name)}"


def bucket_variable(name: str) -> str:
    """The variable that holds the physical name of the bucket declared as `name`."""
    return f"STATEMILL_BUCKET_{_word(name)}"


def queue_variable(name: str) -> str:
    """The variable that holds the URL of the queue declared as `name`."""
    return f"STATEMILL_QUEUE_{_word(name)}"


def topic_variable(name: str) -> str:
    """The variable that holds the ARN of the topic declared as `name`."""
    return f"STATEMILL_TOPIC_{_word(name)}"


def _word(name: str) -> str:
    """`name` in the letters that an environment variable may have."""
    return re.sub(r"[^0-9A-Za-z]+", "_", name).strip("_").upper()
