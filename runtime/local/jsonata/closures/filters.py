"""`[…]` behind an expression: a position, several positions, or a condition for every item.

    keep = filtering(parse("qty > 1"), closure_of)
    keep([{"qty": 1}, {"qty": 2}], frame)      # Sequence([{"qty": 2}])

JSONata: https://docs.jsonata.org/predicate
"""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

from runtime.local.jsonata import syntax
from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Frame
from runtime.local.jsonata.syntax import Expression
from runtime.local.jsonata.values import UNDEFINED, Sequence, TupleStream, is_number, is_numbers, truth

Closure: TypeAlias = Callable[[Any, Frame], Any]
"""Evaluates an expression: the context, the variables → the value."""
Make: TypeAlias = Callable[[Expression], Closure]
"""Turns a part into its closure."""


def filtering(condition: Expression, make: Make) -> Closure:
    """The function that keeps of a value what the condition selects."""
    if isinstance(condition, syntax.Literal) and is_number(condition.value):
        return _at(math.floor(condition.value))
    return _where(make(condition))


def _at(position: int) -> Closure:
    def at(value: Any, _frame: Frame) -> Any:
        items = value if isinstance(value, list) else [value]
        results = TupleStream() if type(value) is TupleStream else Sequence()
        index = position if position >= 0 else len(items) + position
        if 0 <= index < len(items):
            item = items[index]
            if isinstance(item, list):
                return item
            if item is not UNDEFINED:
                results.append(item)
        return results

    return at


def _where(test: Closure) -> Closure:
    def where(value: Any, frame: Frame) -> Any:
        if type(value) is TupleStream:
            return _stream_where(test, value, frame)
        items = value if isinstance(value, list) else [value]
        results = Sequence()
        for index, item in enumerate(items):
            answer = test(item, frame)
            if answer is True or (answer is not False and _selects(answer, index, len(items), results, item)):
                results.append(item)
        return results

    return where


def _stream_where(test: Closure, stream: TupleStream, frame: Frame) -> TupleStream:
    results = TupleStream()
    for index, item in enumerate(stream):
        answer = test(item["@"], Frame(dict(item), frame, frame.run))
        if _selects(answer, index, len(stream), results, item):
            results.append(item)
    return results


def _selects(answer: Any, index: int, length: int, results: list[Any], item: Any) -> bool:
    """Whether a condition's answer keeps the item: numbers are positions, anything else is true or false."""
    if is_number(answer):
        return _position(answer, length) == index
    if is_numbers(answer):
        # A position named twice gives the item twice.
        results.extend(item for position in answer if _position(position, length) == index)
        return False
    return truth(answer)


def _position(number: float, length: int) -> int | None:
    if math.isinf(number):
        raise JsonataError("D1001", value=None)
    if math.isnan(number):
        return None
    position = math.floor(number)
    return position if position >= 0 else length + position
