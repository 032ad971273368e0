"""Functions that call a function for the items of an array or an object.

    FUNCTIONS: $map, $filter, $single, $reduce, $each, $sift, $sort

JSONata: https://docs.jsonata.org/higher-order-functions
"""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Run
from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.values import UNDEFINED, Function, Sequence, is_numbers, is_strings, truth


def _caller(run: Run, function: Function, whole: Any) -> Callable[[Any, Any], Any]:
    """Call with as many of (item, index, whole) as the function takes."""
    call = function.call
    if function.arity >= 3:
        return lambda item, index: call([item, index, whole], None, run)
    if function.arity == 2:
        return lambda item, index: call([item, index], None, run)
    return lambda item, _index: call([item], None, run)


def _map(run: Run, items: Any, function: Function) -> Any:
    if items is UNDEFINED:
        return UNDEFINED
    call = _caller(run, function, items)
    results = Sequence()
    for index, item in enumerate(items):
        value = call(item, index)
        if value is not UNDEFINED:
            results.append(value)
    return results


def _filter(run: Run, items: Any, function: Function) -> Any:
    if items is UNDEFINED:
        return UNDEFINED
    call = _caller(run, function, items)
    return Sequence(item for index, item in enumerate(items) if truth(call(item, index)))


def _single(run: Run, items: Any, function: Any = UNDEFINED) -> Any:
    if items is UNDEFINED:
        return UNDEFINED
    if function is not UNDEFINED:
        items = _filter(run, items, function)
    if len(items) != 1:
        raise JsonataError("D3138" if items else "D3139")
    return items[0]


def _reduce(run: Run, items: Any, function: Function, start: Any = UNDEFINED) -> Any:
    if items is UNDEFINED:
        return UNDEFINED
    arity = function.arity
    if arity < 2:
        raise JsonataError("D3050")
    first = 1 if start is UNDEFINED and items else 0
    result = items[0] if first else start
    for index in range(first, len(items)):
        extra = [index, items][: max(arity - 2, 0)]
        result = function.call([result, items[index], *extra], None, run)
    return result


def _each(run: Run, value: Any, function: Function) -> Any:
    call = _caller(run, function, value)
    fields = value.items() if type(value) is dict else ()
    results = (call(item, key) for key, item in fields)
    return Sequence(result for result in results if result is not UNDEFINED)


def _sift(run: Run, value: Any, function: Function) -> Any:
    call = _caller(run, function, value)
    fields = value.items() if type(value) is dict else ()
    return {key: item for key, item in fields if truth(call(item, key))} or UNDEFINED


def _sort(run: Run, items: Any, comparator: Any = UNDEFINED) -> Any:
    if items is UNDEFINED or len(items) <= 1:
        return items
    if comparator is UNDEFINED:
        if not is_numbers(items) and not is_strings(items):
            raise JsonataError("D3070")
        return sorted(items)
    return _merge_sorted(list(items), lambda left, right: bool(_true(comparator.call([left, right], None, run))))


def _true(value: Any) -> bool:
    """What JavaScript makes of a comparator's answer: unlike `truth`, an empty array or object counts as true."""
    if value is UNDEFINED or value is None:
        return False
    return isinstance(value, list | dict | Function) or bool(value)


def _merge_sorted(items: list[Any], after: Callable[[Any, Any], bool]) -> list[Any]:
    """A stable merge sort that asks of a pair only whether the left one belongs after the right one."""
    return sorted(items, key=cmp_to_key(lambda one, other: -1 if after(other, one) else 0))


FUNCTIONS = (
    Native("map", "<af>", 2, _map, runs=True),
    Native("filter", "<af>", 2, _filter, runs=True),
    Native("single", "<af?>", 2, _single, runs=True),
    Native("reduce", "<afj?:j>", 3, _reduce, runs=True),
    Native("each", "<o-f:a>", 2, _each, runs=True),
    Native("sift", "<o-f?:o>", 2, _sift, runs=True),
    Native("sort", "<af?:a>", 2, _sort, runs=True),
)
