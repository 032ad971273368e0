"""Timestamps as Step Functions reads them, in two degrees of strictness.

    parse_timestamp("2024-03-01T12:00:00.5+09:00")      # an aware datetime
    parse_timestamp("2024-03-01T12:00:00")              # None: no zone
    parse_timestamp("2024-03-01t12:00z")                # a datetime
    parse_rfc3339("2024-03-01t12:00z")                  # None

A Wait takes from a path or an expression what Java's ISO_OFFSET_DATE_TIME takes: seconds may be left out, T and Z may
be small letters. What a definition writes and what a Choice compares is RFC 3339
(https://states-language.net/spec.html#timestamps). A fraction finer than microseconds is cut.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?(Z|[+-]\d\d:\d\d(?::\d\d)?)",
    re.IGNORECASE | re.ASCII,
)


_STRICT = re.compile(r"[-\d]+T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def parse_rfc3339(text: str) -> datetime | None:
    """The moment, or None when the text is not written as the States Language asks."""
    return parse_timestamp(text) if _STRICT.fullmatch(text) else None


def parse_timestamp(text: str) -> datetime | None:
    """The moment, or None when the text is not a full timestamp."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute = (int(one) for one in found.groups()[:5])
    second = int(found[6] or 0)
    micro = int((found[7] or "").ljust(9, "0")[:6])
    try:
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(found[8]))
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    if text in "Zz":
        return UTC
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    offset = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    if offset > _FARTHEST or minutes > 59 or sum(seconds) > 59:
        raise ValueError(text)
    return timezone(-offset if text[0] == "-" else offset)


_FARTHEST = timedelta(hours=18)
