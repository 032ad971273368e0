"""Reading dates by picture string: `$toMillis("23/03/2018", "[D]/[M]/[Y]")`.

    read_date("2018", "[Y]", Moment(now))     # 1514764800000

The picture becomes a regular expression; the components found must name a date without a gap. What is missing before
the first one (the year, for a bare time) is taken from now, what is missing after the last one is the first of its
kind.
"""

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.library.date_pictures import DAYS, MONTHS, Marker, picture_parts
from runtime.local.jsonata.library.integers import integer_reader
from runtime.local.jsonata.library.moments import DAY, Moment, civil_from_days, days_from_civil
from runtime.local.jsonata.values import UNDEFINED

_Reader = Callable[[str], Any]


@cache
def _reader(picture: str) -> tuple[re.Pattern[str], tuple[tuple[str, _Reader], ...]]:
    pattern, readers = "", list[tuple[str, _Reader]]()
    for part in picture_parts(picture):
        if isinstance(part, str):
            pattern += re.escape(part)
            continue
        source, read = _component_reader(part)
        pattern += f"({source})"
        readers.append((part.component, read))
    return re.compile(pattern, re.IGNORECASE | re.ASCII), tuple(readers)


def _component_reader(marker: Marker) -> tuple[str, _Reader]:
    if marker.component in "Zz":
        return _zone_reader(marker)
    if marker.component == "f":
        return "[0-9]+", lambda text: float(f"0.{text[:3]}") * 1000
    if marker.integer is not None:
        return integer_reader(marker.integer)
    names = _names(marker)
    return "[a-zA-Z]+", names.get


def _names(marker: Marker) -> dict[str, int]:
    if marker.component in "Mx":
        return {name[: marker.widest]: number for number, name in enumerate(MONTHS, start=1)}
    if marker.component == "F":
        return {name[: marker.widest]: number for number, name in enumerate(DAYS, start=1)}
    if marker.component == "P":
        return {"am": 0, "AM": 0, "pm": 1, "PM": 1}
    raise JsonataError("D3133", value=marker.component)


def _zone_reader(marker: Marker) -> tuple[str, _Reader]:
    form = marker.integer
    assert form is not None, "a zone always has digits"
    sign = form.separators[0][1] if form.every else None
    lead = "GMT" if marker.component == "z" else ""

    def read(text: str) -> int:
        digits = text[len(lead) :]
        if sign is not None:
            hours, _, minutes = digits.partition(sign)
        elif len(digits) <= 3:
            hours, minutes = digits, "0"
        else:
            hours, minutes = digits[:3], digits[3:]
        return int(hours) * 60 + int(minutes)

    return f"{lead}[-+][0-9]+" + (f"{re.escape(sign)}[0-9]+" if sign is not None else ""), read


def read_date(text: str, picture: str, now: Moment) -> Any:
    """Milliseconds since 1970, or `UNDEFINED` where the text does not fit the picture.

    Raises:
        JsonataError: D3136, the picture names too little of a date.
    """
    pattern, readers = _reader(picture)
    match = pattern.fullmatch(text)
    if match is None or not readers:
        return UNDEFINED
    found: dict[str, Any] = {}
    for (component, read), written in zip(readers, match.groups(), strict=True):
        value = read(written)
        if value is not None:
            found[component] = value
    date, time = _style(found)
    _complete(found, date, time, now)
    return _millis(found, date, time)


def _style(found: dict[str, Any]) -> tuple[str, str]:
    """Which way of naming a date and a time the components follow: the first that has a place for all of them."""
    named = {component for component, value in found.items() if value}
    date = next((order for letters, order in _DATES if _is_of(named & set("YXMxWwdD"), letters)), "YMD")
    time = next((order for letters, order in _TIMES if _is_of(named & set("PHhmsf"), letters)), "Hmsf")
    return date, time


_DATES = (("YMD", "YMD"), ("Yd", "YD"), ("Xxw", "XxwF"), ("XW", "XWF"))
_TIMES = (("Hmsf", "Hmsf"), ("Phmsf", "Phmsf"))


def _is_of(components: set[str], letters: str) -> bool:
    return bool(components) and components <= set(letters)


def _complete(found: dict[str, Any], date: str, time: str, now: Moment) -> None:
    if date in ("XxwF", "XWF"):
        raise JsonataError("D3136")
    begun = ended = False
    for component in date + time:
        if component in found:
            begun = True
            if ended:
                raise JsonataError("D3136")
        elif begun:
            found[component] = 1 if component in "MDd" else 0
            ended = True
        else:
            found[component] = now.field(component)


def _millis(found: dict[str, Any], date: str, time: str) -> Any:
    if date == "YD":
        _, month, day = civil_from_days(days_from_civil(found["Y"], 1, 1) + found["d"] - 1)
    else:
        month, day = max(found.get("M") or 1, 1), found["D"]
    hour = found.get("H", 0)
    if time == "Phmsf":
        hour = (0 if found["h"] == 12 else found["h"]) + (12 if found.get("P") == 1 else 0)
    seconds = hour * 3600 + found["m"] * 60 + found["s"]
    millis = days_from_civil(found["Y"], month, day) * DAY + seconds * 1000 + math.trunc(found["f"])
    return millis - (found.get("Z") or found.get("z") or 0) * 60_000
