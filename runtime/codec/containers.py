"""Arrays and objects: the wires of list, tuple, set and dict, made from the wires of what they hold.

    list_of(INT).read([1, "2"], problems)      appends `expected int, got "2" at $[1]`
    dict_of(INT, STR).write({7: "a"}, [])      {"7": "a"}

Each names the place of what is wrong inside it: an index, or a key.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from runtime.codec.problems import Problem, field_part, mismatch, step_out
from runtime.codec.wires import Move, Wire

_TEXT_KINDS = frozenset({"str", "date", "datetime", "time", "uuid", "decimal", "bytes"})
_KEY_KINDS = _TEXT_KINDS | {"int", "float", "bool", "literal", "enum"}


def list_of(item: Wire) -> Wire:
    """`list[item]`."""
    name = f"list[{item.expected}]"
    return Wire(
        name, "array", _array(name, item.read, list), _items(name, item.write), lambda value: isinstance(value, list)
    )


def tuple_of(item: Wire) -> Wire:
    """`tuple[item, ...]`."""
    name = f"tuple[{item.expected}, ...]"
    return Wire(
        name, "array", _array(name, item.read, tuple), _items(name, item.write), lambda value: isinstance(value, tuple)
    )


def set_of(item: Wire, build: type[set[Any]] | type[frozenset[Any]]) -> Wire:
    """`set[item]` or `frozenset[item]`; written in the order of the items' JSON text, so that equal sets give equal
    JSON.
    """
    name = f"{build.__name__}[{item.expected}]"
    read_array = _array(name, item.read, list)
    write_items = _items(name, item.write)

    def read(value: Any, problems: list[Problem]) -> Any:
        before = len(problems)
        items = read_array(value, problems)
        if len(problems) > before:
            return None
        found = build(items)
        if len(found) < len(items):
            problems.append(Problem(f"expected {name}, got an item twice"))
        return found

    def write(value: Any, problems: list[Problem]) -> Any:
        if not isinstance(value, set | frozenset):
            problems.append(mismatch(name, value))
            return None
        return sorted(write_items(value, problems), key=_text_order)

    return Wire(name, "array", read, write, lambda value: isinstance(value, build))


def _text_order(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


def fixed_tuple(items: tuple[Wire, ...]) -> Wire:
    """`tuple[A, B]`: as many items as types, each of its own."""
    name = f"tuple[{', '.join(item.expected for item in items) or '()'}]"

    def walk(value: Any, problems: list[Problem], moves: tuple[Move, ...]) -> list[Any] | None:
        if not isinstance(value, list | tuple):
            problems.append(mismatch(name, value))
            return None
        if len(value) != len(moves):
            problems.append(Problem(f"expected {name}, got {len(value)} items"))
            return None
        out = []
        for index, (item, move) in enumerate(zip(value, moves, strict=True)):
            before = len(problems)
            out.append(move(item, problems))
            if len(problems) > before:
                step_out(problems, before, f"[{index}]")
        return out

    reads = tuple(item.read for item in items)
    writes = tuple(item.write for item in items)

    def read(value: Any, problems: list[Problem]) -> Any:
        out = walk(value, problems, reads)
        return None if out is None else tuple(out)

    def write(value: Any, problems: list[Problem]) -> Any:
        return walk(value, problems, writes)

    return Wire(name, "array", read, write, lambda value: isinstance(value, tuple) and len(value) == len(items))


def _array(name: str, read_item: Move, build: Callable[[list[Any]], Any]) -> Move:
    def read(value: Any, problems: list[Problem]) -> Any:
        if type(value) is not list:
            problems.append(mismatch(name, value))
            return None
        out = _each(value, problems, read_item)
        return out if build is list else build(out)

    return read


def _items(name: str, write_item: Move) -> Move:
    def write(value: Any, problems: list[Problem]) -> Any:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            problems.append(mismatch(name, value))
            return None
        return _each(value, problems, write_item)

    return write


def _each(values: Iterable[Any], problems: list[Problem], move: Move) -> list[Any]:
    out = []
    for index, value in enumerate(values):
        before = len(problems)
        out.append(move(value, problems))
        if len(problems) > before:
            step_out(problems, before, f"[{index}]")
    return out


def dict_of(key: Wire, item: Wire) -> Wire:
    """`dict[key, item]`: a JSON object, whose keys are the string form of `key`."""
    if key.kind not in _KEY_KINDS | {"any"}:
        raise TypeError(f"a JSON object cannot have {key.expected} as its key")
    name = f"dict[{key.expected}, {item.expected}]"
    plain = key.kind in ("str", "any")
    read_key, write_key = _key_moves(key)
    read_item, write_item = item.read, item.write

    def read(value: Any, problems: list[Problem]) -> Any:
        if type(value) is not dict:
            problems.append(mismatch(name, value))
            return None
        out = {}
        for text, member in value.items():
            before = len(problems)
            found = text if plain else read_key(text, problems)
            out[found] = read_item(member, problems)
            if len(problems) > before:
                step_out(problems, before, field_part(text))
        return out

    def write(value: Any, problems: list[Problem]) -> Any:
        if not isinstance(value, Mapping):
            problems.append(mismatch(name, value))
            return None
        out = {}
        for found, member in value.items():
            before = len(problems)
            text = write_key(found, problems)
            if text in out:
                problems.append(Problem("two keys have this same text in JSON"))
            out[text] = write_item(member, problems)
            if len(problems) > before:
                step_out(problems, before, field_part(found))
        return out

    return Wire(name, "object", read, write, lambda value: isinstance(value, Mapping))


def _key_moves(key: Wire) -> tuple[Move, Move]:
    """How a key becomes the string that JSON wants, and back: `7` is "7", a date is its own text."""

    def read(text: Any, problems: list[Problem]) -> Any:
        attempt: list[Problem] = []
        found = key.read(text, attempt)
        if attempt:
            attempt.clear()
            try:
                found = key.read(json.loads(text), attempt)
            except ValueError:
                attempt.append(mismatch("", text))
        if attempt:
            problems.append(mismatch(f"{key.expected} as the key", text))
        return found

    def write(value: Any, problems: list[Problem]) -> Any:
        if key.kind == "any" and not isinstance(value, str):
            problems.append(mismatch("str as the key", value))
            return None
        written = key.write(value, problems)
        return written if isinstance(written, str) else json.dumps(written)

    return read, write
