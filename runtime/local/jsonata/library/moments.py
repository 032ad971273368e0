"""Points in time as milliseconds since 1970 in UTC, taken apart into calendar fields and put together again.

    Moment(1_519_862_400_000).field("Y")     # 2018

Our own calendar arithmetic: `datetime` ends at the years 1 and 9999, expressions do not.
"""

import math
from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400_000


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar; a month or day out of range runs over."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + day_of_year + day - 1 - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day since 1970-01-01."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    day_of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return year + era * 400 + (month <= 2), month, day


def weekday(days: int) -> int:
    """Monday is 1, Sunday 7."""
    return (days + 3) % 7 + 1


def _first_week(year: int, month: int) -> int:
    """The Monday of the first week of a year or month: the week that holds its first Thursday."""
    first = days_from_civil(year, month, 1)
    day = weekday(first)
    return first + (8 - day) if day > 4 else first - (day - 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time."""

    millis: int

    @property
    def days(self) -> int:
        """Whole days since 1970-01-01."""
        return self.millis // DAY

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month, day."""
        return civil_from_days(self.days)

    @property
    def seconds(self) -> int:
        """Seconds since midnight."""
        return self.millis % DAY // 1000

    def field(self, component: str) -> int | str:
        """A calendar field by its letter in a picture string (`Y`, `M`, …, `x`); `C` and `E` are fixed."""
        year, month, day = self.date
        hour = self.seconds // 3600
        fields = {
            "Y": year,
            "M": month,
            "D": day,
            "d": self.days - days_from_civil(year, 1, 1) + 1,
            "F": weekday(self.days),
            "H": hour,
            "h": hour % 12 or 12,
            "m": self.seconds // 60 % 60,
            "s": self.seconds % 60,
            "f": self.millis % 1000,
        }
        if component in fields:
            return fields[component]
        match component:
            case "W":
                return self._week(year, 1, in_year=True)
            case "w":
                return self._week(year, month, in_year=False)
            case "X":
                return self._week_year(year)
            case "x":
                return self._week_month(year, month)
            case "P":
                return "pm" if hour >= 12 else "am"
            case _:
                return "ISO"

    def _week(self, year: int, month: int, *, in_year: bool) -> int:
        step = (1, 0) if in_year else (0, 1)
        week = (self.days - _first_week(year, month)) / 7 + 1
        if week > (52 if in_year else 4):
            if self.days >= _first_week(*_shift(year, month, step, 1)):
                week = 1
        elif week < 1:
            week = (self.days - _first_week(*_shift(year, month, step, -1))) / 7 + 1
        return math.floor(week)

    def _week_year(self, year: int) -> int:
        if self.days < _first_week(year, 1):
            return year - 1
        return year + 1 if self.days >= _first_week(year + 1, 1) else year

    def _week_month(self, year: int, month: int) -> int:
        if self.days < _first_week(year, month):
            return _shift(year, month, (0, 1), -1)[1]
        following = _shift(year, month, (0, 1), 1)
        return following[1] if self.days >= _first_week(*following) else month


def _shift(year: int, month: int, step: tuple[int, int], times: int) -> tuple[int, int]:
    years, months = step
    total = (year + years * times) * 12 + month - 1 + months * times
    return total // 12, total % 12 + 1
