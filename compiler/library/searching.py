"""Searching and splitting text, from either end.

path.split("/")            $split($path, "/")
path.rsplit("/", 1)        $splitFromEnd($path, "/", 1)
name.rfind(".")            $lastOf($name, ".")      -1 where there is none
"""

from compiler.forms.types import INT, STR, ListOf, TupleOf, Type
from compiler.library.entry import Entry, Given, Rendered, Rendering, Typed, Typing, constant_of
from compiler.library.prelude import SPACES
from compiler.library.shapes import kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.strings import filled
from compiler.library.text import (
    Level,
    Text,
    block,
    call,
    choose,
    fail,
    infix,
    let,
    number,
    strict_call,
    sure,
)

_NO_SUBSTRING = "ValueError: substring not found"
_EMPTY = "ValueError: empty separator"


def _text_arguments(name: str, gives: Type, *, full: bool = False) -> Typing:
    """Texts, and whole numbers for `start` and `end`; `full` where an empty text to look for is refused."""

    def typing(given: Given) -> Type | Refusal:
        for parameter, argument in given.named.items():
            wanted = "int" if parameter in ("start", "end") else "str"
            if not kinds(argument.type) <= {wanted, "Unknown"}:
                return Refusal(f"`str.{name}()` takes `{wanted}` here, got `{spelled(argument.type)}`")
        if full and constant_of(given.get("sub")) == "":
            return Refusal(f"`str.{name}()` of an empty string is not compiled")
        return gives

    return typing


# ---- places ----


def _place(given: Rendered, *, last: bool) -> Text:
    """Where the text is found, or -1."""
    if "start" in given.named or "end" in given.named:
        start = given["start"].text if "start" in given.named else number(0)
        end = given["end"].text if "end" in given.named else Text("null")
        return call("$lastWithin" if last else "$firstWithin", given["self"].text, given["sub"].text, start, end)
    if last:
        return call("$lastOf", given["self"].text, given["sub"].text)
    binding, value = let("s", sure(given["self"].text), (given["sub"].text,))
    place = call("$length", call("$substringBefore", value, given["sub"].text))
    return block(binding, choose(call("$contains", value, given["sub"].text), place, number(-1)))


def _find(last: bool) -> Rendering:
    return lambda given: _place(given, last=last)


