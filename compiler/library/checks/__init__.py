"""What has to be asked before a value is computed, so that it fails as Python does: with that error and that text.

    checks_of(1 // int(s))      ValueError where `s` is no number: "invalid literal for int() with base 10: 'x'"
                                ZeroDivisionError where `int(s) == 0`: "integer division or modulo by zero"

To Step Functions every failing expression is one error, `States.QueryEvaluationError`, and only some states can catch
it. So where a handler could tell, lowering asks first and raises the error itself. The checks come in Python's order of
evaluation: each may rely on those before it having passed. None says that there is no exact question for some part.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.expressions import (
    Binary,
    Clause,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    ErrorOutput,
    Expression,
    Fact,
    Field,
    Format,
    FormatField,
    Item,
    Junction,
    Lambda,
    Local,
    Logic,
    Operation,
    Result,
    Slice,
    StateInput,
)
from compiler.forms.traverse import children, names_in, reads
from compiler.forms.types import BOOL, INT, STR, ListOf, TupleOf, union
from compiler.library.checks.check import Check, Checks
from compiler.library.checks.operations import of_binary, of_field, of_item, of_operation
from compiler.library.failing import failures_of
from compiler.library.table import entry

_LEAVES = (Constant, Local, Fact, Result, StateInput, ErrorOutput)
_STOPS_EARLY = frozenset(("any", "all", "next"))
_LARGEST = 1_500
"""Nodes of a value's checks: comprehensions inside comprehensions would grow by powers."""
_MARK = "\x1f"
"""Stands between the texts of failures that are looked through at once; no `repr()` writes it."""


def checks_of(value: Any) -> Checks:
    """The checks of a value in order, each once; None where something in it fails in a way that nothing can ask for."""
    if isinstance(value, _LEAVES) or not failures_of(value):
        return ()
    found = _walk(value)
    if found is None:
        return None
    once: list[Check] = []
    for one in found:
        if one not in once:
            once.append(one)
    return tuple(once) if _size(once) <= _LARGEST else None


def _size(node: Any) -> int:
    found = 1 if not isinstance(node, list) else 0
    for child in node if isinstance(node, list) else children(node):
        found += _size(child)
    return found


def _walk(node: Any) -> Checks:
    match node:
        case Constant() | Local() | Fact() | Result() | StateInput() | ErrorOutput():
            return ()
        case Logic(operator, operands):
            return _logic(operator, operands, node.span)
        case Conditional(test, then, otherwise):
            yes = _under(test, _walk(then), wanted=True)
            no = _under(test, _walk(otherwise), wanted=False)
            return _together((_walk(test), yes, no))
        case Compare(first, links):
            return _chain(first, links, node)
        case Comprehension():
            return _comprehension(node)
        case Lambda(_, body):
            return None if failures_of(body) else ()
        case Binary():
            return _together((_walk(node.left), _walk(node.right), of_binary(node)))
        case Item(value, index):
            return _together((_walk(value), _walk(index), of_item(node)))
        case Field(value):
            return _together((_walk(value), of_field(node)))
        case Operation():
            return _operation(node)
        case _:
            return _together(_walk(child) for child in children(node))


def _together(parts: Iterable[Checks]) -> Checks:
    found: list[Check] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return tuple(found)


def _under(test: Expression, checks: Checks, *, wanted: bool) -> Checks:
    """The checks of what is only computed where `test` holds, or does not."""
    if not checks:
        return checks
    never = Constant(False, BOOL, test.span)

    def only(when: Expression) -> Expression:
        then, otherwise = (when, never) if wanted else (never, when)
        return Conditional(test, then, otherwise, BOOL, test.span)

    return tuple(replace(one, when=only(one.when)) for one in checks)


def _logic(operator: Junction, operands: tuple[Expression, ...], span: Span) -> Checks:
    """An operand is computed where those before it leave the result open."""
    parts: list[Checks] = []
    for index, operand in enumerate(operands):
        found = _walk(operand)
        if index and found:
            before = operands[:index]
            types = union(*(one.type for one in before))
            test = before[0] if index == 1 else Logic(operator, before, types, span)
            found = _under(test, found, wanted=operator == "and")
        parts.append(found)
    return _together(parts)


