"""The table of operations and how to find one: by Python callable, by receiver and name, by key.

function(len)                    the Entry "len"
method(STR, "upper")             the Entry "str.upper"
attribute(DATE, "year")          the Entry "date.year"
entry("str.upper")               the same, for emission
"""

from compiler.forms.types import (
    DictOf,
    EnumOf,
    ErrorOf,
    ListOf,
    LiteralOf,
    Record,
    Scalar,
    SetOf,
    StoredOf,
    TupleOf,
    Type,
    Union,
)
from compiler.library import (
    addresses,
    changes,
    clocks,
    collections,
    dates,
    decimals,
    defaults,
    dicts,
    encodings,
    folds,
    formatting,
    kinds_of_value,
    letters,
    numbers,
    paths,
    questions,
    regexes,
    searching,
    sets,
    strings,
)
from compiler.library.entry import Entry
from compiler.library.shapes import is_dict, kinds, options

TABLE: tuple[Entry, ...] = (
    *collections.ENTRIES,
    *folds.ENTRIES,
    *dicts.ENTRIES,
    *changes.ENTRIES,
    *sets.ENTRIES,
    *strings.ENTRIES,
    *letters.ENTRIES,
    *searching.ENTRIES,
    *regexes.ENTRIES,
    *numbers.ENTRIES,
    *dates.ENTRIES,
    *clocks.ENTRIES,
    *decimals.ENTRIES,
    *formatting.ENTRIES,
    *encodings.ENTRIES,
    *addresses.ENTRIES,
    *paths.ENTRIES,
    *kinds_of_value.ENTRIES,
    *defaults.ENTRIES,
    *questions.ENTRIES,
)
"""Every operation, area by area."""

_NOT_JSON = {encodings.DIGEST.name: ("digest",), regexes.MATCH.name: ("re.Match",)}
"""Records that stand for Python's own objects, and the words of their methods."""

_BY_KEY = {one.key: one for one in TABLE}
_FUNCTIONS = tuple(one for one in TABLE if one.python is not None)


def entry(key: str) -> Entry:
    """The operation of this key (`Operation.name`); a KeyError is our own mistake."""
    return _BY_KEY[key]


def function(callable_: object) -> Entry | None:
    """The operation that a Python builtin, function or class stands for; None where the library does not know it."""
    return next((one for one in _FUNCTIONS if one.python is callable_ or one.python == callable_), None)


def method(receiver: Type, name: str) -> Entry | None:
    """The method `name` of a value of this type; None where it has none or the library does not know it."""
    return next((_BY_KEY[f"{word}.{name}"] for word in receivers(receiver) if f"{word}.{name}" in _BY_KEY), None)


def attribute(receiver: Type, name: str) -> Entry | None:
    """The attribute `name`, such as a date's `year`; its Operation has the receiver as only argument."""
    return method(receiver, f"{name}@")


def methods_of(receiver: Type) -> tuple[str, ...]:
    """The names that `method` knows for this type, for "did you mean"."""
    words = receivers(receiver)
    return tuple(
        one.key.partition(".")[2] for one in TABLE if one.key.partition(".")[0] in words and one.key[-1] != "@"
    )


def functions() -> tuple[str, ...]:
    """The names of all functions, as authors write them, for "did you mean"."""
    return tuple(one.key for one in _FUNCTIONS)


def receivers(type_: Type) -> tuple[str, ...]:
    """The words under which a type's methods stand in the table."""
    match type_:
        case Scalar():
            return (type_.value,)
        case LiteralOf():
            several = options(type_)
            return ("".join(kinds(type_)),) if len(several) == 1 else ()
        case ListOf():
            return ("list",)
        case TupleOf():
            return ("tuple",)
        case SetOf():
            return ("set",)
        case DictOf():
            return ("dict",)
        case Record():
            return ("dict",) if is_dict(type_) else _NOT_JSON.get(type_.name, ())
        case EnumOf():
            return ("enum", *(option.value for option in options(type_) if isinstance(option, Scalar)))
        case ErrorOf():
            return ("error",)
        case StoredOf() | Union():
            return ()
