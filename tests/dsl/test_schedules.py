"""Schedules: what AWS takes, what it refuses, and when they fire."""

# What is refused at run time is mostly what mypy would refuse, too.
# mypy: disable-error-code="arg-type, call-arg, call-overload, dict-item, list-item, misc, no-untyped-call"

from datetime import UTC, datetime, timedelta

import pytest

from dsl import DeclarationError, at, cron, days, hours, minutes, rate, seconds
from dsl.occurrences import next_times
from dsl.schedules import Schedule


@pytest.mark.parametrize(
    ("schedule", "expression"),
    [
        (cron("0 3 * * ? *"), "cron(0 3 * * ? *)"),
        (cron(" 0  3 * * ?   * "), "cron(0 3 * * ? *)"),
        (cron("0/15 8-18 ? jan-mar,DEC mon-FRI 2027-2030"), "cron(0/15 8-18 ? jan-mar,DEC mon-FRI 2027-2030)"),
        (rate(minutes(1)), "rate(1 minute)"),
        (rate(minutes(90)), "rate(90 minutes)"),
        (rate(hours(1)), "rate(1 hour)"),
        (rate(hours(48)), "rate(2 days)"),
        (rate("12 hours"), "rate(12 hours)"),
        (at("2027-04-01T09:00:00"), "at(2027-04-01T09:00:00)"),
        (at(datetime.fromisoformat("2027-04-01T09:00")), "at(2027-04-01T09:00:00)"),
    ],
)
def test_expression(schedule: Schedule, expression: str) -> None:
    assert schedule.expression == expression


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("0 3 * * *", "5 fields; AWS takes 6, a year last"),
        ("0 0 3 * * ? *", "7 fields; give 6"),
        ("cron(0 3 * * ? *)", "leave out the inner cron( )"),
        ("0 3 * * * *", "neither day field is ?"),
        ("0 3 ? * ? *", "both day fields are ?"),
        ("0 3 1 * MON *", "neither day field is ?"),
        ("60 3 * * ? *", "minute has 60; give 0 to 59"),
        ("0 24 * * ? *", "hour has 24; give 0 to 23"),
        ("0 3 0 * ? *", "day of month has 0; give 1 to 31"),
        ("0 3 32 * ? *", "day of month has 32"),
        ("0 3 * 13 ? *", "month has 13; give 1 to 12 or JAN to DEC"),
        ("0 3 * JANUARY ? *", "month has JANUARY"),
        ("0 3 ? * 0 *", "day of week has 0; give 1 to 7 or SUN to SAT"),
        ("0 3 ? * 8 *", "day of week has 8"),
        ("0 3 ? * FRI-MON *", "runs backwards; write FRI-SAT,SUN-MON"),
        ("0 22-2 * * ? *", "runs backwards; write 22-23,0-2"),
        ("*/0 3 * * ? *", "after / give a number, 1 or more"),
        ("*/x 3 * * ? *", "after / give a number, 1 or more"),
        ("0 3 ? * 3#6 *", "after # give 1 to 5"),
        ("0 3 ? * 3#1,6#3 *", "only one # item is allowed"),
        ("0 3 ? * 2/2 *", "AWS has no / there, so write MON,WED,FRI"),
        ("0 3 L-3 * ? *", "L, LW and 15W stand alone"),
        ("0 3 15W,20 * ? *", "L, LW and 15W stand alone"),
        ("0 3 32W * ? *", "give 1W to 31W"),
        ("0 3 WL * ? *", "the last working day is LW"),
        ("0 3 ? * L,2 *", "day of week has L"),
        ("0 3 31 2 ? *", "no date fits"),
        ("0 3 30W 2 ? *", "no date fits"),
        ("0 3 29 2 ? 2027", "no date fits"),
        ("0 3 * * ? 2020", "which is past"),
        ("0 3 * * ? 2200", "year has 2200; give 1970 to 2199"),
        ("0 3 , * ? *", "day of month has ''"),
        ("0 3 1- * ? *", "day of month has ''"),
        ("0 3 \u0661 * ? *", "day of month has \u0661"),
    ],
)
def test_cron_refused(fields: str, said: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        cron(fields)
    assert said in str(caught.value)


def test_every_field_is_told_at_once() -> None:
    with pytest.raises(DeclarationError) as caught:
        cron("60 24 0 13 ? 1", timezone="Mars/Olympus")
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: rate(seconds(30)), "whole minutes, 1 or more"),
        (lambda: rate(minutes(0)), "whole minutes, 1 or more"),
        (lambda: rate(5), "whole minutes"),
        (lambda: rate("1 minutes"), 'rate("1 minute")'),
        (lambda: rate("5 minute"), 'rate("5 minutes")'),
        (lambda: rate("5 weeks"), "a unit"),
        (lambda: rate("-5 minutes"), "1 or more"),
        (lambda: at("2027-04-01 09:00:00"), "local time without an offset"),
        (lambda: at("2027-04-01T09:00:00Z"), "local time without an offset"),
        (lambda: at("soon"), "local time without an offset"),
        (lambda: at(datetime(2027, 4, 1, tzinfo=UTC)), "local time without an offset"),
        (lambda: cron("0 3 * * ? *", timezone="Asia/Tokio"), 'perhaps "Asia/Tokyo"'),
        (lambda: cron("0 3 * * ? *", timezone="asia/tokyo"), 'perhaps "Asia/Tokyo"'),
        (lambda: cron("0 3 * * ? *", timezone="posix/Asia/Tokyo"), "give an IANA name"),
        (lambda: cron("0 3 * * ? *", timezone=""), "give an IANA name"),
        (lambda: cron("0 3 * * ? *", timezone="../etc/passwd"), "give an IANA name"),
        (lambda: cron("0 3 * * ? *", start=datetime.fromisoformat("2027-01-01")), "with a UTC offset"),
        (lambda: cron("0 3 * * ? *", window=minutes(1441)), "1 to 1440"),
        (lambda: cron("0 3 * * ? *", input=[1]), "give a dict"),
    ],
)
def test_refused(make, said: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        make()
    assert said in str(caught.value)


NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("0 10 * * ? *", "01-01T10:00 01-02T10:00 01-03T10:00"),
        ("15 12 * * ? *", "01-01T12:15 01-02T12:15 01-03T12:15"),
        ("0 18 ? * MON-FRI *", "01-01T18:00 01-04T18:00 01-05T18:00"),
        ("0 8 1 * ? *", "01-01T08:00 02-01T08:00 03-01T08:00"),
        ("0/25 0 1 1 ? *", "01-01T00:25 01-01T00:50 2028-01-01T00:00"),
        ("5/30 23 1 * ? *", "01-01T23:05 01-01T23:35 02-01T23:05"),
        ("*/40 5 1 * ? *", "01-01T05:00 01-01T05:40 02-01T05:00"),
        ("0 1-9/4 1 * ? *", "01-01T01:00 01-01T05:00 01-01T09:00"),
        ("0 0 L * ? *", "01-31T00:00 02-28T00:00 03-31T00:00"),
        ("0 0 LW * ? *", "01-29T00:00 02-26T00:00 03-31T00:00"),
        ("0 0 15W * ? *", "01-15T00:00 02-15T00:00 03-15T00:00"),
        ("0 0 15W 5,8 ? *", "05-14T00:00 08-16T00:00 2028-05-15T00:00"),
        ("0 0 1W 5,8 ? *", "05-03T00:00 08-02T00:00 2028-05-01T00:00"),
        ("0 0 31W * ? *", "01-29T00:00 03-31T00:00 05-31T00:00"),
        ("0 0 ? * 6L *", "01-29T00:00 02-26T00:00 03-26T00:00"),
        ("0 0 ? * L *", "01-02T00:00 01-09T00:00 01-16T00:00"),
        ("0 0 ? * 3#2 *", "01-12T00:00 02-09T00:00 03-09T00:00"),
        ("0 0 ? * 2#5 *", "03-29T00:00 05-31T00:00 08-30T00:00"),
        ("0 0 ? * 1 *", "01-03T00:00 01-10T00:00 01-17T00:00"),
        ("0 0 29 2 ? *", "2028-02-29T00:00 2032-02-29T00:00 2036-02-29T00:00"),
        ("0 0 31 * ? *", "01-31T00:00 03-31T00:00 05-31T00:00"),
        ("0 0 1 1 ? 2028/3", "2028-01-01T00:00 2031-01-01T00:00 2034-01-01T00:00"),
        ("0 0 1 1 ? 2027-2029", "2028-01-01T00:00 2029-01-01T00:00"),
    ],
)
def test_cron_times_in_utc(fields: str, expected: str) -> None:
    """Three times after the first instant of 2027, a Friday; the year is written where it is another."""
    times = [time.strftime("%Y-%m-%dT%H:%M").removeprefix("2027-") for time in next_times(cron(fields), NEW_YEAR, 3)]
    assert " ".join(times) == expected


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        # Clocks go forward at 02:00: 02:30 does not exist on the 28th, and is skipped.
        (
            cron("30 2 * * ? *", timezone="Europe/Zurich"),
            "2027-03-26T12:00Z",
            "2027-03-27T02:30+0100 2027-03-29T02:30+0200",
        ),
        # Clocks go back at 03:00: 02:30 comes twice on the 31st, and fires the first time.
        (
            cron("30 2 * * ? *", timezone="Europe/Zurich"),
            "2027-10-30T12:00Z",
            "2027-10-31T02:30+0200 2027-11-01T02:30+0100",
        ),
        # After the first of the two 02:30, the next is on the following day.
        (
            cron("30 2 * * ? *", timezone="Europe/Zurich"),
            "2027-10-31T00:45Z",
            "2027-11-01T02:30+0100 2027-11-02T02:30+0100",
        ),
        (
            cron("0 3 * * ? *", timezone="Asia/Tokyo"),
            "2027-01-01T00:00Z",
            "2027-01-02T03:00+0900 2027-01-03T03:00+0900",
        ),
        (
            cron("0 0 1 * ? *", timezone="Pacific/Kiritimati"),
            "2027-01-31T09:59Z",
            "2027-02-01T00:00+1400 2027-03-01T00:00+1400",
        ),
        (rate(hours(6), start=NEW_YEAR), "2027-01-01T07:00Z", "2027-01-01T12:00+0000 2027-01-01T18:00+0000"),
        (rate(days(1)), "2027-01-01T07:00Z", "2027-01-02T07:00+0000 2027-01-03T07:00+0000"),
        (at("2027-04-01T09:00:00", timezone="Europe/Zurich"), "2027-01-01T00:00Z", "2027-04-01T09:00+0200"),
        (at("2027-04-01T09:00:00"), "2028-01-01T00:00Z", ""),
        (cron("0 3 * * ? *", end=NEW_YEAR + timedelta(hours=4)), "2027-01-01T00:00Z", "2027-01-01T03:00+0000"),
        (cron("0 3 * * ? *", start=NEW_YEAR), "2026-01-01T00:00Z", "2027-01-01T03:00+0000 2027-01-02T03:00+0000"),
    ],
)
def test_times_with_zones_and_bounds(schedule: Schedule, after: str, expected: str) -> None:
    times = next_times(schedule, datetime.fromisoformat(after), 2)
    assert " ".join(time.strftime("%Y-%m-%dT%H:%M%z") for time in times) == expected
