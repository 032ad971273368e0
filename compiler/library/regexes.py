r"""`re` with constant patterns that JSONata's engines read as Python does.

re.search(r"([A-Z]+)-[0-9]+", code)       $match($code, /([A-Z]+)-[0-9]+/, 1)[0], or null
re.sub(r"\s+", " ", text)                 $replace($text, /[…]+/, " ")

A pattern is taken apart by Python's own parser and written anew: `.` as `[^\n]`, `$` as what stands before a last
newline. What the engines understand differently (Unicode's `\d` and `\w`, flags, `\b`, matches of nothing) is refused.
"""

import importlib
import re
from collections.abc import Callable
from typing import Any

from compiler.forms.types import NONE, STR, ListOf, Record, RecordKind, Type, union
from compiler.library.entry import Entry, Given, Rendered, Rendering, Typing, constant_of
from compiler.library.prelude import SPACES
from compiler.library.shapes import kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Text, block, call, choose, fail, let, number, string, sure

MATCH = Record("re.Match", (), RecordKind.DATACLASS)
"""What `re.search` gives: an object with `match` and `groups` inside the pipeline, no JSON value outside."""

_PARSER: Any = importlib.import_module("re._parser")
_END = r"(?![\d\D])"
_AT = {"AT_BEGINNING": "^", "AT_BEGINNING_STRING": "^", "AT_END": rf"(?=\n?{_END})", "AT_END_STRING": _END}
_ASCII = {"CATEGORY_DIGIT": "0-9", "CATEGORY_WORD": "A-Za-z0-9_", "CATEGORY_SPACE": r"\t\n\x0b\f\r "}
_CONTROLS = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\f": r"\f", "\x0b": r"\x0b"}


class _Unfit(Exception):
    """What in a pattern the engines read in another way, and what says the same."""


