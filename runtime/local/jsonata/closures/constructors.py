"""Arrays and objects: `[a, b]`, `{key: value}`, and grouping, `items{key: value}`.

    grouping(parse("x{k: v}").group, closure_of)([{"k": "a", "v": 1}, {"k": "a", "v": 2}], frame)    # {"a": [1, 2]}

JSONata: https://docs.jsonata.org/construction
"""

from typing import Any

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures.filters import Closure, Make
from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Frame
from runtime.local.jsonata.values import UNDEFINED, TupleStream, Whole, append, check_length


def array(node: syntax.ArrayOf, make: Make) -> Closure:
    """`[a, b]`: sequences are spread, nested constructors are not, nothing is left out."""
    items = [(make(item), isinstance(item, syntax.ArrayOf)) for item in node.items]
    kind: type[list[Any]] = Whole if node.whole else list

    def construct(context: Any, frame: Frame) -> list[Any]:
        result = kind()
        for evaluate, nested in items:
            value = evaluate(context, frame)
            if isinstance(value, list) and not nested:
                result.extend(value)
            elif value is not UNDEFINED:
                result.append(value)
        check_length(len(result))
        return result

    return construct


def grouping(group: syntax.Grouping, make: Make) -> Closure:
    """The function that makes one object of a value: for each item its keys, for each key the items' values."""
    keys = [key.value if isinstance(key, syntax.Literal) else None for key, _ in group.pairs]
    general = _grouping(group, make)
    if any(type(key) is not str for key in keys) or len(set(keys)) < len(keys):
        return general
    pairs = [(str(key), make(value)) for key, (_, value) in zip(keys, group.pairs, strict=True)]

    def construct(context: Any, frame: Frame) -> Any:
        if isinstance(context, list):
            return general(context, frame)
        result = {}
        for key, evaluate in pairs:
            value = evaluate(context, frame)
            if value is not UNDEFINED:
                result[key] = value
        return result

    return construct


def _grouping(group: syntax.Grouping, make: Make) -> Closure:
    pairs = [(make(key), make(value)) for key, value in group.pairs]

    def collect(items: list[Any], frame: Frame, *, streaming: bool) -> dict[str, tuple[int, list[Any]]]:
        groups: dict[str, tuple[int, list[Any]]] = {}
        for item in items:
            context, inner = (item["@"], Frame(dict(item), frame, frame.run)) if streaming else (item, frame)
            for number, (key_of, _) in enumerate(pairs):
                key = key_of(context, inner)
                if key is UNDEFINED:
                    continue
                if type(key) is not str:
                    raise JsonataError("T1003", group.position, value=key)
                owner, members = groups.setdefault(key, (number, []))
                if owner != number:
                    raise JsonataError("D1009", group.position, value=key)
                members.append(item)
        return groups

    def construct(value: Any, frame: Frame) -> dict[str, Any]:
        items = value if isinstance(value, list) else [value]
        streaming = type(value) is TupleStream
        groups = collect(items if items or streaming else [UNDEFINED], frame, streaming=streaming)
        result = {}
        for key, (number, members) in groups.items():
            context, inner = _reduce(members, frame) if streaming else (_together(members), frame)
            entry = pairs[number][1](context, inner)
            if entry is not UNDEFINED:
                result[key] = entry
        return result

    return construct


def _together(members: list[Any]) -> Any:
    """The items of a group as the context of its value: one item is itself, several are one array."""
    there = [member for member in members if member is not UNDEFINED]
    if len(there) < 2:
        return there[0] if there else UNDEFINED
    together: list[Any] = []
    for member in there:
        together.extend(member if isinstance(member, list) else [member])
    return together


def _reduce(members: list[dict[str, Any]], frame: Frame) -> tuple[Any, Frame]:
    """The tuples of a group as one: each binding holds all the values it had."""
    merged = dict(members[0])
    for member in members[1:]:
        for name, value in member.items():
            merged[name] = append(merged.get(name, UNDEFINED), value)
    return merged.pop("@"), Frame(merged, frame, frame.run)
