"""Text to tokens, one at a time, as the parser asks for them.

    tokens = Tokens("a[0] & 'x'")
    tokens.next(infix=False)     # Token(kind="name", value="a", position=1)

A `/` begins a regular expression where an operand may stand and divides elsewhere, so the parser says which it expects.
A token's position is the character after it, as the reference implementation counts.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from runtime.local.jsonata.errors import JsonataSyntaxError

TokenKind = Literal["name", "variable", "operator", "string", "number", "value", "regex", "end"]


class Pattern(NamedTuple):
    """A regular expression as written, and its flags (`i`, `m`)."""

    source: str
    flags: str


@dataclass(slots=True)
class Token:
    """One word of an expression; operators and the end carry their own text."""

    kind: TokenKind
    value: str | int | float | bool | Pattern | None
    position: int

    @property
    def operator(self) -> str:
        """The operator that this token is, or an empty string."""
        return str(self.value) if self.kind in ("operator", "end") else ""


_SPACE = " \t\n\r\v"
_PAIRS = ("..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??")
_SINGLES = frozenset(".[]{}(),@#;:?+-*/%|=<>^&!~")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?")
_WORD = re.compile(r"[^ \t\n\r\v.\[\]{}(),@#;:?+\-*/%|=<>^&!~]*")
_PLAIN = {'"': re.compile(r'[^"\\]*'), "'": re.compile(r"[^'\\]*")}
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Tokens:
    """The tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def next(self, *, infix: bool) -> Token:
        """The next token; `infix` where an operator is expected rather than an operand."""
        self._skip_space()
        text, start = self.text, self.position
        if start >= len(text):
            return Token("end", "(end)", len(text))
        first = text[start]
        if first == "/" and not infix:
            return self._regex()
        if text[start : start + 2] in _PAIRS:
            return self._take("operator", text[start : start + 2])
        if first in _SINGLES:
            return self._take("operator", first)
        if first in "\"'":
            return self._string(first)
        if number := _NUMBER.match(text, start):
            return self._number(number[0])
        if first == "`":
            return self._quoted_name()
        return self._word()

    def _take(self, kind: TokenKind, value: str) -> Token:
        self.position += len(value)
        return Token(kind, value, self.position)

    def _skip_space(self) -> None:
        text = self.text
        while self.position < len(text):
            if text[self.position] in _SPACE:
                self.position += 1
            elif text.startswith("/*", self.position):
                end = text.find("*/", self.position + 2)
                if end < 0:
                    raise JsonataSyntaxError("S0106", self.position)
                self.position = end + 2
            else:
                return

    def _number(self, digits: str) -> Token:
        value = float(digits)
        if value == float("inf"):
            raise JsonataSyntaxError("S0102", self.position, token=digits)
        self.position += len(digits)
        # 1.0 and 1e3 are the whole numbers 1 and 1000: a literal has no lexical form of its own.
        return Token("number", int(value) if value.is_integer() else value, self.position)

    def _string(self, quote: str) -> Token:
        text, parts = self.text, list[str]()
        self.position += 1
        while True:
            plain = _PLAIN[quote].match(text, self.position)
            assert plain is not None, "the pattern matches the empty string"
            parts.append(plain[0])
            self.position = plain.end()
            if self.position >= len(text):
                raise JsonataSyntaxError("S0101", self.position)
            if text[self.position] == quote:
                self.position += 1
                return Token("string", _join_surrogates("".join(parts)), self.position)
            parts.append(self._escape())

    def _escape(self) -> str:
        self.position += 1
        letter = self.text[self.position : self.position + 1]
        self.position += 1
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter != "u":
            raise JsonataSyntaxError("S0103", self.position - 1, token=letter)
        digits = _HEX.match(self.text, self.position)
        if digits is None:
            raise JsonataSyntaxError("S0104", self.position - 1)
        self.position += 4
        return chr(int(digits[0], 16))

    def _quoted_name(self) -> Token:
        end = self.text.find("`", self.position + 1)
        if end < 0:
            raise JsonataSyntaxError("S0105", len(self.text))
        name = self.text[self.position + 1 : end]
        self.position = end + 1
        return Token("name", name, self.position)

    def _word(self) -> Token:
        found = _WORD.match(self.text, self.position)
        assert found is not None, "the pattern matches the empty string"
        word, self.position = found[0], found.end()
        if word.startswith("$"):
            return Token("variable", word[1:], self.position)
        if word in ("and", "or", "in"):
            return Token("operator", word, self.position)
        if word in _WORDS:
            return Token("value", _WORDS[word], self.position)
        return Token("name", word, self.position)

    def _regex(self) -> Token:
        text, start = self.text, self.position + 1
        depth, here = 0, start
        while here < len(text):
            character = text[here]
            if character == "/" and depth == 0 and not _escaped(text, here):
                break
            if text[here - 1] != "\\":
                depth += (character in "([{") - (character in ")]}")
            here += 1
        else:
            raise JsonataSyntaxError("S0302", here)
        if here == start:
            raise JsonataSyntaxError("S0301", here)
        end = here + 1
        while end < len(text) and text[end] in "im":
            end += 1
        self.position = end
        return Token("regex", Pattern(text[start:here], text[here + 1 : end]), end)


def _escaped(text: str, here: int) -> bool:
    backslashes = 0
    while text[here - backslashes - 1] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _join_surrogates(text: str) -> str:
    r"""`\uD834\uDD1E` is one character, written as two halves."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
