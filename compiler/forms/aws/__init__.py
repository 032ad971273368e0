"""What Step Functions can call by itself, as data: the optimised integrations and the operations of the AWS SDK.

    optimised()["sqs"]["sendMessage"]        ["", "waitForTaskToken"]
    "putItem" in sdk()["dynamodb"]           True

`integrations.json` is from https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html; `refresh` of
`compiler.passes.validate.integrations` writes `sdk_operations.json` from botocore's models.
"""

import json
from functools import cache
from pathlib import Path

SDK_FILE = Path(__file__).parent / "sdk_operations.json"
_OPTIMISED_FILE = Path(__file__).parent / "integrations.json"


@cache
def optimised() -> dict[str, dict[str, list[str]]]:
    """Service → action → its patterns; an empty one is request and response."""
    found: dict[str, dict[str, list[str]]] = json.loads(_OPTIMISED_FILE.read_text("utf-8"))
    return found


@cache
def sdk() -> dict[str, frozenset[str]]:
    """Service, as `aws-sdk:` resources spell it → its operations."""
    table: dict[str, str] = json.loads(SDK_FILE.read_text("utf-8"))
    return {service: frozenset(operations.split()) for service, operations in table.items()}
