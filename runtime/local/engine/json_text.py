"""JSON as Step Functions writes it: compact, in the order of the keys, characters kept as they are.

    text({"a": [1, 1.0]})        # '{"a":[1,1.0]}'

Sizes are counted on this text, so the 256 KiB limit strikes where AWS's does.
"""

import json
import math
from operator import is_
from typing import Any

MAXIMUM_BYTES = 262_144
"""Largest input, output or result of a state (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html)."""

MOST_STORED = 10 * 1024 * 1024
"""Largest size of all variables of an execution together
(https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html)."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SCALARS = (bool, int, float, type(None))
_NUMBERS = frozenset(_SCALARS)


def text(value: Any) -> str:
    """The value as compact JSON."""
    return _ENCODER.encode(value)


def kind(value: Any) -> str:
    """JSON's name for the type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


_ATOMS = frozenset({str, int, bool, float, type(None)})
_DEEPEST = 300
"""Lists and objects in each other: what Python's stack takes wherever the engine is called from."""


def as_json(value: Any, deep: int = 0) -> Any:
    """The value as JSON keeps it: tuples are lists, keys are text; what is JSON already is given back, not copied.

    Raises TypeError for what JSON has no form for, NaN and infinity too.
    """
    kind = type(value)
    if deep > _DEEPEST:
        raise TypeError(f"it is nested more than {_DEEPEST} deep")
    if kind is float and not math.isfinite(value):
        raise TypeError(f"{value} is no number of JSON")
    if kind in _ATOMS:
        return value
    if kind is list:
        items = [as_json(one, deep + 1) for one in value]
        return value if all(map(is_, items, value)) else items
    if kind is dict and all(type(key) is str for key in value):
        fields = {key: as_json(one, deep + 1) for key, one in value.items()}
        return value if all(map(is_, fields.values(), value.values())) else fields
    if isinstance(value, tuple | list | dict | str | int | float):
        return as_json(json.loads(text(value)), deep)
    raise TypeError(f"Object of type {kind.__name__} is not JSON serializable")


def is_number(value: Any) -> bool:
    """Whether a value is a JSON number; Python's True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether a value is a number without a fraction, of whatever size."""
    return is_number(value) and (isinstance(value, int) or value.is_integer())


def exceeds(value: Any, limit: int = MAXIMUM_BYTES) -> bool:
    """Whether the value's JSON is longer than the limit in bytes; cheap for the many values that are clearly small."""
    if isinstance(value, _SCALARS):
        return False
    if isinstance(value, str) and len(value) * 4 < limit:
        return False
    if type(value) is dict and len(value) < 32 and _NUMBERS.issuperset(map(type, value.values())):
        # Thirty-two numbers are short; only their names could be long.
        return sum(map(len, value)) > 999 and _length(value) > limit
    if _surely_small(value, limit):
        return False
    return _length(value) > limit


def _length(value: Any) -> float:
    """Bytes of the value's JSON; without end where it is nested deeper than the encoder goes."""
    try:
        return len(text(value).encode("utf-8", "surrogatepass"))
    except RecursionError:
        return math.inf


def _surely_small(value: Any, limit: int) -> bool:
    """An upper bound of the length, given up where it passes the limit or the value is too large to look through."""
    bound, looked, queue = 0, 0, [value]
    while queue:
        one = queue.pop()
        looked += 1
        match one:
            case str():
                bound += 6 * len(one) + 3
            case dict():
                bound += 4 + sum(6 * len(key) + 4 for key in one)
                queue.extend(one.values())
            case list():
                bound += 3 + len(one)
                queue.extend(one)
            case _:
                bound += 28
        if bound > limit or looked > 200:
            return False
    return True
