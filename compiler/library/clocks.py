"""Dates and times made of parts, read from text, moved to another zone, with some parts replaced.

day.replace(day=1)                       $dateOf($number($substring($day, 0, 4)), …, 1)
at.astimezone(UTC)                       $isoOf($secondOf($at) + 0, $fractionOf($at), "+00:00")
datetime.strptime(text, "%d.%m.%Y")      the digits that Python's own expression for each directive finds
"""

import datetime as dt
import re

from compiler.forms.types import INT, STR, Scalar, Type
from compiler.library.entry import Entry, Given, Operand, Rendered, Rendering, Typing, constant_of
from compiler.library.shapes import kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, number, string, sure

DATE, DATETIME, TIME = Scalar.DATE, Scalar.DATETIME, Scalar.TIME

_PLACES = {"year": (0, 4), "month": (5, 2), "day": (8, 2), "hour": (11, 2), "minute": (14, 2), "second": (17, 2)}
_MADE = {"date": "$dateOf", "datetime": "$momentOf", "time": "$clockOf"}
_PARTS = {
    "date": ("year", "month", "day"),
    "datetime": ("year", "month", "day", "hour", "minute", "second", "microsecond"),
    "time": ("hour", "minute", "second", "microsecond"),
}


def offset_text(zone: object) -> str | None:
    """A fixed zone's offset as isoformat writes it; None for other zones."""
    if not isinstance(zone, dt.timezone):
        return None
    return dt.datetime(2000, 1, 1, tzinfo=zone).isoformat()[19:]


def _offset_seconds(zone: dt.timezone) -> int:
    return int(zone.utcoffset(None).total_seconds())


def _zone_refusal(spoken: str) -> Refusal:
    return Refusal(
        f"`{spoken}` takes a zone with a fixed offset, known when compiling",
        "write `UTC` or `timezone(timedelta(hours=9))`, or convert in a step",
    )


# ---- made of parts ----


def _parts_type(kind: str, gives: Type) -> Typing:
    def typing(given: Given) -> Type | Refusal:
        for name in _PARTS[kind]:
            value = given.get(name)
            if value is not None and kinds(value.type) - {"int", "Unknown"}:
                return Refusal(f"`{name}` is an `int`, got `{spelled(value.type)}`")
        zone = given.get("tzinfo")
        if zone is not None and constant_of(zone) is not None and offset_text(constant_of(zone)) is None:
            return _zone_refusal(f"{kind}()")
        return gives

    return typing


def _replaced(kind: str) -> Rendering:
    """The parts that are given, the others as they are."""

    def text(given: Rendered) -> Text:
        binding, value = let("t", sure(given["self"].text), tuple(one.text for one in given.all))
        parts = [given[name].text if name in given.named else _old(value, kind, name) for name in _PARTS[kind]]
        if kind == "datetime":
            zone = given.get("tzinfo")
            parts.append(call("$zoneOf", value) if zone is None else string(offset_text(constant_of(zone)) or ""))
        return block(binding, call(_MADE[kind], *parts))

    return text


def _old(value: Text, kind: str, name: str) -> Text:
    if name == "microsecond":
        return call("$fractionOf", value if kind == "datetime" else _on_a_day(value))
    start, length = _PLACES[name]
    return call("$number", call("$substring", value, number(start - (11 if kind == "time" else 0)), number(length)))


def _on_a_day(time: Text) -> Text:
    return infix(string("1900-01-01T"), "&", time, Level.SUM)


def _made(kind: str) -> Rendering:
    def text(given: Rendered) -> Text:
        parts = [given[name].text if name in given.named else number(0) for name in _PARTS[kind]]
        if kind == "datetime":
            zone = given.get("tzinfo")
            parts.append(string("" if zone is None else offset_text(constant_of(zone)) or ""))
        return call(_MADE[kind], *parts)

    return text


def _combined(given: Rendered) -> Text:
    return infix(infix(given["date"].text, "&", string("T"), Level.SUM), "&", given["time"].text, Level.SUM)


def _combined_type(given: Given) -> Type | Refusal:
    if kinds(given["date"].type) <= {"date", "Unknown"} and kinds(given["time"].type) <= {"time", "Unknown"}:
        return DATETIME
    return Refusal("`datetime.combine()` takes a `date` and a `time`")


def _time_of(given: Rendered) -> Text:
    binding, value = let("t", sure(given["self"].text))
    dot = infix(call("$substring", value, number(19), number(1)), "=", string("."), Level.COMPARE)
    return block(binding, call("$substring", value, number(11), choose(dot, number(15), number(8))))


# ---- zones ----


def _moved_type(given: Given) -> Type | Refusal:
    return DATETIME if offset_text(constant_of(given.get("tz"))) is not None else _zone_refusal("astimezone()")


