"""The Machine form: Amazon States Language, one frozen dataclass for each kind of state.

    TaskState(resource="${ExportOrdersArn}", next="Import")
    =>  {"Type": "Task", "Resource": "${ExportOrdersArn}", "Next": "Import"}

Fields are those of the States Language (https://states-language.net/spec.html), spelt in Python; `to_asl` gives the
JSON object, its keys in the order in which people read them. A transition of None ends the machine (`"End": true`).
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from compiler.diagnostics.span import Span
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition
from dsl.resources import Bucket, Queue, Table, Topic

Json = Any
"""A JSON value; a string `{% … %}` is JSONata."""

Placeholder = StepDefinition | ActivityDefinition | PipelineDefinition | Table | Bucket | Queue | Topic
"""Whose ARN, name or URL a `${…}` stands for."""


class _Absent:
    """The type of `ABSENT`."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""A field that the state does not have; None is JSON's null."""


@dataclass(frozen=True, slots=True)
class Retrier:
    """One entry of `Retry`; delays in seconds."""

    errors: tuple[str, ...]
    interval: int
    attempts: int
    backoff: float
    max_delay: int | None = None
    jitter: Literal["NONE", "FULL"] = "NONE"


@dataclass(frozen=True, slots=True)
class CatchRule:
    """One entry of `Catch`."""

    errors: tuple[str, ...]
    next: str
    assign: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """One entry of a Choice state's `Choices`."""

    condition: str
    next: str
    assign: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskState:
    """A Task state."""

    resource: str
    arguments: Json = ABSENT
    timeout: Json = None
    heartbeat: Json = None
    output: Json = ABSENT
    assign: dict[str, Json] = field(default_factory=dict)
    retry: tuple[Retrier, ...] = ()
    catch: tuple[CatchRule, ...] = ()
    next: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PassState:
    """A Pass state."""

    output: Json = ABSENT
    assign: dict[str, Json] = field(default_factory=dict)
    next: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class WaitState:
    """A Wait state."""

    seconds: Json = None
    timestamp: Json = None
    output: Json = ABSENT
    assign: dict[str, Json] = field(default_factory=dict)
    next: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """A Choice state; `assign` holds what the default way assigns."""

    rules: tuple[ChoiceRule, ...]
    default: str
    assign: dict[str, Json] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SucceedState:
    """A Succeed state."""

    output: Json = ABSENT
    comment: str = ""


@dataclass(frozen=True, slots=True)
class FailState:
    """A Fail state."""

    error: Json = None
    cause: Json = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SubMachine:
    """A Parallel's branch or a Map's processor; `config` is the processor's `ProcessorConfig`."""

    start: str
    states: "dict[str, State]"
    config: dict[str, Json] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ParallelState:
    """A Parallel state."""

    branches: tuple[SubMachine, ...]
    output: Json = ABSENT
    assign: dict[str, Json] = field(default_factory=dict)
    retry: tuple[Retrier, ...] = ()
    catch: tuple[CatchRule, ...] = ()
    next: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class MapState:
    """A Map state; `settings` are its further fields as they stand in ASL (`ItemReader`, `ItemBatcher`, `Label`, …)."""

    processor: SubMachine
    items: Json = ABSENT
    selector: Json = ABSENT
    concurrency: Json = None
    settings: dict[str, Json] = field(default_factory=dict)
    output: Json = ABSENT
    assign: dict[str, Json] = field(default_factory=dict)
    retry: tuple[Retrier, ...] = ()
    catch: tuple[CatchRule, ...] = ()
    next: str | None = None
    comment: str = ""


State = TaskState | PassState | WaitState | ChoiceState | SucceedState | FailState | ParallelState | MapState


@dataclass(frozen=True, slots=True)
class Machine:
    """A whole state machine, and what ties it to the source."""

    start: str
    states: dict[str, State]
    comment: str = ""
    timeout: int | None = None
    """Seconds."""
    kind: Literal["STANDARD", "EXPRESS"] = "STANDARD"
    spans: dict[str, Span] = field(default_factory=dict)
    """State name → where its work is written, for inner states too."""
    placeholders: dict[str, Placeholder] = field(default_factory=dict)
    """`ExportOrdersArn` → whose ARN it stands for."""


