"""Rounding to the nearest, halves to the even neighbour, in decimal digits.

    round_half_even(0.285, 2)     # 0.28: the digits that are written decide, not the double behind them

JSONata: https://docs.jsonata.org/numeric-functions#round
"""

import math
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from runtime.local.jsonata.values import UNDEFINED, number


def round_half_even(value: Any, places: Any = UNDEFINED) -> Any:
    """The value to so many decimal places; negative places round before the point."""
    if value is UNDEFINED:
        return UNDEFINED
    digits = 0 if places is UNDEFINED else math.trunc(places)
    if type(value) is int and digits >= 0:
        return value
    try:
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    except InvalidOperation:
        return number(value)
    return number(float(rounded) + 0.0)
