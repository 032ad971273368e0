"""Format specifications of f-strings and `format()`.

f"{amount:,.2f}"      $fixedOf($amount, 100, "#,##0.00")
f"{number:05d}"       $zeroFill($string($number), 5)
f"{code:>10}"         $pad($code, -10)
"""

import re
from dataclasses import dataclass

from compiler.library.decimals import fixed
from compiler.library.entry import Operand, Typed
from compiler.library.equality import as_number
from compiler.library.shapes import NUMBERS, kinds, spelled
from compiler.library.signature import Refusal
from compiler.library.spelled_out import repr_text, str_refusal, str_text
from compiler.library.strftime import strftime_refusal, strftime_text
from compiler.library.text import Level, Text, call, choose, infix, number, strict_infix, string

_SPEC = re.compile(
    r"(?:(?P<fill>.)?(?P<align>[<>^=]))?(?P<sign>[-+ ])?(?P<odd>[z#]*)(?P<zero>0)?(?P<width>\d+)?"
    r"(?P<group>[,_])?(?:\.(?P<precision>\d+))?(?P<kind>[a-zA-Z%])?",
    re.DOTALL,
)
_WHOLE = frozenset("dxXob")
_BASES = {"x": 16, "X": 16, "o": 8, "b": 2}
_DIGITS = 11
"""Decimal places up to which rounding on a float's exact value stays exact in double arithmetic."""


@dataclass(frozen=True, slots=True)
class _Spec:
    fill: str
    align: str
    sign: str
    width: int
    group: str
    precision: int | None
    kind: str


def _read(spec: str) -> _Spec | Refusal:
    found = _SPEC.fullmatch(spec)
    if found is None:
        return Refusal(f"`{spec}` is no format specification")
    if found["odd"]:
        return Refusal(f"`{found['odd']}` in a format specification is not compiled")
    zero = found["zero"] and not found["align"]
    fill = "0" if zero else found["fill"] or " "
    align = "=" if zero else found["align"] or ""
    precision = None if found["precision"] is None else int(found["precision"])
    return _Spec(
        fill,
        align,
        found["sign"] or "-",
        int(found["width"] or 0),
        found["group"] or "",
        precision,
        found["kind"] or "",
    )


def format_field(value: Typed, spec: str, conversion: str) -> Refusal | None:
    """Why `{value!conversion:spec}` cannot be compiled; None where it can."""
    known = kinds(value.type)
    if known <= {"Unknown"}:
        return None
    written = {"int", "float", "bool", "None"} | ({"str"} if conversion == "r" else set())
    if conversion in ("r", "a") and not known <= written:
        return Refusal(
            f"`!{conversion}` writes Python source, which JSONata cannot", "leave it out, or write `json.dumps(value)`"
        )
    refusal = str_refusal(value)
    if refusal is not None or not spec:
        return refusal
    if known <= {"date", "datetime"} and not conversion:
        return strftime_refusal(spec)
    read = _read(spec)
    if isinstance(read, Refusal):
        return read
    if conversion or known == {"str"}:
        return _text_spec(read, spec)
    if known <= NUMBERS:
        return _number_spec(read, spec, whole="float" not in known, mixed=len(known & {"int", "float"}) > 1)
    if known == {"Decimal"}:
        return _decimal_spec(read, spec)
    return Refusal(f"`:{spec}` on `{spelled(value.type)}` is not compiled", "convert it first: `{str(value):…}`")


def _text_spec(spec: _Spec, written: str) -> Refusal | None:
    if spec.kind not in ("", "s") or spec.align == "=" or spec.sign != "-" or spec.group:
        return Refusal(f"`:{written}` does not fit a `str`")
    return None


