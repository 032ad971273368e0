"""Choice: the first rule that holds says where to go on.

    run_choice(state, visit)       # (output, assigned variables, next state)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from runtime.local.engine.choice_rules import Rule, holds, read_rule
from runtime.local.engine.errors import RUNTIME, Problem
from runtime.local.engine.expressions import Expression
from runtime.local.engine.fields import Fields, Outcome, read_fields
from runtime.local.engine.jsonata_fields import JsonataFields
from runtime.local.engine.jsonpath_fields import JsonpathFields
from runtime.local.engine.payloads import filled
from runtime.local.engine.templates import Template, evaluate, needs_states, read_template
from runtime.local.engine.visits import Visit


@dataclass(frozen=True)
class Way:
    """One entry of Choices: its condition, its own fields, and where it leads."""

    condition: Template | Rule
    fields: Fields
    next: str


@dataclass(frozen=True)
class ChoiceState:
    """Several ways on, and one for when none of their conditions holds."""

    name: str
    ways: tuple[Way, ...]
    default: str | None
    fields: Fields
    looks_at_states: bool
    """Whether a JSONata condition does."""

    kind = "Choice"


def read_choice(name: str, raw: Mapping[str, Any], language: str) -> ChoiceState:
    """Prepare a Choice state."""
    ways = tuple(_read_way(one, language, f"Choices[{place}]/") for place, one in enumerate(raw.get("Choices", ())))
    looks = any(not isinstance(way.condition, Rule) and needs_states(way.condition) for way in ways)
    return ChoiceState(name, ways, raw.get("Default"), read_fields(raw, language), looks)


def _read_way(raw: Mapping[str, Any], language: str, place: str) -> Way:
    condition: Template | Rule
    if language == "JSONata":
        condition = read_template(raw.get("Condition", False), f"{place}Condition")
    else:
        condition = read_rule(raw)
    return Way(condition, read_fields(raw, language, place), raw["Next"])


def run_choice(state: ChoiceState, visit: Visit) -> Outcome:
    """Try the ways in order."""
    match state.fields:
        case JsonataFields():
            return _by_expressions(state, visit)
        case JsonpathFields():
            return _by_rules(state, state.fields, visit)
        case _:
            assert_never(state.fields)


def _by_expressions(state: ChoiceState, visit: Visit) -> Outcome:
    bindings = visit.bindings() if state.looks_at_states else visit.strand.variables
    for way in state.ways:
        assert not isinstance(way.condition, Rule)
        if not _true(way.condition, bindings):
            continue
        # The state's own Output and Assign are for the case that no rule holds.
        output, assigned = way.fields.plain_outcome(visit)
        return output, assigned, way.next
    if state.default is None:
        raise _no_way()
    output, assigned = state.fields.plain_outcome(visit)
    return output, assigned, state.default


def _true(condition: Template, bindings: Mapping[str, Any]) -> bool:
    value = evaluate(condition, bindings)
    if isinstance(value, bool):
        return value
    if isinstance(condition, Expression):
        condition.expect(value, "boolean")
    raise Problem(RUNTIME, f"The Condition field must be a boolean but was: {value}")


def _by_rules(state: ChoiceState, fields: JsonpathFields, visit: Visit) -> Outcome:
    effective = fields.effective(visit)
    for way in state.ways:
        assert isinstance(way.condition, Rule)
        if holds(way.condition, visit, effective):
            chosen = way.fields
            assert isinstance(chosen, JsonpathFields)
            output, _ = fields.plain_outcome(visit) if fields.assign is None else _without_assign(fields, visit)
            assigned = {} if chosen.assign is None else filled(chosen.assign, visit, effective)
            return output, assigned, way.next
    if state.default is None:
        raise _no_way()
    output, assigned = fields.plain_outcome(visit)
    return output, assigned, state.default


def _without_assign(fields: JsonpathFields, visit: Visit) -> tuple[Any, Mapping[str, Any]]:
    return fields.left(visit, fields.effective(visit)), {}


def _no_way() -> Problem:
    return Problem(RUNTIME, "Failed to transition out of the state. The state does not point to a next state.")
