"""How a JSONata state takes its input and gives its output: Arguments, Output and Assign.

    fields = JsonataFields.read({"Arguments": {"id": "{% $states.input.id %}"}, "Output": "{% $states.result %}"})
    fields.arguments(visit)          # {"id": 7}
    fields.outcome(visit, result)    # (output, assigned)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.templates import Template, evaluate, needs_states, read_template
from runtime.local.engine.visits import Visit

Assigned = Mapping[str, Any]
NOTHING: Assigned = {}


@dataclass(frozen=True)
class JsonataFields:
    """The prepared fields of one state, or of one catcher or choice rule."""

    arguments_template: Template | None
    output: Template | None
    assign: Template | None
    looks_at_states: bool
    """Whether Output or Assign do."""

    language = "JSONata"

    @classmethod
    def read(cls, raw: Mapping[str, Any], place: str = "") -> "JsonataFields":
        """Prepare the fields; `place` comes before their names in error causes."""

        def template(name: str) -> Template | None:
            return read_template(raw[name], f"{place}{name}") if name in raw else None

        output, assign = template("Output"), template("Assign")
        return cls(template("Arguments"), output, assign, needs_states(output) or needs_states(assign))

    def arguments(self, visit: Visit) -> Any:
        """What the state's work is given: Arguments, else the state's input."""
        if self.arguments_template is None:
            return visit.value
        return evaluate(self.arguments_template, visit.bindings())

    def outcome(self, visit: Visit, result: Any) -> tuple[Any, Assigned]:
        """Output (the result itself where there is no Output) and the variables to assign."""
        if self.output is None and self.assign is None:
            return result, NOTHING
        return self._evaluated(self._bindings(visit, result=result), result)

    def plain_outcome(self, visit: Visit) -> tuple[Any, Assigned]:
        """The same for states that have no result: `$states.result` is not there, and the input is the default."""
        if self.output is None and self.assign is None:
            return visit.value, NOTHING
        return self._evaluated(self._bindings(visit), visit.value)

    def caught(self, visit: Visit, error_output: Any) -> tuple[Any, Assigned]:
        """The same for a catcher: `$states.errorOutput` is there, and is the default."""
        if self.output is None and self.assign is None:
            return error_output, NOTHING
        return self._evaluated(self._bindings(visit, errorOutput=error_output), error_output)

    def _bindings(self, visit: Visit, **more: Any) -> Mapping[str, Any]:
        return visit.bindings(**more) if self.looks_at_states else visit.strand.variables

    def _evaluated(self, bindings: Mapping[str, Any], default: Any) -> tuple[Any, Assigned]:
        # Assign comes first on AWS: with both failing, the cause names Assign.
        assigned = NOTHING if self.assign is None else evaluate(self.assign, bindings)
        output = default if self.output is None else evaluate(self.output, bindings)
        return output, assigned
