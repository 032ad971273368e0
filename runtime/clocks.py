"""Durations as MySQL's TIME writes them: hours that may pass 24, a sign, a fraction of a second.

    >>> clock(timedelta(microseconds=-500000)), clock(timedelta(hours=838, minutes=59, seconds=59))
    ('-00:00:00.500000', '838:59:59')
    >>> duration("-00:00:00.5") == timedelta(microseconds=-500000)
    True

A TIME runs from -838:59:59 to 838:59:59, which `datetime.time` cannot say.
"""

from datetime import timedelta


def clock(value: timedelta) -> str:
    """A duration as text; six digits of a second's fraction where there is one."""
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    hours, rest = divmod(value.days * 86_400 + value.seconds, 3600)
    fraction = f".{value.microseconds:06d}" if value.microseconds else ""
    return f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}{fraction}"


def duration(text: str) -> timedelta:
    """The duration that a text means. Raises ValueError for any other text."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes, rest = text.lstrip("-").split(":")
    whole, _, fraction = rest.partition(".")
    microseconds = int(fraction[:6].ljust(6, "0")) if fraction else 0
    return sign * timedelta(hours=int(hours), minutes=int(minutes), seconds=int(whole), microseconds=microseconds)
