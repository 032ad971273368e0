"""`strftime` with a constant form: pieces cut out of isoformat text, names by JSONata's pictures.

day.strftime("%d.%m.%Y")      $substring($day, 8, 2) & "." & $substring($day, 5, 2) & "." & $substring($day, 0, 4)
day.strftime("%Y-%m-%d")      $day
"""

import re
from collections.abc import Callable

from compiler.library.entry import Operand
from compiler.library.shapes import kinds
from compiler.library.signature import Refusal
from compiler.library.text import Level, Text, call, infix, number, string, sure

_CUTS = {"Y": (0, 4), "y": (2, 2), "m": (5, 2), "d": (8, 2), "H": (11, 2), "M": (14, 2), "S": (17, 2)}
_PICTURES = {"B": "[MNn]", "b": "[MNn,3-3]", "A": "[FNn]", "a": "[FNn,3-3]", "j": "[d001]"}
_SHORT = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y", "R": "%H:%M"}
_SEPARATORS = {4: "-", 7: "-", 10: "T", 13: ":", 16: ":"}


def strftime_refusal(form: str) -> Refusal | None:
    """Why a form cannot be compiled; None where it can."""
    for directive in re.findall(r"%(.?)", _long(form)):
        if directive not in _CUTS and directive not in _PICTURES and directive not in ("%", *_COMPUTED):
            known = ", ".join(f"%{one}" for one in (*_CUTS, *_COMPUTED, *_PICTURES, *_SHORT))
            return Refusal(f"`%{directive}` of `strftime` is not compiled", f"these are: {known}")
    return None


def _long(form: str) -> str:
    return re.sub("%([FTDR])", lambda found: _SHORT[found[1]], form)


def strftime_text(operand: Operand, form: str) -> Text:
    """The text that `strftime` gives."""
    operand = Operand(operand.node, sure(operand.text))
    is_day = kinds(operand.type) == {"date"}
    pieces: list[str | tuple[int, int] | Text] = []
    for literal, directive in re.findall(r"([^%]+)|%(.)", _long(form)):
        if literal or directive == "%":
            _add(pieces, literal or "%")
        elif directive in _CUTS:
            start, length = _CUTS[directive]
            _add(pieces, "0" * length if is_day and start > 8 else (start, length))
        elif directive in _COMPUTED:
            pieces.append(_COMPUTED[directive](operand, is_day))
        else:
            day = operand.text if is_day else call("$substring", operand.text, number(0), number(10))
            pieces.append(call("$fromMillis", call("$toMillis", day), string(_PICTURES[directive])))
    return _joined([_rendered(piece, operand, is_day) for piece in pieces])


def _add(pieces: list[str | tuple[int, int] | Text], piece: str | tuple[int, int]) -> None:
    """Append, joining literals, and cuts that isoformat has side by side."""
    match pieces, piece:
        case [*_, str(before)], str():
            pieces[-1] = before + piece
        case [*_, (int(start), int(length)), str(between)], (int(other), int(more)) if (
            other == start + length + 1 and between == _SEPARATORS.get(start + length)
        ):
            pieces[-2:] = [(start, length + 1 + more)]
        case _:
            pieces.append(piece)


def _microseconds(operand: Operand, is_day: bool) -> Text:
    if is_day:
        return string("000000")
    cut = call("$substring", operand.text, number(19), number(1))
    digits = call("$substring", operand.text, number(20), number(6))
    return Text(f'({cut.text} = "." ? {digits.text} : "000000")')


def _half_day(operand: Operand, is_day: bool) -> Text:
    if is_day:
        return string("12")
    hour = call("$number", call("$substring", operand.text, number(11), number(2)))
    twelfth = Text(f"({hour.text} + 11) % 12 + 1", Level.SUM)
    return call("$pad", call("$string", twelfth), number(-2), string("0"))


def _am_or_pm(operand: Operand, is_day: bool) -> Text:
    if is_day:
        return string("AM")
    hour = call("$substring", operand.text, number(11), number(2))
    return Text(f'({hour.text} < "12" ? "AM" : "PM")')


def _offset(operand: Operand, is_day: bool) -> Text:
    if is_day:
        return string("")
    return call("$replace", call("$zoneOf", operand.text), string(":"), string(""))


_COMPUTED: dict[str, Callable[[Operand, bool], Text]] = {
    "f": _microseconds, "I": _half_day, "p": _am_or_pm, "z": _offset,
}  # fmt: skip
"""What is no piece of isoformat text and no picture."""


def _rendered(piece: str | tuple[int, int] | Text, operand: Operand, is_day: bool) -> Text:
    if isinstance(piece, str):
        return string(piece)
    if isinstance(piece, Text):
        return piece
    if is_day and piece == (0, 10):
        return operand.text
    return call("$substring", operand.text, number(piece[0]), number(piece[1]))


def _joined(pieces: list[Text]) -> Text:
    if not pieces:
        return string("")
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = infix(whole, "&", piece, Level.SUM)
    return whole
