"""`match`: values, captures, sequences, mappings, classes, alternatives, guards.

    match order:
        case {"kind": "gift", "to": name}:     the subject is a dict with these keys
        case Export(rows=0): …                 the subject is an Export

Each case is read knowing what its pattern says of the subject, and that the patterns above it did not match.
"""

import ast

from compiler.diagnostics.codes import flows
from compiler.forms.program import CapturePattern, Case, Match, Pattern, Statement, ValuePattern
from compiler.forms.types import NEVER, UNKNOWN, Type
from compiler.passes.type import expressions, operators, ownership, statements
from compiler.passes.type.body import Body
from compiler.passes.type.narrowing import Place, apply, place_of, suppose
from compiler.passes.type.patterns import Left, pattern_of
from compiler.passes.type.scope import Delta


def match_statement(body: Body, node: ast.Match) -> tuple[Statement, ...]:
    """The whole statement."""
    scope = body.scope
    subject = expressions.value_of(body, node.subject)
    ownership.share(body, subject)
    place = place_of(subject)
    left: Type = subject.type
    cases: list[Case] = []
    ends: list[Delta] = []
    mark = scope.mark()
    exhausted, expected = False, 0
    for written in node.cases:
        if exhausted:
            body.error(
                flows.UNMATCHABLE,
                "this case can never be chosen: those above it take everything",
                body.span(written.pattern),
                "put it above them, or drop it",
            )
            break
        expected += 1
        case, left, exhausted = _case(body, written, place, left)
        ends.append(scope.undo(mark))
        if case is not None:
            cases.append(case)
    if not exhausted and not _is_used_up(subject.type, left):
        if place is not None and left is not subject.type:
            apply(body, {place: left})
        ends.append(scope.undo(mark))
    scope.merge(ends)
    if subject.type is UNKNOWN or len(cases) < expected:
        return ()
    return (Match(subject, tuple(cases), body.span(node)),)


def _is_used_up(before: Type, left: Type) -> bool:
    """Whether the cases have taken every value that the subject can have."""
    return left is NEVER and before is not NEVER


def _case(body: Body, written: ast.match_case, place: Place | None, left: Type) -> tuple[Case | None, Type, bool]:
    """The case, what it leaves of the subject's type, and whether it takes everything."""
    if place is not None:
        apply(body, {place: left})
    found = pattern_of(body, written.pattern, left)
    pattern, taken, rest = found if found is not None else (None, left, Left(left))
    if place is not None:
        apply(body, {place: taken})
    guard = operators.condition(body, written.guard) if written.guard is not None else None
    if guard is not None:
        suppose(body, guard, True)
    inner = statements.statements_of(body, written.body)
    remaining = left if guard is not None else rest.type
    takes_all = guard is None and pattern is not None and is_irrefutable(pattern)
    span = body.span(written.pattern)
    case = (
        Case(pattern, guard, inner, span)
        if pattern is not None and (guard is None or guard.type is not UNKNOWN)
        else None
    )
    return case, remaining, takes_all


def is_irrefutable(pattern: Pattern) -> bool:
    """Whether a pattern matches everything."""
    match pattern:
        case CapturePattern(_, inner):
            return inner is None or is_irrefutable(inner)
        case ValuePattern():
            return False
        case _:
            return hasattr(pattern, "options") and any(is_irrefutable(one) for one in pattern.options)
