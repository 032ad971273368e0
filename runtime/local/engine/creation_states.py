"""What AWS refuses in one state: fields it does not have, values it cannot have, the other query language's fields.

found = Refusals()
check_state_fields({"Type": "Pass", "Retry": []}, "/States/A", Setting("JSONPath", "JSONPath"), found)
found.found       # [Refusal("SCHEMA_VALIDATION_FAILED", "Field 'Retry' is not supported", "/States/A")]
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.expressions import is_expression
from runtime.local.engine.refusals import Refusals
from runtime.local.engine.resources import unknown_integration
from runtime.local.engine.timestamps import parse_rfc3339

_KINDS = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
_LANGUAGES = ("JSONPath", "JSONata")


@dataclass(frozen=True)
class Setting:
    """What a state's surroundings say: the machine's query language, the one it inherits, the kind of machine."""

    whole: str
    language: str
    kind: str = "STANDARD"


_EVERYWHERE = "Type Comment QueryLanguage"
_PATHS = "InputPath OutputPath"
_RESULT = "Parameters ResultPath Output Assign Next End"
_WORK = f"{_PATHS} {_RESULT} ResultSelector Retry Catch"
_FIELDS = {
    "Task": f"{_WORK} Resource Arguments TimeoutSeconds TimeoutSecondsPath HeartbeatSeconds HeartbeatSecondsPath "
    "Credentials",
    "Parallel": f"{_WORK} Branches Arguments",
    "Map": f"{_WORK} ItemProcessor Iterator ItemsPath Items ItemSelector ItemReader ItemBatcher ResultWriter Label "
    "MaxConcurrency MaxConcurrencyPath ToleratedFailureCount ToleratedFailureCountPath ToleratedFailurePercentage "
    "ToleratedFailurePercentagePath",
    "Pass": f"{_PATHS} {_RESULT} Result",
    "Wait": f"{_PATHS} Seconds SecondsPath Timestamp TimestampPath Output Assign Next End",
    "Choice": f"{_PATHS} Choices Default Output Assign",
    "Succeed": f"{_PATHS} Output",
    "Fail": "Error Cause ErrorPath CausePath",
}
_KNOWN = {kind: frozenset(f"{_EVERYWHERE} {fields}".split()) for kind, fields in _FIELDS.items()}
_REQUIRED = {"Task": ("Resource",), "Choice": ("Choices",), "Parallel": ("Branches",)}

_JSONATA_ONLY = ("Output", "Arguments", "Items", "Condition")
_JSONPATH_ONLY = ("InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector", "Variable")
_ARRAYS = ("Branches", "Choices", "Retry", "Catch")
_LONGEST_NAME = 80
_STRINGS = ("Resource", "Next", "Default", "Comment")


def check_state_fields(state: Any, place: str, setting: Setting, found: Refusals) -> None:
    """Note what is wrong with a state that stands at `place`."""
    if not isinstance(state, Mapping) or state.get("Type") not in _KINDS:
        found.add(f"The field 'Type' should have one of these values: [{', '.join(_KINDS)}]", f"{place}/Type")
        return
    language = _language(state, setting.language)
    if setting.whole == "JSONata" and state.get("QueryLanguage") == "JSONPath":
        sentence = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
        found.add(sentence, place)
    else:
        _check_mixing(state, place, language, found)
    check_language(state, place, setting.language, found)
    for name in state:
        if name not in _KNOWN[state["Type"]]:
            found.add(f"Field '{name}' is not supported", place or "/")
    missing = [name for name in _REQUIRED.get(state["Type"], ()) if name not in state]
    if missing:
        found.add(f"These fields are required: [{', '.join(missing)}]", place or "/")
    _check_values(state, place, language, found)
    for here, part in _parts(state, place):
        _check_assign(part, here, language, found)
    if state["Type"] == "Task":
        _check_task(state, place, setting.kind, found)


def check_language(holder: Mapping[str, Any], place: str, inherited: str, found: Refusals) -> str:
    """Note a QueryLanguage that is none, and tell the language that holds nevertheless."""
    given = holder.get("QueryLanguage", "JSONPath")
    if not isinstance(given, str):
        found.add("Expected value of type [STRING]", f"{place}/QueryLanguage")
    elif given not in _LANGUAGES:
        found.add("Value should be one of the following: [JSONPath, JSONata]", f"{place}/QueryLanguage")
    return _language(holder, inherited)


def _language(holder: Mapping[str, Any], inherited: str) -> str:
    """Whatever is not exactly JSONPath counts as JSONata."""
    if "QueryLanguage" not in holder:
        return inherited
    return "JSONPath" if holder["QueryLanguage"] == "JSONPath" else "JSONata"


def _parts(state: Mapping[str, Any], place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The state itself, its choices and its catchers, with their places."""
    yield place, state
    for name in ("Choices", "Catch"):
        entries = state.get(name)
        for at, one in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(one, Mapping):
                yield f"{place}/{name}[{at}]", one


