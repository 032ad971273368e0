"""Wait: pause for some seconds, or until a moment.

    outcome = yield from run_wait(state, visit)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.errors import QUERY, RUNTIME, BadField, Problem
from runtime.local.engine.expressions import Expression
from runtime.local.engine.fields import Fields, read_fields
from runtime.local.engine.json_text import is_whole, text
from runtime.local.engine.jsonpath import MISSING
from runtime.local.engine.references import Reference
from runtime.local.engine.scheduler import Sleep, Steps
from runtime.local.engine.settings import NUMBER, Setting, read_setting
from runtime.local.engine.timestamps import parse_timestamp
from runtime.local.engine.visits import Visit

LONGEST = 2**31 - 1
"""Seconds; AWS refuses a longer pause."""

_FIELDS = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")


@dataclass(frozen=True)
class WaitState:
    """A pause."""

    name: str
    next: str | None
    fields: Fields
    seconds: Setting | None
    until: Setting | None

    kind = "Wait"


def read_wait(name: str, raw: Mapping[str, Any], language: str) -> WaitState:
    """Prepare a Wait state."""
    if not any(one in raw for one in _FIELDS):
        raise BadField("SCHEMA_VALIDATION_FAILED", f"One of these fields is required: [{', '.join(_FIELDS)}]", "")
    return WaitState(
        name,
        raw.get("Next"),
        read_fields(raw, language),
        read_setting(raw, "Seconds", language, kind=NUMBER),
        read_setting(raw, "Timestamp", language, kind=str),
    )


def run_wait(state: WaitState, visit: Visit) -> Steps:
    """Sleep, then hand the input on."""
    pause = _seconds(state.seconds, visit) if state.seconds is not None else _until(state.until, visit)
    if pause > LONGEST:
        raise Problem(RUNTIME, "Wait state delay is too long.")
    if pause > 0:
        try:
            yield Sleep(pause)
        except GeneratorExit:
            visit.strand.record("WaitStateAborted")
            raise
    output, assigned = state.fields.plain_outcome(visit)
    return output, assigned, state.next


def _seconds(setting: Setting, visit: Visit) -> float:
    value = _value(setting, visit)
    if isinstance(setting.source, Reference):
        path = setting.source.text
        if value is MISSING or value is None:
            raise Problem(RUNTIME, f"The SecondsPath parameter does not reference an input value: {path}")
        if not is_whole(value):
            raise Problem(
                RUNTIME, f"The SecondsPath parameter cannot be parsed as a long value: {path} == {_shown(value)}"
            )
        if value < 0:
            raise Problem(RUNTIME, f"The SecondsPath parameter references a negative value: {path} == {_shown(value)}")
    elif isinstance(setting.source, Expression):
        setting.source.expect(value, "number")
        if not is_whole(value):
            raise Problem(QUERY, f"The Seconds parameter cannot be parsed as a long value: {_shown(value)}", "Seconds")
        if value < 0:
            raise Problem(QUERY, f"The Seconds parameter references a negative value: {_shown(value)}", "Seconds")
    return float(min(value, LONGEST + 1))


def _until(setting: Setting | None, visit: Visit) -> float:
    assert setting is not None, "a Wait state has Seconds or Timestamp"
    value = _value(setting, visit)
    moment = parse_timestamp(value) if isinstance(value, str) else None
    if moment is not None:
        return moment.timestamp() - visit.strand.execution.scheduler.clock.now()
    if isinstance(setting.source, Reference):
        path = setting.source.text
        if value is MISSING:
            raise Problem(RUNTIME, f"The TimestampPath parameter does not reference an input value: {path}")
        raise Problem(
            RUNTIME,
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
            f"{path} == {_shown(value)}",
        )
    if isinstance(setting.source, Expression):
        setting.source.expect(value, "string")
    raise Problem(
        QUERY if isinstance(setting.source, Expression) else RUNTIME,
        f"The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {_shown(value)}",
        "Timestamp" if isinstance(setting.source, Expression) else None,
    )


def _value(setting: Setting, visit: Visit) -> Any:
    if isinstance(setting.source, Reference):
        return setting.source.get(visit, visit.value)
    return setting.get(visit)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else text(value)
