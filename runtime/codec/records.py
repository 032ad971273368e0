"""Objects with known fields: dataclasses, TypedDicts and NamedTuples.

    @dataclass
    class Export:
        day: date
        rows: int = 0

    {"day": "2024-01-31", "extra": 1}  <->  Export(day=date(2024, 1, 31), rows=0)

An absent field takes its default, an unknown key is ignored, a NamedTuple travels as an object by field name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.codec.problems import Problem, field_part, mismatch, missing, step_out
from runtime.codec.wires import Move, Wire


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record."""

    name: str
    wire: Wire
    required: bool
    """Whether reading fails when the key is absent."""
    settable: bool = True
    """False for a dataclass field that its constructor does not take: it is written, never read."""


def record(
    name: str,
    fields: tuple[Field, ...],
    build: Callable[..., Any],
    holds: Callable[[Any], bool],
) -> Wire:
    """A dataclass or NamedTuple: built by its constructor, written by attribute."""
    read_fields = _reader(name, fields)

    def read(value: Any, problems: list[Problem]) -> Any:
        before = len(problems)
        arguments = read_fields(value, problems)
        if len(problems) > before:
            return None
        try:
            return build(**arguments)
        except (TypeError, ValueError, ArithmeticError) as error:
            problems.append(Problem(f"{name} refused its fields: {error}"))
            return None

    def write(value: Any, problems: list[Problem]) -> Any:
        if not holds(value):
            problems.append(mismatch(name, value))
            return None
        return _write_fields(fields, lambda field: getattr(value, field.name), problems)

    return Wire(name, "record", read, write, holds, frozenset(field.name for field in fields))


def typed_dict(name: str, fields: tuple[Field, ...]) -> Wire:
    """A TypedDict: a dict with known keys. Keys that it does not declare are left out, in both directions."""

    def holds(value: Any) -> bool:
        return isinstance(value, Mapping) and all(field.name in value for field in fields if field.required)

    def write(value: Any, problems: list[Problem]) -> Any:
        if not isinstance(value, Mapping):
            problems.append(mismatch(name, value))
            return None
        for field in fields:
            if field.required and field.name not in value:
                problems.append(missing(field.wire.expected))
                problems[-1].path.append(field_part(field.name))
        present = tuple(field for field in fields if field.name in value)
        return _write_fields(present, lambda field: value[field.name], problems)

    return Wire(name, "record", _reader(name, fields), write, holds, frozenset(field.name for field in fields))


def _reader(name: str, fields: tuple[Field, ...]) -> Move:
    """Reads an object into a dict by field name."""
    plan = tuple((field.name, field.wire, field.required) for field in fields if field.settable)

    def read(value: Any, problems: list[Problem]) -> Any:
        if type(value) is not dict:
            problems.append(mismatch(name, value))
            return None
        found: dict[str, Any] = {}
        for key, wire, required in plan:
            before = len(problems)
            if key in value:
                found[key] = wire.read(value[key], problems)
            elif required:
                problems.append(missing(wire.expected))
            if len(problems) > before:
                step_out(problems, before, field_part(key))
        return found

    return read


def _write_fields(fields: tuple[Field, ...], member: Callable[[Field], Any], problems: list[Problem]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field in fields:
        before = len(problems)
        out[field.name] = field.wire.write(member(field), problems)
        if len(problems) > before:
            step_out(problems, before, field_part(field.name))
    return out
