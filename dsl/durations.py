"""Lengths of time, said in words: `minutes(10)`, `seconds(2)`, `hours(6)`, `days(1)`.

    @step(timeout=minutes(10))
    wait(seconds(pause))            # `pause` may be a number that the pipeline computed

Each is a plain `timedelta`.
"""

from datetime import timedelta


def seconds(number: float, /) -> timedelta:
    """`number` seconds.

    wait(seconds(90))
    """
    return timedelta(seconds=number)


def minutes(number: float, /) -> timedelta:
    """`number` minutes.

    @step(timeout=minutes(5))
    """
    return timedelta(minutes=number)


def hours(number: float, /) -> timedelta:
    """`number` hours.

    rate(hours(6))
    """
    return timedelta(hours=number)


def days(number: float, /) -> timedelta:
    """`number` days of 24 hours.

    wait(days(2))
    """
    return timedelta(days=number)


def whole_seconds(duration: timedelta) -> int | None:
    """The duration as a whole number of seconds, as Step Functions counts; None where it has a fraction.

    >>> whole_seconds(timedelta(minutes=2)), whole_seconds(timedelta(milliseconds=1500))
    (120, None)
    """
    total = duration.total_seconds()
    return int(total) if total.is_integer() else None
