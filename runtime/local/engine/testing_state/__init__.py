"""AWS's TestState: one state on its own, with a mocked answer, telling what each of its fields made of the data.

    state = {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "End": True}
    test_state(state, {"input": '{"b": 1}', "inspectionLevel": "DEBUG"})
    # {"status": "SUCCEEDED", "output": '{"a":1}', "inspectionData": {…}}

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
"""

from collections.abc import Mapping
from typing import Any

from runtime.local.engine.calls import Answer, no_tasks
from runtime.local.engine.errors import InvalidDefinition
from runtime.local.engine.testing_state.request import Refused, read_request
from runtime.local.engine.testing_state.trial import tried


def test_state(
    definition: Mapping[str, Any],
    request: Mapping[str, Any],
    tasks: Answer = no_tasks,  # noqa: PT028 - not a test
) -> dict[str, Any]:
    """Answer a TestState request (its fields in AWS's spelling, `definition` apart).

    A request that AWS refuses gives `{"status": "ERROR", "error": code, "cause": message}`. `tasks` answers a Task that
    has a role and no mock.
    """
    try:
        return tried(read_request(definition, request), tasks)
    except Refused as refused:
        return {"status": "ERROR", "error": refused.code, "cause": refused.message}
    except InvalidDefinition as invalid:
        return {"status": "ERROR", "error": "InvalidDefinition", "cause": str(invalid)}


# The name is AWS's; pytest must not take it for a test.
test_state.__test__ = False  # type: ignore[attr-defined]
