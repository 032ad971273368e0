"""What runs state machines and steps on this machine; never part of a Lambda package.

    from runtime.local import Call, TaskFailed, execute

    run = execute(definition, {"day": "2024-01-31"}, tasks=answer)

The engine is imported when it is first asked for: the compiler needs the JSONata parser below here, and not the engine.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def __getattr__(name: str) -> Any:
    if name in __all__:
        from runtime.local import engine

        return getattr(engine, name)
    raise AttributeError(f"module 'runtime.local' has no attribute {name!r}")
