"""Dates, times and durations: isoformat text and seconds on the wire.

day + timedelta(days=1)      $dayOf($toMillis($day) + 86400000)
day.year                     $number($substring($day, 0, 4))
done - begun                 ($microsOf($done) - $microsOf($begun)) / 1000000
"""

import datetime as dt

from compiler.forms.types import FLOAT, INT, STR, Scalar, Type
from compiler.library.entry import Entry, Given, Operand, Rendered, Rendering, Typed, constant_of
from compiler.library.shapes import kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, number, string, sure

MOMENTS = frozenset({"date", "datetime", "timedelta", "time"})
DATE, DATETIME, TIMEDELTA, TIME = Scalar.DATE, Scalar.DATETIME, Scalar.TIMEDELTA, Scalar.TIME

_GIVES: dict[tuple[str, str, str], Type] = {
    ("+", "date", "timedelta"): DATE,
    ("+", "timedelta", "date"): DATE,
    ("-", "date", "timedelta"): DATE,
    ("-", "date", "date"): TIMEDELTA,
    ("+", "datetime", "timedelta"): DATETIME,
    ("+", "timedelta", "datetime"): DATETIME,
    ("-", "datetime", "timedelta"): DATETIME,
    ("-", "datetime", "datetime"): TIMEDELTA,
    ("+", "timedelta", "timedelta"): TIMEDELTA,
    ("-", "timedelta", "timedelta"): TIMEDELTA,
    ("*", "timedelta", "int"): TIMEDELTA,
    ("*", "int", "timedelta"): TIMEDELTA,
    ("/", "timedelta", "timedelta"): FLOAT,
    ("//", "timedelta", "timedelta"): INT,
    ("%", "timedelta", "timedelta"): TIMEDELTA,
    ("/", "timedelta", "int"): TIMEDELTA,
}
"""What arithmetic on moments gives; what is not here has no exact JSONata."""


def moment_binary(operator: str, left: Typed, right: Typed) -> Type | Refusal:
    """The type of arithmetic where a side is a date, datetime or timedelta."""
    found = _GIVES.get((operator, "".join(kinds(left.type)), "".join(kinds(right.type))))
    if found is not None:
        return found
    types = f"`{spelled(left.type)}` and `{spelled(right.type)}`"
    both = kinds(left.type) | kinds(right.type)
    hint = "test `is not None` first" if "None" in both else None
    if "int" in both and both & {"date", "datetime"} and operator in "+-":
        hint = "say what it counts: `timedelta(days=n)`"
    if both == {"date", "datetime"}:
        hint = "take the day of the other: `.date()`"
    return Refusal(f"`{operator}` between {types} is not compiled", hint)


def moment_text(operator: str, left: Operand, right: Operand) -> Text:
    """Arithmetic on moments."""
    match operator, "".join(kinds(left.type)), "".join(kinds(right.type)):
        case "+", "timedelta", "date" | "datetime":
            return moment_text("+", right, left)
        case "+" | "-", "date", "timedelta":
            return _moved_day(left, operator, right)
        case "+" | "-", "datetime", "timedelta":
            seconds = right.text if operator == "+" else Text(f"-{right.text.at(Level.PATH)}", Level.NEGATE)
            return call("$movedBy", left.text, seconds)
        case "-", "date", "date":
            gap = infix(call("$toMillis", left.text), "-", call("$toMillis", right.text), Level.SUM)
            return infix(gap, "/", number(1000), Level.PRODUCT)
        case "-", "datetime", "datetime":
            return call("$gapOf", left.text, right.text)
        case "/", _, "int":
            share = call("$shareOf", _micros(left), _nonzero(right.text))
            return infix(share, "/", number(1_000_000), Level.PRODUCT)
        case "%", _, _:
            rest = call("$floatMod", _micros(left), _nonzero(_micros(right)))
            return infix(rest, "/", number(1_000_000), Level.PRODUCT)
        case "/", _, _:
            return infix(_micros(left), "/", _nonzero(_micros(right)), Level.PRODUCT)
        case "//", _, _:
            return call("$floor", infix(_micros(left), "/", _nonzero(_micros(right)), Level.PRODUCT))
        case _:
            level = Level.PRODUCT if operator == "*" else Level.SUM
            exact = infix(left.text, operator, right.text, level)
            return exact if _is_whole(left) and _is_whole(right) else call("$secondsOf", exact)


def _is_whole(operand: Operand) -> bool:
    """Whether a duration is plainly whole seconds, so that sums need no rounding to the microsecond."""
    value = constant_of(operand)
    if isinstance(value, dt.timedelta):
        return value.microseconds == 0
    return operand.text.text.isdigit() or kinds(operand.type) == {"int"}


