"""Filters of JSONPath predicates: `@.price > 10 && !(@.sold) || @.tag in ['a', 'b']`.

    test = parse_filter("(@.price > 10)")
    matches(test, lookup, MISSING)       # lookup(from_root, path) gives a value or MISSING

Parsing knows nothing of documents; what a path in a filter finds is asked of `lookup`.
"""

import json
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, assert_never

from runtime.local.engine.json_text import is_number, text


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
_SIGNS = ("==", "!=", "<=", ">=", "<", ">", "=~")
_NAMED_SIGNS = ("in", "nin", "subsetof", "anyof", "noneof", "all", "contains", "size", "empty")
_WORDS = {"true": True, "false": False, "null": None}


def parse_filter(written: str) -> Filter:
    """Parse what stands between `[?` and `]`."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(written.rstrip()):
        found = _TOKEN.match(written, at)
        if found is None:
            raise ValueError(f"the filter {written!r} is not understood")
        tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        at = found.end()
    tokens.append(("end", ""))
    test, rest = _either(tokens)
    if rest[0][0] != "end":
        raise ValueError(f"the filter {written!r} is not understood")
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
    sign = tokens[0][1] if tokens[0][0] == "sign" else tokens[0][1].lower()
    if sign in _SIGNS or (tokens[0][0] == "word" and sign in _NAMED_SIGNS):
        right, tokens = _operand(tokens[1:])
        return Compare(left, sign, right), tokens
    if not isinstance(left, Lookup):
        raise ValueError("a filter needs a comparison or a path")
    return Exists(left), tokens


def _operand(tokens: Tokens) -> tuple[Operand, Tokens]:
    (group, written), rest = tokens[0], tokens[1:]
    match group:
        case "path":
            return Lookup(written[0] == "$", "$" + written[1:]), rest
        case "string":
            return Literal(re.sub(r"\\(.)", r"\1", written[1:-1])), rest
        case "number" | "list":
            return Literal(json.loads(written.replace("'", '"'))), rest
        case "regex":
            body, _, flags = written[1:].rpartition("/")
            return Literal(re.compile(body, re.IGNORECASE if flags else 0)), rest
        case "word" if written in _WORDS:
            return Literal(_WORDS[written]), rest
        case _:
            raise ValueError(f"{written!r} is not expected in a filter")


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
        case "=~":
            return isinstance(right, re.Pattern) and right.fullmatch(_matched(left)) is not None
        case "<" | "<=" | ">" | ">=":
            both = (isinstance(left, str) and isinstance(right, str)) or (is_number(left) and is_number(right))
            return both and _ORDERS[sign](left, right)
        case "contains" if isinstance(left, str):
            return isinstance(right, str) and right in left
        case "contains":
            return isinstance(left, list) and _among(right, left)
        case "size":
            return isinstance(left, list | str) and is_number(right) and bool(len(left) == right)
        case "empty":
            return isinstance(left, list | str) and (len(left) == 0) is right
        case _:
            return _of_list(left, sign, right)


def _of_list(left: Any, sign: str, right: Any) -> bool:
    """The operators that have a list on their right side."""
    if not isinstance(right, list):
        return sign == "nin"
    if sign in ("in", "nin"):
        return _among(left, right) is (sign == "in")
    if not isinstance(left, list):
        return False
    match sign:
        case "subsetof":
            return all(_among(one, right) for one in left)
        case "all":
            return all(_among(one, left) for one in right)
        case "anyof":
            return any(_among(one, right) for one in left)
        case _:
            return not any(_among(one, right) for one in left)


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _matched(value: Any) -> str:
    """What a regular expression looks at: a number's own text, nothing of lists and objects."""
    return value if isinstance(value, str) else text(value) if is_number(value) or isinstance(value, bool) else ""


def _among(value: Any, values: list[Any]) -> bool:
    return any(_same(value, one) for one in values)


def _same(left: Any, right: Any) -> bool:
    """Equality in filters, where a number and the string that writes it are equal."""
    if is_number(left) and isinstance(right, str):
        return bool(_number(right) == left)
    if isinstance(left, str) and is_number(right):
        return left == text(right)
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _number(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None