def _moved(given: Rendered) -> Text:
    binding, value = let("t", sure(given["self"].text))
    aware = infix(call("$zoneOf", value), "!=", string(""), Level.COMPARE)
    moved = _in_zone(value, constant_of(given.get("tz")))
    return block(binding, choose(aware, moved, fail("a datetime without zone depends on the machine's own")))


def _in_zone(value: Text, zone: object) -> Text:
    assert isinstance(zone, dt.timezone)
    seconds = infix(call("$secondOf", value), "+", number(_offset_seconds(zone)), Level.SUM)
    return call("$isoOf", seconds, call("$fractionOf", value), string(offset_text(zone) or ""))


def _now_type(given: Given) -> Type | Refusal:
    if constant_of(given.get("tz")) in (..., None):
        return Refusal("`datetime.now()` depends on the machine's zone", "write `datetime.now(UTC)`")
    return _moved_type(given)


def _now(given: Rendered) -> Text:
    text = call("$replace", call("$now"), string("Z"), string("000+00:00"))
    zone = constant_of(given.get("tz"))
    if zone is dt.UTC:
        return text
    binding, value = let("t", text)
    return block(binding, _in_zone(value, zone))


def _from_seconds_type(given: Given) -> Type | Refusal:
    if constant_of(given.get("tz")) in (..., None):
        return Refusal(
            "`datetime.fromtimestamp()` depends on the machine's zone", "write `datetime.fromtimestamp(t, UTC)`"
        )
    if kinds(given["seconds"].type) <= {"int", "float", "Unknown"}:
        return _moved_type(given)
    return Refusal(f"`datetime.fromtimestamp()` takes a number, got `{spelled(given['seconds'].type)}`")


def _from_seconds(given: Rendered) -> Text:
    text = call("$movedBy", string("1970-01-01T00:00:00+00:00"), given["seconds"].text)
    zone = constant_of(given.get("tz"))
    if zone is dt.UTC:
        return text
    binding, value = let("t", text)
    return block(binding, _in_zone(value, zone))


# ---- text ----

_DIRECTIVES = {
    "Y": ("year", r"(\d\d\d\d)"),
    "m": ("month", r"(1[0-2]|0[1-9]|[1-9])"),
    "d": ("day", r"(3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])"),
    "H": ("hour", r"(2[0-3]|[0-1]\d|\d)"),
    "M": ("minute", r"([0-5]\d|\d)"),
    "S": ("second", r"(6[0-1]|[0-5]\d|\d)"),
    "f": ("microsecond", r"([0-9]{1,6})"),
}
"""Part and expression of each directive, as CPython's `_strptime` reads them."""


def _read_type(given: Given) -> Type | Refusal:
    form = constant_of(given["form"])
    if not kinds(given["text"].type) <= {"str", "Unknown"}:
        return Refusal(f"`datetime.strptime()` takes a `str`, got `{spelled(given['text'].type)}`")
    if not isinstance(form, str):
        return Refusal("the form must be a constant")
    found = re.findall(r"%(.?)", form)
    unknown = next((one for one in found if one not in _DIRECTIVES), None)
    if unknown is not None:
        known = ", ".join(f"%{one}" for one in _DIRECTIVES)
        return Refusal(f"`%{unknown}` of `strptime` is not compiled", f"these are: {known}; or read it in a step")
    if not found or len(set(found)) < len(found):
        return Refusal("the form must have each directive once")
    return DATETIME


def _read(given: Rendered) -> Text:
    form = str(constant_of(given["form"]))
    pattern, names = "", list[str]()
    for literal, space, directive in re.findall(r"([^%\s]+)|(\s+)|%(.)", form):
        if directive:
            names.append(_DIRECTIVES[directive][0])
            pattern += _DIRECTIVES[directive][1]
        else:
            pattern += r"\s+" if space else re.escape(literal).replace("/", r"\/")
    binding, found = let("m", Text(f"$match({sure(given['text'].text).text}, /^{pattern}(?![\\d\\D])/)[0].groups"))
    parts: list[Text] = []
    for name in _PARTS["datetime"]:
        digits = Text(f"{found.text}[{names.index(name)}]") if name in names else None
        if digits is not None and name == "microsecond":
            digits = Text(f'$pad({digits.text}, 6, "0")')
        default = number({"year": 1900, "month": 1, "day": 1}.get(name, 0))
        parts.append(default if digits is None else Text(f'$number($replace({digits.text}, " ", ""))'))
    made = call("$momentOf", *parts, string(""))
    missing = fail("ValueError: time data does not match the format")
    return block(binding, choose(call("$exists", Text(found.text)), made, missing))


