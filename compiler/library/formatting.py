"""`format()`, `strftime` and the like: functions and methods whose work the format specifications do.

format(amount, ",.2f")      as f"{amount:,.2f}"
"""

from compiler.forms.types import STR, Type
from compiler.library.clocks import operand_on_a_day
from compiler.library.entry import Entry, Given, Rendered, constant_of
from compiler.library.formats import format_field, format_text
from compiler.library.signature import Refusal, Signature
from compiler.library.strftime import strftime_refusal, strftime_text
from compiler.library.text import Text


def _format_type(given: Given) -> Type | Refusal:
    spec = constant_of(given.get("spec")) if given.get("spec") is not None else ""
    if not isinstance(spec, str):
        return Refusal("a format specification must be a constant")
    return format_field(given["value"], spec, "") or STR


def _format(given: Rendered) -> Text:
    spec = constant_of(given.get("spec")) if given.get("spec") is not None else ""
    return format_text(given["value"], str(spec), "")


def _strftime_type(given: Given) -> Type | Refusal:
    form = constant_of(given["form"])
    return (strftime_refusal(form) or STR) if isinstance(form, str) else Refusal("the form must be a constant")


def _strftime(given: Rendered) -> Text:
    return strftime_text(given["self"], str(constant_of(given["form"])))


def _strftime_of_time(given: Rendered) -> Text:
    return strftime_text(operand_on_a_day(given["self"]), str(constant_of(given["form"])))


ENTRIES: tuple[Entry, ...] = (
    Entry("format", Signature.of("value, spec?, /"), _format_type, _format, python=format),
    Entry(
        "str.format",
        Signature.of("self, *values"),
        lambda _: Refusal("the template of `format` must be a constant", 'write an f-string: f"{value}"'),
        lambda given: given["self"].text,
    ),
    *(
        Entry(f"{kind}.strftime", Signature.of("self, form, /"), _strftime_type, _strftime)
        for kind in ("date", "datetime")
    ),
    Entry("time.strftime", Signature.of("self, form, /"), _strftime_type, _strftime_of_time),
)
