"""JSONPath as Step Functions understands it (the Jayway dialect), compiled once.

    path = compile_path("$.items[?(@.price > 10)].name")
    path.definite                       # False: it gives a list, empty where nothing matches
    path.find({"items": []})            # []
    compile_path("$.a.b").find({})      # PathNotFound: Missing property in path $['a']

Step Functions evaluates paths with that Java library, whose answers and reasons are kept.
"""

import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, assert_never

from runtime.local.engine.json_text import is_number, text
from runtime.local.engine.jsonpath_filters import Filter, matches
from runtime.local.engine.jsonpath_text import (
    Descent,
    Function,
    Index,
    Names,
    Predicate,
    Select,
    Slice,
    Step,
    Wild,
    parse_steps,
)

MISSING = object()


class PathNotFound(Exception):
    """A definite path leads nowhere; the text is Jayway's reason."""

    def __init__(self, reason: str, *, past_end: bool = False) -> None:
        super().__init__(reason)
        self.past_end = past_end
        """Whether it is the path's last step that asks for an element past the end of a list."""


@dataclass(frozen=True)
class Path:
    """A compiled path, without what says where it begins (`$`, `$$`, `$variable`)."""

    text: str
    steps: tuple[Step, ...]
    definite: bool

    def find(self, root: Any) -> Any:
        """The value at a definite path, or the list of all values at an indefinite one."""
        if self.definite:
            return self._one(root)
        found = [root]
        for step in self.steps:
            if isinstance(step, Function):
                found = [_applied(step, found)]
            else:
                found = [value for one in found for value in _values(step, one, root)]
        return found[0] if self.steps and isinstance(self.steps[-1], Function) else found

    def get(self, root: Any) -> Any:
        """The same, with MISSING instead of an error."""
        try:
            return self.find(root)
        except PathNotFound:
            return MISSING

    def _one(self, root: Any) -> Any:
        value = root
        for place, step in enumerate(self.steps):
            match step:
                case Names((name,)):
                    if isinstance(value, dict) and name in value:
                        value = value[name]
                        continue
                case Index(at):
                    if isinstance(value, list) and -len(value) <= at < len(value):
                        value = value[at]
                        continue
                case Function():
                    value = _applied(step, value)
                    continue
                case _:
                    raise AssertionError(step)
            past_end = isinstance(step, Index) and isinstance(value, list) and place == len(self.steps) - 1
            raise PathNotFound(self._reason(place, step, value), past_end=past_end)
        return value

    def _reason(self, place: int, step: Step, value: Any) -> str:
        before = "$" + "".join(_bracketed(one) for one in self.steps[:place])
        if isinstance(step, Index):
            if not isinstance(value, list):
                return f"Filter: [{step.at}] can only be applied to arrays. Current context is: {text(value)}"
            return "No results for path: $" + "".join(_bracketed(one) for one in self.steps)
        if place == len(self.steps) - 1:
            return f"No results for path: {before}{_bracketed(step)}"
        return f"Missing property in path {before}{_bracketed(step)}"


def _bracketed(step: Step) -> str:
    match step:
        case Names((name,)):
            return f"['{name}']"
        case Index(at):
            return f"[{at}]"
        case _:
            return ""


@lru_cache(maxsize=4096)
def compile_path(text: str) -> Path:
    """Compile a path that begins with `$`; ValueError where it is not one."""
    steps = parse_steps(text)
    definite = all(
        isinstance(one, Index | Function) or (isinstance(one, Names) and len(one.names) == 1) for one in steps
    )
    return Path(text, steps, definite)


def _values(step: Step, value: Any, root: Any) -> Iterator[Any]:
    match step:
        case Names():
            if isinstance(value, dict):
                yield from (value[name] for name in step.names if name in value)
        case Index():
            if isinstance(value, list) and -len(value) <= step.at < len(value):
                yield value[step.at]
        case Select():
            if isinstance(value, list):
                yield from (value[at] for at in step.places if -len(value) <= at < len(value))
        case Slice():
            if isinstance(value, list):
                yield from (value[at] for at in _sliced(step, len(value)) if -len(value) <= at < len(value))
        case Wild():
            yield from _children(value)
        case Descent():
            yield from _descendants(value)
        case Predicate():
            yield from (one for one in _candidates(value) if _holds(step.filter, one, root))
        case Function():
            yield _applied(step, value)
        case _:
            assert_never(step)


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _candidates(value: Any) -> Iterator[Any]:
    """What a predicate looks at: the elements of a list, or the object itself."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        yield value


def _descendants(value: Any) -> Iterator[Any]:
    yield value
    for one in _children(value):
        yield from _descendants(one)


def _holds(test: Filter, value: Any, root: Any) -> bool:
    def lookup(from_root: bool, path: str) -> Any:
        return compile_path(path).get(root if from_root else value)

    return matches(test, lookup, MISSING)


def _sliced(step: Slice, size: int) -> range:
    """The places of a slice: only an open side counts a negative number from the end, as in Jayway."""
    first, last = step.first, step.last
    if last is None:
        assert first is not None, "a slice has a side"
        return range(max(0, first + size if first < 0 else first), size)
    if first is None:
        return range(min(size, last + size if last < 0 else last))
    return range(first, min(size, last))


def _applied(step: Function, value: Any) -> Any:
    match step.name:
        case "length" | "size":
            return len(value) if isinstance(value, list | dict) else None
        case "keys":
            return list(value) if isinstance(value, dict) else None
        case "first" | "last" | "index":
            place = -1 if step.name == "last" else step.at
            if isinstance(value, list) and -len(value) <= place < len(value):
                return value[place]
            raise PathNotFound(_EMPTY)
    numbers = [float(one) for one in value if is_number(one)] if isinstance(value, list) else []
    if not numbers:
        raise PathNotFound(_EMPTY)
    return _AGGREGATES[step.name](numbers)


_EMPTY = "Aggregation function attempted to calculate value using empty array"
_AGGREGATES: dict[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "sum": math.fsum,
    "avg": statistics.fmean,
    "stddev": statistics.pstdev,
}
