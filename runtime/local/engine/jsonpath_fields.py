"""How a JSONPath state takes its input and gives its output: InputPath, Parameters, ResultSelector and so on.

    fields = JsonpathFields.read({"Parameters": {"id.$": "$.id"}, "ResultPath": "$.found"})
    fields.arguments(visit)          # {"id": 7}
    fields.outcome(visit, result)    # (input with the result under "found", assigned variables)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from runtime.local.engine.errors import RESULT_PATH, BadField, Problem
from runtime.local.engine.json_text import text
from runtime.local.engine.jsonpath import Path, compile_path
from runtime.local.engine.jsonpath_text import Index, Names
from runtime.local.engine.payloads import Payload, filled, read_payload
from runtime.local.engine.references import Reference, read_reference
from runtime.local.engine.settings import referred
from runtime.local.engine.visits import Visit

Assigned = Mapping[str, Any]
NOTHING: Assigned = {}

Read = TypeVar("Read")

_WHOLE = read_reference("$")
_ROOT = compile_path("$")


@dataclass(frozen=True)
class JsonpathFields:
    """The prepared fields of one state, or of one catcher; None for a path that is written as null."""

    input_path: Reference | None
    parameters: Payload | None
    result_selector: Payload | None
    result_path: Path | None
    output_path: Reference | None
    assign: Payload | None

    language = "JSONPath"

    @classmethod
    def read(cls, raw: Mapping[str, Any], _place: str = "") -> "JsonpathFields":
        """Prepare the fields."""

        def payload(name: str) -> Payload | None:
            return read_payload(raw[name], name) if name in raw else None

        def reference(name: str) -> Reference | None:
            path = raw.get(name, "$")
            return None if path is None else _read(read_reference, path, name, "Value is not a valid JSONPath")

        target = raw.get("ResultPath", "$")
        return cls(
            reference("InputPath"),
            payload("Parameters"),
            payload("ResultSelector"),
            None if target is None else _read(_single_place, target, "ResultPath", "Value is not a Reference Path"),
            reference("OutputPath"),
            payload("Assign"),
        )

    def effective(self, visit: Visit) -> Any:
        """The input that the state works on: InputPath; an empty object where that is null."""
        if self.input_path is _WHOLE:
            return visit.value
        return {} if self.input_path is None else referred(self.input_path, visit, visit.value)

    def arguments(self, visit: Visit) -> Any:
        """What the state's work is given: Parameters over the effective input."""
        effective = self.effective(visit)
        return effective if self.parameters is None else filled(self.parameters, visit, effective)

    def outcome(self, visit: Visit, result: Any) -> tuple[Any, Assigned]:
        """ResultSelector, ResultPath and OutputPath; variables are assigned from the selected result."""
        selected = self.selected(visit, result)
        assigned = NOTHING if self.assign is None else filled(self.assign, visit, selected)
        return self.left(visit, self.merged(visit, selected)), assigned

    def selected(self, visit: Visit, result: Any) -> Any:
        """ResultSelector of the result."""
        return result if self.result_selector is None else filled(self.result_selector, visit, result)

    def merged(self, visit: Visit, selected: Any) -> Any:
        """The state's input with the selected result at ResultPath."""
        return visit.value if self.result_path is None else placed(visit.value, self.result_path, selected)

    def plain_outcome(self, visit: Visit) -> tuple[Any, Assigned]:
        """InputPath and OutputPath, for states that have no result."""
        effective = self.effective(visit)
        assigned = NOTHING if self.assign is None else filled(self.assign, visit, effective)
        return self.left(visit, effective), assigned

    def caught(self, visit: Visit, error_output: Any) -> tuple[Any, Assigned]:
        """ResultPath of a catcher; variables are assigned from the error output."""
        assigned = NOTHING if self.assign is None else filled(self.assign, visit, error_output)
        return self.merged(visit, error_output), assigned

    def left(self, visit: Visit, value: Any) -> Any:
        """OutputPath of what would leave the state."""
        if self.output_path is _WHOLE:
            return value
        return {} if self.output_path is None else referred(self.output_path, visit, value)


def _read(read: Callable[[str], Read], path: Any, field: str, sentence: str) -> Read:
    try:
        return read(path)
    except (ValueError, TypeError):
        raise BadField("SCHEMA_VALIDATION_FAILED", sentence, field) from None


def _single_place(text: str) -> Path:
    """A path that names one place in the state's input."""
    path = compile_path(text)
    if not path.definite or any(not isinstance(step, Names | Index) for step in path.steps):
        raise ValueError(text)
    return path


def placed(base: Any, path: Path, value: Any) -> Any:
    """A copy of `base` with the value at the path; objects on the way are made where they are missing."""
    if path is _ROOT or not path.steps:
        return value
    return _placed(base, path, 0, value)


def _placed(base: Any, path: Path, at: int, value: Any) -> Any:
    if at == len(path.steps):
        return value
    match path.steps[at]:
        case Names((name,)):
            if isinstance(base, dict):
                return {**base, name: _placed(base.get(name, {}), path, at + 1, value)}
        case Index(place):
            if isinstance(base, list) and -len(base) <= place < len(base):
                copy = list(base)
                copy[place] = _placed(base[place], path, at + 1, value)
                return copy
        case _:
            pass
    raise Problem(RESULT_PATH, f'Unable to apply step "{path.text.rpartition(".")[2]}" to input {text(base)}')