class _Writer:
    """Writes a parsed pattern in the syntax that all engines share."""

    def __init__(self, flags: int) -> None:
        self.ascii = bool(flags & re.ASCII)
        self.groups = 0

    def all(self, parsed: Any, *, inside: bool = False) -> str:
        return "".join(self._one(str(operator), given, inside) for operator, given in parsed)

    def _one(self, operator: str, given: Any, inside: bool) -> str:
        match operator:
            case "LITERAL":
                return _literal(given)
            case "NOT_LITERAL":
                return f"[^{_literal(given)}]"
            case "ANY":
                return r"[^\n]"
            case "IN":
                return self._class(given)
            case "AT" if str(given) in _AT:
                return _AT[str(given)]
            case "MAX_REPEAT" | "MIN_REPEAT":
                low, high, body = given
                text = self.all(body, inside=True)
                single = len(body) == 1 and str(body[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN")
                lazy = "?" if operator == "MIN_REPEAT" else ""
                return f"{text if single else f'(?:{text})'}{_times(low, high)}{lazy}"
            case "BRANCH":
                return f"(?:{'|'.join(self.all(one, inside=True) for one in given[1])})"
            case "SUBPATTERN":
                return self._group(given, inside)
            case "ASSERT" | "ASSERT_NOT" if given[0] == 1:
                return f"(?{'=' if operator == 'ASSERT' else '!'}{self.all(given[1], inside=True)})"
            case _:
                raise _Unfit(f"`{operator.lower()}` is read differently")

    def _group(self, given: Any, inside: bool) -> str:
        group, added, removed, body = given
        if added or removed:
            raise _Unfit("flags inside a pattern")
        if group is None:
            return f"(?:{self.all(body, inside=inside)})"
        if inside:
            raise _Unfit("a group that may take no part: write `(?:…)` inside `|` and repetitions")
        self.groups += 1
        return f"({self.all(body, inside=inside)})"

    def _class(self, items: Any) -> str:
        negated, found = "", ""
        for operator, given in items:
            match str(operator):
                case "NEGATE":
                    negated = "^"
                case "LITERAL":
                    found += _literal(given)
                case "RANGE":
                    found += f"{_literal(given[0])}-{_literal(given[1])}"
                case "CATEGORY" if "_NOT_" not in str(given):
                    found += self._category(str(given))
                case _ if len(items) == 1:
                    negated, found = "^", self._category(str(given).replace("_NOT_", "_"))
                case _:
                    raise _Unfit("a class with the opposite of another in it")
        return f"[{negated}{found}]"

    def _category(self, name: str) -> str:
        if self.ascii:
            return _ASCII[name]
        if name == "CATEGORY_SPACE":
            return SPACES
        raise _Unfit(r"`\d` and `\w` of all scripts: write `[0-9]` and `[A-Za-z0-9_]`, or give `re.ASCII`")


def _literal(code: int) -> str:
    one = chr(code)
    if code > 0xFFFF:
        raise _Unfit("a character beyond the first 65,536")
    if one in _CONTROLS:
        return _CONTROLS[one]
    return one if one.isalnum() or code > 0x7F or one in " _,:;@#%='\"<>!~" else f"\\x{code:02x}"


def _times(low: int, high: int) -> str:
    top = "" if high == _PARSER.MAXREPEAT else str(int(high))
    known = {("0", ""): "*", ("1", ""): "+", ("0", "1"): "?"}
    return known.get((str(low), top)) or (f"{{{low}}}" if str(low) == top else f"{{{low},{top}}}")


def _written(pattern: object, flags: object) -> "tuple[str, int] | Refusal":
    """The pattern as JSONata's, and how many groups it has."""
    if not isinstance(pattern, str) or flags is ...:
        return Refusal("a pattern and its flags must be constants", "write the pattern out")
    number_of = int(flags) if isinstance(flags, int) else 0
    if number_of & ~(re.ASCII | re.UNICODE):
        return Refusal("of the flags only `re.ASCII` is compiled", "write both cases out: `[Aa]`")
    try:
        parsed = _PARSER.parse(pattern, number_of)
        if parsed.state.flags & ~(re.ASCII | re.UNICODE):
            raise _Unfit("flags inside a pattern")
        writer = _Writer(parsed.state.flags)
        text = writer.all(parsed)
    except re.error as problem:
        return Refusal(f"this is no pattern: {problem}")
    except _Unfit as problem:
        return Refusal(f"this pattern is not compiled: {problem}", "write it without, or match in a step")
    if parsed.getwidth()[0] == 0:
        return Refusal("a pattern that can match nothing is not compiled", "let it match one character at least: `+`")
    return text, writer.groups


def _pattern(given: Given | Rendered) -> "tuple[str, int] | Refusal":
    return _written(constant_of(given["pattern"]), constant_of(given["flags"]) if "flags" in given.named else 0)


def _typed(gives: Type, more: Callable[[Given, int], Refusal | None] = lambda _given, _groups: None) -> Typing:
    def typing(given: Given) -> Type | Refusal:
        if not kinds(given["string"].type) <= {"str", "Unknown"}:
            return Refusal(f"a pattern is looked for in a `str`, got `{spelled(given['string'].type)}`")
        found = _pattern(given)
        return found if isinstance(found, Refusal) else more(given, found[1]) or gives

    return typing


def _text_of(given: Rendered) -> str:
    found = _pattern(given)
    assert not isinstance(found, Refusal), found.message
    return found[0]


def _found(before: str, after: str) -> Rendering:
    def text(given: Rendered) -> Text:
        form = f"{before}(?:{_text_of(given)}){after}" if before or after else _text_of(given)
        binding, value = let("m", Text(f"$match({sure(given['string'].text).text}, /{form}/, 1)[0]"))
        return block(binding, choose(call("$exists", Text(value.text)), Text(value.text), Text("null")))

    return text


def _no_groups(_: Given, groups: int) -> Refusal | None:
    return Refusal("a pattern with groups is not compiled here", "write `(?:…)`") if groups else None


_INSERT = re.compile(r"\\(?:(\d)(?!\d)|g<(\d+)>)|\\(.)|\$", re.DOTALL)


def _replaces(given: Given, groups: int) -> Refusal | None:
    new, count = constant_of(given["repl"]), constant_of(given["count"]) if "count" in given.named else 0
    if not isinstance(new, str) or not isinstance(count, int):
        return Refusal("what replaces a match must be a constant", "write `text.replace(old, new)`, or do it in a step")
    for one in _INSERT.finditer(new):
        place = one[1] or one[2]
        if one[3] or (place and not 0 < int(place) <= groups) or (place and new[one.end() : one.end() + 1].isdigit()):
            return Refusal(f"`{one[0]}` in what replaces a match is not compiled", r"write a group's number: `\1`")
    return None


def _replaced(given: Rendered) -> Text:
    new, count = str(constant_of(given["repl"])), constant_of(given["count"]) if "count" in given.named else 0
    insert = _INSERT.sub(lambda one: "$$" if one[0] == "$" else f"${one[1] or one[2]}", new)
    most = (number(count),) if isinstance(count, int) and count > 0 else ()
    return call("$replace", given["string"].text, Text(f"/{_text_of(given)}/"), string(insert), *most)


def _split(given: Rendered) -> Text:
    return call("$split", given["string"].text, Text(f"/{_text_of(given)}/"))


def _every(given: Rendered) -> Text:
    return Text(f"[$match({sure(given['string'].text).text}, /{_text_of(given)}/).match]")


# ---- what was found ----


def _group_type(given: Given) -> Type | Refusal:
    place = constant_of(given["group"]) if "group" in given.named else 0
    return STR if isinstance(place, int) else Refusal("a group is named by its number", "count it: `m.group(1)`")


def _group(given: Rendered) -> Text:
    place = constant_of(given["group"]) if "group" in given.named else 0
    if place == 0:
        return Text(f"{given['self'].text.head()}.match")
    binding, value = let("g", Text(f"{given['self'].text.head()}.groups[{int(str(place)) - 1}]"))
    missing = fail("IndexError: no such group")
    return block(binding, choose(call("$exists", Text(value.text)), Text(value.text), missing))


def _groups(given: Rendered) -> Text:
    return Text(f"[{given['self'].text.head()}.groups]")


_FOUND = union(MATCH, NONE)
_CALL = "pattern, string, flags?"
_SUB = "pattern, repl, string, count?, flags?"

ENTRIES: tuple[Entry, ...] = (
    Entry("re.search", Signature.of(_CALL), _typed(_FOUND), _found("", ""), python=re.search),
    Entry("re.match", Signature.of(_CALL), _typed(_FOUND), _found("^", ""), python=re.match),
    Entry("re.fullmatch", Signature.of(_CALL), _typed(_FOUND), _found("^", _END), python=re.fullmatch),
    Entry(
        "re.sub",
        Signature.of("pattern, repl, string, count?, flags?"),
        _typed(STR, _replaces),
        _replaced,
        python=re.sub,
    ),
    Entry("re.split", Signature.of(_CALL), _typed(ListOf(STR), _no_groups), _split, python=re.split),
    Entry("re.findall", Signature.of(_CALL), _typed(ListOf(STR), _no_groups), _every, python=re.findall),
    Entry("re.Match.group", Signature.of("self, group?, /"), _group_type, _group),
    Entry("re.Match.groups", Signature.of("self, /"), lambda _: ListOf(STR), _groups),
)
