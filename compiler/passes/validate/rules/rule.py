"""What a rule is.

    RULE = Rule("targets", "https://states-language.net/spec.html#transition", check)

`check` looks at the whole definition and records what it finds; it raises for nothing that an author can write.
"""

from collections.abc import Callable
from dataclasses import dataclass

from compiler.passes.validate.model import Findings, View


@dataclass(frozen=True, slots=True)
class Rule:
    """A check that the schema cannot make."""

    name: str
    source: str
    """Where AWS or the States Language says so."""
    check: Callable[[View, Findings], None]
