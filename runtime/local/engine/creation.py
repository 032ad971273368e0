"""What AWS refuses when a state machine is created, as far as the engine needs to know it.

    check_definition({"States": {}})      # InvalidDefinition: … These fields are required: [StartAt] at /

The whole of the rules is the validator's work; here are those without which a definition cannot be run, and a few that
decide between running and refusing. The sentences are AWS's.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.local.engine.errors import InvalidDefinition
from runtime.local.engine.expressions import is_expression
from runtime.local.engine.timestamps import parse_timestamp

_KINDS = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
_LONGEST_LABEL = 40
_NOT_IN_LABELS = frozenset(' \t\n?*<>{}[]:;,\\|^~$#%&`"')


def check_definition(definition: Any, kind: str = "STANDARD", *, states: bool = True) -> Mapping[str, Any]:
    """The definition, read where it is a text; InvalidDefinition with AWS's message where it cannot be created.

    `states=False` checks the top only.
    """
    if isinstance(definition, str):
        definition = _parsed(definition)
    if not isinstance(definition, Mapping) or "__raw__" in definition:
        raise refused("Definition must be a valid JSON object", "/")
    _check_machine(definition, "", states=states)
    if states:
        _check_language(definition)
        if kind == "EXPRESS":
            _check_express(definition)
    return definition


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise not_accepted("INVALID_JSON_DESCRIPTION", str(error), "/") from None


def _check_machine(machine: Mapping[str, Any], place: str, *, states: bool) -> None:
    missing = [name for name in ("States", "StartAt") if name not in machine]
    if missing:
        raise refused(f"These fields are required: [{', '.join(missing)}]", place or "/")
    if not states:
        return
    if not isinstance(machine["States"], Mapping):
        raise refused("Expected value of type [OBJECT]", f"{place}/States")
    if not isinstance(machine["StartAt"], str):
        raise refused("Expected value of type [STRING]", f"{place}/StartAt")
    if machine["StartAt"] not in machine["States"]:
        raise _no_target(machine["StartAt"], f"{place}/StartAt")
    for name, state in machine["States"].items():
        check_state(state, f"{place}/States/{name}")
        for path, inner in _inner(state):
            _check_machine(inner, f"{place}/States/{name}/{path}", states=True)
        _check_targets(state, machine["States"], f"{place}/States/{name}")


def _inner(state: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, branch in enumerate(state.get("Branches", ())):
        yield f"Branches[{index}]", branch
    for name in ("ItemProcessor", "Iterator"):
        if name in state:
            yield name, state[name]


def check_state(state: Any, place: str) -> None:
    """The same for one state."""
    if not isinstance(state, Mapping) or state.get("Type") not in _KINDS:
        raise refused(f"The field 'Type' should have one of these values: [{', '.join(_KINDS)}]", f"{place}/Type")
    needed = _REQUIRED.get(state["Type"], ())
    missing = [name for name in needed if name not in state]
    if missing:
        raise refused(f"These fields are required: [{', '.join(missing)}]", place or "/")
    if state.get("Branches") == []:
        raise refused("Value cannot be empty", f"{place}/Branches")
    _check_timestamp(state, place)
    _check_label(state)


_REQUIRED = {"Task": ("Resource",), "Choice": ("Choices",), "Parallel": ("Branches",)}


def _check_targets(state: Mapping[str, Any], names: Mapping[str, Any], place: str) -> None:
    targets = [("Next", state.get("Next")), ("Default", state.get("Default"))]
    for field in ("Choices", "Catch"):
        targets += [(f"{field}[{index}]/Next", one.get("Next")) for index, one in enumerate(state.get(field, ()))]
    for field, target in targets:
        if target is not None and target not in names:
            raise _no_target(target, f"{place}/{field}")


def _check_timestamp(state: Mapping[str, Any], place: str) -> None:
    moment = state.get("Timestamp") if state["Type"] == "Wait" else None
    if isinstance(moment, str) and not is_expression(moment) and parse_timestamp(moment) is None:
        raise refused("String does not match RFC3339 timestamp", f"{place}/Timestamp")


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


def _check_language(definition: Mapping[str, Any]) -> None:
    """A machine in JSONata has no JSONPath states."""
    if definition.get("QueryLanguage") != "JSONata":
        return
    for place, state in _all_states(definition, ""):
        if state.get("QueryLanguage") == "JSONPath":
            raise refused("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", place)


def _all_states(machine: Mapping[str, Any], place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, state in machine["States"].items():
        yield f"{place}/States/{name}", state
        for path, inner in _inner(state):
            yield from _all_states(inner, f"{place}/States/{name}/{path}")


def _check_express(definition: Mapping[str, Any]) -> None:
    """Express executions wait for nobody."""
    for place, state in _all_states(definition, ""):
        resource = str(state.get("Resource", ""))
        if state["Type"] == "Task":
            for pattern in (".sync", ".waitForTaskToken"):
                if resource.removesuffix(":2").endswith(pattern):
                    sentence = f"Express state machine does not support '{pattern}' service integration"
                    raise refused(sentence, f"{place}/Resource")
            if ":activity:" in resource:
                raise refused("Express state machine does not support Activity ARN", f"{place}/Resource")


def _no_target(target: Any, place: str) -> InvalidDefinition:
    return not_accepted("MISSING_TRANSITION_TARGET", f"Missing 'Next' target: {target}", place)


def refused(sentence: str, place: str) -> InvalidDefinition:
    """The refusal of a definition that does not have the right shape."""
    return not_accepted("SCHEMA_VALIDATION_FAILED", sentence, place)


def not_accepted(code: str, sentence: str, place: str) -> InvalidDefinition:
    """A refusal in AWS's form."""
    return InvalidDefinition(f"Invalid State Machine Definition: '{code}: {sentence} at {place}'")
