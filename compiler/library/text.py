"""Pieces of JSONata text that know how tightly they bind, so that parentheses stand only where they are needed.

    infix(Text("$a + $b", Level.SUM), "*", Text("2"), Level.PRODUCT)      ($a + $b) * 2
    call("$uppercase", Text("$code"))                                     $uppercase($code)

A `Text` whose value can be missing (JSONata's undefined) says in `missing` which Python error that stands for.
Undefined travels through arithmetic, paths and most functions up to the state's field, where AWS fails the state.
Where it would vanish instead (array and object constructors, `&`, `=`, `and`, `or`, conditions), the piece is used as
`sure(piece)`, which fails by itself.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from compiler.library.prelude import FUNCTIONS


class Level(IntEnum):
    """How tightly a piece binds: JSONata's operator precedences, loosest first."""

    BIND = 10
    CHOOSE = 20
    OR = 25
    AND = 30
    COMPARE = 40
    SUM = 50
    PRODUCT = 60
    NEGATE = 70
    PATH = 75
    ATOM = 100


@dataclass(frozen=True, slots=True)
class Text:
    """JSONata text, how tightly it binds, and the Python error that its undefined stands for (None: never)."""

    text: str
    level: Level = Level.ATOM
    missing: str | None = None

    def head(self) -> str:
        """The text as the head of a path: an array constructor there would be taken apart before its filter."""
        return f"({self.text})" if self.text.startswith("[") else self.at(Level.PATH)

    def at(self, level: Level) -> str:
        """The text, in parentheses where it binds less tightly than `level` asks."""
        return self.text if self.level >= level else f"({self.text})"


UNTOLD = "an item or a key is not there"


def first_missing(*pieces: Text) -> str | None:
    """The error that an undefined of any of these pieces stands for; of several it cannot be told which."""
    found = tuple(dict.fromkeys(piece.missing for piece in pieces if piece.missing))
    return found[0] if len(found) == 1 else UNTOLD if found else None


def call(function: str, *arguments: Text) -> Text:
    """`function(a, b)`, undefined where an argument is, as JSONata's own functions are; ours never see it."""
    if function[1:] in FUNCTIONS:
        arguments = tuple(map(sure, arguments))
    return Text(f"{function}({', '.join(argument.text for argument in arguments)})", missing=first_missing(*arguments))


def strict_call(function: str, *arguments: Text) -> Text:
    """`function(a, b)` for functions that take undefined for something else, such as `$count` and `$append`."""
    return call(function, *map(sure, arguments))


def infix(left: Text, operator: str, right: Text, level: Level) -> Text:
    """`left operator right`, left-associative, undefined where an operand is."""
    tighter = Level(next(one for one in Level if one > level))
    return Text(f"{left.at(level)} {operator} {right.at(tighter)}", level, first_missing(left, right))


def strict_infix(left: Text, operator: str, right: Text, level: Level) -> Text:
    """`left operator right` for operators that hide undefined: `=`, `!=`, `in`, `&`, `and`, `or`."""
    return infix(sure(left), operator, sure(right), level)


def choose(test: Text, then: Text, otherwise: Text) -> Text:
    """`test ? then : otherwise`, undefined where a branch is."""
    missing = then.missing or otherwise.missing
    return Text(
        f"{sure(test).at(Level.OR)} ? {then.at(Level.OR)} : {otherwise.at(Level.CHOOSE)}", Level.CHOOSE, missing
    )


def string(value: str) -> Text:
    """A string literal: double quotes, JSON's escapes, readable beyond ASCII."""
    return Text(json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f"))


def number(value: float) -> Text:
    """A number literal; a negative one is a negation."""
    text = json.dumps(value)
    return Text(text, Level.NEGATE if text.startswith("-") else Level.ATOM)


def fail(error: str) -> Text:
    """`$error("KeyError: 'day'")`: the evaluation, and with it the state, fails with this text."""
    return call("$error", string(error))


_VARIABLE = re.compile(r"\$([^\W\d]\w*)")


_PYTHON_ERROR = re.escape(UNTOLD) + r"|\w+(Error|Iteration)\b"
_REFUSING = re.compile(rf'\$error\(\\*"(?!{_PYTHON_ERROR})')


def may_refuse(text: str) -> bool:
    """Whether text has an `$error(…)` for what Python computes and JSONata cannot, such as Unicode's letters."""
    return _REFUSING.search(text) is not None


def fresh(wish: str, *inside: Text) -> str:
    """A variable name like `wish` that none of these pieces uses: `$v`, or `$v2` where they know a `$v`."""
    used = {name for piece in inside for name in _VARIABLE.findall(piece.text)}
    return f"${next(name for name in _numbered(wish) if name not in used)}"


def _numbered(wish: str) -> Iterable[str]:
    yield wish
    number = 2
    while True:
        yield f"{wish}{number}"
        number += 1


def is_simple(piece: Text) -> bool:
    """Whether a piece is so cheap and short (a variable, a literal, a path) that saying it twice beats naming it."""
    return bool(re.fullmatch(r'-?[\w.]+|\$[\w.]+|"[^"\\]{0,20}"', piece.text))


def let(wish: str, value: Text, inside: Iterable[Text] = ()) -> tuple[str, Text]:
    """A name for a value used more than once: the binding to put first ("" where the value is simple), and the name.

    >>> let("v", Text("$f($x)"))
    ('$v := $f($x); ', Text(text='$v', level=<Level.ATOM: 100>, missing=None))
    """
    if is_simple(value):
        return "", value
    name = fresh(wish, value, *inside)
    return f"{name} := {value.text}; ", Text(name, missing=value.missing)


def block(bindings: str, result: Text) -> Text:
    """`(bindings; result)`, or the result alone where nothing is bound."""
    return Text(f"({bindings}{result.text})", missing=result.missing) if bindings else result


def sure(piece: Text) -> Text:
    """The piece with its undefined turned into a failure, for places where undefined would vanish unseen."""
    if piece.missing is None:
        return piece
    binding, value = let("v", piece)
    known = Text(value.text, value.level)
    return block(binding, choose(call("$exists", known), known, fail(piece.missing)))
