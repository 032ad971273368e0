"""The intrinsic functions themselves: plain functions on JSON values, and the table of their names.

    FUNCTIONS["States.ArrayPartition"]([1, 2, 3], 2)      # [[1, 2], [3]]

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
"""

import base64
import binascii
import hashlib
import json
import math
import random
import re
from collections.abc import Callable
from typing import Any

from runtime.local.engine.json_text import is_number, text
from runtime.local.jsonata.outside import fraction, identifier

_HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_MOST_ENCODED = 10_000
_MOST_NUMBERS = 1_000


class BadArguments(Exception):
    """The arguments are not what the function takes."""


def _need(condition: bool, function: str) -> None:
    if not condition:
        raise BadArguments(f"Invalid arguments in States.{function}")


def rounded(number: float) -> int:
    """The nearest whole number, halves upwards, as Java's Math.round."""
    return math.floor(number + 0.5)


def array(*values: Any) -> list[Any]:
    """The arguments as a list."""
    return list(values)


def array_partition(values: Any, size: Any) -> list[Any]:
    """The list in pieces of this size; the last may be shorter."""
    _need(isinstance(values, list) and is_number(size), "ArrayPartition")
    step = rounded(size)
    _need(step > 0, "ArrayPartition")
    return [values[at : at + step] for at in range(0, len(values), step)]


def array_contains(values: Any, wanted: Any) -> bool:
    """Whether the value is in the list."""
    _need(isinstance(values, list), "ArrayContains")
    return any(same(one, wanted) for one in values)


def array_range(first: Any, last: Any, step: Any) -> list[int]:
    """Whole numbers from first to last, both included, at most 1,000."""
    _need(is_number(first) and is_number(last) and is_number(step), "ArrayRange")
    begin, end, by = rounded(first), rounded(last), rounded(step)
    _need(by != 0, "ArrayRange")
    found = range(begin, end + (1 if by > 0 else -1), by)
    _need(len(found) <= _MOST_NUMBERS, "ArrayRange")
    return list(found)


def array_get_item(values: Any, index: Any) -> Any:
    """The element at this place."""
    _need(isinstance(values, list) and is_number(index), "ArrayGetItem")
    place = rounded(index)
    _need(0 <= place < len(values), "ArrayGetItem")
    return values[place]


def array_length(values: Any) -> int:
    """How many elements the list has."""
    _need(isinstance(values, list), "ArrayLength")
    return len(values)


def array_unique(values: Any) -> list[Any]:
    """The list without repeated values."""
    _need(isinstance(values, list), "ArrayUnique")
    found: dict[str, Any] = {}
    for one in values:
        found.setdefault(json.dumps(one, sort_keys=True), one)
    return list(found.values())


def base64_encode(data: Any) -> str:
    """The text's bytes in Base64."""
    _need(isinstance(data, str) and len(data) <= _MOST_ENCODED, "Base64Encode")
    return base64.b64encode(data.encode()).decode()


def base64_decode(data: Any) -> str:
    """The text that was encoded in Base64."""
    _need(isinstance(data, str) and len(data) <= _MOST_ENCODED, "Base64Decode")
    try:
        return base64.b64decode(data, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise BadArguments("Invalid arguments in States.Base64Decode") from None


def hashed(data: Any, algorithm: Any) -> str:
    """The hash of the text, or of a value's JSON, in hexadecimal."""
    _need(isinstance(algorithm, str) and algorithm in _HASHES, "Hash")
    content = data if isinstance(data, str) else text(data)
    _need(len(content) <= _MOST_ENCODED, "Hash")
    return hashlib.new(_HASHES[algorithm], content.encode(), usedforsecurity=False).hexdigest()


def json_merge(left: Any, right: Any, deep: Any) -> dict[str, Any]:
    """One object with the keys of both; only shallow merging exists."""
    _need(isinstance(left, dict) and isinstance(right, dict) and deep is False, "JsonMerge")
    return {**left, **right}


def string_to_json(data: Any) -> Any:
    """The value whose JSON the text is."""
    _need(isinstance(data, str), "StringToJson")
    try:
        # Nothing but blanks is read as null.
        return json.loads(data) if data.strip() else None
    except ValueError:
        raise BadArguments("Invalid arguments in States.StringToJson") from None


def json_to_string(value: Any) -> str:
    """The value as JSON."""
    return text(value)


def math_random(first: Any, last: Any, seed: Any = None) -> int:
    """A whole number from first (included) to last (not included); the same for the same seed."""
    _need(is_number(first) and is_number(last) and (seed is None or is_number(seed)), "MathRandom")
    begin, end = rounded(first), rounded(last)
    _need(begin < end, "MathRandom")
    # Without a seed the chance is the one of the execution, so that a resumed execution draws the same numbers.
    source = random.Random(fraction() if seed is None else rounded(seed))  # noqa: S311 - not for secrets
    return source.randrange(begin, end)


def math_add(left: Any, right: Any) -> int:
    """The sum of two whole numbers; each is rounded first."""
    _need(is_number(left) and is_number(right), "MathAdd")
    return rounded(left) + rounded(right)


def string_split(data: Any, delimiters: Any) -> list[str]:
    """The pieces between any of the delimiter characters; empty pieces are dropped."""
    _need(isinstance(data, str) and isinstance(delimiters, str), "StringSplit")
    if not delimiters:
        return [data]
    return [piece for piece in re.split(f"[{re.escape(delimiters)}]", data) if piece]


def new_uuid() -> str:
    """A random version 4 UUID."""
    return identifier()


_PIECE = re.compile(r"\\([{}])|(\{\})")


def formatted(template: Any, *values: Any) -> str:
    """The template with each `{}` replaced by the next value."""
    _need(isinstance(template, str), "Format")
    rest = list(values)

    def replace(found: re.Match[str]) -> str:
        if found[1]:
            return str(found[1])
        _need(bool(rest), "Format")
        return _shown(rest.pop(0))

    out = _PIECE.sub(replace, template)
    _need(not rest, "Format")
    return out


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else text(value)


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal; true is not 1."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "States.Array": array,
    "States.ArrayPartition": array_partition,
    "States.ArrayContains": array_contains,
    "States.ArrayRange": array_range,
    "States.ArrayGetItem": array_get_item,
    "States.ArrayLength": array_length,
    "States.ArrayUnique": array_unique,
    "States.Base64Encode": base64_encode,
    "States.Base64Decode": base64_decode,
    "States.Hash": hashed,
    "States.JsonMerge": json_merge,
    "States.StringToJson": string_to_json,
    "States.JsonToString": json_to_string,
    "States.MathRandom": math_random,
    "States.MathAdd": math_add,
    "States.StringSplit": string_split,
    "States.UUID": new_uuid,
    "States.Format": formatted,
}
"""Every intrinsic function."""
