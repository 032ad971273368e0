"""Dates, times, durations, decimals and ids."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from compiler.forms.types import INT, STR, Scalar
from tests.compiler.expressions.tables.group import Group
from tests.compiler.expressions.tables.values import DATE, DATETIME, TIME, TIMEDELTA, TOKYO

GROUPS = (
    Group(
        "dates",
        {"d": DATE, "e": DATE, "n": INT},
        [
            (date(2024, 1, 31), date(2024, 2, 29), 1),
            (date(1999, 12, 31), date(2000, 1, 1), -1),
            (date(1, 1, 1), date(9999, 12, 31), 0),
            (date(1970, 1, 1), date(1969, 12, 31), 366),
            (date(2023, 3, 5), date(2023, 3, 5), 30),
        ],
        """
        d
        d == e
        d < e
        d != e
        d.year
        d.month
        d.day
        d.weekday()
        d.isoweekday()
        d.isoformat()
        str(d)
        f"{d}"
        f"day {d}!"
        d + timedelta(days=1)
        d - timedelta(days=n)
        d + timedelta(days=n)
        d + timedelta(hours=25)
        d - timedelta(hours=1)
        timedelta(days=1) + d
        d - e
        (d - e).days
        (e - d).total_seconds()
        d - e > timedelta(days=1)
        d.strftime("%Y-%m-%d") if d.year > 1000 else ""
        d.strftime("%d.%m.%y") if d.year > 1000 else ""
        d.strftime("%Y%m%d") if d.year > 1000 else ""
        d.strftime("%A %d %B, %a %b")
        d.strftime("%j")
        d.strftime("%H:%M %%")
        f"{d:%Y/%m}" if d.year > 1000 else ""
        date(2024, 2, n)
        date(d.year, d.month, 1)
        date.fromisoformat("2024-02-30")
        date.fromisoformat(str(d))
        date.fromisoformat("2024-1-3")
        sorted([d, e])
        max(d, e)
        d.replace(day=1)
        d.replace(month=2)
        d.replace(year=n + 2000, day=28)
        d.toordinal()
        date.fromordinal(d.toordinal() + n)
        datetime(d.year, d.month, d.day, 1)
        datetime(d.year, d.month, d.day, n, 2, 3, 45, tzinfo=UTC)
        datetime.combine(d, time(10, 30))
        time(n, 30)
        d.strftime("%I %p|%z|%H")
        bool(d)
        {"d": d, "ds": [d, e]}
        d in [e]
        """,
    ),
    Group(
        "datetimes",
        {"a": DATETIME, "b": DATETIME, "t": TIMEDELTA},
        [
            (datetime(2024, 1, 31, 10, 0), datetime(2024, 2, 29, 23, 59, 59, 999999), timedelta(seconds=1.5)),  # noqa: DTZ001 - naive on purpose
            (datetime(2024, 1, 31, 10, 0, tzinfo=UTC), datetime(2024, 1, 31, 19, 0, tzinfo=TOKYO), timedelta(days=-1)),
            (
                datetime(1969, 7, 20, 20, 17, 40, 5, tzinfo=UTC),
                datetime(1969, 7, 20, 20, 17, 40, 4, tzinfo=UTC),
                timedelta(0),
            ),
            (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59), timedelta(microseconds=1)),  # noqa: DTZ001 - naive on purpose
            (
                datetime(2024, 3, 1, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
                datetime(2024, 3, 1, tzinfo=UTC),
                timedelta(hours=3),
            ),
        ],
        """
        a
        a == b
        a < b
        a >= b
        a != a
        a + t
        a - t
        b - t
        a + timedelta(minutes=90)
        a + timedelta(microseconds=1)
        a + timedelta(days=1, seconds=-1)
        a - b
        (b - a).total_seconds()
        (b - a).days
        (a - b).seconds
        a.year
        a.month
        a.day
        a.isoweekday()
        a.hour
        a.minute
        b.second
        b.microsecond
        a.microsecond
        a.weekday()
        a.date()
        a.isoformat()
        str(a)
        f"{b}"
        b.strftime("%Y-%m-%dT%H:%M:%S") if b.year > 1000 else ""
        b.strftime("%H:%M:%S.%f")
        a.strftime("%d/%m/%Y %H:%M") if a.year > 1000 else ""
        f"{a:%H:%M}"
        max(a, b)
        sorted([b, a])
        t + t
        t / 3
        t / -7
        t % timedelta(hours=1)
        t % timedelta(seconds=-7)
        str(t)
        f"{t} and {-t}"
        t.microseconds
        a.replace(hour=0, minute=0, second=0, microsecond=0)
        a.replace(day=31)
        a.replace(tzinfo=None)
        a.replace(tzinfo=UTC)
        a.time()
        a.isoformat(timespec="seconds")
        a.isoformat(timespec="milliseconds")
        a.isoformat(timespec="minutes")
        a.strftime("%I:%M %p")
        a.strftime("%H%z")
        datetime.fromisoformat("2024-01-02T03:04:05Z")
        datetime.fromisoformat("2024-01-02")
        datetime.fromisoformat("2024-01-02 03:04")
        datetime.fromisoformat("2024-01-02T03:04:05.120-00:00")
        datetime.fromisoformat("2024-01-02T24:04:05")
        datetime.strptime("2024-1-02 3:04:5.25", "%Y-%m-%d %H:%M:%S.%f")
        datetime.strptime("20240102T030405Z", "%Y%m%dT%H%M%SZ")
        datetime.strptime("2024-01-02x", "%Y-%m-%d")
        datetime.strptime("30/02/2024", "%d/%m/%Y")
        datetime.strptime("12/2024", "%m/%Y").date()
        t - timedelta(seconds=1)
        t * 3
        t / timedelta(seconds=1)
        t // timedelta(seconds=1)
        -t
        abs(t)
        t > timedelta(0)
        bool(t)
        t.days
        t.seconds
        t.total_seconds()
        t == timedelta(seconds=1.5)
        timedelta(minutes=5).total_seconds()
        a.date() == date(2024, 1, 31)
        datetime.fromisoformat(a.isoformat())
        datetime.fromisoformat("2024-02-30T00:00:00")
        datetime.fromtimestamp(1.5, UTC)
        [a, b]
        a in [b]
        """,
    ),
    Group(
        "decimals, ids, times",
        {"d": Scalar.DECIMAL, "e": Scalar.DECIMAL, "u": Scalar.UUID, "c": TIME},
        [
            (Decimal("1.50"), Decimal("1.5"), UUID(int=5), time(10, 0)),
            (Decimal(0), Decimal("-0.00"), UUID(int=6), time(9, 5, 1, 20)),
            (Decimal("1E+3"), Decimal(1000), UUID(int=5), time(23, 59, 59)),
            (Decimal("-12.30"), Decimal("12.3"), UUID(int=0), time(0)),
            (Decimal("0.0010"), Decimal("1E-3"), UUID(int=7), time(1, 1)),
        ],
        """
        d == e
        d != e
        bool(d)
        not e
        str(d)
        f"{d}"
        u == u
        str(u)
        u.hex
        c.hour
        c.second
        c.minute
        c.microsecond
        c.isoformat()
        c.replace(hour=1)
        c.replace(second=61)
        c.strftime("%H:%M:%S.%f %p")
        c < c
        c == c
        str(c)
        {"d": d, "u": u}
        """,
    ),
    Group(
        "decimal arithmetic",
        {"d": Scalar.DECIMAL, "e": Scalar.DECIMAL, "n": INT, "s": STR},
        [
            (Decimal("1.50"), Decimal("0.075"), 3, "7.25"),
            (Decimal("-12.345"), Decimal("12.35"), -7, "-0.5"),
            (Decimal(0), Decimal(2), 0, "0.000001"),
            (Decimal("0.001"), Decimal("-0.002"), 1000, "1.2.3"),
            (Decimal("99999.995"), Decimal("0.005"), 12, "many"),
            (Decimal("2.5"), Decimal("3.5"), 1, "1000"),
            (Decimal("-0.0"), Decimal("-0.00"), -1, "-0"),
            (Decimal("-0.0"), Decimal("1.5"), 0, "-0.0"),
        ],
        """
        d + e
        d - e
        d * e
        d + n
        n - d
        n * e
        -d
        +d
        abs(d)
        d < e
        d >= e
        d > n
        n <= d
        d == n
        d != 2
        int(d)
        float(e)
        round(d)
        round(d, 1)
        round(e, 2)
        d.quantize(Decimal("0.01"))
        d.quantize(Decimal("1"))
        e.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
        sum([d, e, d], Decimal(0))
        sum([d * n], e)
        max(d, e)
        min([d, e, d * 2])
        sorted([d, e, Decimal("1.5")])
        sorted([d, e], reverse=True)
        Decimal(n)
        Decimal(n) * d
        Decimal(s)
        Decimal(str(d)) == d
        f"{d:.2f}"
        f"{d:,.1f}"
        f"{d:>12.3f}|{e:<9}|"
        (d, n) < (e, n)
        (n, d) >= (n, e)
        d * e == e * d
        d in [e, d]
        """,
    ),
)
