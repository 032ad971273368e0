"""Intrinsic functions of JSONPath states: `States.Format('{} of {}', $.n, States.ArrayLength($.all))`.

    call_intrinsic(read_intrinsic("States.MathAdd($.n, 1)"), visit, {"n": 2})      # 3

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from runtime.local.engine.errors import RUNTIME, Problem
from runtime.local.engine.intrinsic_functions import FUNCTIONS, BadArguments, Quoted
from runtime.local.engine.json_text import text
from runtime.local.engine.jsonpath import PathNotFound
from runtime.local.engine.references import Reference, read_reference
from runtime.local.engine.visits import Visit

_START = re.compile(r"\s*(States\.\w+)\s*\(")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Intrinsic:
    """A call: the function's name and its arguments (values, References, Intrinsics)."""

    text: str
    name: str
    arguments: tuple[Any, ...]


def is_intrinsic(text: str) -> bool:
    """Whether a string calls an intrinsic function."""
    return _START.match(text) is not None


@lru_cache(maxsize=1024)
def read_intrinsic(text: str) -> Intrinsic:
    """Parse a call; ValueError where it is not one."""
    found, end = _call(text, 0)
    if text[end:].strip():
        raise ValueError(f"unexpected text after the function: {text!r}")
    return found


def call_intrinsic(intrinsic: Intrinsic, visit: Visit, value: Any) -> Any:
    """The function's result; `value` stands for `$` in its arguments.

    A Problem names the whole expression, also when an inner call is to blame. AWS reports every failure of a call as
    States.Runtime, which no handler takes, wrong numbers of arguments included.
    """
    try:
        return _called(intrinsic, visit, value)
    except (_Unfound, BadArguments) as wrong:
        raise Problem(RUNTIME, f"The function '{intrinsic.text}' had the following error: {wrong}") from None


class _Unfound(Exception):
    """A path among the arguments leads nowhere."""


def _called(intrinsic: Intrinsic, visit: Visit, value: Any) -> Any:
    arguments = [_argument(one, visit, value) for one in intrinsic.arguments]
    if intrinsic.name != "States.Format" or not arguments:
        arguments = [str(one) if isinstance(one, Quoted) else one for one in arguments]
    try:
        return FUNCTIONS[intrinsic.name](*arguments)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadArguments(f"Invalid arguments in {intrinsic.name}") from error


def _argument(argument: Any, visit: Visit, value: Any) -> Any:
    match argument:
        case Intrinsic():
            return _called(argument, visit, value)
        case Reference():
            try:
                return argument.find(visit, value)
            except PathNotFound as missing:
                raise _Unfound(_unfound(argument, missing, value)) from None
        case _:
            return argument


def _unfound(reference: Reference, missing: PathNotFound, value: Any) -> str:
    """AWS's words, which show the state's input also where the path goes into the context object."""
    if str(missing).startswith("Filter: "):
        return str(missing)
    path = reference.text[1:] if reference.origin == "context" else reference.text
    return f"The JsonPath argument for the field '{path}' could not be found in the input '{text(value)}'"


def _call(text: str, at: int) -> tuple[Intrinsic, int]:
    start = _START.match(text, at)
    if start is None or start[1] not in FUNCTIONS:
        raise ValueError(f"an intrinsic function is missing in {text!r}")
    arguments: list[Any] = []
    place = _space(text, start.end())
    while text[place : place + 1] != ")" or arguments:
        argument, place = _read_argument(text, place)
        arguments.append(argument)
        place = _space(text, place)
        if text[place : place + 1] != ",":
            break
        place = _space(text, place + 1)
    if text[place : place + 1] != ")":
        raise ValueError(f"a bracket is not closed in {text!r}")
    end = place + 1
    return Intrinsic(text[at:end].strip(), start[1], tuple(arguments)), end


def _space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _read_argument(text: str, at: int) -> tuple[Any, int]:
    if _START.match(text, at):
        return _call(text, at)
    if text[at : at + 1] == "'":
        return _string(text, at + 1)
    if text[at : at + 1] == "$":
        end = _path_end(text, at)
        return read_reference(text[at:end].strip()), end
    if number := _NUMBER.match(text, at):
        return (float(number[0]) if "." in number[0] or "e" in number[0].lower() else int(number[0])), number.end()
    for word, value in _WORDS.items():
        if text.startswith(word, at):
            return value, at + len(word)
    raise ValueError(f"an argument is not understood in {text!r}")


def _string(text: str, at: int) -> tuple[Quoted, int]:
    pieces, piece, plain, lone = [], "", "", False
    while text[at : at + 1] != "'":
        if at >= len(text):
            raise ValueError(f"a string is not closed in {text!r}")
        one = text[at]
        if one == "\\":
            at += 1
            one = text[at : at + 1]
            if not one or one not in "'{}\\":
                raise ValueError(f"a backslash stands before ', {{, }} or another backslash: {text!r}")
        elif text.startswith("{}", at):
            pieces.append(piece)
            piece, plain, at = "", plain + "{}", at + 2
            continue
        else:
            lone = lone or one == "{"
        piece, plain, at = piece + one, plain + one, at + 1
    return Quoted(plain, (*pieces, piece), lone=lone), at + 1


def _path_end(text: str, at: int) -> int:
    depth, quote = 0, ""
    while at < len(text):
        one = text[at]
        if quote:
            quote = "" if one == quote else quote
        elif one in "'\"":
            quote = one
        elif one in "[(":
            depth += 1
        elif one in "])" and depth:
            depth -= 1
        elif one in ",)" and not depth:
            break
        at += 1
    return at
