"""The page that a random program is written on: lines, what may be named here, and how much more may be written.

with writer.indented():
    writer.line("pass")
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st


@dataclass
class Writer:
    """What is being written: lines, the variables in reach with their types, and what may stand here."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    lines: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    """Variables that must not be assigned here: loop counters, what lives outside a block."""
    depth: int = 1
    loops: int = 0
    leaves: bool = False
    """Whether `break` and `continue` may stand here."""
    result: str = "int"
    budget: int = 14
    names: int = 0
    handled: list[str] = field(default_factory=list)
    """The names of the errors being handled here, innermost last."""
    blocks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Blocks that may be called: name → the types of its parameters, then of what it gives."""

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == 1)

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def fresh(self) -> str:
        self.names += 1
        return f"v{self.names}"

    def names_of(self, type_: str) -> list[str]:
        return [name for name, known in self.variables.items() if known == type_]

    def assignable(self, type_: str) -> list[str]:
        return [name for name in self.names_of(type_) if name not in self.fixed]

    @contextmanager
    def indented(self, **variables: str) -> Iterator[None]:
        """A block whose new variables end with it; an empty one gets a `pass`."""
        before, fixed, size = dict(self.variables), set(self.fixed), len(self.lines)
        self.depth += 1
        self.variables |= variables
        yield
        if len(self.lines) == size:
            self.line("pass")
        self.depth -= 1
        self.variables, self.fixed = before, fixed
