"""JSONata expressions as states see them: `{% … %}` strings compiled once, with AWS's sentences for what goes wrong.

    expression = Expression.read("{% $x + 1 %}", "Output/total")
    expression.evaluate({"x": 1})         # 2
    expression.evaluate({})               # Problem: … returned nothing (undefined).

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local import jsonata
from runtime.local.engine.errors import QUERY, BadField, Problem
from runtime.local.engine.json_text import kind, text

OPENING, CLOSING = "{%", "%}"

_JSON = (int, str, dict, list, float, type(None))
"""What a JSON value is in Python; booleans are ints."""


def is_expression(value: Any) -> bool:
    """Whether a value is a string that AWS evaluates as JSONata."""
    return isinstance(value, str) and value.startswith(OPENING) and value.endswith(CLOSING)


@dataclass(frozen=True)
class Expression:
    """One expression, and the field it stands in, such as `Arguments/FunctionName`."""

    source: str
    field: str
    program: jsonata.CompiledExpression

    @classmethod
    def read(cls, value: str, field: str) -> "Expression":
        """The expression between `{%` and `%}`; BadField where it is none."""
        source = value[len(OPENING) : -len(CLOSING)].strip()
        try:
            program = jsonata.compile(source)
        except jsonata.JsonataError as error:
            raise BadField("INVALID_JSONATA_EXPRESSION", error.message, field) from error
        sentences = dict.fromkeys(
            f"Reference to '{problem.name}'{'' if problem.name == '$$' else ' at the top level'} is not supported."
            for problem in jsonata.check_dialect(program.tree)
        )
        unreadable = sorted(jsonata.states_fields(program.tree) - _readable(field))
        wrong = [*sentences, *(f"Field '$states.{name}' does not exist." for name in unreadable)]
        if wrong:
            raise BadField("UNSUPPORTED_JSONATA_EXPRESSION", wrong[0], field, wrong[1:])
        return cls(source, field, program)

    @property
    def needs_states(self) -> bool:
        """Whether it looks at `$states`, which takes time to put together."""
        return "states" in self.program.variables

    def evaluate(self, bindings: Mapping[str, Any]) -> Any:
        """Its JSON value; a Problem when it fails, gives nothing, or gives what is not JSON."""
        try:
            value = self.program.evaluate(bindings)
        except jsonata.JsonataError as error:
            raise self.problem(f"threw an error during evaluation. {error.code}: {error.message}") from error
        if value is jsonata.UNDEFINED:
            raise self.problem("returned nothing (undefined).")
        if not isinstance(value, _JSON):
            raise self.problem("returned an unsupported result type.")
        return value

    def expect(self, value: Any, expected: str) -> Any:
        """The value, when it has the type that the field asks for."""
        if kind(value) == expected:
            return value
        raise self.problem(
            f"returned an unexpected result type. Expected '{expected}', but was '{kind(value)}' "
            f"for value: {text(value)}"
        )

    def problem(self, what: str) -> Problem:
        """A Problem that names the expression and its field."""
        return Problem(
            QUERY, f"The JSONata expression '{self.source}' specified for the field '{self.field}' {what}", self.field
        )


def _readable(field: str) -> set[str]:
    """The fields of `$states` that an expression in this field of a state may read."""
    if field.startswith("Catch["):
        return {"input", "context", "errorOutput"}
    return {"input", "context", "result"} if field.startswith(("Output", "Assign")) else {"input", "context"}
