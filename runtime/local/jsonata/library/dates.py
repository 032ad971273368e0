"""Dates and times: `$now`, `$millis`, `$fromMillis`, `$toMillis`, with XPath's picture strings.

    from_millis(run, 1521801216617, "[Y]-[M01]-[D01]")     # "2018-03-23"

Source: https://www.w3.org/TR/xpath-functions-31/#date-picture-string. Reading by picture is in `date_reading`.
"""

import math
import re
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Run
from runtime.local.jsonata.library.date_pictures import DAYS, MONTHS, Marker, picture_parts
from runtime.local.jsonata.library.date_reading import read_date
from runtime.local.jsonata.library.integers import integer_picture, write_integer
from runtime.local.jsonata.library.moments import DAY, Moment, days_from_civil
from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.values import UNDEFINED, number

_ISO_PICTURE = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"
_ISO = re.compile(
    r"(\d{4})(?:-([01]\d))?(?:-([0-3]\d))?(?:T([0-2]\d):([0-5]\d):([0-5]\d))?(?:\.(\d+))?(?:([+-])([0-2]\d):?([0-5]\d)|Z)?",
    re.ASCII,
)


def from_millis(_run: Run, millis: Any, picture: Any = UNDEFINED, timezone: Any = UNDEFINED) -> Any:
    """`$fromMillis`: a point in time as text, in a zone such as "-0500"."""
    if millis is UNDEFINED:
        return UNDEFINED
    hours, minutes = _offset(timezone)
    moment = Moment(math.trunc(millis) + (60 * hours + minutes) * 60_000)
    parts = picture_parts(_ISO_PICTURE if picture is UNDEFINED else picture)
    return "".join(part if isinstance(part, str) else _write(moment, part, hours, minutes) for part in parts)


def _offset(timezone: Any) -> tuple[int, int]:
    if timezone is UNDEFINED:
        return 0, 0
    found = re.match(r"\s*[-+]?[0-9]+", timezone)
    if found is None:
        raise JsonataError("D3110", value=timezone)
    offset = int(found[0])
    return offset // 100, int(math.fmod(offset, 100))


def _write(moment: Moment, marker: Marker, hours: int, minutes: int) -> str:
    if marker.component in "Zz":
        return _write_zone(marker, hours, minutes)
    value = moment.field(marker.component)
    if isinstance(value, str):
        return value.upper() if marker.names == "upper" and marker.component == "P" else value
    if marker.names is not None and marker.component != "f":
        return _write_name(marker, value)
    if marker.component == "Y" and marker.year_digits > 0:
        value %= 10**marker.year_digits
    if marker.integer is None:
        raise JsonataError("D3133", value=marker.component)
    return write_integer(value, marker.integer)


def _write_name(marker: Marker, value: int) -> str:
    if marker.component in "Mx":
        name = MONTHS[value - 1]
    elif marker.component == "F":
        name = DAYS[value - 1]
    else:
        raise JsonataError("D3133", value=marker.component)
    if marker.names != "title":
        name = name.upper() if marker.names == "upper" else name.lower()
    return name if marker.widest is None else name[: marker.widest]


def _write_zone(marker: Marker, hours: int, minutes: int) -> str:
    offset = hours * 100 + minutes
    if offset == 0 and marker.modifier == "t":
        return "Z"
    form = marker.integer
    assert form is not None, "a zone always has digits"
    if form.every:
        text = write_integer(offset, form)
    elif form.mandatory in (1, 2):
        text = write_integer(hours, form)
        text += f":{write_integer(minutes, integer_picture('00'))}" if minutes else ""
    elif form.mandatory in (3, 4):
        text = write_integer(offset, form)
    else:
        raise JsonataError("D3134", value=form.mandatory)
    return ("GMT" if marker.component == "z" else "") + ("+" if offset >= 0 else "") + text


def to_millis(run: Run, timestamp: Any, picture: Any = UNDEFINED) -> Any:
    """`$toMillis`: the point in time that an ISO 8601 text, or a text in the picture's form, says."""
    if timestamp is UNDEFINED:
        return UNDEFINED
    if picture is not UNDEFINED:
        return read_date(timestamp, picture, Moment(_millis(run)))
    found = _ISO.fullmatch(timestamp)
    millis = _iso_millis(found) if found else None
    if millis is None:
        raise JsonataError("D3110", value=timestamp)
    return millis


def _iso_millis(found: re.Match[str]) -> int | None:
    year, month, day, hour, minute, second, fraction, sign, zone_hours, zone_minutes = found.groups()
    moment = int(month or 1), int(day or 1), int(hour or 0)
    if not (1 <= moment[0] <= 12 and 1 <= moment[1] <= 31 and moment[2] <= 24) or (fraction and hour is None):
        return None
    if moment[2] == 24 and (minute, second, int(fraction or 0)) != ("00", "00", 0):
        return None
    millis = days_from_civil(int(year), moment[0], moment[1]) * DAY
    millis += (moment[2] * 3600 + int(minute or 0) * 60 + int(second or 0)) * 1000
    millis += int((fraction or "0")[:3].ljust(3, "0"))
    shift = (int(zone_hours or 0) * 60 + int(zone_minutes or 0)) * 60_000
    return millis - shift if sign != "-" else millis + shift


def _millis(run: Run) -> int:
    return int(number(round(run.now().timestamp() * 1000)))


def _now(run: Run, picture: Any = UNDEFINED, timezone: Any = UNDEFINED) -> Any:
    return from_millis(run, _millis(run), picture, timezone)


FUNCTIONS = (
    Native("now", "<s?s?:s>", 2, _now, runs=True),
    Native("millis", "<:n>", 0, _millis, runs=True),
    Native("toMillis", "<s-s?:n>", 2, to_millis, runs=True),
    Native("fromMillis", "<n-s?s?:s>", 3, from_millis, runs=True),
)
