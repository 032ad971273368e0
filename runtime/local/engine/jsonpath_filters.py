"""Filters of JSONPath predicates: `@.price > 10 && !(@.sold) || @.tag in ['a', 'b']`.

    test = parse_filter("(@.price > 10)")
    matches(test, lookup, MISSING)       # lookup(from_root, path) gives a value or MISSING

Parsing knows nothing of documents; what a path in a filter finds is asked of `lookup`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, assert_never


@dataclass(frozen=True)
class Both:
    """Left and right hold."""

    left: "Filter"
    right: "Filter"


@dataclass(frozen=True)
class Either:
    """Left or right holds."""

    left: "Filter"
    right: "Filter"


@dataclass(frozen=True)
class Not:
    """The inner filter does not hold."""

    inner: "Filter"


@dataclass(frozen=True)
class Literal:
    """A value written in the filter."""

    value: Any


@dataclass(frozen=True)
class Lookup:
    """A path from the element (`@`) or from the root (`$`)."""

    from_root: bool
    path: str


Operand = Literal | Lookup


@dataclass(frozen=True)
class Compare:
    """Two operands and the sign between them."""

    left: Operand
    sign: str
    right: Operand


@dataclass(frozen=True)
class Exists:
    """A path that leads somewhere."""

    path: Lookup


Filter = Both | Either | Not | Compare | Exists

Find = Callable[[bool, str], Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<sign>==|!=|<=|>=|=~|&&|\|\||[<>!()])"
    r"|(?P<path>[@$](?:\.{1,2}[\w\-*]+(?:\(\))?|\[(?:'[^']*'|\"[^\"]*\"|[^\]]*)\])*)"
    r"|(?P<regex>/(?:[^/\\]|\\.)*/i?)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<list>\[[^\]]*\])"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>\w+))"
)
_SIGNS = ("==", "!=", "<=", ">=", "<", ">", "=~", "in", "nin")
_WORDS = {"true": True, "false": False, "null": None}


def parse_filter(text: str) -> Filter:
    """Parse what stands between `[?` and `]`."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"the filter {text!r} is not understood")
        tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        at = found.end()
    tokens.append(("end", ""))
    test, rest = _either(tokens)
    if rest[0][0] != "end":
        raise ValueError(f"the filter {text!r} is not understood")
    return test


Tokens = list[tuple[str, str]]


def _either(tokens: Tokens) -> tuple[Filter, Tokens]:
    left, tokens = _both(tokens)
    while tokens[0] == ("sign", "||"):
        right, tokens = _both(tokens[1:])
        left = Either(left, right)
    return left, tokens


def _both(tokens: Tokens) -> tuple[Filter, Tokens]:
    left, tokens = _single(tokens)
    while tokens[0] == ("sign", "&&"):
        right, tokens = _single(tokens[1:])
        left = Both(left, right)
    return left, tokens


def _single(tokens: Tokens) -> tuple[Filter, Tokens]:
    if tokens[0] == ("sign", "!"):
        inner, tokens = _single(tokens[1:])
        return Not(inner), tokens
    if tokens[0] == ("sign", "("):
        inner, tokens = _either(tokens[1:])
        if tokens[0] != ("sign", ")"):
            raise ValueError("a bracket of the filter is not closed")
        return inner, tokens[1:]
    left, tokens = _operand(tokens)
    if tokens[0][1] in _SIGNS:
        sign = tokens[0][1]
        right, tokens = _operand(tokens[1:])
        return Compare(left, sign, right), tokens
    if not isinstance(left, Lookup):
        raise ValueError("a filter needs a comparison or a path")
    return Exists(left), tokens


def _operand(tokens: Tokens) -> tuple[Operand, Tokens]:
    (group, text), rest = tokens[0], tokens[1:]
    match group:
        case "path":
            return Lookup(text[0] == "$", "$" + text[1:]), rest
        case "string":
            return Literal(re.sub(r"\\(.)", r"\1", text[1:-1])), rest
        case "number" | "list":
            return Literal(json.loads(text.replace("'", '"'))), rest
        case "regex":
            body, _, flags = text[1:].rpartition("/")
            return Literal(re.compile(body, re.IGNORECASE if flags else 0)), rest
        case "word" if text in _WORDS:
            return Literal(_WORDS[text]), rest
        case _:
            raise ValueError(f"{text!r} is not expected in a filter")


def matches(test: Filter, find: Find, missing: object) -> bool:
    """Whether the filter holds."""
    match test:
        case Both():
            return matches(test.left, find, missing) and matches(test.right, find, missing)
        case Either():
            return matches(test.left, find, missing) or matches(test.right, find, missing)
        case Not():
            return not matches(test.inner, find, missing)
        case Exists():
            return find(test.path.from_root, test.path.path) is not missing
        case Compare():
            return _compared(_value(test.left, find), test.sign, _value(test.right, find))
        case _:
            assert_never(test)


def _value(operand: Operand, find: Find) -> Any:
    return operand.value if isinstance(operand, Literal) else find(operand.from_root, operand.path)


def _compared(left: Any, sign: str, right: Any) -> bool:
    match sign:
        case "==":
            return _same(left, right)
        case "!=":
            return not _same(left, right)
        case "in":
            return isinstance(right, list) and any(_same(left, one) for one in right)
        case "nin":
            return not (isinstance(right, list) and any(_same(left, one) for one in right))
        case "=~":
            return isinstance(left, str) and isinstance(right, re.Pattern) and right.fullmatch(left) is not None
    if not (isinstance(left, str) and isinstance(right, str)) and not (_number(left) and _number(right)):
        return False
    return bool(
        left < right
        if sign == "<"
        else left <= right
        if sign == "<="
        else left > right
        if sign == ">"
        else left >= right
    )


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
