"""Date picture strings, taken apart: `[Y]-[M01]` is a marker, the text `-`, a marker.

    picture_parts("[D1o] [MNn]")     # (Marker("D", …), " ", Marker("M", names="title", …))

JSONata: https://docs.jsonata.org/date-time-functions
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.library.integers import IntegerPicture, integer_picture

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

_USUAL = {
    "Y": "1", "M": "1", "D": "1", "d": "1", "F": "n", "W": "1", "w": "1", "X": "1", "x": "1", "H": "1", "h": "1",
    "P": "n", "m": "01", "s": "01", "f": "1", "Z": "01:01", "z": "01:01", "C": "n", "E": "n",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """One `[…]` of a picture."""

    component: str
    modifier: str = ""
    """`o` for ordinals, `t` for `Z` where the offset is zero."""
    names: Literal["lower", "upper", "title"] | None = None
    widest: int | None = None
    integer: IntegerPicture | None = None
    year_digits: int = -1
    """How many digits of a year to show; -1 for all."""


@cache
def picture_parts(picture: str) -> tuple[Marker | str, ...]:
    """The markers and the text between them.

    Raises:
        JsonataError: D3132 for an unknown component, D3135 for a bracket that is not closed.
    """
    parts: list[Marker | str] = []
    here = 0
    while here < len(picture):
        opening = picture.find("[", here)
        text = picture[here:] if opening < 0 else picture[here:opening]
        if text:
            parts.append(text.replace("]]", "]"))
        if opening < 0:
            break
        if picture[opening + 1 : opening + 2] == "[":
            parts.append("[")
            here = opening + 2
            continue
        closing = picture.find("]", opening)
        if closing < 0:
            raise JsonataError("D3135")
        _add(parts, _marker("".join(re.split(r"\s+", picture[opening + 1 : closing]))))
        here = closing + 1
    return tuple(parts)


def _add(parts: list[Marker | str], marker: Marker) -> None:
    """Numbers that follow each other directly are read with the width that the first one is written with."""
    before = parts[-1] if parts else None
    numbers = marker.integer is not None and marker.component not in "Zz"
    if numbers and isinstance(before, Marker) and before.integer is not None:
        parts[-1] = replace(before, integer=replace(before.integer, parse_width=before.integer.mandatory))
    parts.append(marker)


def _width(text: str) -> int | None:
    found = re.match(r"[0-9]+", text)
    return int(found[0]) if found else None


def _marker(text: str) -> Marker:
    component = text[:1]
    head, comma, widths = text.rpartition(",")
    if not comma:
        head = text
    least, _, most = widths.partition("-") if comma else ("", "", "")
    if component not in _USUAL:
        raise JsonataError("D3132", value=component)
    form = head[1:]
    modifier = form[-1] if len(form) > 1 and form[-1] in "atco" else ""
    form = form[:-1] if modifier else form or _USUAL[component]
    marker = Marker(component, modifier, widest=_width(most) if comma else None)
    if form.startswith("n"):
        return replace(marker, names="lower")
    if form.startswith("N"):
        return replace(marker, names="title" if form[1:2] == "n" else "upper")
    if component in "Zz":
        return replace(marker, integer=integer_picture(form))
    if component not in "YMDdFWwXxHhmsf":
        return marker
    return _number_marker(marker, f"{form};{modifier}" if modifier else form, _width(least))


def _number_marker(marker: Marker, form: str, least: int | None) -> Marker:
    integer = integer_picture(form)
    if least is not None and integer.primary == "decimal" and integer.mandatory < least:
        integer = replace(integer, mandatory=least)
    if marker.component != "Y":
        return replace(marker, integer=integer)
    if marker.widest is not None:
        digits = marker.widest
        return replace(marker, integer=replace(integer, mandatory=digits), year_digits=digits)
    wide = integer.mandatory + integer.optional
    return replace(marker, integer=integer, year_digits=wide if wide >= 2 else -1)