def _check_assign(part: Mapping[str, Any], place: str, language: str, found: Refusals) -> None:
    assign = part.get("Assign", {})
    if not isinstance(assign, Mapping):
        found.add("Expected value of type [OBJECT]", f"{place}/Assign")
        return
    for key in assign:
        name = key.removesuffix(".$") if language == "JSONPath" else key
        if not name.isidentifier() or len(name) > _LONGEST_NAME or name == "states":
            found.add(f"The variable name '{name}' is not valid", f"{place}/Assign")


def _check_mixing(state: Mapping[str, Any], place: str, language: str, found: Refusals) -> None:
    """Fields that exist in the other query language alone, in the state and in its choices and catchers."""
    other, fields = ("JSONata", _JSONATA_ONLY) if language == "JSONPath" else ("JSONPath", _JSONPATH_ONLY)
    for here, part in _parts(state, place):
        known = _KNOWN[state["Type"]] if part is state else fields
        for name in part:
            is_path = language == "JSONata" and name.endswith("Path") and name in known
            if (name in fields or is_path) and not _is_old_selector(state, name):
                sentence = f"The QueryLanguage is set to '{language}', but field '{name}' is only supported"
                found.add(f"{sentence} for the '{other}' QueryLanguage", here or "/")


def _is_old_selector(state: Mapping[str, Any], name: str) -> bool:
    """`Parameters` is the old name of a Map's ItemSelector, in either language."""
    return state["Type"] == "Map" and name == "Parameters"


def _check_values(state: Mapping[str, Any], place: str, language: str, found: Refusals) -> None:
    for name in _ARRAYS:
        value = state.get(name, ())
        if not isinstance(value, list | tuple):
            found.add("Expected value of type [ARRAY]", f"{place}/{name}")
        elif value == [] and name in ("Branches", "Choices"):
            found.add("Value cannot be empty", f"{place}/{name}")
    for name in _STRINGS:
        if not isinstance(state.get(name, ""), str):
            found.add("Expected value of type [STRING]", f"{place}/{name}")
    concurrency = state.get("MaxConcurrency", 0)
    if isinstance(concurrency, int) and concurrency < 0:
        found.add("Minimum value is 0", f"{place}/MaxConcurrency")
    moment = state.get("Timestamp")
    computed = language == "JSONata" and is_expression(moment)
    if isinstance(moment, str) and not computed and parse_rfc3339(moment) is None:
        found.add("String does not match RFC3339 timestamp", f"{place}/Timestamp")


def _check_task(state: Mapping[str, Any], place: str, kind: str, found: Refusals) -> None:
    credentials = state.get("Credentials")
    if isinstance(credentials, Mapping) and not {"RoleArn", "RoleArn.$"} & set(credentials):
        found.add("The field 'RoleArn' is required but was missing", f"{place}/Credentials")
    resource = state.get("Resource")
    if not isinstance(resource, str):
        return
    if unknown_integration(resource):
        found.add(
            f"The resource provided {resource} is not recognized. The value is not a valid resource ARN, "
            "or the resource is not available in this region.",
            f"{place}/Resource",
        )
    if kind == "EXPRESS":
        for pattern in (".sync", ".waitForTaskToken"):
            if resource.removesuffix(":2").endswith(pattern):
                sentence = f"Express state machine does not support '{pattern}' service integration"
                found.add(sentence, f"{place}/Resource")
        if ":activity:" in resource:
            found.add("Express state machine does not support Activity ARN", f"{place}/Resource")
