"""What AWS refuses when a state machine is created, in its words.

    check_definition({"States": {}})      # InvalidDefinition: … These fields are required: [StartAt] at /

Here are the machines and how their states lead to each other; `creation_states` looks at the states themselves. The
sentences were recorded from AWS or measured there; mistakes whose sentence is not known are the validator's work.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.creation_states import Setting, check_language, check_state_fields
from runtime.local.engine.errors import InvalidDefinition, Refusal
from runtime.local.engine.json_text import as_json
from runtime.local.engine.refusals import DEEP, SCHEMA, TARGET, Refusals, invalid

_LONGEST_LABEL = 40
_NOT_IN_LABELS = frozenset(' \t\n?*<>{}[]:;,\\|^~$#%&`"')
_TOKEN = re.compile(r"[A-Za-z_$][\w$]*")


def check_definition(definition: Any, kind: str = "STANDARD", *, states: bool = True) -> Mapping[str, Any]:
    """The definition, read where it is a text; InvalidDefinition with AWS's message where it cannot be created.

    `states=False` checks the top only.
    """
    if isinstance(definition, str):
        definition = _parsed(definition)
    if not isinstance(definition, Mapping) or "__raw__" in definition:
        raise invalid(Refusal(SCHEMA, "Definition must be a valid JSON object", None))
    try:
        checked: Mapping[str, Any] = as_json(dict(definition))
    except TypeError as error:
        raise invalid(Refusal("INVALID_JSON_DESCRIPTION", f"The definition is not JSON: {error}", None)) from None
    try:
        _check_whole(checked, kind, states=states)
    except RecursionError:
        raise invalid(Refusal(DEEP, "The definition is nested too deeply", "/")) from None
    return checked


def _check_whole(definition: Mapping[str, Any], kind: str, *, states: bool) -> None:
    found = Refusals()
    whole = check_language(definition, "", "JSONPath", found)
    _check_machine(definition, "", Setting(whole, whole, kind), found, states=states)
    found.settle()
    if states:
        _check_labels(definition)
        _check_transitions(definition, "", found)
        found.settle()


def check_state(state: Any, place: str, language: str = "JSONPath") -> None:
    """The same for one state that stands by itself."""
    found = Refusals()
    check_state_fields(state, place, Setting(language, language), found)
    found.settle()
    _check_label(state)


def _parsed(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise invalid(Refusal(DEEP, "The definition is nested too deeply", "/")) from None
    except json.JSONDecodeError as error:
        place = f'[Source: (String)"{text}"; line: {error.lineno}, column: {error.colno}]'
        sentence = error.msg
        if token := _TOKEN.match(text, error.pos):
            place = place.replace(f"column: {error.colno}]", f"column: {error.colno + len(token[0])}]")
            values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
            sentence = f"Unrecognized token '{token[0]}': was expecting {values}"
        raise invalid(Refusal("INVALID_JSON_DESCRIPTION", f"{sentence}\n at {place}", place)) from None
    except ValueError as error:  # a number that Python does not take
        raise invalid(Refusal("INVALID_JSON_DESCRIPTION", str(error), None)) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"Non-standard token '{name}'")


def _check_machine(machine: Any, place: str, setting: Setting, found: Refusals, *, states: bool = True) -> None:
    if not isinstance(machine, Mapping):
        found.add("Expected value of type [OBJECT]", place or "/")
        return
    missing = [name for name in ("States", "StartAt") if name not in machine]
    if missing:
        found.add(f"These fields are required: [{', '.join(missing)}]", place or "/")
    if not states:
        return
    if place and "QueryLanguage" in machine:
        found.add("Field 'QueryLanguage' is not supported", place)
    if not isinstance(machine.get("StartAt", ""), str):
        found.add("Expected value of type [STRING]", f"{place}/StartAt")
    if not isinstance(machine.get("States", {}), Mapping):
        found.add("Expected value of type [OBJECT]", f"{place}/States")
        return
    for name, state in machine.get("States", {}).items():
        here = f"{place}/States/{name}"
        check_state_fields(state, here, setting, found)
        for path, inner in _inner(state):
            _check_machine(inner, f"{here}/{path}", setting, found)


def _inner(state: Any) -> Iterator[tuple[str, Any]]:
    """The machines inside a state, with their places in it."""
    if not isinstance(state, Mapping):
        return
    branches = state.get("Branches")
    for index, branch in enumerate(branches if isinstance(branches, list) else ()):
        yield f"Branches[{index}]", branch
    for name in ("ItemProcessor", "Iterator"):
        if name in state:
            yield name, state[name]


@dataclass(frozen=True)
class _Way:
    """A transition: where it leads, and the place of the field that says so."""

    target: str
    place: str


def _check_transitions(machine: Mapping[str, Any], place: str, found: Refusals) -> None:
    """Targets that are not there, a machine that has no end, and states that nothing leads to."""
    states = machine["States"]
    start = _Way(machine["StartAt"], f"{place}/StartAt")
    ways = {name: list(_ways(state, f"{place}/States/{name}")) for name, state in states.items()}
    for way in (start, *(one for each in ways.values() for one in each)):
        if way.target not in states:
            found.add(f"Missing 'Next' target: {way.target}", way.place, TARGET)
    if not any(_ends(state) for state in states.values()):
        # Inner machines are not asked for an end; without one nothing is said of states that cannot be reached.
        if not place:
            found.add("Workflow has no terminal state", None, "MISSING_END_STATE")
    else:
        reached = _reached(start.target, ways)
        for name in states:
            if name not in reached:
                found.add(f'State "{name}" is not reachable.', f"{place}/States/{name}", TARGET)
    for name, state in states.items():
        for path, inner in _inner(state):
            _check_transitions(inner, f"{place}/States/{name}/{path}", found)


def _ways(state: Mapping[str, Any], place: str) -> Iterator[_Way]:
    fields = [("Next", state.get("Next"))]
    for list_name in ("Choices", "Catch"):
        listed = enumerate(state.get(list_name, ()))
        fields += [(f"{list_name}[{at}]/Next", one.get("Next")) for at, one in listed if isinstance(one, Mapping)]
    fields.append(("Default", state.get("Default")))
    return (_Way(str(target), f"{place}/{field}") for field, target in fields if target is not None)


def _ends(state: Mapping[str, Any]) -> bool:
    return bool(state.get("End")) or state["Type"] in ("Succeed", "Fail")


def _reached(start: str, ways: Mapping[str, list[_Way]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in ways and name not in reached:
            reached.add(name)
            waiting.extend(way.target for way in ways[name])
    return reached


def _check_labels(machine: Mapping[str, Any]) -> None:
    for state in machine["States"].values():
        _check_label(state)
        for _, inner in _inner(state):
            _check_labels(inner)


def _check_label(state: Mapping[str, Any]) -> None:
    label = state.get("Label")
    if state["Type"] != "Map" or not isinstance(label, str):
        return
    if len(label) > _LONGEST_LABEL:
        raise InvalidDefinition(f"Label cannot exceed {_LONGEST_LABEL} characters")
    for one in label:
        if one in _NOT_IN_LABELS or not one.isprintable():
            # The character is escaped twice, in the message and in the list that quotes it.
            raise InvalidDefinition(f"Label contains invalid character: {repr(repr(one))[1:-1]}")
