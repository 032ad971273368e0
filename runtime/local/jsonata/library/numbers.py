"""Functions on numbers.

    round_half_even(2.5, UNDEFINED), round_half_even(1.005, 2)      # 2, 1

JSONata: https://docs.jsonata.org/numeric-functions
"""

import math
import re
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.library.integers import format_integer, parse_integer
from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.library.number_pictures import format_number
from runtime.local.jsonata.library.rounding import round_half_even
from runtime.local.jsonata.values import UNDEFINED, number

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?")
_BASES = {"0x": 16, "0o": 8, "0b": 2}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _number(value: Any) -> Any:
    if value is UNDEFINED or type(value) in (int, float):
        return value
    if type(value) is bool:
        return int(value)
    if type(value) is str:
        if _DECIMAL.fullmatch(value) and math.isfinite(float(value)):
            return int(value) if re.fullmatch(r"-?[0-9]{1,15}", value) else number(float(value))
        base = _BASES.get(value[:2].lower())
        try:
            if base is not None:
                return number(int(value[2:], base))
        except ValueError:
            pass
    raise JsonataError("D3030", value=value)


def _floor(value: Any) -> Any:
    return value if value is UNDEFINED else math.floor(value)


def _ceil(value: Any) -> Any:
    return value if value is UNDEFINED else math.ceil(value)


def _abs(value: Any) -> Any:
    return value if value is UNDEFINED else number(abs(value))


def _sqrt(value: Any) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    if value < 0:
        raise JsonataError("D3060", value=value)
    return number(math.sqrt(value))


def _power(base: Any, exponent: Any) -> Any:
    if base is UNDEFINED:
        return UNDEFINED
    if exponent is UNDEFINED:
        raise JsonataError("D3061", value=base)
    try:
        result = math.pow(base, exponent)
    except (OverflowError, ValueError):
        raise JsonataError("D3061", value=base, exp=exponent) from None
    return number(result)


def _format_base(value: Any, radix: Any = UNDEFINED) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    base = 10 if radix is UNDEFINED else round_half_even(radix)
    if not 2 <= base <= 36:
        raise JsonataError("D3100", value=base)
    rest, digits = abs(round_half_even(value)), ""
    while rest or not digits:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[int(digit)] + digits
    return f"-{digits}" if value < 0 and digits != "0" else digits


FUNCTIONS = (
    Native("number", "<(nsb)-:n>", 1, _number),
    Native("floor", "<n-:n>", 1, _floor),
    Native("ceil", "<n-:n>", 1, _ceil),
    Native("round", "<n-n?:n>", 2, round_half_even),
    Native("abs", "<n-:n>", 1, _abs),
    Native("sqrt", "<n-:n>", 1, _sqrt),
    Native("power", "<n-n:n>", 2, _power),
    Native("formatNumber", "<n-so?:s>", 3, format_number),
    Native("formatBase", "<n-n?:s>", 2, _format_base),
    Native("formatInteger", "<n-s:s>", 2, format_integer),
    Native("parseInteger", "<s-s:n>", 2, parse_integer),
)