def _micros(operand: Operand) -> Text:
    value = constant_of(operand)
    if isinstance(value, dt.timedelta):
        return number(value // dt.timedelta(microseconds=1))
    return call("$round", infix(operand.text, "*", number(1_000_000), Level.PRODUCT))


def _nonzero(divisor: Text) -> Text:
    if divisor.text.isdigit() and divisor.text != "0":
        return divisor
    binding, value = let("d", divisor)
    checked = choose(infix(value, "!=", number(0), Level.COMPARE), value, fail("ZeroDivisionError: division by zero"))
    return block(binding, checked)


def _moved_day(day: Operand, operator: str, duration: Operand) -> Text:
    """A date moves by whole days, rounded down, whatever else the duration holds."""
    value = constant_of(duration)
    millis = call("$toMillis", day.text)
    if isinstance(value, dt.timedelta):
        days = value.days if operator == "+" else -value.days
        sign = "+" if days >= 0 else "-"
        return call("$dayOf", infix(millis, sign, number(abs(days) * 86_400_000), Level.SUM))
    days_text = call("$floor", infix(duration.text, "/", number(86_400), Level.PRODUCT))
    return call("$dayOf", infix(millis, operator, infix(days_text, "*", number(86_400_000), Level.PRODUCT), Level.SUM))


# ---- attributes and methods ----


def _part(kind: str, name: str, start: int, length: int) -> Entry:
    def text(given: Rendered) -> Text:
        return call("$number", call("$substring", given["self"].text, number(start), number(length)))

    return _attribute(f"{kind}.{name}", INT, text)


def _attribute(key: str, gives: Type, text: Rendering) -> Entry:
    return Entry(f"{key}@", Signature.of("self, /"), lambda _: gives, text)


def _method(key: str, gives: Type, text: Rendering, signature: str = "self, /") -> Entry:
    return Entry(key, Signature.of(signature), lambda _: gives, text)


def _microsecond(given: Rendered) -> Text:
    binding, value = let("t", sure(given["self"].text))
    place = 19 if kinds(given["self"].type) == {"datetime"} else 8
    dot = infix(call("$substring", value, number(place), number(1)), "=", string("."), Level.COMPARE)
    digits = call("$number", call("$substring", value, number(place + 1), number(6)))
    return block(binding, choose(dot, digits, number(0)))


def _weekday(first: int) -> Rendering:
    def text(given: Rendered) -> Text:
        millis = call("$toMillis", call("$substring", given["self"].text, number(0), number(10)))
        # Days since 1970-01-01, a Thursday; 719,162 days before lies 0001-01-01, so the sum is never negative.
        days = Text(f"({millis.text} / 86400000 + 719162) % 7", Level.PRODUCT, millis.missing)
        return days if first == 0 else infix(days, "+", number(first), Level.SUM)

    return text


def _plain_text(given: Rendered) -> Text:
    return given["self"].text


def _date_of(given: Rendered) -> Text:
    return call("$substring", given["self"].text, number(0), number(10))


def _timestamp(given: Rendered) -> Text:
    binding, value = let("t", given["self"].text)
    aware = infix(call("$zoneOf", value), "!=", string(""), Level.COMPARE)
    seconds = call("$gapOf", value, string("1970-01-01T00:00:00"))
    return block(binding, choose(aware, seconds, fail("a datetime without zone depends on the machine's own")))


def _days(given: Rendered) -> Text:
    return call("$floor", infix(given["self"].text, "/", number(86_400), Level.PRODUCT))


def _seconds(given: Rendered) -> Text:
    whole = call("$floor", given["self"].text)
    days = call("$floor", infix(given["self"].text, "/", number(86_400), Level.PRODUCT))
    return infix(whole, "-", infix(days, "*", number(86_400), Level.PRODUCT), Level.SUM)


def _microseconds(given: Rendered) -> Text:
    binding, value = let("t", sure(given["self"].text))
    rest = Text(f"({value.text} - $floor({value.text})) * 1000000", Level.PRODUCT)
    return block(binding, call("$round", rest))


_DATE_PARTS = (("year", 0, 4), ("month", 5, 2), ("day", 8, 2))
_TIME_PARTS = (("hour", 0, 2), ("minute", 3, 2), ("second", 6, 2))

_ATTRIBUTES: tuple[Entry, ...] = (
    *(_part(kind, *part) for kind in ("date", "datetime") for part in _DATE_PARTS),
    *(_part("datetime", name, start + 11, length) for name, start, length in _TIME_PARTS),
    *(_part("time", *part) for part in _TIME_PARTS),
    _attribute("datetime.microsecond", INT, _microsecond),
    _attribute("time.microsecond", INT, _microsecond),
    _attribute("timedelta.days", INT, _days),
    _attribute("timedelta.seconds", INT, _seconds),
    _attribute("timedelta.microseconds", INT, _microseconds),
)

_METHODS: tuple[Entry, ...] = (
    *(_method(f"{kind}.isoformat", STR, _plain_text) for kind in ("date", "time")),
    *(_method(f"{kind}.weekday", INT, _weekday(0)) for kind in ("date", "datetime")),
    *(_method(f"{kind}.isoweekday", INT, _weekday(1)) for kind in ("date", "datetime")),
    _method("datetime.date", DATE, _date_of),
    _method("datetime.timestamp", FLOAT, _timestamp),
    _method("timedelta.total_seconds", FLOAT, _plain_text),
)

# ---- functions ----

_UNITS = {
    "days": (86_400, 1),
    "seconds": (1, 1),
    "microseconds": (1, 1_000_000),
    "milliseconds": (1, 1_000),
    "minutes": (60, 1),
    "hours": (3_600, 1),
    "weeks": (604_800, 1),
}
"""Seconds in a unit, as a fraction."""


def _timedelta_type(given: Given) -> Type | Refusal:
    for name, argument in given.named.items():
        value = constant_of(argument)
        if kinds(argument.type) - {"int", "Unknown"} and not isinstance(value, int | float):
            return Refusal(
                f"`timedelta({name}=…)` of a computed `{spelled(argument.type)}` is not exact",
                "give a whole number of a smaller unit",
            )
    return TIMEDELTA


def _timedelta(given: Rendered) -> Text:
    constants = {name: constant_of(one) for name, one in given.named.items()}
    if all(isinstance(value, int | float) for value in constants.values()):
        seconds = dt.timedelta(**constants).total_seconds()  # type: ignore[arg-type]
        return number(int(seconds) if seconds.is_integer() else seconds)
    terms = [_term(one.text, name) for name, one in given.named.items()]
    total = terms[0]
    for term in terms[1:]:
        total = infix(total, "+", term, Level.SUM)
    exact = given.named.keys() <= {"days", "hours", "minutes", "seconds", "weeks"}
    return total if exact else call("$secondsOf", total)


def _term(amount: Text, unit: str) -> Text:
    size, parts = _UNITS[unit]
    if parts > 1:
        return infix(amount, "/", number(parts), Level.PRODUCT)
    return amount if size == 1 else infix(amount, "*", number(size), Level.PRODUCT)


def _iso_date_type(given: Given) -> Type | Refusal:
    return _text_type(given, DATE)


def _iso_datetime_type(given: Given) -> Type | Refusal:
    return _text_type(given, DATETIME)


def _text_type(given: Given, gives: Type) -> Type | Refusal:
    source = given["text"]
    if kinds(source.type) <= {"str", "Unknown"}:
        return gives
    return Refusal(f"`fromisoformat()` takes a `str`, got `{spelled(source.type)}`")


_DATE_FORM = r"/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/"


def _parsed_day(given: Rendered) -> Text:
    """Text in isoformat is the value; a day past its month's end moves when written back, and so is refused too."""
    binding, value = let("t", sure(given["text"].text))
    real = Text(f"$substring($fromMillis($toMillis({value.text})), 0, 10) = {value.text}", Level.COMPARE)
    valid = infix(call("$contains", value, Text(_DATE_FORM)), "and", real, Level.AND)
    refused = fail("ValueError: not in the form that `date.isoformat()` writes")
    return block(binding, choose(valid, value, refused))


def _parsed_moment(given: Rendered) -> Text:
    return call("$isoFrom", given["text"].text)


_FUNCTIONS: tuple[Entry, ...] = (
    Entry(
        "timedelta",
        Signature.of("days?, seconds?, microseconds?, milliseconds?, minutes?, hours?, weeks?"),
        _timedelta_type,
        _timedelta,
        python=dt.timedelta,
    ),
    Entry(
        "date.fromisoformat",
        Signature.of("text, /"),
        _iso_date_type,
        _parsed_day,
        ("ValueError",),
        python=dt.date.fromisoformat,
    ),
    Entry(
        "datetime.fromisoformat",
        Signature.of("text, /"),
        _iso_datetime_type,
        _parsed_moment,
        ("ValueError",),
        python=dt.datetime.fromisoformat,
    ),
)

ENTRIES: tuple[Entry, ...] = (*_ATTRIBUTES, *_METHODS, *_FUNCTIONS)
