"""`$formatNumber`: numbers by picture string, as XPath's `format-number` defines them.

    format_number(12345.6, "#,###.00")     # "12,345.60"

Source: https://www.w3.org/TR/xpath-functions-31/#formatting-numbers. A picture is cut into prefix, integer part,
fraction, exponent and suffix (`_cut`), checked (`_check`), understood (`_picture_of`) and then filled (`_write`).
"""

import math
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import reduce
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.library.rounding import round_half_even
from runtime.local.jsonata.values import UNDEFINED

_DIGITS_OF_A_DOUBLE = 310
"""How many digits the largest one has before the point."""
_DEFAULTS = {
    "decimal-separator": ".",
    "grouping-separator": ",",
    "exponent-separator": "e",
    "infinity": "Infinity",
    "minus-sign": "-",
    "NaN": "NaN",
    "percent": "%",
    "per-mille": "\u2030",
    "zero-digit": "0",
    "digit": "#",
    "pattern-separator": ";",
}


@dataclass(frozen=True, slots=True)
class _Signs:
    """The characters that have a meaning in the picture."""

    point: str
    grouping: str
    exponent: str
    minus: str
    percent: str
    per_mille: str
    digit: str
    pattern: str
    digits: str
    """The ten digits, from zero."""

    @property
    def active(self) -> str:
        return self.digits + self.point + self.exponent + self.grouping + self.digit + self.pattern


@dataclass(frozen=True, slots=True)
class _Parts:
    """A sub-picture in pieces."""

    whole: str
    prefix: str
    suffix: str
    active: str
    mantissa: str
    exponent: str | None
    integer: str
    fraction: str


@dataclass(frozen=True, slots=True)
class _Picture:
    """What a sub-picture asks for."""

    source: str
    prefix: str
    suffix: str
    groups: tuple[int, ...]
    every: int
    fraction_groups: tuple[int, ...]
    least_integer: int
    scaling: int
    least_fraction: int
    most_fraction: int
    least_exponent: int


def format_number(value: Any, picture: Any = UNDEFINED, options: Any = UNDEFINED) -> Any:
    """`$formatNumber`.

    Raises:
        JsonataError: D3080 to D3093, by the rule that the picture breaks.
    """
    if value is UNDEFINED:
        return UNDEFINED
    signs = _signs({} if options is UNDEFINED else options)
    sources = picture.split(signs.pattern)
    if len(sources) > 2:
        raise JsonataError("D3080")
    cut = [_cut(source, signs) for source in sources]
    for parts in cut:
        _check(parts, signs)
    pictures = [_picture_of(parts, signs) for parts in cut]
    if len(pictures) == 1:
        pictures.append(replace(pictures[0], prefix=signs.minus + pictures[0].prefix))
    return _write(value, pictures[0] if value >= 0 else pictures[1], signs)


def _signs(options: dict[str, Any]) -> _Signs:
    named = {**_DEFAULTS, **options}
    zero = ord(named["zero-digit"][0])
    return _Signs(
        point=named["decimal-separator"],
        grouping=named["grouping-separator"],
        exponent=named["exponent-separator"],
        minus=named["minus-sign"],
        percent=named["percent"],
        per_mille=named["per-mille"],
        digit=named["digit"],
        pattern=named["pattern-separator"],
        digits="".join(chr(code) for code in range(zero, zero + 10)),
    )


def _cut(source: str, signs: _Signs) -> _Parts:
    stops = [here for here, sign in enumerate(source) if sign in signs.active and sign != signs.exponent]
    prefix = source[: stops[0]] if stops else ""
    suffix = source[stops[-1] + 1 :] if stops else ""
    active = source[len(prefix) : len(source) - len(suffix)]
    here = source.find(signs.exponent, len(prefix))
    mantissa, exponent = active, None
    if 0 <= here <= len(source) - len(suffix):
        mantissa, exponent = active[:here], active[here + 1 :]
    integer, point, fraction = mantissa.partition(signs.point)
    return _Parts(source, prefix, suffix, active, mantissa, exponent, integer, fraction if point else suffix)


def _count(text: str, members: str) -> int:
    return sum(sign in members for sign in text)


