"""Types of one value among several: Enum, Literal and unions.

    Literal["a", "b"]     "a"
    Color.RED             its value
    int | None            7 or null

A union is read without a tag, so its members must be distinguishable in JSON: `date | None` is, `date | str` is not and
is refused when the step is made ready, not when an unlucky string arrives.
"""

import enum
import json
from itertools import combinations
from typing import Any

from runtime.codec.problems import Problem, mismatch
from runtime.codec.wires import Move, Wire

_ORDER = ("null", "bool", "int", "float", "seconds", "literal", "enum", "datetime", "date", "time", "uuid", "decimal")
"""The order in which a union tries its members; exact numbers before inexact ones, everything else after."""

_LOOSE_TEXT = frozenset({"str", "bytes"})
_TEXT = _LOOSE_TEXT | {"date", "datetime", "time", "uuid", "decimal"}
_NUMBERS = frozenset({"int", "float"})
_CHOSEN = frozenset({"literal", "enum"})


def literal(values: tuple[Any, ...], write: Move) -> Wire:
    """`Literal[...]`: one of these values, exactly (`1` is not `True`)."""
    expected = " or ".join(json.dumps(write(value, []), ensure_ascii=False) for value in values)
    marks = {_mark(write(value, [])): value for value in values}

    def holds(value: Any) -> bool:
        return any(type(value) is type(member) and value == member for member in values)

    def read(value: Any, problems: list[Problem]) -> Any:
        mark = _mark(value)
        if mark in marks:
            return marks[mark]
        problems.append(mismatch(expected, value))
        return None

    def write_value(value: Any, problems: list[Problem]) -> Any:
        if holds(value):
            return write(value, problems)
        problems.append(mismatch(expected, value))
        return None

    return Wire(expected, "literal", read, write_value, holds, frozenset(marks))


def enumeration(kind: type[enum.Enum], write: Move) -> Wire:
    """An Enum: its members' values."""
    problems: list[Problem] = []
    by_value = {_mark(write(member.value, problems)): member for member in kind}
    if problems:
        raise TypeError(f"{kind.__name__} has a value that cannot travel as JSON: {problems[0].reason}")
    expected = f"{kind.__name__} ({', '.join(by_value)})"

    def read(value: Any, problems: list[Problem]) -> Any:
        found = by_value.get(_mark(value))
        if found is None:
            problems.append(mismatch(expected, value))
        return found

    def write_member(value: Any, problems: list[Problem]) -> Any:
        if isinstance(value, kind):
            return write(value.value, problems)
        problems.append(mismatch(kind.__name__, value))
        return None

    return Wire(expected, "enum", read, write_member, lambda value: isinstance(value, kind), frozenset(by_value))


def _mark(value: Any) -> str:
    """A value's JSON text, which keeps 1, 1.0, true and "1" apart."""
    return json.dumps(value, sort_keys=True, default=repr)


def union(members: tuple[Wire, ...]) -> Wire:
    """`A | B`. Raises TypeError where two members cannot be told apart in JSON."""
    expected = " or ".join(member.expected for member in members)
    for one, other in combinations(members, 2):
        if _alike(one, other):
            raise TypeError(
                f"{one.expected} and {other.expected} cannot be told apart in JSON: "
                "use one of them, or records whose field names differ"
            )
    ordered = tuple(sorted(members, key=_rank))

    def read(value: Any, problems: list[Problem]) -> Any:
        attempts: list[tuple[Wire, list[Problem]]] = []
        for member in _candidates(ordered, value):
            found: list[Problem] = []
            result = member.read(value, found)
            if not found:
                return result
            attempts.append((member, found))
        deep = [found for _, found in attempts if any(problem.path for problem in found)]
        # Where the value has the shape of exactly one member, what is wrong inside says more than the union's name.
        problems.extend(deep[0] if len(deep) == 1 else [mismatch(expected, value)])
        return None

    def write(value: Any, problems: list[Problem]) -> Any:
        for member in ordered:
            if member.holds(value):
                found: list[Problem] = []
                result = member.write(value, found)
                if not found:
                    return result
        for member in ordered:
            found = []
            result = member.write(value, found)
            if not found:
                return result
        problems.append(mismatch(expected, value))
        return None

    keys = frozenset().union(*(member.keys for member in members)) if members else frozenset()
    return Wire(expected, "union", read, write, lambda value: any(member.holds(value) for member in members), keys)


def _rank(member: Wire) -> int:
    return _ORDER.index(member.kind) if member.kind in _ORDER else len(_ORDER)


def _candidates(ordered: tuple[Wire, ...], value: Any) -> tuple[Wire, ...]:
    """The members in the order of trying: among records, those that know more of the object's keys first."""
    if not isinstance(value, dict):
        return ordered
    return tuple(sorted(ordered, key=lambda member: len(value.keys() - member.keys) if member.kind == "record" else 0))


def _alike(one: Wire, other: Wire) -> bool:
    """Whether a JSON value could mean either, with different Python values as its meaning."""
    kinds = {one.kind, other.kind}
    if kinds & {"any", "union"}:
        return False
    if "seconds" in kinds:
        return bool(kinds & _NUMBERS)
    if kinds <= _CHOSEN:
        return "enum" in kinds and bool(one.keys & other.keys)
    if "enum" in kinds:
        # Literal["a"] | str means the same either way; an Enum's member would be lost.
        return bool(kinds & _TEXT) and any(key.startswith('"') for key in one.keys | other.keys)
    if kinds & _LOOSE_TEXT:
        return kinds <= _TEXT
    if kinds == {"record"}:
        return one.keys == other.keys
    return kinds == {"record", "object"}
