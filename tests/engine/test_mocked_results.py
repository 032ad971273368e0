"""Results that a TestState request mocks are held to the service's own model, whatever the service is called."""

from typing import Any

import pytest

from runtime.local.engine.resources import read_resource
from runtime.local.engine.testing_state.service_results import mismatch

RESULTS: list[tuple[str, Any, str | None]] = [
    ("sqs:sendMessage", {"MessageId": "1"}, None),
    ("sqs:sendMessage", {"MessageId": 1}, "Field 'MessageId' must be a string"),
    ("sqs:sendMessage", [], "the result must be a JSON object"),
    ("aws-sdk:eventbridge:putEvents", {"FailedEntryCount": "none"}, "Field 'FailedEntryCount' must be a number"),
    ("aws-sdk:sfn:startExecution", {"ExecutionArn": "arn"}, "Required field 'StartDate' is missing"),
    ("aws-sdk:nosuchservice:ask", {"Anything": 1}, None),
    ("sqs:sendMessage.waitForTaskToken", {"MessageId": 1}, None),
]


@pytest.mark.parametrize(("resource", "result", "problem"), RESULTS)
def test_a_mocked_result_fits_the_service(resource: str, result: Any, problem: str | None) -> None:
    assert mismatch(read_resource(f"arn:aws:states:::{resource}"), result, required=True) == problem
