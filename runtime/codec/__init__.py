"""Between JSON and a step's own types, by its annotations alone.

    decode(Export, {"day": "2024-01-31", "rows": 7})      Export(day=date(2024, 1, 31), rows=7)
    encode(Export, Export(date(2024, 1, 31), 7))          {"day": "2024-01-31", "rows": 7}

    signature = signature_of(export_orders)               what a step takes and gives
    arguments = signature.read(payload)                   positional and keyword arguments for the call
    signature.write(result)                               JSON

Each type is made ready once and then costs a few function calls per value. What is wrong comes as one `PayloadError`
with every problem and its path: `expected int, got "7" at $.items[3].qty`. `runtime.contract.WIRE_FORMS` lists the
forms.
"""

from typing import Any

import runtime.codec.stored  # noqa: F401  (says how `Stored[T]` travels)
from runtime.codec.compiling import wire_of
from runtime.codec.problems import PayloadError, Problem
from runtime.codec.signature import Signature, signature_of

__all__ = ["PayloadError", "Signature", "decode", "encode", "signature_of"]


def decode(annotation: Any, value: Any) -> Any:
    """`value`, as `json.loads` gives it, as a value of type `annotation`. Raises PayloadError with every problem."""
    problems: list[Problem] = []
    found = wire_of(annotation).read(value, problems)
    if problems:
        raise PayloadError("the JSON does not fit", problems)
    return found


def encode(annotation: Any, value: Any) -> Any:
    """`value`, of type `annotation`, as `json.dumps` takes it. Raises PayloadError with every problem."""
    problems: list[Problem] = []
    found = wire_of(annotation).write(value, problems)
    if problems:
        raise PayloadError("the value cannot travel", problems)
    return found
