r"""Regular expressions: JavaScript's and Java's syntax as Python's `re`, and the function that a literal `/…/` is.

    RegexFunction(Pattern(r"^(\w+)$", "i"), 0).call(["word"], UNDEFINED, run)["groups"]     # ["word"]

Differences that are bridged: `$` means the very end, `\d` `\w` are ASCII, `.` stops at every line terminator, named
groups, `\/`. What Python cannot do (a look-behind without a fixed width, `\p{…}`) is refused when the expression is
compiled.
"""

import re
from typing import Any

from runtime.local.jsonata.errors import JsonataError, JsonataSyntaxError
from runtime.local.jsonata.frames import Run
from runtime.local.jsonata.library.long_searches import SHORT, Spans, may_explode, search
from runtime.local.jsonata.tokens import Pattern
from runtime.local.jsonata.values import UNDEFINED, Function

_SPACES = r" \t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_ESCAPES = {"s": f"[{_SPACES}]", "S": f"[^{_SPACES}]", "/": "/", "z": r"\Z"}
_IN_CLASS = {"s": _SPACES, "/": "/"}
_TOKEN = re.compile(
    r"\\(?:k<(\w+)>|c([A-Za-z])|u\{([0-9A-Fa-f]+)\}|(.))|\[\^?\]?|\(\?<(?![=!])|[\].$&|~-]|.", re.DOTALL
)
_KNOWN = frozenset("dDwWbBnrtfvxu0123456789")


def translate(pattern: Pattern) -> "re.Pattern[str]":
    """The pattern for `re`.

    Raises:
        re.error: It cannot be said in Python.
    """
    flags = re.ASCII | (re.IGNORECASE if "i" in pattern.flags else 0) | (re.MULTILINE if "m" in pattern.flags else 0)
    parts: list[str] = []
    in_class = False
    for match in _TOKEN.finditer(pattern.source):
        text = match[0]
        if text.startswith("\\"):
            parts.append(_escape(match, in_class=in_class))
        elif in_class:
            in_class = text != "]"
            # A bracket or a doubled sign in a class will mean something in a later Python.
            parts.append("\\" + text if text in ("[", "&", "|", "~") else text.replace("[", r"\["))
        elif text.startswith("["):
            # `[]` matches nothing and `[^]` anything in JavaScript; Python reads the bracket as a member.
            parts.append({"[]": r"(?!)", "[^]": r"[\s\S]"}.get(text, text))
            in_class = not text.endswith("]")
        else:
            parts.append(_plain(text, pattern.flags))
    return re.compile("".join(parts), flags)


def _plain(text: str, flags: str) -> str:
    match text:
        case "$":
            return r"$" if "m" in flags else r"\Z"
        case ".":
            return r"[^\n\r\u2028\u2029]"
        case "(?<":
            return "(?P<"
        case _:
            return text


def _escape(match: re.Match[str], *, in_class: bool) -> str:
    name, control, code, letter = match.groups()
    if name is not None:
        return f"(?P={name})"
    if control is not None:
        return re.escape(chr(ord(control) % 32))
    if code is not None:
        return re.escape(chr(int(code, 16)))
    table = _IN_CLASS if in_class else _ESCAPES
    if letter in table:
        return table[letter]
    if letter in _KNOWN or not letter.isalnum():
        return "\\" + letter
    if letter in "pP":
        raise re.error(f"\\{letter} is not supported")
    return letter


class RegexFunction(Function):
    """`/…/`: takes a text (and where to start) and gives the first match, which in turn knows how to find the next."""

    __slots__ = ("arity", "explosive", "name", "pattern", "regex")

    def __init__(self, pattern: Pattern, position: int) -> None:
        self.name = None
        self.arity = 2
        self.pattern = pattern
        try:
            self.regex = translate(pattern)
        except re.error as error:
            raise JsonataSyntaxError("S0303", position, token=pattern.source, value=error.msg) from None
        self.explosive = may_explode(self.regex.pattern)

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:  # noqa: ARG002 - every function's form
        """The first match as an object, or nothing."""
        if not arguments or type(arguments[0]) is not str:
            return UNDEFINED
        start = arguments[1] if len(arguments) > 1 and type(arguments[1]) is int else 0
        return self.find(arguments[0], start)

    def find(self, text: str, start: int) -> Any:
        """The first match at or after `start`."""
        spans = self._spans(text, start)
        if spans is None:
            return UNDEFINED
        whole, *groups = [None if begin < 0 else text[begin:end] for begin, end in spans]
        begin, end = spans[0]
        return {"match": whole, "start": begin, "end": end, "groups": groups, "next": _Next(self, text, end)}

    def _spans(self, text: str, start: int) -> Spans | None:
        if self.explosive and len(text) - start > SHORT:
            return search(self.regex, text, start)
        match = self.regex.search(text, start)
        return None if match is None else [match.span(at) for at in range(self.regex.groups + 1)]


class _Next(Function):
    """Finds the match after one."""

    __slots__ = ("arity", "name", "regex", "start", "text")

    def __init__(self, regex: RegexFunction, text: str, start: int) -> None:
        self.name = None
        self.arity = 0
        self.regex = regex
        self.text = text
        self.start = start

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:  # noqa: ARG002 - every function's form
        if self.start >= len(self.text):
            return UNDEFINED
        found = self.regex.find(self.text, self.start)
        if found is not UNDEFINED and found["match"] == "":
            raise JsonataError("D1004", value=self.regex.pattern.source)
        return found
