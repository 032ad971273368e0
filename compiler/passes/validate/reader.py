"""JSON with positions: which line and column a JSON pointer stands at, and which keys stand twice.

    document = read('{"a": {"b": 1}}')
    document.value                  # {"a": {"b": 1}}
    document.place("/a/b")          # Place(line=1, column=13, end_line=1, end_column=14)

Reading itself is left to the standard library, which is fast; positions are looked up only when there is something to
report, by a second reading that keeps them.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD = re.compile(r"[^\s,\]}:]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class BadJsonError(ValueError):
    """The text is not JSON."""

    def __init__(self, reason: str, place: Place) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


@dataclass(frozen=True, eq=False)
class Document:
    """A text that was read."""

    text: str
    value: Any
    duplicates: dict[int, frozenset[str]] = field(default_factory=dict)
    """The keys that stand twice in an object, by the object's `id`."""

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        return _positions(self.text)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, pointer: str) -> Place:
        """Where the value of a pointer stands, or the nearest value around it that exists."""
        while pointer not in self._places and pointer:
            pointer = pointer.rpartition("/")[0]
        start, end = self._places.get(pointer, (0, 0))
        return self.between(start, end)

    def key_place(self, pointer: str) -> Place:
        """Where the key of a pointer's value stands; where there is none, the value."""
        found = self._places.get(f"{pointer}\0")
        return self.between(*found) if found else self.place(pointer)

    def between(self, start: int, end: int) -> Place:
        """The place of a stretch given by character offsets; of more than one line, only the first."""
        line = bisect_right(self._lines, start)
        line_end = self.text.find("\n", start)
        if 0 <= line_end < end:
            end = line_end
        first = self._lines[line - 1]
        return Place(line, start - first + 1, line, end - first + 1)


def escape(key: str) -> str:
    """A key as one segment of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def read(text: str) -> Document:
    """Read a JSON text.

    Raises:
        BadJsonError: With the reason and the place where reading stopped.
    """
    duplicates: dict[int, frozenset[str]] = {}

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(found)
        if len(value) < len(found):
            counts = Counter(key for key, _ in found)
            duplicates[id(value)] = frozenset(key for key, count in counts.items() if count > 1)
        return value

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadJsonError(error.msg, _place(text, error.pos)) from None
    except ValueError as error:
        raise BadJsonError(str(error), _place(text, max(text.find(str(error).split()[0]), 0))) from None
    except RecursionError:
        raise BadJsonError("nested too deep", _place(text, 0)) from None
    return Document(text, value, duplicates)


def _place(text: str, position: int) -> Place:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return Place(line, column, line, column + 1)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _positions(text: str) -> dict[str, tuple[int, int]]:
    """Start and end of every value by its pointer, and of every key by its value's pointer and a zero character."""
    found: dict[str, tuple[int, int]] = {}
    _walk(text, _skip(text, 0), "", found)
    return found


def _skip(text: str, here: int) -> int:
    match = _SPACE.match(text, here)
    return match.end() if match else here


def _end_of(pattern: re.Pattern[str], text: str, here: int) -> int:
    match = pattern.match(text, here)
    assert match is not None, "the text was read as JSON before"
    return match.end()


def _walk(text: str, start: int, pointer: str, found: dict[str, tuple[int, int]]) -> int:
    """Note a value's place, and those of its parts; gives the offset behind it."""
    match text[start]:
        case "{":
            end = _object(text, start, pointer, found)
        case "[":
            end = _array(text, start, pointer, found)
        case '"':
            end = _end_of(_STRING, text, start)
        case _:
            end = _end_of(_WORD, text, start)
    found[pointer] = (start, end)
    return end


def _object(text: str, start: int, pointer: str, found: dict[str, tuple[int, int]]) -> int:
    here = _skip(text, start + 1)
    while text[here] != "}":
        key_end = _end_of(_STRING, text, here)
        part = f"{pointer}/{escape(json.loads(text[here:key_end]))}"
        found[f"{part}\0"] = (here, key_end)
        here = _skip(text, _skip(text, key_end) + 1)
        here = _skip(text, _walk(text, here, part, found))
        if text[here] == ",":
            here = _skip(text, here + 1)
    return here + 1


def _array(text: str, start: int, pointer: str, found: dict[str, tuple[int, int]]) -> int:
    here = _skip(text, start + 1)
    index = 0
    while text[here] != "]":
        here = _skip(text, _walk(text, here, f"{pointer}/{index}", found))
        index += 1
        if text[here] == ",":
            here = _skip(text, here + 1)
    return here + 1