def _number_spec(spec: _Spec, written: str, *, whole: bool, mixed: bool) -> Refusal | None:
    fixed = spec.kind in ("f", "F", "%")
    if fixed and (6 if spec.precision is None else spec.precision) > _DIGITS:
        return Refusal(f"`:{written}` asks for more than {_DIGITS} decimal places")
    if spec.align == "=" and (spec.group or spec.fill != "0"):
        return Refusal(f"`:{written}` is not compiled", "pad with spaces: `:>10,`")
    if mixed and not fixed:
        return Refusal(f"`:{written}` of `int | float` depends on which it is", "say how many decimal places: `:.2f`")
    if fixed or (whole and spec.kind in ("", *_WHOLE) and spec.precision is None):
        bad = spec.group and (spec.kind in _BASES or spec.kind == "%")
        return Refusal(f"`:{written}` is not compiled") if bad else None
    if not whole and spec.kind in ("", "s") and spec.precision is None and not spec.group:
        return None
    return Refusal(f"`:{written}` is not compiled", "write decimal places: `:.2f`")


def _decimal_spec(spec: _Spec, written: str) -> Refusal | None:
    fixed = spec.kind in ("f", "F") and spec.precision is not None
    if fixed and spec.precision is not None and spec.precision > _DIGITS:
        return Refusal(f"`:{written}` asks for more than {_DIGITS} decimal places")
    bare = not spec.kind and spec.precision is None and not spec.group
    if (fixed or bare) and spec.sign == "-" and spec.align != "=":
        return None
    return Refusal(f"`:{written}` on `Decimal` is not compiled", "say how many decimal places: `:.2f`")


def format_text(operand: Operand, spec: str, conversion: str) -> Text:
    """The formatted text."""
    known = kinds(operand.type)
    if not spec:
        return repr_text(operand) if conversion == "r" else str_text(operand)
    if known <= {"date", "datetime"} and not conversion:
        return strftime_text(operand, spec)
    read = _read(spec)
    assert not isinstance(read, Refusal), read.message
    if conversion or known == {"str"}:
        text = repr_text(operand) if conversion == "r" else str_text(operand)
        short = text if read.precision is None else call("$substring", text, number(0), number(read.precision))
        return _padded(short, read, "<")
    if known == {"Decimal"}:
        return _padded(operand.text if read.precision is None else _decimal_digits(operand, read), read, ">")
    return _padded(_signed(_digits(operand, read), operand, read), read, ">")


def _picture(spec: _Spec, places: int) -> str:
    return ("#,##0" if spec.group else "0") + (f".{'0' * places}" if places else "")


def _decimal_digits(operand: Operand, spec: _Spec) -> Text:
    places = spec.precision or 0
    digits = fixed(operand, places, _picture(spec, places))
    return call("$replace", digits, string(","), string("_")) if spec.group == "_" else digits


def _digits(operand: Operand, spec: _Spec) -> Text:
    """The number's own text, with a minus where it is negative."""
    value, known = as_number(operand), kinds(operand.type)
    places = 6 if spec.precision is None else spec.precision
    picture = _picture(spec, places)
    if spec.kind == "%":
        percent = infix(value, "*", number(100), Level.PRODUCT)
        return strict_infix(call("$fixedOf", percent, number(10**places), string(picture)), "&", string("%"), Level.SUM)
    if spec.kind in ("f", "F"):
        text = call("$fixedOf", value, number(10**places), string(picture))
        if "float" not in known:
            text = call("$formatNumber", value, string(picture))
    elif spec.kind in _BASES:
        text = call("$formatBase", value, number(_BASES[spec.kind]))
        text = call("$uppercase", text) if spec.kind == "X" else text
    elif spec.group:
        text = call("$formatNumber", value, string("#,##0"))
    else:
        text = call("$reprOf" if "float" in known else "$string", value)
    return call("$replace", text, string(","), string("_")) if spec.group == "_" else text


def _signed(digits: Text, operand: Operand, spec: _Spec) -> Text:
    if spec.sign == "-":
        return digits
    positive = choose(infix(as_number(operand), "<", number(0), Level.COMPARE), string(""), string(spec.sign))
    return strict_infix(positive, "&", digits, Level.SUM)


def _padded(text: Text, spec: _Spec, default: str) -> Text:
    if spec.width == 0:
        return text
    fill = () if spec.fill == " " else (string(spec.fill),)
    match spec.align or default:
        case "<":
            return call("$pad", text, number(spec.width), *fill)
        case ">":
            return call("$pad", text, number(-spec.width), *fill)
        case "^":
            return call("$centred", text, number(spec.width), string(spec.fill))
        case _:
            return call("$zeroFill", text, number(spec.width))
