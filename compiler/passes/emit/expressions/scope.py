"""Where an expression stands: what its names are called in JSONata.

Scope({"day": "$states.input.day"})
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.library.variables import variable_name


@dataclass(frozen=True, slots=True)
class Scope:
    """The JSONata text of each name; a name that is not listed is the variable `$name` (`variable_name` says how it is spelt)."""

    names: Mapping[str, str] = field(default_factory=dict)

    def text_of(self, name: str) -> str:
        """The text that computes this name: a variable or a path, never an operator."""
        return self.names.get(name) or f"${variable_name(name)}"

    def with_names(self, names: Mapping[str, str]) -> "Scope":
        """The scope inside a function whose parameters hide outer names."""
        return Scope({**self.names, **names})
