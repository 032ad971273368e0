"""The local engine: executes any definition in the Amazon States Language as AWS does.

    run = execute(definition, {"n": 3}, tasks=lambda call: {"answer": 42})
    run.status, run.output

Layers, from the bottom: values and paths (json_text, jsonpath…, expressions, intrinsics…), the fields of states in
either query language (templates, payloads, settings, …_fields), time and concurrency (clocks, scheduler, invoking),
the kinds of states (states/), the loop over them (state), whole executions (running).
"""

from runtime.local.engine.calls import Answer, Call, Pending, Submitted, Takes, TaskFailed
from runtime.local.engine.errors import InvalidDefinition
from runtime.local.engine.running import LiveExecution, NestedRun, Run, UnknownToken, execute
from runtime.local.engine.testing_state import test_state
from runtime.local.engine.visits import Identity

__all__ = [
    "Answer",
    "Call",
    "Identity",
    "InvalidDefinition",
    "LiveExecution",
    "NestedRun",
    "Pending",
    "Run",
    "Submitted",
    "Takes",
    "TaskFailed",
    "UnknownToken",
    "execute",
    "test_state",
]
