"""References of JSONPath states: `$.path` in the input, `$$.path` in the context object, `$name.path` in a variable.

    reference = read_reference("$$.Execution.Id")
    reference.find(visit, value)        # PathNotFound when it leads nowhere

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, assert_never

from runtime.local.engine.jsonpath import MISSING, Path, PathNotFound, compile_path
from runtime.local.engine.visits import Visit

Origin = Literal["input", "context", "variable"]

_VARIABLE = re.compile(r"\$([^\W\d]\w*)")


@dataclass(frozen=True)
class Reference:
    """A path, and the value from which it goes."""

    text: str
    origin: Origin
    variable: str
    path: Path

    def root(self, visit: Visit, value: Any) -> Any:
        """The value from which the path goes; `value` stands for `$`."""
        match self.origin:
            case "input":
                return value
            case "context":
                return visit.context()
            case "variable":
                if self.variable not in visit.strand.variables:
                    raise PathNotFound(f"No results for path: $['{self.variable}']")
                return visit.strand.variables[self.variable]
            case _:
                assert_never(self.origin)

    def find(self, visit: Visit, value: Any) -> Any:
        """What it refers to."""
        return self.path.find(self.root(visit, value))

    def get(self, visit: Visit, value: Any) -> Any:
        """The same, with MISSING instead of an error."""
        try:
            return self.find(visit, value)
        except PathNotFound:
            return MISSING


@lru_cache(maxsize=4096)
def read_reference(text: str) -> Reference:
    """Understand a path as it stands in a field; ValueError where it is not one."""
    if text.startswith("$$"):
        return Reference(text, "context", "", compile_path(text[1:]))
    if found := _VARIABLE.match(text):
        return Reference(text, "variable", found[1], compile_path("$" + text[found.end() :]))
    return Reference(text, "input", "", compile_path(text))
