"""A definition whose branches and items run one after another, as plain Python runs them.

    one_after_another({"Type": "Parallel", "Branches": [a, b]})      b begins with a Wait that outlasts all of a

Which of two failing branches is told, and what the others have done by then, is a matter of time; with the virtual
clock it is one of order. So a program that fails beside others can be compared exactly.
"""

import copy
from typing import Any

_UNIT = 100_000
"""Seconds that a branch without branches of its own surely does not take."""
_MOST = 100
"""Times that one branch may run through others inside it."""
_LONGEST = 2_000_000_000
"""Seconds that a Wait state may last."""


def one_after_another(definition: dict[str, Any]) -> dict[str, Any] | None:
    """A copy that waits its turn; None where branches are nested too deeply for that."""
    made = copy.deepcopy(definition)
    return made if _machine(made) <= _LONGEST else None


def _machine(machine: dict[str, Any]) -> int:
    """Put the machine in order; how long it may take."""
    return max((_state(state) for state in machine["States"].values()), default=0) or _UNIT


def _state(state: dict[str, Any]) -> int:
    if state["Type"] == "Map":
        state["MaxConcurrency"] = 1
        return _machine(state["ItemProcessor"]) * _MOST
    if state["Type"] != "Parallel":
        return _UNIT
    length = max(_machine(branch) for branch in state["Branches"])
    for turn, branch in enumerate(state["Branches"]):
        if turn:
            branch["States"]["its turn"] = {"Type": "Wait", "Seconds": turn * length, "Next": branch["StartAt"]}
            branch["StartAt"] = "its turn"
    return len(state["Branches"]) * length * _MOST
