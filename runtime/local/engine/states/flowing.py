"""Pass, Succeed and Fail: the states that do nothing but shape data or end.

    run_pass(state, visit)       # (output, assigned variables, next state)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html
"""

from dataclasses import dataclass
from typing import Any

from runtime.local.engine.errors import StateFailure
from runtime.local.engine.fields import Fields, Outcome
from runtime.local.engine.settings import Setting
from runtime.local.engine.visits import Visit

NO_RESULT = object()


@dataclass(frozen=True)
class PassState:
    """Hands its input on, or a fixed result, or what its fields make of it."""

    name: str
    next: str | None
    fields: Fields
    result: Any = NO_RESULT

    kind = "Pass"


@dataclass(frozen=True)
class SucceedState:
    """Ends its strand."""

    name: str
    fields: Fields

    kind = "Succeed"


@dataclass(frozen=True)
class FailState:
    """Ends its strand with an error."""

    name: str
    error: Setting | None
    cause: Setting | None

    kind = "Fail"


def run_pass(state: PassState, visit: Visit) -> Outcome:
    """The input through the state's fields."""
    fields = state.fields
    if fields.language == "JSONata":
        output, assigned = fields.plain_outcome(visit)
    else:
        value = fields.arguments(visit) if state.result is NO_RESULT else state.result
        output, assigned = fields.outcome(visit, value)
    return output, assigned, state.next


def run_succeed(state: SucceedState, visit: Visit) -> Outcome:
    """The input through the state's fields; nothing follows."""
    output, assigned = state.fields.plain_outcome(visit)
    return output, assigned, None


def run_fail(state: FailState, visit: Visit) -> Outcome:
    """Raise the failure that the state names; either part may be missing."""
    error = None if state.error is None else state.error.text(visit)
    cause = None if state.cause is None else state.cause.text(visit)
    raise StateFailure(error, cause)
