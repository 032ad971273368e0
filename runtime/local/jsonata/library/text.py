"""Functions on strings, and the text of any value.

    string(1e21), string({"a": 0.1 + 0.2})     # "1e+21", '{"a":0.3}'

JSONata: https://docs.jsonata.org/string-functions
"""

import base64
import binascii
import json
import math
import re
from typing import Any
from urllib.parse import quote, unquote

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Run
from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.values import UNDEFINED, Function, Outer, Sequence, check_length, is_number

_LARGEST_PLAIN = 1e21


def number_text(value: float) -> str:
    """A number as JavaScript writes it: the shortest digits, an exponent only outside 1e-7 … 1e21."""
    if type(value) is int:
        return str(value) if abs(value) < _LARGEST_PLAIN else number_text(float(value))
    if value.is_integer() and abs(value) < _LARGEST_PLAIN:
        return str(int(value))
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    power = int(exponent)
    if -7 < power < 0:
        return format(value, f".{len(mantissa.replace('.', '').lstrip('-')) - 1 - power}f")
    return f"{mantissa.removesuffix('.0')}e{'+' if power > 0 else ''}{power}"


def string(value: Any, pretty: Any = UNDEFINED) -> Any:
    """A value as text: strings as they are, everything else as JSON, numbers to 15 digits, functions as nothing."""
    if type(value) is str or value is UNDEFINED:
        return value
    if isinstance(value, Function):
        return ""
    if type(value) is float and not math.isfinite(value):
        raise JsonataError("D3001", value=None)
    if type(value) is Outer:
        value = value[0]
    return _json(value, "\n" if pretty is True else None)


def _json(value: Any, newline: str | None) -> str:
    if type(value) is str:
        return json.dumps(value, ensure_ascii=False)
    if value is None or value is UNDEFINED:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        if not math.isfinite(value):
            return "null"
        return number_text(value if value.is_integer() else float(f"{value:.15g}"))
    if type(value) is int:
        return number_text(value)
    inner = newline + "  " if newline is not None else None
    if isinstance(value, list):
        return _wrapped("[", [_json(item, inner) for item in value], "]", newline)
    if isinstance(value, dict):
        colon = ":" if newline is None else ": "
        fields = [
            f"{_json(key, None)}{colon}{_json(item, inner)}" for key, item in value.items() if item is not UNDEFINED
        ]
        return _wrapped("{", fields, "}", newline)
    return '""'


def _wrapped(opening: str, parts: list[str], closing: str, newline: str | None) -> str:
    if newline is None or not parts:
        return f"{opening}{','.join(parts)}{closing}"
    separator = f",{newline}  "
    return f"{opening}{newline}  {separator.join(parts)}{newline}{closing}"