def _check(parts: _Parts, signs: _Signs) -> None:
    """Raise the last rule that the sub-picture breaks, as the reference does."""
    whole, point = parts.whole, parts.whole.find(signs.point)
    digits_or_hash = signs.digits + signs.digit
    doubled = signs.grouping * 2
    first_hash, last_hash = parts.integer.find(signs.digit), parts.fraction.rfind(signs.digit)
    percent = signs.percent in whole or signs.per_mille in whole
    beside_point = point >= 0 and signs.grouping in (whole[point - 1 : point], whole[point + 1 : point + 2])
    exponent = parts.exponent
    broken = [
        ("D3081", whole.count(signs.point) > 1),
        ("D3082", whole.count(signs.percent) > 1),
        ("D3083", whole.count(signs.per_mille) > 1),
        ("D3084", signs.percent in whole and signs.per_mille in whole),
        ("D3085", not _count(parts.mantissa, digits_or_hash)),
        ("D3086", any(sign not in signs.active for sign in parts.active)),
        ("D3087", beside_point),
        ("D3088", point < 0 and parts.integer.endswith(signs.grouping)),
        ("D3089", doubled in whole),
        ("D3090", first_hash >= 0 and _count(parts.integer[:first_hash], signs.digits) > 0),
        ("D3091", last_hash >= 0 and _count(parts.fraction[last_hash:], signs.digits) > 0),
        ("D3092", bool(exponent) and percent),
        ("D3093", exponent is not None and (not exponent or _count(exponent, signs.digits) < len(exponent))),
    ]
    codes = [code for code, is_broken in broken if is_broken]
    if codes:
        raise JsonataError(codes[-1])


def _groups(part: str, integer: str, signs: _Signs, *, to_left: bool = False) -> tuple[int, ...]:
    """How many digits stand on the far side of each grouping sign.

    The reference looks for every sign but the first in the integer part, also when it reads the fraction.
    """
    positions = []
    here = part.find(signs.grouping)
    while here >= 0:
        positions.append(_count(part[:here] if to_left else part[here:], signs.digits + signs.digit))
        here = integer.find(signs.grouping, here + 1)
    return tuple(positions)


def _regular(groups: tuple[int, ...]) -> int:
    if not groups:
        return 0
    factor = reduce(math.gcd, groups)
    return factor if all(number * factor in groups for number in range(1, len(groups) + 1)) else 0


def _picture_of(parts: _Parts, signs: _Signs) -> _Picture:
    groups = _groups(parts.integer, parts.integer, signs)
    scaling = least_integer = _count(parts.integer, signs.digits)
    least_fraction = _count(parts.fraction, signs.digits)
    most_fraction = _count(parts.fraction, signs.digits + signs.digit)
    exponent = parts.exponent
    if least_integer == 0 and most_fraction == 0:
        if exponent is not None:
            least_fraction = most_fraction = 1
        else:
            least_integer = 1
    if exponent is not None and least_integer == 0 and signs.digit in parts.integer:
        least_integer = 1
    if least_integer == 0 and least_fraction == 0:
        least_fraction = 1
    return _Picture(
        source=parts.whole,
        prefix=parts.prefix,
        suffix=parts.suffix,
        groups=groups,
        every=_regular(groups),
        fraction_groups=_groups(parts.fraction, parts.integer, signs, to_left=True),
        least_integer=least_integer,
        scaling=scaling,
        least_fraction=least_fraction,
        most_fraction=most_fraction,
        least_exponent=_count(exponent or "", signs.digits),
    )


def _scaled(value: float, scaling: int) -> tuple[float, int]:
    """Mantissa and exponent with so many digits before the point."""
    smallest, largest, exponent = 10.0 ** (scaling - 1), 10.0**scaling, 0
    if value != 0:
        while abs(value) < smallest:
            value *= 10
            exponent -= 1
        while abs(value) > largest:
            value /= 10
            exponent += 1
    return value, exponent


def _digits(value: float, places: int, signs: _Signs) -> str:
    with localcontext(prec=_DIGITS_OF_A_DOUBLE + places):
        fixed = format(Decimal(abs(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return "".join(signs.digits[int(digit)] if digit.isdigit() else digit for digit in fixed)


def _write(value: float, picture: _Picture, signs: _Signs) -> str:
    factor = 100 if signs.percent in picture.source else 1000 if signs.per_mille in picture.source else 1
    number, exponent = value * factor, None
    if picture.least_exponent:
        number, exponent = _scaled(number, picture.scaling)
    rounded = round_half_even(number, picture.most_fraction)
    zero = signs.digits[0]
    integer, _, fraction = _digits(rounded, picture.most_fraction, signs).partition(".")
    integer = integer.lstrip(zero).rjust(picture.least_integer, zero)
    fraction = fraction.rstrip(zero).ljust(picture.least_fraction, zero)
    integer = _grouped(integer, picture, signs.grouping)
    for position in picture.fraction_groups:
        fraction = fraction[:position] + signs.grouping + fraction[position:]
    text = integer + (signs.point + fraction if fraction and signs.point in picture.source else fraction)
    if exponent is not None:
        sign = signs.minus if exponent < 0 else ""
        text += signs.exponent + sign + _digits(exponent, 0, signs).rjust(picture.least_exponent, zero)
    return picture.prefix + text + picture.suffix


def _grouped(integer: str, picture: _Picture, sign: str) -> str:
    if picture.every:
        head = len(integer) % picture.every or picture.every
        rest = [integer[here : here + picture.every] for here in range(head, len(integer), picture.every)]
        return sign.join([integer[:head], *rest])
    digits = len(integer)
    for position in sorted(picture.groups):
        if position < digits:
            here = digits - position
            integer = integer[:here] + sign + integer[here:]
    return integer
