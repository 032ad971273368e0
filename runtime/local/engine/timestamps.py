"""Timestamps as Step Functions reads them: ISO 8601 with a zone.

    parse_timestamp("2024-03-01T12:00:00.5+09:00")      # an aware datetime
    parse_timestamp("2024-03-01T12:00:00")              # None: no zone

Seconds may be left out; a fraction finer than microseconds is cut.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)")


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
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