def _substring(text: Any, start: Any, length: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    first = 0 if start is UNDEFINED else math.trunc(start)
    if len(text) + first < 0:
        first = 0
    if length is UNDEFINED:
        return text[first:]
    if length <= 0:
        return ""
    end = start + length if start >= 0 else max(len(text) + start, 0) + length
    return text[first : math.trunc(end)]


def _substring_before(text: Any, mark: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    return text.partition(mark)[0] if mark else ("" if mark == "" else text)


def _substring_after(text: Any, mark: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    if not mark:
        return text
    before, found, after = text.partition(mark)
    return after if found else before


def _lowercase(text: Any) -> Any:
    return text if text is UNDEFINED else text.lower()


def _uppercase(text: Any) -> Any:
    return text if text is UNDEFINED else text.upper()


def _length(text: Any) -> Any:
    return text if text is UNDEFINED else len(text)


_BLANKS = re.compile(r"[ \t\n\r]+")


def _trim(text: Any) -> Any:
    return text if text is UNDEFINED else _BLANKS.sub(" ", text).strip(" ")


def _pad(text: Any, width: Any, filler: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    if width is UNDEFINED:
        return text
    wide = math.trunc(width)
    missing = abs(wide) - len(text)
    if missing <= 0:
        return text
    check_length(missing)
    unit = filler if filler is not UNDEFINED and filler else " "
    padding = (unit * missing)[:missing]
    return text + padding if wide > 0 else padding + text


def _match_by(run: Run, matcher: Function, text: Any) -> Any:
    """Ask a matcher (a regular expression, or a function of the author's) for the first or the next match."""
    found = matcher.call([] if text is UNDEFINED else [text], UNDEFINED, run)
    if found is UNDEFINED or found is None:
        return UNDEFINED
    fits = type(found) is dict and (
        is_number(found.get("start"))
        or isinstance(found.get("groups"), list)
        or isinstance(found.get("next"), Function)
    )
    if not fits:
        raise JsonataError("T1010")
    return found


def _matches(run: Run, matcher: Function, text: str, limit: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    match = _match_by(run, matcher, text)
    while match is not UNDEFINED and (limit is UNDEFINED or len(found) < limit):
        found.append(match)
        match = _match_by(run, match["next"], UNDEFINED)
    return found


def _check_limit(limit: Any, code: str) -> None:
    if limit is not UNDEFINED and limit < 0:
        raise JsonataError(code, value=limit)


def _contains(run: Run, text: Any, token: Any) -> Any:
    if text is UNDEFINED or token is UNDEFINED:
        return UNDEFINED
    if type(token) is str:
        return token in text
    return _match_by(run, token, text) is not UNDEFINED


def _match(run: Run, text: Any, pattern: Any, limit: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    _check_limit(limit, "D3040")
    if limit is not UNDEFINED and limit <= 0:
        return Sequence()
    return Sequence(
        {"match": match["match"], "index": match["start"], "groups": match["groups"]}
        for match in _matches(run, pattern, text, limit)
    )


def _replace(run: Run, text: Any, pattern: Any, replacement: Any, limit: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    if pattern == "":
        raise JsonataError("D3010", value=pattern)
    _check_limit(limit, "D3011")
    if limit is not UNDEFINED and limit <= 0:
        return text
    if replacement is UNDEFINED:
        raise JsonataError("T0410", token="replace", index=3)  # noqa: S106 - no password
    if type(pattern) is str:
        count = -1 if limit is UNDEFINED else math.ceil(limit)
        return text.replace(pattern, str(string(replacement)), count)
    parts: list[str] = []
    here = 0
    for match in _matches(run, pattern, text, limit):
        texted = type(replacement) is str
        new = _expand(replacement, match) if texted else replacement.call([match], UNDEFINED, run)
        if type(new) is not str:
            raise JsonataError("D3012", value=new)
        parts += [text[here : match["start"]], new]
        here = match["start"] + len(match["match"])
    return "".join([*parts, text[here:]])


def _expand(template: str, match: dict[str, Any]) -> str:
    """`$0` is the match, `$1` a group, `$$` a dollar; of `$12` as many digits as there can be groups."""
    groups = match["groups"]
    digits = len(str(len(groups))) if groups else 1
    out: list[str] = []
    here = 0
    while (dollar := template.find("$", here)) >= 0:
        out.append(template[here:dollar])
        here = dollar + 1
        after = template[here : here + 1]
        if after == "$":
            out.append("$")
            here += 1
            continue
        if after == "0":
            out.append(match["match"])
            here += 1
            continue
        number = _leading_digits(template[here : here + digits])
        if digits > 1 and number and int(number) > len(groups):
            number = _leading_digits(template[here : here + digits - 1])
        if not number:
            out.append("$")
            continue
        index = int(number)
        if 0 < index <= len(groups) and groups[index - 1] is not None:
            out.append(groups[index - 1])
        here += len(str(index))
    return "".join([*out, template[here:]])


def _leading_digits(text: str) -> str:
    found = re.match(r"[0-9]*", text)
    return found[0] if found else ""


def _split(run: Run, text: Any, separator: Any, limit: Any = UNDEFINED) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    _check_limit(limit, "D3020")
    if limit is not UNDEFINED and limit <= 0:
        return []
    if separator is UNDEFINED:
        return [text]
    if type(separator) is str:
        pieces = text.split(separator) if separator else list(text)
        return pieces if limit is UNDEFINED else pieces[: math.trunc(limit)]
    pieces, here = [], 0
    for match in _matches(run, separator, text, limit):
        pieces.append(text[here : match["start"]])
        here = match["end"]
    if limit is UNDEFINED or len(pieces) < limit:
        pieces.append(text[here:])
    return pieces


def _join(texts: Any, separator: Any = UNDEFINED) -> Any:
    if texts is UNDEFINED:
        return UNDEFINED
    between = "" if separator is UNDEFINED else separator
    check_length(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _base64encode(text: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    return base64.b64encode(bytes(ord(character) & 0xFF for character in text)).decode()


def _base64decode(text: Any) -> Any:
    if text is UNDEFINED:
        return UNDEFINED
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text.partition("=")[0].replace("-", "+").replace("_", "/"))
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("latin-1")
    except binascii.Error:
        return ""


_UNRESERVED = "!~*'()"
_URL = ";/?:@&=+$,#" + _UNRESERVED


def _encode(safe: str, name: str) -> Any:
    def encode(text: Any) -> Any:
        if text is UNDEFINED:
            return UNDEFINED
        try:
            return quote(text, safe=safe)
        except UnicodeEncodeError:
            raise JsonataError("D3140", value=text, functionName=name) from None

    return encode


def _decode(keep: str, name: str) -> Any:
    kept = re.compile("|".join(f"%{ord(character):02X}" for character in keep), re.IGNORECASE) if keep else None

    def decode(text: Any) -> Any:
        if text is UNDEFINED:
            return UNDEFINED
        if re.search(r"%(?![0-9A-Fa-f]{2})", text):
            raise JsonataError("D3140", value=text, functionName=name)
        shielded = kept.sub(lambda found: "%25" + found[0][1:], text) if kept else text
        try:
            return unquote(shielded, errors="strict")
        except UnicodeDecodeError:
            raise JsonataError("D3140", value=text, functionName=name) from None

    return decode


FUNCTIONS = (
    Native("string", "<x-b?:s>", 1, string),
    Native("substring", "<s-nn?:s>", 3, _substring),
    Native("substringBefore", "<s-s:s>", 2, _substring_before),
    Native("substringAfter", "<s-s:s>", 2, _substring_after),
    Native("lowercase", "<s-:s>", 1, _lowercase),
    Native("uppercase", "<s-:s>", 1, _uppercase),
    Native("length", "<s-:n>", 1, _length),
    Native("trim", "<s-:s>", 1, _trim),
    Native("pad", "<s-ns?:s>", 3, _pad),
    Native("match", "<s-f<s:o>n?:a<o>>", 3, _match, runs=True),
    Native("contains", "<s-(sf):b>", 2, _contains, runs=True),
    Native("replace", "<s-(sf)(sf)n?:s>", 4, _replace, runs=True),
    Native("split", "<s-(sf)n?:a<s>>", 3, _split, runs=True),
    Native("join", "<a<s>s?:s>", 2, _join),
    Native("base64encode", "<s-:s>", 1, _base64encode),
    Native("base64decode", "<s-:s>", 1, _base64decode),
    Native("encodeUrlComponent", "<s-:s>", 1, _encode(_UNRESERVED, "encodeUrlComponent")),
    Native("encodeUrl", "<s-:s>", 1, _encode(_URL, "encodeUrl")),
    Native("decodeUrlComponent", "<s-:s>", 1, _decode("", "decodeUrlComponent")),
    Native("decodeUrl", "<s-:s>", 1, _decode(";/?:@&=+$,#", "decodeUrl")),
)
