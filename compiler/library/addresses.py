"""`urllib.parse`: what Python writes and reads in URLs.

urllib.parse.quote(key)                  $urlQuoted($key), with its slashes
urllib.parse.urlencode({"day": day})     $join([$map($keys(…), function($k) { … })], "&")
urllib.parse.unquote_plus(text)          $unquoted($replace($text, "+", " "))

JSONata's `$encodeUrlComponent` leaves `!'()*` as they are, which Python does not; `$urlQuoted` sees to that.
"""

import urllib.parse

from compiler.forms.types import STR, Type
from compiler.library.dicts import values_type
from compiler.library.entry import Entry, Given, Known, Operand, Rendered, Rendering, constant_of
from compiler.library.shapes import is_dict, kinds, plain, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.spelled_out import str_refusal, str_text
from compiler.library.text import Level, Text, block, call, fresh, let, strict_infix, string, sure


def _quote_type(given: Given) -> Type | Refusal:
    if not kinds(given["string"].type) <= {"str", "Unknown"}:
        return Refusal(f"`str` is needed here, got `{spelled(given['string'].type)}`")
    safe = constant_of(given.get("safe"))
    if given.get("safe") is None or (isinstance(safe, str) and safe.isascii()):
        return STR
    return Refusal("`safe=` must be a constant of ASCII characters")


def _quote(given: Rendered) -> Text:
    safe = "/" if given.get("safe") is None else str(constant_of(given["safe"]))
    return _with_safe(call("$urlQuoted", given["string"].text), safe)


def _quote_plus(given: Rendered) -> Text:
    safe = "" if given.get("safe") is None else str(constant_of(given["safe"]))
    return call("$replace", _with_safe(call("$urlQuoted", given["string"].text), safe), string("%20"), string("+"))


def _with_safe(text: Text, safe: str) -> Text:
    """The quoted text with some characters as they were; a percent sign last, for it stands in all others."""
    for one in sorted(set(safe), key=lambda one: one == "%"):
        if urllib.parse.quote(one, safe="") != one:
            text = call("$replace", text, string(urllib.parse.quote(one, safe="")), string(one))
    return text


def _urlencode_type(given: Given) -> Type | Refusal:
    source = given["query"]
    if kinds(source.type) <= {"Unknown"}:
        return STR
    if not is_dict(plain(source.type)):
        return Refusal(f"`urlencode()` takes a dict here, got `{spelled(source.type)}`")
    value = Known(values_type(source))
    if kinds(value.type) & {"bytes", "Any"}:
        return Refusal(f"`urlencode()` of `{spelled(value.type)}` is not compiled", "give the values a type")
    return str_refusal(value) or STR


def _urlencode(given: Rendered) -> Text:
    source = given["query"]
    binding, holder = let("d", sure(source.text))
    key = fresh("k", holder)
    value = str_text(Operand(Known(values_type(source)), call("$lookup", holder, Text(key))))
    quoted = [call("$replace", call("$urlQuoted", one), string("%20"), string("+")) for one in (Text(key), value)]
    pair = strict_infix(strict_infix(quoted[0], "&", string("="), Level.SUM), "&", quoted[1], Level.SUM)
    pairs = Text(f"[$map($keys({holder.text}), function({key}) {{ {pair.text} }})]")
    return block(binding, call("$join", pairs, string("&")))


def _text_type(given: Given) -> Type | Refusal:
    known = kinds(given["string"].type)
    return STR if known <= {"str", "Unknown"} else Refusal(f"`str` is needed here, got `{'/'.join(known)}`")


def _unquoted(*, plus: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        source = given["string"].text
        return call("$unquoted", call("$replace", source, string("+"), string(" ")) if plus else source)

    return text


_QUOTED = "string, safe?"

ENTRIES: tuple[Entry, ...] = (
    Entry("urllib.parse.quote", Signature.of(_QUOTED), _quote_type, _quote, python=urllib.parse.quote),
    Entry("urllib.parse.quote_plus", Signature.of(_QUOTED), _quote_type, _quote_plus, python=urllib.parse.quote_plus),
    Entry("urllib.parse.urlencode", Signature.of("query"), _urlencode_type, _urlencode, python=urllib.parse.urlencode),
    Entry(
        "urllib.parse.unquote",
        Signature.of("string"),
        _text_type,
        _unquoted(plus=False),
        python=urllib.parse.unquote,
    ),
    Entry(
        "urllib.parse.unquote_plus",
        Signature.of("string"),
        _text_type,
        _unquoted(plus=True),
        python=urllib.parse.unquote_plus,
    ),
)
