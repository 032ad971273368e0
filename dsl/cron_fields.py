"""The six fields of a cron expression, read by AWS's rules.

    parse_cron("0 9 ? * FRI#2 *", problems)
    Cron(minutes={0}, hours={9}, days=NthWeekday(weekday=6, nth=2), months={1..12}, years={1970..2199})

Weekdays count from 1, Sunday. Ranges that run backwards (`FRI-MON`) are refused: AWS does not say what they mean.
Sources: EventBridge Scheduler user guide, "Schedule types"; EventBridge user guide, "Cron expressions".
"""

from datetime import UTC, date, datetime, timedelta

from dsl.errors import Problems
from dsl.values import dataclass

MONTHS = {
    name: i
    for i, name in enumerate(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1)
}
WEEKDAYS = {name: i for i, name in enumerate(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 1)}
SATURDAY = 7


@dataclass(frozen=True)
class MonthDays:
    """These days of the month."""

    days: frozenset[int]


@dataclass(frozen=True)
class NearestWeekday:
    """`15W`: the Monday-to-Friday day of the month that is nearest to this day; a month without the day has none."""

    day: int


@dataclass(frozen=True)
class LastDay:
    """`L`: the month's last day; `LW` its last Monday-to-Friday day."""

    working: bool


@dataclass(frozen=True)
class Weekdays:
    """These days of the week, 1 for Sunday."""

    weekdays: frozenset[int]


@dataclass(frozen=True)
class NthWeekday:
    """`3#2`: the second Tuesday of the month; `6L` (nth None): the last Friday."""

    weekday: int
    nth: int | None


DayRule = MonthDays | NearestWeekday | LastDay | Weekdays | NthWeekday


@dataclass(frozen=True)
class Cron:
    """When it fires, field by field."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: DayRule
    months: frozenset[int]
    years: frozenset[int]


@dataclass(frozen=True)
class Field:
    """One field's name and range, with the words that stand for its numbers."""

    name: str
    first: int
    last: int
    words: dict[str, int]


MINUTE = Field("minute", 0, 59, {})
HOUR = Field("hour", 0, 23, {})
DAY = Field("day of month", 1, 31, {})
MONTH = Field("month", 1, 12, MONTHS)
WEEKDAY = Field("day of week", 1, 7, WEEKDAYS)
YEAR = Field("year", 1970, 2199, {})


def parse_cron(text: str, problems: Problems) -> Cron | None:
    """The fields of `text`; None where something is wrong, which is then noted, all fields at once."""
    words = text.upper().split()
    before = len(problems.found)
    if text.lstrip().lower().startswith("cron("):
        problems.add(False, f"leave out the inner cron( ): cron({text.strip()[5:].rstrip(')')!r})")
        return None
    if not problems.add(len(words) == 6, _said_of_count(words)):
        return None
    minute, hour, day, month, weekday, year = words
    days = _day_rule(day, weekday, problems)
    cron = Cron(
        _values(minute, MINUTE, problems),
        _values(hour, HOUR, problems),
        days,
        _values(month, MONTH, problems),
        _values(year, YEAR, problems),
    )
    if len(problems.found) == before:
        this_year = datetime.now(UTC).year
        problems.add(max(cron.years) >= this_year, f"year is {year}, which is past; it would never fire")
        problems.add(ever_fires(cron), "no date fits all of its fields; it would never fire")
    return cron if len(problems.found) == before else None


def _said_of_count(words: list[str]) -> str:
    fields = "minute hour day-of-month month day-of-week year"
    if len(words) == 5:
        return f"it has 5 fields; AWS takes 6, a year last: {fields}"
    return f"it has {len(words)} fields; give 6: {fields}"


def _day_rule(day: str, weekday: str, problems: Problems) -> DayRule:
    if (day == "?") == (weekday == "?"):
        both = "both day fields are ?" if day == "?" else "neither day field is ?"
        problems.add(False, f"{both}; put ? into exactly one of day of month and day of week")
    if weekday != "?" and day == "?":
        return _weekday_rule(weekday, problems)
    rule = _month_day_rule(day, problems) if day != "?" else MonthDays(frozenset())
    if weekday != "?":
        _weekday_rule(weekday, problems)
    return rule


def _month_day_rule(text: str, problems: Problems) -> DayRule:
    if text in ("L", "LW", "WL"):
        problems.add(text != "WL", "day of month is WL; the last working day is LW")
        return LastDay(working=text != "L")
    if text.endswith("W") and text[:-1].isdigit():
        day = int(text[:-1])
        problems.add(1 <= day <= 31, f"day of month is {text}; give 1W to 31W")
        return NearestWeekday(day)
    special = "L" in text or "W" in text
    if not problems.add(
        not special, f"day of month is {text}; L, LW and 15W stand alone, not in lists, ranges or sums"
    ):
        return MonthDays(frozenset())
    return MonthDays(_values(text, DAY, problems))


