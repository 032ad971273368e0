"""What runs state machines and steps on this machine; never part of a Lambda package.

    from runtime.local import Call, TaskFailed, execute

    run = execute(definition, {"day": "2024-01-31"}, tasks=answer)
"""

from runtime.local.engine import (
    Answer,
    Call,
    InvalidDefinition,
    Pending,
    Run,
    Submitted,
    Takes,
    TaskFailed,
    execute,
    test_state,
)

__all__ = [
    "Answer",
    "Call",
    "InvalidDefinition",
    "Pending",
    "Run",
    "Submitted",
    "Takes",
    "TaskFailed",
    "execute",
    "test_state",
]