_SPECS = {"auto": -1, "minutes": 16, "seconds": 19, "milliseconds": 23}


def _iso_type(given: Given) -> Type | Refusal:
    spec = constant_of(given.get("timespec")) if "timespec" in given.named else "auto"
    if spec in _SPECS and (constant_of(given.get("sep")) == "T" or "sep" not in given.named):
        return STR
    return Refusal("this form of `isoformat()` is not compiled", 'write `isoformat(timespec="seconds")`')


def _iso(given: Rendered) -> Text:
    spec = _SPECS[str(constant_of(given.get("timespec")))] if "timespec" in given.named else -1
    if spec < 0:
        return given["self"].text
    binding, value = let("t", sure(given["self"].text))
    cut = call("$substring", value, number(0), number(min(spec, 19)))
    if spec > 19:
        digits = Text(f'"." & $substring($pad($string($fractionOf({value.text})), -6, "0"), 0, 3)', Level.SUM)
        cut = infix(cut, "&", digits, Level.SUM)
    return block(binding, infix(cut, "&", call("$zoneOf", value), Level.SUM))


# ---- days counted ----


def _ordinal(given: Rendered) -> Text:
    days = infix(call("$toMillis", given["self"].text), "/", number(86_400_000), Level.PRODUCT)
    return infix(days, "+", number(719_163), Level.SUM)


def _of_ordinal(given: Rendered) -> Text:
    days = infix(given["n"].text, "-", number(719_163), Level.SUM)
    return call("$dayOf", infix(days, "*", number(86_400_000), Level.PRODUCT))


def _refused(key: str, python: object, message: str, instead: str) -> Entry:
    refusal = Refusal(message, instead)
    return Entry(key, Signature.of("*values"), lambda _: refusal, lambda _: number(0), python=python)


def _maker(kind: str, gives: Type, signature: str, python: object) -> Entry:
    return Entry(kind, Signature.of(signature), _parts_type(kind, gives), _made(kind), ("ValueError",), python=python)


def _replacer(kind: str, gives: Type, signature: str) -> Entry:
    return Entry(f"{kind}.replace", Signature.of(signature), _parts_type(kind, gives), _replaced(kind), ("ValueError",))


def operand_on_a_day(operand: Operand) -> Operand:
    """A time as the datetime whose `strftime` writes it."""
    return Operand(operand.node, _on_a_day(sure(operand.text)))


_CLOCK = "hour?, minute?, second?, microsecond?"
_MACHINE = "depends on the machine's zone"

ENTRIES: tuple[Entry, ...] = (
    _maker("date", DATE, "year, month, day", dt.date),
    _maker("datetime", DATETIME, f"year, month, day, {_CLOCK}, tzinfo?", dt.datetime),
    _maker("time", TIME, _CLOCK, dt.time),
    _replacer("date", DATE, "self, year?, month?, day?"),
    _replacer("datetime", DATETIME, f"self, year?, month?, day?, {_CLOCK}, tzinfo?"),
    _replacer("time", TIME, f"self, {_CLOCK}"),
    Entry("datetime.now", Signature.of("tz?"), _now_type, _now, python=dt.datetime.now),
    Entry(
        "datetime.fromtimestamp",
        Signature.of("seconds, tz?"),
        _from_seconds_type,
        _from_seconds,
        python=dt.datetime.fromtimestamp,
    ),
    Entry("datetime.astimezone", Signature.of("self, tz?"), _moved_type, _moved),
    Entry("datetime.time", Signature.of("self, /"), lambda _: TIME, _time_of),
    Entry("datetime.isoformat", Signature.of("self, sep?, timespec?"), _iso_type, _iso),
    Entry("date.toordinal", Signature.of("self, /"), lambda _: INT, _ordinal),
    Entry(
        "datetime.combine",
        Signature.of("date, time"),
        _combined_type,
        _combined,
        python=dt.datetime.combine,
    ),
    Entry(
        "datetime.strptime",
        Signature.of("text, form, /"),
        _read_type,
        _read,
        ("ValueError",),
        python=dt.datetime.strptime,
    ),
    Entry(
        "date.fromordinal",
        Signature.of("n, /"),
        lambda given: DATE if kinds(given["n"].type) <= {"int", "Unknown"} else Refusal("it takes an `int`"),
        _of_ordinal,
        python=dt.date.fromordinal,
    ),
    _refused("date.today", dt.date.today, f"`date.today()` {_MACHINE}", "write `datetime.now(UTC).date()`"),
    _refused("datetime.today", dt.datetime.today, f"`datetime.today()` {_MACHINE}", "write `datetime.now(UTC)`"),
    _refused("datetime.utcnow", dt.datetime.utcnow, "`datetime.utcnow()` has no zone", "write `datetime.now(UTC)`"),
)
