"""Where an expression stands: what its names are called in JSONata.

Scope({"day": "$states.input.day"})
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from compiler.forms.expressions import Local
from compiler.library.variables import variable_name

_VARIABLE = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The JSONata text of each name; one that is not listed is the variable `$name` (`variable_name` spells it)."""

    names: Mapping[str, str] = field(default_factory=dict)

    def text_of(self, name: str) -> str:
        """The text that computes this name: a variable, a path or a call, never an operator."""
        return self.names.get(name) or f"${variable_name(name)}"

    def binding(self, names: Iterable[str], inside: object) -> tuple["Scope", tuple[str, ...]]:
        """The scope in a function whose parameters are these names, and what the parameters are called there.

        A parameter keeps its name unless that would hide a variable of which `inside`, the function's body, speaks.
        """
        inner = Scope({**self.names})
        called = []
        wanted = tuple(names)
        taken = self._used_by(local for local in locals_of(inside) if local not in wanted)
        for name in wanted:
            variable = _first_free(variable_name(name), taken)
            taken.add(variable)
            called.append(f"${variable}")
            inner = Scope({**inner.names, name: f"${variable}"})
        return inner, tuple(called)

    def fresh(self, wish: str, inside: object) -> str:
        """A variable of our own that nothing inside uses."""
        return f"${_first_free(wish, self._used_by(locals_of(inside)))}"

    def with_names(self, names: Mapping[str, str]) -> "Scope":
        """The scope in which these names have these texts."""
        return Scope({**self.names, **names})

    def _used_by(self, names: Iterable[str]) -> set[str]:
        return {variable for name in names for variable in _VARIABLE.findall(self.text_of(name))}


def _first_free(wish: str, taken: set[str]) -> str:
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}_{number}", number + 1
    return name


def locals_of(node: object) -> Iterator[str]:
    """The names of all variables that an expression, or anything that holds expressions, mentions."""
    if isinstance(node, Local):
        yield node.name
    elif isinstance(node, tuple | list):
        for part in node:
            yield from locals_of(part)
    elif is_dataclass(node) and type(node).__module__ == Local.__module__:
        for part in fields(node):
            yield from locals_of(getattr(node, part.name))
