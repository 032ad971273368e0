"""Reading a JSONPath: its text to the steps it takes.

    parse_steps("$.a[0]['b','c'][1:3]..d[*]")
    # (Names(("a",)), Index(0), Names(("b", "c")), Slice(1, 3), Descent(), Names(("d",)), Wild())

What a step finds is `jsonpath`'s business.
"""

import re
from dataclasses import dataclass

from runtime.local.engine.jsonpath_filters import Filter, parse_filter


@dataclass(frozen=True)
class Names:
    """One member of an object by name, or several."""

    names: tuple[str, ...]

    __match_args__ = ("names",)


@dataclass(frozen=True)
class Index:
    """One element of a list; negative counts from the end."""

    at: int


@dataclass(frozen=True)
class Select:
    """Several elements of a list."""

    places: tuple[int, ...]


@dataclass(frozen=True)
class Slice:
    """Neighbouring elements of a list."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Wild:
    """All children."""


@dataclass(frozen=True)
class Descent:
    """The value and all that is in it."""


@dataclass(frozen=True)
class Predicate:
    """The elements for which a filter holds."""

    filter: Filter


@dataclass(frozen=True)
class Function:
    """A function at the end of a path, such as length or sum; `at` is the place that index is given."""

    name: str
    at: int = 0


Step = Names | Index | Select | Slice | Wild | Descent | Predicate | Function

_NAME = re.compile(r"[^\s.\[\]()'\"]+")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_FUNCTION = re.compile(r"(length|size|min|max|avg|sum|stddev|keys|first|last)\(\)|(index)\(\s*(-?\d+)\s*\)")
_SLICE = re.compile(r"\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?)?\s*")


def parse_steps(text: str) -> tuple[Step, ...]:
    """The steps of a path that begins with `$` or `@`."""
    if not text or text[0] not in "$@":
        raise ValueError(f"a path begins with $: {text!r}")
    steps: list[Step] = []
    at = 1
    while at < len(text):
        at = _one_step(text, at, steps)
    return tuple(steps)


def _one_step(text: str, at: int, steps: list[Step]) -> int:
    if text[at] == "[":
        end = _closing(text, at)
        steps.append(_bracket(text[at + 1 : end].strip(), text))
        return end + 1
    if text[at] != ".":
        raise ValueError(f"unexpected {text[at]!r} in the path {text!r}")
    at += 1
    if text[at : at + 1] == ".":
        steps.append(Descent())
        at += 1
    if text[at : at + 1] == "[":
        # `$.[0]` is `$[0]`.
        return at
    if text[at : at + 1] == "*":
        steps.append(Wild())
        return at + 1
    if function := _FUNCTION.match(text, at):
        steps.append(Function(function[1]) if function[1] else Function(function[2], int(function[3])))
        return function.end()
    name = _NAME.match(text, at)
    if name is None:
        raise ValueError(f"a name is missing in the path {text!r}")
    steps.append(Names((name[0],)))
    return name.end()


def _closing(text: str, at: int) -> int:
    """Where the bracket that opens at `at` closes; brackets in quotes do not count."""
    depth, quote = 0, ""
    place = at
    while place < len(text):
        one = text[place]
        if quote:
            if one == "\\":
                place += 1
            elif one == quote:
                quote = ""
        elif one in "'\"":
            quote = one
        elif one == "[":
            depth += 1
        elif one == "]":
            depth -= 1
            if depth == 0:
                return place
        place += 1
    raise ValueError(f"a bracket is not closed in the path {text!r}")


def _bracket(inside: str, text: str) -> Step:
    if inside == "*":
        return Wild()
    if inside.startswith("?"):
        return Predicate(parse_filter(inside[1:].strip()))
    if inside[:1] in ("'", '"'):
        names = tuple(_unescaped(found[1] if found[1] is not None else found[2]) for found in _QUOTED.finditer(inside))
        return Names(names)
    if found := _SLICE.fullmatch(inside):
        # A third number is read and does nothing.
        first, last = (None if one is None else int(one) for one in found.groups()[:2])
        if first is None and last is None:
            raise ValueError(f"a slice without a beginning and an end in the path {text!r}")
        return Slice(first, last)
    try:
        places = tuple(int(one) for one in inside.split(","))
    except ValueError:
        raise ValueError(f"[{inside}] is not understood in the path {text!r}") from None
    return Index(places[0]) if len(places) == 1 else Select(places)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