def _weekday_rule(text: str, problems: Problems) -> DayRule:
    if text == "L":
        return Weekdays(frozenset({SATURDAY}))
    if "#" in text:
        weekday, _, nth = text.partition("#")
        alone = "," not in text and "-" not in text and "/" not in text
        problems.add(alone, f"day of week is {text}; only one # item is allowed, and nothing beside it")
        if alone and problems.add(nth in "12345" and len(nth) == 1, f"day of week is {text}; after # give 1 to 5"):
            return NthWeekday(_number(weekday, WEEKDAY, problems), int(nth))
        return Weekdays(frozenset())
    if text.endswith("L") and "," not in text and "-" not in text:
        return NthWeekday(_number(text[:-1], WEEKDAY, problems), None)
    weekdays = _values(text, WEEKDAY, problems)
    listed = ",".join(_spelt(WEEKDAY, number) for number in sorted(weekdays)) or "MON,WED,FRI"
    problems.add("/" not in text, f"day of week is {text}; AWS has no / there, so write {listed}")
    return Weekdays(weekdays)


def _values(text: str, field: Field, problems: Problems) -> frozenset[int]:
    """The numbers that a field of lists, ranges and steps stands for."""
    found: set[int] = set()
    for item in text.split(","):
        found.update(_item(item, field, problems))
    return frozenset(found)


def _item(item: str, field: Field, problems: Problems) -> range:
    span, slash, step = item.partition("/")
    if slash and not problems.add(
        step.isascii() and step.isdigit() and int(step) > 0,
        f"{field.name} has {item}; after / give a number, 1 or more",
    ):
        return range(0)
    if span == "*":
        first, last = field.first, field.last
    elif "-" in span:
        low, _, high = span.partition("-")
        first, last = _number(low, field, problems), _number(high, field, problems)
        if first > last >= 0:
            comma = f"{low}-{_spelt(field, field.last)},{_spelt(field, field.first)}-{high}"
            problems.add(False, f"{field.name} has {span}, which runs backwards; write {comma}")
            return range(0)
    else:
        first = _number(span, field, problems)
        last = field.last if slash else first
    return range(first, last + 1, int(step) if slash else 1) if first >= 0 else range(0)


def _number(text: str, field: Field, problems: Problems) -> int:
    """The number, or -1 where `text` is none of the field's, which is then noted."""
    number = field.words.get(text, int(text) if text.isascii() and text.isdigit() else -1)
    words = f" or {next(iter(field.words))} to {list(field.words)[-1]}" if field.words else ""
    fits = field.first <= number <= field.last
    shown = text or repr(text)
    problems.add(fits, f"{field.name} has {shown}; give {field.first} to {field.last}{words}")
    return number if fits else -1


def _spelt(field: Field, number: int) -> str:
    return next((word for word, value in field.words.items() if value == number), str(number))


def days_of(cron: Cron, year: int, month: int) -> list[int]:
    """The days of this month on which it fires, in order."""
    if year not in cron.years or month not in cron.months:
        return []
    last = month_length(year, month)
    match cron.days:
        case MonthDays(days):
            return sorted(day for day in days if day <= last)
        case LastDay(working):
            return [_nearest_weekday(year, month, last, last) if working else last]
        case NearestWeekday(day):
            return [_nearest_weekday(year, month, day, last)] if day <= last else []
        case Weekdays(weekdays):
            return [day for day in range(1, last + 1) if _weekday(year, month, day) in weekdays]
        case NthWeekday(weekday, nth):
            matching = [day for day in range(1, last + 1) if _weekday(year, month, day) == weekday]
            return matching[-1:] if nth is None else matching[nth - 1 : nth]


def ever_fires(cron: Cron) -> bool:
    """Whether any month of its years has a day for it."""
    return any(days_of(cron, year, month) for year in sorted(cron.years) for month in sorted(cron.months))


def month_length(year: int, month: int) -> int:
    """How many days the month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _weekday(year: int, month: int, day: int) -> int:
    return date(year, month, day).isoweekday() % 7 + 1


def _nearest_weekday(year: int, month: int, day: int, last: int) -> int:
    weekday = _weekday(year, month, day)
    if weekday == SATURDAY:
        return day - 1 if day > 1 else day + 2
    if weekday == 1:
        return day + 1 if day < last else day - 2
    return day
