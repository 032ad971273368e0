"""When a pipeline starts by itself: `cron`, `rate` and `at`, as Amazon EventBridge Scheduler means them.

    @pipeline(schedule=cron("0 3 * * ? *", timezone="Asia/Tokyo"))
    @pipeline(schedule=rate(hours(6)))
    @pipeline(schedule=at("2027-04-01T09:00:00", timezone="Europe/Zurich"))

Expressions are checked where they are written, by AWS's rules. `dsl.occurrences` says when they fire.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from dsl.durations import whole_seconds
from dsl.errors import Problems
from dsl.retries import shown
from dsl.values import dataclass, field

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal


SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""In a schedule's input: Scheduler puts the time at which it should start here, as `2027-04-01T09:00:00Z`."""

LONGEST_WINDOW = 1440
"""Minutes; the longest flexible time window of EventBridge Scheduler."""


@dataclass(frozen=True)
class Schedule:
    """A checked schedule. Made by `cron`, `rate` and `at`."""

    kind: Literal["cron", "rate", "at"]
    text: str
    """What stands between the parentheses of the expression: `0 3 * * ? *`."""
    timezone: str = "UTC"
    """An IANA name; a rate counts elapsed time and does not heed it."""
    input: Mapping[str, Any] | None = field(default=None, hash=False)
    """The JSON object that each start gives the pipeline; None gives `{}`."""
    start: datetime | None = None
    end: datetime | None = None
    """Between which instants the schedule is at work, with a UTC offset; None sets no bound."""
    window: timedelta | None = None
    """Within which time after the planned one Scheduler may start, in whole minutes; None starts on the minute."""

    @property
    def expression(self) -> str:
        """The whole expression: `cron(0 3 * * ? *)`."""
        return f"{self.kind}({self.text})"


def cron(
    fields: str,
    /,
    *,
    timezone: str = "UTC",
    input: Mapping[str, Any] | None = None,  # noqa: A002 - Scheduler's own word
    start: datetime | None = None,
    end: datetime | None = None,
    window: timedelta | None = None,
) -> Schedule:
    """At the times that match six fields: minute, hour, day of month, month, day of week (1 is Sunday), year.

        @pipeline(schedule=cron("0 3 * * ? *", timezone="Asia/Tokyo"))

    One of the two day fields is `?`. A local time that a clock change skips is left out; one that comes twice fires
    once.
    Raises `DeclarationError` naming each field that is wrong.
    """
    from dsl.cron_fields import parse_cron  # only what schedules something pays for the parser

    problems = Problems(f"cron({fields!r})")
    if problems.add(isinstance(fields, str), "give the six fields as a text: cron('0 3 * * ? *')"):
        parse_cron(fields, problems)
        fields = " ".join(fields.split())
    _check_rest(timezone, input, start, end, window, problems)
    problems.raise_any()
    return Schedule("cron", fields, timezone, input, start, end, window)


def rate(
    interval: timedelta | str,
    /,
    *,
    input: Mapping[str, Any] | None = None,  # noqa: A002 - Scheduler's own word
    start: datetime | None = None,
    end: datetime | None = None,
    window: timedelta | None = None,
) -> Schedule:
    """Again and again after `interval` of elapsed time: `rate(hours(6))`, `rate("5 minutes")`.

    A whole number of minutes, 1 or more. Raises `DeclarationError` otherwise.
    """
    problems = Problems(f"rate({shown(interval)})")
    text = _rate_of_text(interval, problems) if isinstance(interval, str) else _rate_of_length(interval, problems)
    _check_rest("UTC", input, start, end, window, problems)
    problems.raise_any()
    return Schedule("rate", text, "UTC", input, start, end, window)


def at(
    moment: datetime | str,
    /,
    *,
    timezone: str = "UTC",
    input: Mapping[str, Any] | None = None,  # noqa: A002 - Scheduler's own word
    window: timedelta | None = None,
) -> Schedule:
    """Once, at this local time of `timezone`: `at("2027-04-01T09:00:00", timezone="Europe/Zurich")`.

    The time is whole seconds and has no UTC offset of its own. Raises `DeclarationError` otherwise.
    """
    problems = Problems(f"at({str(moment)!r})")
    text = _moment(moment, problems)
    _check_rest(timezone, input, None, None, window, problems)
    problems.raise_any()
    return Schedule("at", text, timezone, input, None, None, window)


UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}


def _rate_of_text(text: str, problems: Problems) -> str:
    number, _, unit = text.strip().partition(" ")
    singular = unit.removesuffix("s")
    counted = number.isascii() and number.isdigit() and int(number) > 0
    fine = problems.add(counted and singular in UNITS, 'give a whole number, 1 or more, and a unit: rate("5 minutes")')
    if not fine:
        return text
    wanted = singular if int(number) == 1 else f"{singular}s"
    problems.add(unit == wanted, f'AWS takes the singular for 1 only; write rate("{int(number)} {wanted}")')
    return f"{int(number)} {wanted}"


def _rate_of_length(length: object, problems: Problems) -> str:
    total = whole_seconds(length) if isinstance(length, timedelta) else None
    if not problems.add(
        total is not None and total > 0 and total % 60 == 0,
        "give whole minutes, 1 or more: rate(minutes(5)) or rate('5 minutes')",
    ):
        return ""
    assert total is not None
    unit = next(unit for unit in ("day", "hour", "minute") if total % UNITS[unit] == 0)
    number = total // UNITS[unit]
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _moment(moment: object, problems: Problems) -> str:
    said = "give a local time without an offset: at('2027-04-01T09:00:00', timezone='Europe/Zurich')"
    if isinstance(moment, str):
        try:
            parsed = datetime.fromisoformat(moment)
        except ValueError:
            problems.add(False, said)
            return moment
        problems.add(len(moment) == len("yyyy-mm-ddThh:mm:ss") and "T" in moment, said)
        moment = parsed
    if problems.add(isinstance(moment, datetime), said):
        assert isinstance(moment, datetime)
        problems.add(moment.tzinfo is None and moment.microsecond == 0, said)
        return moment.replace(tzinfo=None, microsecond=0).isoformat()
    return ""


def _check_rest(
    timezone: object, given: object, start: object, end: object, window: object, problems: Problems
) -> None:
    from dsl.zones import check_zone

    check_zone(timezone, problems)
    named = given is None or (isinstance(given, Mapping) and all(isinstance(key, str) for key in given))
    problems.add(named, f"input is {given!r}; give a dict of the pipeline's parameters")
    for label, bound in (("start", start), ("end", end)):
        aware = bound is None or (isinstance(bound, datetime) and bound.utcoffset() is not None)
        problems.add(
            aware, f"{label} is {bound!r}; give a datetime with a UTC offset: datetime(2027, 4, 1, tzinfo=UTC)"
        )
        if not aware:
            return
    if isinstance(start, datetime) and isinstance(end, datetime):
        problems.add(start < end, "start is not before end")
    if window is not None:
        total = whole_seconds(window) if isinstance(window, timedelta) else None
        problems.add(
            total is not None and total % 60 == 0 and 1 <= total // 60 <= LONGEST_WINDOW,
            f"window is {shown(window)}; give whole minutes, 1 to {LONGEST_WINDOW}: minutes(15)",
        )
