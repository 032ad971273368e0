"""What runs state machines and steps on this machine; never part of a Lambda package.

from runtime.local import Call, TaskFailed, execute

run = execute(definition, {"day": "2024-01-31"}, tasks=answer)
"""

from runtime.local.engine import (
    Answer,
    Call,
    Identity,
    InvalidDefinition,
    LiveExecution,
    Pending,
    Run,
    Submitted,
    Takes,
    TaskFailed,
    UnknownToken,
    execute,
    test_state,
)

__all__ = [
    "Answer",
    "Call",
    "Identity",
    "InvalidDefinition",
    "LiveExecution",
    "Pending",
    "Run",
    "Submitted",
    "Takes",
    "TaskFailed",
    "UnknownToken",
    "execute",
    "test_state",
]
