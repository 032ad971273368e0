"""The functions that Step Functions adds, and those whose meaning it changes.

    $partition([1, 2, 3], 2), $range(1, 9, 2), $hash("text", "SHA-256"), $random(7), $uuid(), $parse("[1]")

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html (JSONata functions provided by Step
Functions). `$eval` does not exist there.
"""

import hashlib
import json
import math
import random
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.outside import fraction, identifier
from runtime.local.jsonata.values import LONGEST, UNDEFINED

_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _wrong(message: str) -> JsonataError:
    return JsonataError("D3150", message=message)


def _partition(items: Any, size: Any = UNDEFINED) -> Any:
    if items is UNDEFINED or size is UNDEFINED:
        return UNDEFINED
    if size < 1 or size != math.floor(size):
        raise _wrong("The second argument of the partition function must be a positive integer")
    step = int(size)
    return [list(items[start : start + step]) for start in range(0, len(items), step)]


def _range(first: Any, last: Any = UNDEFINED, step: Any = UNDEFINED) -> Any:
    if UNDEFINED in (first, last, step):
        return UNDEFINED
    if any(value != math.floor(value) for value in (first, last, step)) or step == 0:
        raise _wrong("The arguments of the range function must be integers, and its step must not be 0")
    if abs(last - first) / abs(step) > LONGEST:
        raise JsonataError("D2014", value=int(abs(last - first) / abs(step)) + 1)
    return list(range(int(first), int(last) + (1 if step > 0 else -1), int(step)))


def _hash(value: Any, algorithm: Any = UNDEFINED) -> Any:
    if value is UNDEFINED or algorithm is UNDEFINED:
        return UNDEFINED
    if algorithm not in _ALGORITHMS:
        raise _wrong(f"The hash function knows the algorithms {', '.join(_ALGORITHMS)}, not {algorithm}")
    return hashlib.new(_ALGORITHMS[algorithm], value.encode("utf-8", "surrogatepass")).hexdigest()


def _random(seed: Any = UNDEFINED) -> float:
    return fraction() if seed is UNDEFINED else random.Random(seed).random()  # noqa: S311 - not for secrets


def _uuid() -> str:
    return identifier()


def _parse(text: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _wrong("The argument of the parse function must be a string that holds JSON") from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


FUNCTIONS = (
    Native("partition", "<an:a>", 2, _partition),
    Native("range", "<nnn:a>", 3, _range),
    Native("hash", "<s-s:s>", 2, _hash),
    Native("random", "<n?:n>", 1, _random),
    Native("uuid", "<:s>", 0, _uuid),
    Native("parse", "<s-:x>", 1, _parse),
)
