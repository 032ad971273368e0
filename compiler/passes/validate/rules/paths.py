"""Fields that hold a path: `InputPath`, `ResultPath`, `SecondsPath`, `Variable` and their like.

    "ResultPath": "$.items[*]"     a reference path names exactly one place: `[*]` can name more than one
    "InputPath": "input"           not a path: a path starts with `$`

Some may name several places, some exactly one (reference paths), some take an intrinsic function instead; ResultPath
says where to write, so it knows neither the context object nor variables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.intrinsics import call_problem, looks_like_call
from compiler.passes.validate.jsonpaths import parse_path, path_problem, reference_problem
from compiler.passes.validate.model import Findings, Json, State, View
from compiler.passes.validate.rules.rule import Rule

ANY_PATH = ("InputPath", "OutputPath", "ItemsPath")
REFERENCE_PATH = (
    "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath",
    "ToleratedFailureCountPath", "ToleratedFailurePercentagePath", "MaxItemsPath", "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatchPath",
)  # fmt: skip
PATH_OR_CALL = ("ErrorPath", "CausePath")


@dataclass(frozen=True, slots=True)
class PathField:
    """A path that a field holds."""

    name: str
    text: str
    pointer: str


def path_fields(state: State) -> Iterator[PathField]:
    """Every field of a JSONPath state that holds a path, those of its parts included."""
    yield from _named(state.body, state.pointer, (*ANY_PATH, *REFERENCE_PATH, *PATH_OR_CALL, "ResultPath"))
    for number, rule in state.objects("Catch"):
        yield from _named(rule, state.at("Catch", number), ("ResultPath",))
    for number, rule in state.objects("Choices"):
        yield from _comparison(rule, state.at("Choices", number))
    reader = state.body.get("ItemReader")
    config = reader.get("ReaderConfig") if isinstance(reader, dict) else None
    yield from _named(config, state.at("ItemReader", "ReaderConfig"), REFERENCE_PATH)
    yield from _named(state.body.get("ItemBatcher"), state.at("ItemBatcher"), REFERENCE_PATH)


def _named(holder: Any, pointer: str, names: tuple[str, ...]) -> Iterator[PathField]:
    if isinstance(holder, dict):
        for name in names:
            if isinstance(holder.get(name), str):
                yield PathField(name, holder[name], f"{pointer}/{name}")


def _comparison(rule: Json, pointer: str) -> Iterator[PathField]:
    for key, value in rule.items():
        if isinstance(value, str) and (key == "Variable" or key.endswith("Path")):
            yield PathField(key, value, f"{pointer}/{key}")
    for key in ("And", "Or"):
        inner = rule.get(key)
        for number, part in enumerate(inner if isinstance(inner, list) else []):
            if isinstance(part, dict):
                yield from _comparison(part, f"{pointer}/{key}/{number}")
    if isinstance(rule.get("Not"), dict):
        yield from _comparison(rule["Not"], f"{pointer}/Not")


def check(view: View, findings: Findings) -> None:
    """Look at every path."""
    for state in view.states:
        if state.language == "JSONPath":
            for field in path_fields(state):
                _check(field, findings)


def _check(field: PathField, findings: Findings) -> None:
    if field.name in PATH_OR_CALL and looks_like_call(field.text):
        problem = call_problem(field.text)
        if problem:
            findings.add(codes.BAD_INTRINSIC, problem, field.pointer)
    elif field.name == "ResultPath":
        _check_result_path(field, findings)
    elif field.name in REFERENCE_PATH and not path_problem(field.text):
        problem = reference_problem(field.text)
        if problem:
            findings.add(
                codes.BAD_REFERENCE_PATH, f"a reference path names exactly one place: {problem}", field.pointer
            )
    else:
        problem = path_problem(field.text)
        if problem:
            findings.add(codes.BAD_PATH, f"`{field.text}` is not a path: {problem}", field.pointer)


def _check_result_path(field: PathField, findings: Findings) -> None:
    root = parse_path(field.text).root
    problem = reference_problem(field.text)
    if root not in ("$", ""):
        findings.add(
            codes.BAD_REFERENCE_PATH, f"ResultPath writes to the input: it cannot start with `{root}`", field.pointer
        )
    elif problem:
        findings.add(codes.BAD_REFERENCE_PATH, f"a reference path names exactly one place: {problem}", field.pointer)


RULE = Rule("paths", "https://states-language.net/spec.html#paths", check)
