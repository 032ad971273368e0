"""Functions on arrays that call no function of the author's.

    FUNCTIONS: $sum, $count, $max, $min, $average, $append, $reverse, $shuffle, $distinct, $zip

JSONata: https://docs.jsonata.org/array-functions and https://docs.jsonata.org/aggregation-functions
"""

import math
import secrets
from typing import Any

from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.values import UNDEFINED, Sequence, append, equal, number


def _total(numbers: list[Any]) -> Any:
    if all(type(item) is int for item in numbers):
        return sum(numbers)
    total = 0.0
    for item in numbers:  # in order, as doubles add up; `sum` of later Pythons compensates
        total += item
    return total


def _sum(numbers: Any) -> Any:
    return UNDEFINED if numbers is UNDEFINED else number(_total(numbers))


def _count(items: Any) -> Any:
    return 0 if items is UNDEFINED else len(items)


def _max(numbers: Any) -> Any:
    return number(max(numbers)) if numbers is not UNDEFINED and numbers else UNDEFINED


def _min(numbers: Any) -> Any:
    return number(min(numbers)) if numbers is not UNDEFINED and numbers else UNDEFINED


def _average(numbers: Any) -> Any:
    if numbers is UNDEFINED or not numbers:
        return UNDEFINED
    return number(float(_total(numbers)) / len(numbers))


def _reverse(items: Any) -> Any:
    return items if items is UNDEFINED or len(items) <= 1 else items[::-1]


def _shuffle(items: Any) -> Any:
    if items is UNDEFINED or len(items) <= 1:
        return items
    shuffled = list(items)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


def _distinct(items: Any) -> Any:
    if not isinstance(items, list) or len(items) <= 1:
        return items
    seen: set[Any] = set()
    compound: list[Any] = []
    results = Sequence() if isinstance(items, Sequence) else []
    for item in items:
        if isinstance(item, list | dict):
            if any(equal(item, other) for other in compound):
                continue
            compound.append(item)
        else:
            key = (type(item) is bool, item) if not isinstance(item, float) or not math.isnan(item) else object()
            if key in seen:
                continue
            seen.add(key)
        results.append(item)
    return results


def _zip(*arrays: Any) -> Any:
    if any(not isinstance(array, list) for array in arrays):
        return []
    return [list(together) for together in zip(*arrays, strict=False)]


FUNCTIONS = (
    Native("sum", "<a<n>:n>", 1, _sum),
    Native("count", "<a:n>", 1, _count),
    Native("max", "<a<n>:n>", 1, _max),
    Native("min", "<a<n>:n>", 1, _min),
    Native("average", "<a<n>:n>", 1, _average),
    Native("append", "<xx:a>", 2, append),
    Native("reverse", "<a:a>", 1, _reverse),
    Native("shuffle", "<a:a>", 1, _shuffle),
    Native("distinct", "<x:x>", 1, _distinct),
    Native("zip", "<a+>", 0, _zip),
)
