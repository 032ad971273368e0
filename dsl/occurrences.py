"""When a schedule fires next, with the clock changes of its time zone as EventBridge Scheduler treats them.

    next_times(cron("30 2 * * ? *", timezone="Europe/Zurich"), after=datetime(2027, 3, 27, tzinfo=UTC), count=2)
    [2027-03-27T02:30+01:00, 2027-03-29T02:30+02:00]      the 28th has no 02:30: it is skipped

A local time that comes twice, when clocks are set back, fires the first time only. A rate counts elapsed time.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from dsl.cron_fields import Cron, days_of, parse_cron
from dsl.errors import Problems
from dsl.schedules import UNITS, Schedule
from dsl.zones import zone_named


def next_times(schedule: Schedule, after: datetime, count: int = 1) -> list[datetime]:
    """Up to `count` instants later than `after` (which has an offset) at which it fires, in its own time zone.

    Fewer where the schedule ends before. A rate is counted from its start, or from `after` where it has none.
    """
    after, begin = after.astimezone(UTC), schedule.start
    found = (
        moment
        for moment in _times(schedule, after)
        if moment > after and (begin is None or moment >= begin) and (schedule.end is None or moment <= schedule.end)
    )
    return list(islice(found, count))


def _times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    zone = zone_named(schedule.timezone) or UTC
    match schedule.kind:
        case "at":
            moment = datetime.fromisoformat(schedule.text).replace(tzinfo=zone)
            if _exists(moment):
                yield moment
        case "rate":
            yield from _rate_times(schedule, after)
        case "cron":
            problems = Problems(schedule.expression)
            fields = parse_cron(schedule.text, problems)
            problems.raise_any()
            assert fields is not None
            begin = max(after, schedule.start - timedelta(seconds=1)) if schedule.start else after
            local = begin.astimezone(zone).replace(tzinfo=None)
            for moment in _cron_times(fields, local):
                instant = moment.replace(tzinfo=zone)
                if _exists(instant):
                    yield instant
                    if schedule.end is not None and instant > schedule.end:
                        return


def _rate_times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    number, unit = schedule.text.split()
    interval = timedelta(seconds=int(number) * UNITS[unit.removesuffix("s")])
    start = (schedule.start or after).astimezone(UTC)
    passed = max(0, (after.astimezone(UTC) - start) // interval)
    moment = start + passed * interval
    while schedule.end is None or moment <= schedule.end:
        yield moment
        moment += interval


def _cron_times(cron: Cron, after: datetime) -> Iterator[datetime]:
    """Local times that match, from the beginning of the day before `after`: clock changes move less than a day."""
    begin = after - timedelta(days=1)
    for year in sorted(year for year in cron.years if year >= begin.year):
        for month in sorted(cron.months):
            if (year, month) < (begin.year, begin.month):
                continue
            for day in days_of(cron, year, month):
                if (year, month, day) < (begin.year, begin.month, begin.day):
                    continue
                for hour in sorted(cron.hours):
                    for minute in sorted(cron.minutes):
                        yield datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the zone is put on later


def _exists(moment: datetime) -> bool:
    """Whether the local time is one that the zone's clocks show."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)
