"""A state machine prepared for running: its fields parsed, its expressions compiled, its sub-machines nested.

    machine = read_machine({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    machine.states["A"]       # PassState(...)

Preparing costs once what running would otherwise pay in every iteration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runtime.local.engine.state import State


@dataclass(frozen=True)
class Machine:
    """A start, states by name, and for the outermost one a timeout in seconds."""

    start: str
    states: "Mapping[str, State]"
    timeout: float | None = None
    definition: Mapping[str, Any] | None = None
