"""`Any`: JSON that nobody looked at. Read as it is; written by what each value turns out to be.

    OPAQUE.write({"day": date(2024, 1, 31), "rows": (1, 2)}, [])     {"day": "2024-01-31", "rows": [1, 2]}

What nobody looked at cannot be checked: only NaN, Infinity and what has no JSON form are refused.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any

from runtime.codec.containers import dict_of, list_of, set_of
from runtime.codec.problems import Problem
from runtime.codec.scalars import SCALARS
from runtime.codec.wires import Wire


def opaque(wire_of: Callable[[Any], Wire]) -> Wire:
    """The wire of `Any`, which finds the wire of a record or Enum through `wire_of` when it meets one."""

    def read(value: Any, problems: list[Problem]) -> Any:  # noqa: ARG001  (every JSON value will do)
        return value

    def write(value: Any, problems: list[Problem]) -> Any:
        found = exact.get(type(value)) or _loosely(value)
        if found is not None:
            return found.write(value, problems)
        problems.append(Problem(f"a {type(value).__name__} cannot travel as JSON"))
        return None

    def _loosely(value: Any) -> Wire | None:
        kind = type(value)
        if isinstance(value, enum.Enum) or is_dataclass(kind) or hasattr(kind, "_fields"):
            exact[kind] = wire_of(kind)
            return exact[kind]
        for python, wire in by_base:
            if isinstance(value, python):
                return wire
        return None

    wire = Wire("any JSON value", "any", read, write, lambda _: True)
    items = list_of(wire)
    exact: dict[type, Wire] = {python: scalar for python, scalar in SCALARS.items() if python is not None}
    exact |= {list: items, tuple: items, dict: dict_of(wire, wire), set: set_of(wire, set)}
    exact[frozenset] = set_of(wire, frozenset)
    by_base = ((Mapping, exact[dict]), (list | tuple, items), (set, exact[set]), (frozenset, exact[frozenset]))
    by_base += tuple((python, exact[python]) for python in (bool, int, float, str, bytes))  # type: ignore[assignment]
    return wire
