"""Signatures of functions: `<s-nn?:s>` checks arguments, fills the context in, and wraps single values as arrays.

    Signature("<s-n:s>").arguments("substringAfter", ["abc", 1], UNDEFINED)

Letters: s string, n number, b boolean, l null, o object, a array, f function, j JSON, x anything, `(sn)` a choice; `-`
takes the context when the argument is missing, `?` makes it optional, `+` repeats it; `a<n>` an array of numbers.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from runtime.local.jsonata.errors import JsonataError, JsonataSyntaxError
from runtime.local.jsonata.values import UNDEFINED, Function, Sequence, TupleStream, Whole

_SYMBOLS: dict[type, str] = {
    str: "s", int: "n", float: "n", bool: "b", type(None): "l", list: "a", Sequence: "a", TupleStream: "a", Whole: "a",
    dict: "o", type(UNDEFINED): "m",
}  # fmt: skip
_ANY = {"a": "[asnblfom]", "x": "[asnblfom]", "j": "[asnblom]", "f": "f"}
_PLURALS = {"a": "arrays", "b": "booleans", "f": "functions", "n": "numbers", "o": "objects", "s": "strings"}


@dataclass(slots=True)
class _Parameter:
    kind: str
    pattern: str
    context: str | None = None
    """The pattern that the context must match to stand in for the argument."""
    items: str | None = None
    """What an array must hold."""


def check_signature(text: str, position: int) -> None:
    """Raise `JsonataSyntaxError` where a signature, written at `position`, has no meaning."""
    _parameters(text, position)


def _parameters(text: str, base: int = 0) -> tuple[_Parameter, ...]:
    found: list[_Parameter] = []
    here = 1
    while here < len(text) and text[here] != ":":
        letter = text[here]
        if letter in "snblo":
            found.append(_Parameter(letter, f"[{letter}m]"))
        elif letter in _ANY:
            found.append(_Parameter(letter, _ANY[letter]))
        elif letter == "-" and found:
            found[-1].context = found[-1].pattern
            found[-1].pattern += "?"
        elif letter in "?+" and found:
            found[-1].pattern += letter
        elif letter == "(":
            end = _closing(text, here, "(", ")")
            choice = text[here + 1 : end]
            if "<" in choice:
                raise JsonataSyntaxError("S0402", base + here, value=choice)
            found.append(_Parameter(f"({choice})", f"[{choice}m]"))
            here = end
        elif letter == "<":
            if not found or found[-1].kind not in ("a", "f"):
                raise JsonataSyntaxError("S0401", base + here)
            end = _closing(text, here, "<", ">")
            found[-1].items = text[here + 1 : end]
            here = end
        here += 1
    return tuple(found)


def _closing(text: str, start: int, opening: str, closing: str) -> int:
    depth, here = 1, start
    while here < len(text) - 1:
        here += 1
        depth += (text[here] == opening) - (text[here] == closing)
        if depth == 0:
            return here
    return len(text)


def _symbol(value: Any) -> str:
    if symbol := _SYMBOLS.get(type(value)):
        return symbol
    return "f" if isinstance(value, Function) else "a" if isinstance(value, list) else "m"


def _named(name: str | None) -> dict[str, Any]:
    """The detail that names the function; a function without a name is named by the call that finds the error."""
    return {} if name is None else {"token": name}


class Signature:
    """A parsed signature, with the outcome of every shape of arguments it has met."""

    def __init__(self, text: str) -> None:
        self.parameters = _parameters(text)
        self.pattern = re.compile("".join(f"({parameter.pattern})" for parameter in self.parameters))
        self.matches: dict[str, tuple[str, ...] | None] = {}
        self.simple: set[str] = set()

    def arguments(self, name: str | None, given: list[Any], context: Any) -> list[Any]:
        """The arguments to call with.

        Raises:
            JsonataError: T0410, T0411 or T0412, naming the function and the number of the argument.
        """
        kinds = "".join([_SYMBOLS.get(type(value)) or _symbol(value) for value in given])
        if kinds in self.simple:
            return given
        if kinds not in self.matches:
            match = self.pattern.fullmatch(kinds)
            self.matches[kinds] = match and match.groups()
            if match and self._needs_nothing(match.groups()):
                self.simple.add(kinds)
        groups = self.matches[kinds]
        if groups is None:
            raise self._mismatch(name, given, kinds)
        return self._fill(name, groups, given, context)

    def _needs_nothing(self, groups: tuple[str, ...]) -> bool:
        """Whether arguments of this shape are passed as they are given."""
        pairs = zip(self.parameters, groups, strict=True)
        return all(
            group and (parameter.kind != "a" or (group == "a" and not parameter.items)) for parameter, group in pairs
        )

    def _fill(self, name: str | None, groups: tuple[str, ...], given: list[Any], context: Any) -> list[Any]:
        filled: list[Any] = []
        here = 0
        for parameter, group in zip(self.parameters, groups, strict=True):
            if not group and parameter.context is not None:
                if not re.fullmatch(parameter.context, _symbol(context)):
                    raise JsonataError("T0411", **_named(name), value=context, index=here + 1)
                filled.append(context)
                continue
            if not group:
                filled.append(given[here] if here < len(given) else UNDEFINED)
                here += 1
            for kind in group:
                value = given[here]
                if parameter.kind == "a":
                    value = self._array(name, parameter, kind, value, here)
                filled.append(value)
                here += 1
        return filled

    def _array(self, name: str | None, parameter: _Parameter, kind: str, value: Any, here: int) -> Any:
        if kind == "m":
            return UNDEFINED
        if parameter.items is not None:
            wanted = parameter.items[:1]
            fits = all(_symbol(item) == wanted for item in value) if kind == "a" else kind == parameter.items
            if not fits:
                plural = _PLURALS.get(parameter.items, parameter.items)
                raise JsonataError("T0412", **_named(name), value=value, index=here + 1, type=plural)
        return value if kind == "a" else [value]

    def _mismatch(self, name: str | None, given: list[Any], kinds: str) -> JsonataError:
        good, pattern = 0, ""
        for parameter in self.parameters:
            pattern += parameter.pattern
            match = re.match(pattern, kinds)
            if match is None:
                break
            good = match.end()
        value = given[good] if good < len(given) else UNDEFINED
        return JsonataError("T0410", **_named(name), value=value, index=good + 1)


@cache
def signature_of(text: str) -> Signature:
    """The signature, parsed once."""
    return Signature(text)