_KEYS = {
    "comment": "Comment",
    "resource": "Resource",
    "arguments": "Arguments",
    "timeout": "TimeoutSeconds",
    "heartbeat": "HeartbeatSeconds",
    "seconds": "Seconds",
    "timestamp": "Timestamp",
    "items": "Items",
    "selector": "ItemSelector",
    "concurrency": "MaxConcurrency",
    "error": "Error",
    "cause": "Cause",
    "assign": "Assign",
    "output": "Output",
    "default": "Default",
}
_OPTIONAL = ("timeout", "heartbeat", "seconds", "timestamp", "concurrency", "error", "cause")
_ENDING = (TaskState, PassState, WaitState, ParallelState, MapState)


LARGEST_DEFINITION = 1_048_576
"""Bytes of a definition (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html)."""


def definition_text(definition: dict[str, Any]) -> str:
    """The definition as its file's text: for people to read, and without blanks where it would else be too large."""
    text = json.dumps(definition, indent=2, ensure_ascii=False) + "\n"
    if len(text.encode()) <= LARGEST_DEFINITION:
        return text
    return json.dumps(definition, separators=(",", ":"), ensure_ascii=False)


def to_asl(machine: Machine) -> dict[str, Any]:
    """The definition as a JSON object, `"QueryLanguage": "JSONata"` at its top."""
    definition: dict[str, Any] = {}
    if machine.comment:
        definition["Comment"] = machine.comment
    definition |= {"QueryLanguage": "JSONata", "StartAt": machine.start}
    if machine.timeout is not None:
        definition["TimeoutSeconds"] = machine.timeout
    definition["States"] = {name: state_to_asl(state) for name, state in machine.states.items()}
    return definition


def state_to_asl(state: State) -> dict[str, Any]:
    """One state as a JSON object."""
    written: dict[str, Any] = {"Type": type(state).__name__.removesuffix("State")}
    for name, key in _KEYS.items():
        value = getattr(state, name, ABSENT)
        if name == "default" and isinstance(state, ChoiceState):
            written["Choices"] = [_rule(rule) for rule in state.rules]
        if value is ABSENT or (name in _OPTIONAL and value is None) or (name in ("assign", "comment") and not value):
            continue
        written[key] = value
    match state:
        case ParallelState(branches):
            written["Branches"] = [_sub_machine(branch) for branch in branches]
        case MapState(processor):
            written |= state.settings
            written["ItemProcessor"] = _sub_machine(processor)
        case _:
            pass
    if isinstance(state, TaskState | ParallelState | MapState):
        written |= {"Retry": [_retrier(one) for one in state.retry]} if state.retry else {}
        written |= {"Catch": [_catcher(one) for one in state.catch]} if state.catch else {}
    if isinstance(state, _ENDING):
        written |= {"End": True} if state.next is None else {"Next": state.next}
    return written


def _sub_machine(machine: SubMachine) -> dict[str, Any]:
    written: dict[str, Any] = {"ProcessorConfig": machine.config} if machine.config else {}
    if machine.comment:
        written["Comment"] = machine.comment
    states = {name: state_to_asl(state) for name, state in machine.states.items()}
    return written | {"StartAt": machine.start, "States": states}


def _rule(rule: ChoiceRule) -> dict[str, Any]:
    assign = {"Assign": rule.assign} if rule.assign else {}
    return {"Condition": rule.condition, **assign, "Next": rule.next}


def _catcher(rule: CatchRule) -> dict[str, Any]:
    assign = {"Assign": rule.assign} if rule.assign else {}
    return {"ErrorEquals": list(rule.errors), **assign, "Next": rule.next}


def _retrier(one: Retrier) -> dict[str, Any]:
    written: dict[str, Any] = {
        "ErrorEquals": list(one.errors),
        "IntervalSeconds": one.interval,
        "MaxAttempts": one.attempts,
        "BackoffRate": one.backoff,
    }
    if one.max_delay is not None:
        written["MaxDelaySeconds"] = one.max_delay
    if one.jitter != "NONE":
        written["JitterStrategy"] = one.jitter
    return written
