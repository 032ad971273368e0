"""The intrinsic functions themselves: plain functions on JSON values, and the table of their names.

    FUNCTIONS["States.ArrayPartition"]([1, 2, 3], 2)      # [[1, 2], [3]]

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
"""

import base64
import hashlib
import json
import math
import random
import re
from collections.abc import Callable
from typing import Any, Self

from runtime.local.engine.json_text import is_number, text
from runtime.local.jsonata.outside import fraction, identifier

_HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_MOST_ENCODED = 10_000
_MOST_NUMBERS = 1_000
_LARGEST = 2**31 - 1


class BadArguments(Exception):
    """The arguments are not what the function takes."""


class Quoted(str):
    """A string that is written in a call, as a template of States.Format."""

    pieces: tuple[str, ...]
    """What stands around its `{}`, escaped ones left out."""
    lone: bool
    """Whether it has a `{` that neither is escaped nor closes at once."""

    def __new__(cls, plain: str, pieces: tuple[str, ...], *, lone: bool) -> Self:
        """A string like any other, with what is known of it."""
        made = super().__new__(cls, plain)
        made.pieces, made.lone = pieces, lone
        return made


def _need(condition: bool, function: str) -> None:
    if not condition:
        raise BadArguments(f"Invalid arguments in States.{function}")


def rounded(number: float) -> int:
    """The nearest whole number, halves upwards, as Java's Math.round."""
    return math.floor(number + 0.5)


def _whole(number: Any, function: str) -> int:
    """A number without its fraction: only MathAdd rounds, whatever the documentation says of the others."""
    _need(is_number(number), function)
    whole: int = math.trunc(number)
    return whole


def array(*values: Any) -> list[Any]:
    """The arguments as a list."""
    return list(values)


def array_partition(values: Any, size: Any) -> list[Any]:
    """The list in pieces of this size; the last may be shorter."""
    _need(isinstance(values, list), "ArrayPartition")
    step = _whole(size, "ArrayPartition")
    _need(step > 0, "ArrayPartition")
    return [values[at : at + step] for at in range(0, len(values), step)]


def array_contains(values: Any, wanted: Any) -> bool:
    """Whether a value of the list has the same text: 1 is "1", and an object with its keys in another order is not."""
    _need(isinstance(values, list), "ArrayContains")
    sought = _plain(wanted)
    return any(_plain(one) == sought for one in values)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else text(value)


def array_range(first: Any, last: Any, step: Any) -> list[int]:
    """Whole numbers from first to last, both included, at most 1,000."""
    begin, end, by = (_whole(one, "ArrayRange") for one in (first, last, step))
    _need(by != 0, "ArrayRange")
    found = range(begin, end + (1 if by > 0 else -1), by)
    _need(len(found) <= _MOST_NUMBERS, "ArrayRange")
    return list(found)


def array_get_item(values: Any, index: Any) -> Any:
    """The element at this place; null of an empty list."""
    _need(isinstance(values, list), "ArrayGetItem")
    place = _whole(index, "ArrayGetItem")
    if not values and place >= 0:
        return None
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
    """The text that was encoded in Base64, up to the first `=`; other characters and missing padding are forgiven."""
    _need(isinstance(data, str) and len(data) <= _MOST_ENCODED, "Base64Decode")
    digits = _NOT_BASE64.sub("", data.partition("=")[0]).replace("-", "+").replace("_", "/")
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return base64.b64decode(digits + "=" * (-len(digits) % 4)).decode(errors="replace")


_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/_-]")


def hashed(data: Any, algorithm: Any) -> str:
    """The hash of the text, or of a value's JSON, in hexadecimal."""
    _need(isinstance(algorithm, str) and algorithm in _HASHES, "Hash")
    content = _plain(data)
    _need(len(content) <= _MOST_ENCODED, "Hash")
    return hashlib.new(_HASHES[algorithm], content.encode(), usedforsecurity=False).hexdigest()


def json_merge(left: Any, right: Any, deep: Any) -> dict[str, Any]:
    """One object with the keys of both; only shallow merging exists, and any flag but true asks for it."""
    _need(isinstance(left, dict) and isinstance(right, dict) and deep is not True, "JsonMerge")
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


def math_random(first: Any, last: Any, *seed: Any) -> int:
    """A whole number from first (included) to last (not included); the same for the same seed."""
    begin, end = _whole(first, "MathRandom"), _whole(last, "MathRandom")
    _need(begin < end and len(seed) <= 1, "MathRandom")
    # Without a seed the chance is the one of the execution, so that a resumed execution draws the same numbers.
    source = random.Random(_whole(seed[0], "MathRandom") if seed else fraction())  # noqa: S311 - not for secrets
    return source.randrange(begin, end)


def math_add(left: Any, right: Any) -> int:
    """The sum of two whole numbers of 32 bits; each is rounded first."""
    _need(is_number(left) and is_number(right), "MathAdd")
    first, second = rounded(left), rounded(right)
    _need(all(-_LARGEST - 1 <= one <= _LARGEST for one in (first, second, first + second)), "MathAdd")
    return first + second


def string_split(data: Any, delimiters: Any) -> list[str]:
    """The pieces between any of the delimiter characters; empty pieces are dropped."""
    _need(isinstance(data, str) and isinstance(delimiters, str), "StringSplit")
    if not delimiters:
        return [data]
    return [piece for piece in re.split(f"[{re.escape(delimiters)}]", data) if piece]


def new_uuid() -> str:
    """A random version 4 UUID."""
    return identifier()


def formatted(template: Any, *values: Any) -> str:
    """The template with each `{}` replaced by the next value."""
    _need(isinstance(template, str), "Format")
    if isinstance(template, Quoted) and template.lone:
        raise BadArguments("Invalid template in States.Format: matching '}' not found for '{'.")
    pieces = template.pieces if isinstance(template, Quoted) else tuple(template.split("{}"))
    if len(pieces) != len(values) + 1:
        mismatch = "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
        raise BadArguments(mismatch)
    shown = (*(_shown(one) for one in values), "")
    return "".join(piece + value for piece, value in zip(pieces, shown, strict=True))


def _shown(value: Any) -> str:
    """Java's text of a value: `{k=v, l=[1, 2]}`."""
    match value:
        case str():
            return value
        case list():
            return f"[{', '.join(_shown(one) for one in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}={_shown(one)}' for key, one in value.items())}}}"
        case _:
            return text(value)


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