def _index(last: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        if not last and given.named.keys() == {"self", "sub"}:
            binding, value = let("s", sure(given["self"].text), (given["sub"].text,))
            place = call("$length", call("$substringBefore", value, given["sub"].text))
            return block(binding, choose(call("$contains", value, given["sub"].text), place, fail(_NO_SUBSTRING)))
        binding, place = let("i", _place(given, last=last))
        return block(binding, choose(infix(place, ">=", number(0), Level.COMPARE), place, fail(_NO_SUBSTRING)))

    return text


def _count(given: Rendered) -> Text:
    sub = filled(given["sub"].text, constant_of(given["sub"]), "counting empty strings is not compiled")
    return infix(strict_call("$count", call("$split", given["self"].text, sub)), "-", number(1), Level.SUM)


# ---- pieces ----


def _split_type(given: Given) -> Type | Refusal:
    separator, most = given.get("sep"), given.get("maxsplit")
    if separator is not None and kinds(separator.type) - {"str", "None", "Unknown"}:
        return Refusal(f"a separator is a `str`, got `{spelled(separator.type)}`")
    if separator is not None and "None" in kinds(separator.type) and constant_of(separator) is not None:
        return Refusal("the separator may be None", "test `is not None` first")
    if constant_of(separator) == "":
        return Refusal("an empty separator always fails")
    if most is not None and kinds(most.type) - {"int", "Unknown"}:
        return Refusal(f"`maxsplit` is an `int`, got `{spelled(most.type)}`")
    if most is not None and _by_spaces(separator) and constant_of(most) not in (-1, 1):
        return Refusal("`maxsplit` other than 1 without a separator is not compiled", "give the separator")
    return ListOf(STR)


def _rsplit_type(given: Given) -> Type | Refusal:
    separator, most = given.get("sep"), given.get("maxsplit")
    if most is None or constant_of(most) == -1:
        return Refusal("`rsplit` without `maxsplit` is `split`", "write `split`")
    if _by_spaces(separator):
        return Refusal("`rsplit` without a separator is not compiled", "give the separator")
    if not _is_plain(constant_of(separator)):
        return Refusal("`rsplit` takes a constant separator that cannot overlap itself", 'such as `s.rsplit(".", 1)`')
    return _split_type(given)


def _by_spaces(separator: Typed | None) -> bool:
    return separator is None or constant_of(separator) is None


def _is_plain(separator: object) -> bool:
    """Whether a separator can overlap itself nowhere: splitting from either end then gives the same pieces."""
    if not isinstance(separator, str):
        return False
    return not any(separator.startswith(separator[size:]) for size in range(1, len(separator)))


def _split(given: Rendered) -> Text:
    separator, most = given.get("sep"), given.get("maxsplit")
    if separator is None or _by_spaces(separator):
        if most is not None and constant_of(most) == 1:
            return call("$firstWord", given["self"].text)
        return Text(f'[$split({sure(given["self"].text).text}, /[{SPACES}]+/)[$ != ""]]')
    checked = filled(separator.text, constant_of(separator), _EMPTY)
    if most is None or constant_of(most) == -1:
        return call("$split", given["self"].text, checked)
    return call("$splitUpTo", given["self"].text, checked, most.text)


def _rsplit(given: Rendered) -> Text:
    return call("$splitFromEnd", given["self"].text, given["sep"].text, given["maxsplit"].text)


def _partition(last: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        separator = filled(given["sub"].text, constant_of(given["sub"]), _EMPTY)
        binding, value = let("s", sure(given["self"].text), (separator,))
        mark, name = let("p", separator, (value,))
        if last:
            found, place = let("i", call("$lastOf", value, name), (value, name))
            before = call("$substring", value, number(0), place)
            after = call("$substring", value, infix(place, "+", call("$length", name), Level.SUM))
            whole = Text(f"[{before.text}, {name.text}, {after.text}]")
            missing = infix(place, "<", number(0), Level.COMPARE)
            return block(binding + mark + found, choose(missing, Text(f'["", "", {value.text}]'), whole))
        before, after = call("$substringBefore", value, name), call("$substringAfter", value, name)
        whole = Text(f"[{before.text}, {name.text}, {after.text}]")
        return block(binding + mark, choose(call("$contains", value, name), whole, Text(f'[{value.text}, "", ""]')))

    return text


def _lines(given: Rendered) -> Text:
    return call("$linesOf", given["self"].text)


def _method(
    name: str,
    typing: Typing,
    text: Rendering,
    signature: str,
    fails: tuple[str, ...] = (),
) -> Entry:
    return Entry(f"str.{name}", Signature.of(signature), typing, text, fails)


_THREE = TupleOf((STR, STR, STR))
_SEARCH = "self, sub, start?, end?, /"
_SPLIT = "self, sep?, maxsplit?"

ENTRIES: tuple[Entry, ...] = (
    _method("find", _text_arguments("find", INT), _find(last=False), _SEARCH),
    _method("rfind", _text_arguments("rfind", INT), _find(last=True), _SEARCH),
    _method("index", _text_arguments("index", INT), _index(last=False), _SEARCH, ("ValueError",)),
    _method("rindex", _text_arguments("rindex", INT), _index(last=True), _SEARCH, ("ValueError",)),
    _method("count", _text_arguments("count", INT, full=True), _count, "self, sub, /"),
    _method("split", _split_type, _split, _SPLIT, ("ValueError",)),
    _method("rsplit", _rsplit_type, _rsplit, _SPLIT),
    _method("splitlines", lambda _: ListOf(STR), _lines, "self, /"),
    *(
        _method(name, _text_arguments(name, _THREE, full=True), _partition(last), "self, sub, /", ("ValueError",))
        for name, last in (("partition", False), ("rpartition", True))
    ),
)
