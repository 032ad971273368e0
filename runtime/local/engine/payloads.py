"""Payload templates of JSONPath states: keys that end in `.$` hold a path or an intrinsic function.

    payload = read_payload({"id.$": "$.order.id", "note": "fixed", "all.$": "$.names[*]"}, "Parameters")
    filled(payload, visit, value)      # {"id": 7, "note": "fixed", "all": ["Ann"]}

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
"""

from dataclasses import dataclass
from typing import Any, assert_never

from runtime.local.engine.errors import RUNTIME, BadField, Problem
from runtime.local.engine.intrinsics import Intrinsic, call_intrinsic, is_intrinsic, read_intrinsic
from runtime.local.engine.json_text import text
from runtime.local.engine.jsonpath import PathNotFound
from runtime.local.engine.references import Reference, read_reference
from runtime.local.engine.visits import Visit


@dataclass(frozen=True)
class Fixed:
    """A part without paths."""

    value: Any


@dataclass(frozen=True)
class Found:
    """A path, with the key in which it stands."""

    reference: Reference
    key: str


@dataclass(frozen=True)
class Computed:
    """An intrinsic function, with the key in which it stands."""

    intrinsic: Intrinsic
    key: str


@dataclass(frozen=True)
class DictPayload:
    """An object with a path somewhere in it."""

    items: "tuple[tuple[str, Payload], ...]"


@dataclass(frozen=True)
class ListPayload:
    """A list with a path somewhere in it."""

    items: "tuple[Payload, ...]"


Payload = Fixed | Found | Computed | DictPayload | ListPayload


def read_payload(value: Any, field: str) -> Payload:
    """Prepare a payload template that stands in this field; BadField where a path in it is none."""
    match value:
        case dict():
            items = tuple(_read_item(key, one, field) for key, one in value.items())
            return Fixed(value) if all(isinstance(one, Fixed) for _, one in items) else DictPayload(items)
        case list():
            parts = tuple(read_payload(one, field) for one in value)
            return Fixed(value) if all(isinstance(one, Fixed) for one in parts) else ListPayload(parts)
        case _:
            return Fixed(value)


def _read_item(key: str, value: Any, field: str) -> tuple[str, Payload]:
    if not key.endswith(".$") or not isinstance(value, str):
        return key, read_payload(value, field)
    try:
        if is_intrinsic(value):
            return key[:-2], Computed(read_intrinsic(value), key)
        return key[:-2], Found(read_reference(value), key)
    except ValueError:
        sentence = f"The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call"
        raise BadField("SCHEMA_VALIDATION_FAILED", sentence, field) from None


def filled(payload: Payload, visit: Visit, value: Any) -> Any:
    """The payload with its paths replaced; `value` stands for `$`."""
    match payload:
        case Fixed():
            return payload.value
        case Found():
            return found(payload.reference, payload.key, visit, value)
        case Computed():
            return call_intrinsic(payload.intrinsic, visit, value)
        case DictPayload():
            return {key: filled(one, visit, value) for key, one in payload.items}
        case ListPayload():
            return [filled(one, visit, value) for one in payload.items]
        case _:
            assert_never(payload)


def found(reference: Reference, field: str, visit: Visit, value: Any) -> Any:
    """The value of a path that stands in a field; a Problem that names both when there is none."""
    if value is None and reference.origin == "input":
        raise Problem(RUNTIME, "Unable to apply Path transformation to null or empty input.")
    try:
        return reference.find(visit, value)
    except PathNotFound as missing:
        if missing.past_end:
            # AWS gives null for a last index past the list's end, here and nowhere else.
            return None
        raise Problem(
            RUNTIME,
            f"The JSONPath '{reference.text}' specified for the field '{field}' could not be found in the input "
            f"'{text(_searched(reference, visit, value))}'",
        ) from None


def _searched(reference: Reference, visit: Visit, value: Any) -> Any:
    try:
        return reference.root(visit, value)
    except PathNotFound:
        return value