def _chain(first: Expression, links: tuple[Any, ...], node: Compare) -> Checks:
    """`a < b < c`: c is computed where `a < b` holds."""
    parts = [_walk(first), _walk(links[0][1])]
    for index, (_, operand) in enumerate(links[1:], start=1):
        parts.append(_under(replace(node, links=links[:index]), _walk(operand), wanted=True))
    return _together(parts)


def _operation(node: Operation) -> Checks:
    given = (*node.arguments, *(value for _, value in node.keywords))
    lazy = node.name in _STOPS_EARLY or entry(node.name).iterator
    if lazy and any(isinstance(one, Comprehension) and failures_of(one) for one in given):
        return None  # how far it is computed depends on what is found on the way
    return _together((*(_walk(one) for one in given), of_operation(node)))


# ---- comprehensions ----


def _comprehension(node: Comprehension) -> Checks:
    outside = _walk(node.clauses[0].iterable)
    inside = [_walk(one) for clause in node.clauses[1:] for one in (clause.iterable, *clause.conditions)]
    inside += [_walk(one) for one in (*node.clauses[0].conditions, node.key, node.element) if one is not None]
    merged = _together(inside)
    if outside is None or merged is None:
        return None
    if not merged:
        return outside
    if len(node.clauses) > 1:
        return None
    (clause,) = node.clauses
    found = _one_question(node, clause, merged) if len(merged) == 1 else None
    return (*outside, *(found or _first_failures(node, clause)))


def _one_question(node: Comprehension, clause: Clause, merged: tuple[Check, ...]) -> tuple[Check, ...] | None:
    """One way to fail, whose text is the same for every item: `any(when for x in xs if …)`."""
    (check,) = merged
    if reads(check.message) & set(names_in(clause.target)):
        return None
    passed: list[Expression] = []
    for condition in clause.conditions:
        if _walk(condition):
            break
        passed.append(condition)
    asked = Comprehension(check.when, None, (replace(clause, conditions=tuple(passed)),), ListOf(BOOL), node.span)
    return (replace(check, when=Operation("any", (asked,), (), BOOL, node.span)),)


def _first_failures(node: Comprehension, clause: Clause) -> tuple[Check, ...]:
    """Several ways to fail, or texts that tell the item: the texts of all that fail, of which the first counts."""
    span = node.span
    none = Constant("", STR, span)
    asked = [*clause.conditions, *(one for one in (node.key, node.element) if one is not None)]
    text: Expression = none
    kinds: dict[type[Exception], None] = {}
    for part in reversed(asked):
        if part in clause.conditions:
            text = Conditional(part, text, none, STR, span)
        for check in reversed(_walk(part) or ()):
            kinds[check.error] = None
            text = Conditional(check.when, _told(check), text, STR, span)
    texts = Comprehension(text, None, (replace(clause, conditions=()),), ListOf(STR), span)
    one = Local("failure", STR, span)
    failed = Comprehension(
        one, None, (Clause("failure", texts, (Compare(one, (("!=", none),), BOOL, span),)),), ListOf(STR), span
    )
    joined = Operation("str.join", (Constant(_MARK, STR, span), failed), (), STR, span)
    return tuple(_of_kind(kind, joined, span) for kind in kinds)


def _told(check: Check) -> Expression:
    parts = (f"{check.error.__name__}:", FormatField(check.message))
    return Format(parts, STR, check.message.span)


def _of_kind(kind: type[Exception], joined: Expression, span: Span) -> Check:
    name = f"{kind.__name__}:"
    begins = Operation("str.startswith", (joined, Constant(name, STR, span)), (), BOOL, span)
    cut = Operation("str.partition", (joined, Constant(_MARK, STR, span)), (), TupleOf((STR, STR, STR)), span)
    first = Item(cut, Constant(0, INT, span), STR, span)
    return Check(begins, kind, Slice(first, Constant(len(name), INT, span), None, None, STR, span))


__all__ = ["Check", "checks_of"]
