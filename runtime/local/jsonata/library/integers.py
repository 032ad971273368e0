"""Integers by picture string: digits, letters, Roman numerals, words.

    format_integer(2789, "I"), format_integer(2, "w;o")     # "MMDCCLXXXIX", "second"
    parse_integer("12,345", "#,##0")                        # 12345

Pictures are those of XPath's `format-integer` (https://www.w3.org/TR/xpath-functions-31/#formatting-integers).
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import Any, Literal

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.values import UNDEFINED, number

_SMALL = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
]
_SMALL_ORDINALS = [
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
]
_TENS = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
_POWERS = ["Thousand", "Million", "Billion", "Trillion"]
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ZEROS = (
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
)  # fmt: skip

_LARGEST_ROMAN = 1_000_000
"""Every thousand is an m, so larger ones would only be long."""

Primary = Literal["decimal", "letters", "roman", "words", "sequence"]
Case = Literal["upper", "lower", "title"]


@dataclass(frozen=True, slots=True)
class IntegerPicture:
    """What a picture asks for."""

    primary: Primary
    case: Case = "lower"
    ordinal: bool = False
    zero: int = 0x30
    """The code point of the zero of the digits to use."""
    mandatory: int = 0
    optional: int = 0
    separators: tuple[tuple[int, str], ...] = ()
    """Digits from the right, and the sign that stands there."""
    every: int = 0
    """The distance of the separators where it is regular, else 0."""
    source: str = ""
    parse_width: int = 0
    """How many digits to read where another number follows directly; 0 for all."""


@cache
def integer_picture(text: str) -> IntegerPicture:
    """Read a picture such as `#,##0`, `w`, `I` or `1;o`."""
    main, found, modifier = text.rpartition(";")
    if not found:
        main = text
    ordinal = bool(found) and modifier.startswith("o")
    case: Case = "title" if main == "Ww" else "upper" if main.isupper() else "lower"
    if main.lower() in _NAMED and main != "wW":
        return IntegerPicture(_NAMED[main.lower()], case=case, ordinal=ordinal)
    return replace(_decimal_picture(main), ordinal=ordinal)


_NAMED: dict[str, Primary] = {"a": "letters", "i": "roman", "w": "words", "ww": "words"}


def _decimal_picture(text: str) -> IntegerPicture:
    zero, mandatory, optional = 0, 0, 0
    separators: list[tuple[int, str]] = []
    for character in reversed(text):
        family = next((start for start in _ZEROS if start <= ord(character) <= start + 9), 0)
        if family:
            if zero and family != zero:
                raise JsonataError("D3131")
            zero = family
            mandatory += 1
        elif character == "#":
            optional += 1
        else:
            separators.append((mandatory + optional, character))
    if not mandatory:
        return IntegerPicture("sequence", source=text)
    every = _regular(separators)
    return IntegerPicture("decimal", "lower", False, zero, mandatory, optional, tuple(separators), every)


def _regular(separators: list[tuple[int, str]]) -> int:
    if not separators or len({sign for _, sign in separators}) > 1:
        return 0
    positions = [position for position, _ in separators]
    factor = reduce(math.gcd, positions)
    return factor if all(number * factor in positions for number in range(1, len(positions) + 1)) else 0


def format_integer(value: Any, picture: Any = UNDEFINED) -> Any:
    """`$formatInteger`."""
    if value is UNDEFINED:
        return UNDEFINED
    return write_integer(math.floor(value), integer_picture(picture))


def write_integer(value: int, picture: IntegerPicture) -> str:
    """A number in the form that a picture asks for."""
    size = abs(value)
    match picture.primary:
        case "letters":
            text = _letters(size, "A" if picture.case == "upper" else "a")
        case "roman":
            if size > _LARGEST_ROMAN:
                raise JsonataError("D1001", value=value)
            text = _roman(size)
            text = text.upper() if picture.case == "upper" else text
        case "words":
            text = _words(size, ordinal=picture.ordinal)
            text = text.upper() if picture.case == "upper" else text.lower() if picture.case == "lower" else text
        case "decimal":
            text = _digits(size, picture)
        case _:
            raise JsonataError("D3130", value=picture.source)
    return f"-{text}" if value < 0 else text


def _digits(value: int, picture: IntegerPicture) -> str:
    text = str(value).rjust(picture.mandatory, "0")
    if picture.zero != 0x30:
        text = "".join(chr(ord(digit) - 0x30 + picture.zero) for digit in text)
    if picture.every:
        text = _grouped(text, picture.every, picture.separators[0][1])
    else:
        for position, sign in reversed(picture.separators):
            if position < len(text):
                text = text[: len(text) - position] + sign + text[len(text) - position :]
    if picture.ordinal:
        teen = len(text) > 1 and text[-2] == "1"
        text += "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
    return text


def _grouped(digits: str, every: int, sign: str) -> str:
    head = len(digits) % every or every
    return sign.join([digits[:head], *[digits[here : here + every] for here in range(head, len(digits), every)]])


def _letters(value: int, first: str) -> str:
    letters = ""
    while value > 0:
        value, digit = divmod(value - 1, 26)
        letters = chr(ord(first) + digit) + letters
    return letters


def _roman(value: int) -> str:
    text = ""
    for size, numeral in _ROMAN:
        times, value = divmod(value, size)
        text += numeral * times
    return text


def _words(value: int, *, ordinal: bool, joined: str = "") -> str:
    """`joined` is what stands before when the number continues a larger one."""
    if value < 20:
        return (" and " if joined else "") + (_SMALL_ORDINALS if ordinal else _SMALL)[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        word = (" and " if joined else "") + _TENS[tens - 2]
        if rest:
            return f"{word}-{_words(rest, ordinal=ordinal)}"
        return word[:-1] + "ieth" if ordinal else word
    if value < 1000:
        size, name = 100, "Hundred"
    else:
        power = min((len(str(value)) - 1) // 3, len(_POWERS))
        size, name = 1000**power, _POWERS[power - 1]
    many, rest = divmod(value, size)
    word = f"{', ' if joined else ''}{_words(many, ordinal=False)} {name}"
    if rest:
        return word + _words(rest, ordinal=ordinal, joined="yes")
    return word + "th" if ordinal else word


def parse_integer(text: Any, picture: Any = UNDEFINED) -> Any:
    """`$parseInteger`."""
    if text is UNDEFINED:
        return UNDEFINED
    return integer_reader(integer_picture(picture))[1](text)


def integer_reader(picture: IntegerPicture) -> tuple[str, Callable[[str], Any]]:
    """A regular expression for numbers in this form, and the function that reads them."""
    upper = picture.case == "upper"
    match picture.primary:
        case "letters":
            return ("[A-Z]+" if upper else "[a-z]+"), lambda text: _from_letters(text, "A" if upper else "a")
        case "roman":
            return ("[MDCLXVI]+" if upper else "[mdclxvi]+"), lambda text: number(_from_roman(text))
        case "words":
            return f"(?:{'|'.join([*_WORD_VALUES, 'and', '[-, ]'])})+", _from_words
        case "decimal":
            width = f"{{{picture.parse_width}}}" if picture.parse_width else "+"
            suffix = "(?:th|st|nd|rd)" if picture.ordinal else ""
            return f"[0-9]{width}{suffix}", lambda text: _from_digits(text, picture)
        case "sequence":
            raise JsonataError("D3130", value=picture.source)


def _from_digits(text: str, picture: IntegerPicture) -> Any:
    digits = text[:-2] if picture.ordinal else text
    for sign in {","} if picture.every else {sign for _, sign in picture.separators}:
        digits = digits.replace(sign, "")
    if picture.zero != 0x30:
        # A digit of another family is no digit here.
        values = (ord(digit) - picture.zero for digit in digits)
        digits = "".join(str(value) if 0 <= value <= 9 else " " for value in values)
    leading = re.match(r"\s*[-+]?[0-9]+", digits)
    return int(leading[0]) if leading else math.nan


def _from_letters(text: str, first: str) -> int:
    return sum((ord(letter) - ord(first) + 1) * 26**power for power, letter in enumerate(reversed(text)))


def _from_roman(text: str) -> float:
    total, largest = 0.0, 1.0
    for letter in reversed(text.lower()):
        value = next((size for size, numeral in _ROMAN if numeral == letter), math.nan)
        if value < largest:
            total -= value
        else:
            largest = value
            total += value
    return total


def _word_values() -> dict[str, int]:
    values = {word.lower(): number for number, word in enumerate(_SMALL)}
    values |= {word.lower(): number for number, word in enumerate(_SMALL_ORDINALS)}
    for tens, word in enumerate([*_TENS, "Hundred"], start=2):
        values[word.lower()] = values[word.lower()[:-1] + "ieth"] = tens * 10
    values["hundredth"] = 100
    for power, word in enumerate(_POWERS, start=1):
        values[word.lower()] = values[word.lower() + "th"] = 1000**power
    return values


_WORD_VALUES = _word_values()


def _from_words(text: str) -> Any:
    segments = [0]
    for word in re.split(r",\s|\sand\s|[\s\\-]", text.lower()):
        value = _WORD_VALUES.get(word)
        if value is None:
            return math.nan
        if value < 100:
            top = segments.pop()
            if top >= 1000:
                segments.append(top)
                top = 0
            segments.append(top + value)
        else:
            segments.append(segments.pop() * value)
    return sum(segments)
