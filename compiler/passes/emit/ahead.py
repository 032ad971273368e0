"""A choice decides what the choices right behind it would, and assigns what the Pass states right behind it would.

    "a?"  $a → "f"; default "b?"              "a?"  $a → "f"; $b → "g"; default "h"
    "b?"  $b → "g"; default "h"         =>    "b?"  $b → "g"; default "h"          (for those that come from "f")

    "n in xs"  $i < 3 (n = $xs[$i]) → "n > 2?"     "n in xs"  $i < 3 and $xs[$i] > 2 (n = $xs[$i]) → "g"
    "n > 2?"   $n > 2 → "g"; default "h"      =>              $i < 3 (n = $xs[$i]) → "h"

A way that leads to another choice is replaced by that choice's ways, its assignments written into their conditions and
values: one transition instead of two. Only choices that the flow has marked (`If.ahead`) are decided ahead, and only as
far as a choice stays short, so a definition grows by a factor at most.
"""

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from compiler.forms.expression_text import words
from compiler.forms.expressions import Binary, Compare, Constant, Expression, Logic
from compiler.forms.flow import Assign
from compiler.forms.traverse import substitute
from compiler.forms.types import BOOL
from compiler.forms.weighing import duplicates, is_fresh, size
from compiler.library.failing import failures_of
from compiler.passes.emit.graph import Deciding, Place, Way

MOST_MORE = 4
"""Rules that a choice may get from those behind it."""
LARGEST = 40
"""Nodes of a condition or a value that comes of it."""


Behind = Callable[[Place], Deciding | None]
"""The deciding state at a place, where there is one."""


def decided_ahead(here: Deciding, behind: Behind) -> Deciding:
    """The state with the ways of what is right behind it, as far as it stays short."""
    if len(here.ways) == 1:
        return _begun(here, behind)
    ways: list[tuple[Way, tuple[Deciding, ...]]] = [(way, (here,)) for way in here.ways]
    most = len(ways) + MOST_MORE
    index = 0
    while index < len(ways):
        way, passed = ways[index]
        following = behind(way.place)
        again = any(one is following for one in passed)
        if following is not None and following.ahead and not again:
            taken = _through(way, following)
            if taken is not None and len(ways) - 1 + len(taken) <= most:
                ways[index : index + 1] = [(one, (*passed, following)) for one in taken]
                _drop_idle(ways)
                continue
        index += 1
    return replace(here, ways=_once([way for way, _ in ways]))


def _once(ways: list[Way]) -> list[Way]:
    """The ways without the rules that ask what an earlier one has asked: they are never chosen."""
    asked: set[str] = set()
    kept = []
    for way in ways[:-1]:
        question = "" if way.test is None or is_fresh(way.test) else words(way.test)
        if not question or question not in asked:
            kept.append(way)
        asked.add(question)
    return [*kept, ways[-1]]


def _drop_idle(ways: list[tuple[Way, tuple[Deciding, ...]]]) -> None:
    """Rules right before the last way that do the same as it, and cannot fail, need not be asked."""
    while len(ways) > 2:
        (rule, _), (last, _) = ways[-2:]
        ends = [(one.place.found().state, one.place.found().ends) for one in (rule, last)]
        if ends[0] != ends[1] or rule.assigns != last.assigns:
            return
        if rule.test is None or failures_of(rule.test):
            return
        del ways[-2]


def _begun(here: Deciding, behind: Behind) -> Deciding:
    """A computation with the whole choice behind it, or as it is."""
    following = behind(here.ways[0].place)
    if following is None or not following.ahead or len(following.ways) == 1:
        return here
    decided = decided_ahead(following, behind)
    taken = _through(here.ways[0], decided) if len(decided.ways) - 1 <= MOST_MORE else None
    return here if taken is None else replace(here, ways=_once(taken))


def _through(way: Way, following: Deciding) -> list[Way] | None:
    """The ways through a way and the state behind it; None where one would be too large or compute things twice."""
    values = {one.name: one.value for one in way.assigns}
    found = []
    *rules, last = following.ways
    for one in (*rules, replace(last, test=None)):
        readers = [value.value for value in one.assigns] + ([one.test] if one.test is not None else [])
        changed = {value.name for value in one.assigns}
        if duplicates(values, readers, lambda name, changed=changed: name not in changed):  # type: ignore[misc]
            return None
        asked = None if one.test is None else _known(substitute(one.test, values))
        if isinstance(asked, Constant) and asked.value is False:
            continue
        certain = asked is None or (isinstance(asked, Constant) and asked.value is True)
        test = way.test if certain or asked is None else _both(way.test, asked)
        later = tuple(Assign(value.name, _known(substitute(value.value, values))) for value in one.assigns)
        assigns = (*(value for value in way.assigns if value.name not in changed), *later)
        if any(size(value, LARGEST) > LARGEST for value in ([test] if test is not None else [])):
            return None
        if any(size(value.value, LARGEST) > LARGEST for value in later):
            return None
        found.append(Way(test, assigns, one.place))
        if certain:
            break
    return found


def _known(expression: Expression) -> Expression:
    """A comparison or sum of constants as what it gives: loops' beginnings and ends of a `finally` are full of them."""
    match expression:
        case Compare(Constant(int() as left), ((link, Constant(int() as right)),)) if link in _COMPARISONS:
            return Constant(_COMPARISONS[link](left, right), BOOL, expression.span)
        case Compare(Constant(str() as one), (("==" | "!=" as link, Constant(str() as other)),)):
            return Constant(_COMPARISONS[link](one, other), BOOL, expression.span)
        case Binary("+" | "-" as sign, Constant(int() as left), Constant(int() as right), type_):
            return Constant(left + right if sign == "+" else left - right, type_, expression.span)
        case _:
            return expression


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _both(first: Expression | None, second: Expression) -> Expression:
    return second if first is None else Logic("and", (first, second), BOOL, second.span)
