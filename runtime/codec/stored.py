"""`Stored[T]`: a reference to a value in S3, which travels in the value's place.

    Stored("s3://bucket/key", 7, "ab…")      {"$stored": "s3://bucket/key", "bytes": 7, "sha256": "ab…"}

A reference that was read remembers T, so that `runtime.payloads.load` gives the value in its own types.
"""

from typing import Any

from dsl import Stored
from runtime.codec.compiling import GENERICS, wire_of
from runtime.codec.problems import Problem, mismatch, step_out
from runtime.codec.scalars import INT, STR
from runtime.codec.wires import Wire
from runtime.contract import STORED_KEY

_REMEMBERED = "_annotation"
_FIELDS = ((STORED_KEY, "uri", STR), ("bytes", "bytes", INT), ("sha256", "sha256", STR))


def annotation_of(stored: Any) -> Any:
    """The T of a reference that a step was given as `Stored[T]`; Any for every other."""
    return vars(stored).get(_REMEMBERED, Any)


def remember(stored: Any, annotation: Any) -> Any:
    """Keeps the T of a reference with it."""
    object.__setattr__(stored, _REMEMBERED, annotation)  # not a field: it says nothing about which value is meant
    return stored


def stored_of(arguments: tuple[Any, ...]) -> Wire:
    """The wire of `Stored[T]`. Raises TypeError where T itself cannot travel."""
    inner = wire_of(arguments[0])
    name = f"Stored[{inner.expected}]"

    def read(value: Any, problems: list[Problem]) -> Any:
        if type(value) is not dict or STORED_KEY not in value:
            problems.append(mismatch(f"{name} as a reference", value))
            return None
        found = {}
        for key, field, wire in _FIELDS:
            if key in value:
                before = len(problems)
                found[field] = wire.read(value[key], problems)
                step_out(problems, before, f".{key}")
        return remember(Stored(**found), arguments[0])

    def write(value: Any, problems: list[Problem]) -> Any:
        if isinstance(value, Stored):
            told = {key: getattr(value, field) for key, field, _ in _FIELDS}
            return told if value.sha256 else {STORED_KEY: value.uri}
        problems.append(mismatch(f"{name}, as runtime.payloads.store gives it", value))
        return None

    return Wire(name, "stored", read, write, lambda value: isinstance(value, Stored))


GENERICS[Stored] = stored_of
