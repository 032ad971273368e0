"""`match`: each pattern a test of the subject, its names taken from the subject where the test holds.

    match event:                                     if event["kind"] == "order" …: rows = event["rows"]
        case {"kind": "order", "rows": rows}: …        …

The subject is computed once. A guard that is no part of the test (it needs a call) falls through to the cases after it.
"""

from dataclasses import dataclass

from compiler.diagnostics.codes import flows
from compiler.diagnostics.span import Span
from compiler.forms.expression_text import words
from compiler.forms.expressions import (
    Compare,
    Constant,
    Expression,
    Field,
    Item,
    Local,
    Logic,
    Operation,
    Slice,
)
from compiler.forms.flow import Arm, Assign, Break, If, Loop
from compiler.forms.program import (
    AnyOfPattern,
    CapturePattern,
    Case,
    ClassPattern,
    MappingPattern,
    Match,
    Pattern,
    SequencePattern,
    Statement,
    Value,
    ValuePattern,
    Walrus,
)
from compiler.forms.traverse import mentions, substitute
from compiler.forms.types import ANY, BOOL, INT, STR, DictOf, EnumOf, ListOf, Record, Scalar, TupleOf, Type, Union
from compiler.passes.lower.destructuring import part_type
from compiler.passes.lower.place import Place


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern asks of the subject (all must hold), and which names take which parts of it."""

    tests: tuple[Expression, ...]
    names: tuple[tuple[str, Expression], ...]

    def __add__(self, other: "Found") -> "Found":
        return Found(self.tests + other.tests, self.names + other.names)


NOTHING = Found((), ())

_CLASSES: dict[Scalar, type] = {
    Scalar.NONE: type(None),
    Scalar.BOOL: bool,
    Scalar.INT: int,
    Scalar.FLOAT: float,
    Scalar.STR: str,
}


def match_statement(place: Place, match: Match) -> None:
    """The cases as one If; cases whose guard needs a call break out of a Loop instead."""
    subject = _subject(place, match)
    simple = all(case.guard is None or _is_plain(place, case.guard) for case in match.cases)
    if simple:
        place.add(_as_if(place, match, subject))
        return
    label = place.shared.label("match")
    inner = place.inside()
    for case in match.cases:
        found = pattern_of(place, case.pattern, subject, case.span)
        body = inner.inside()
        for name, value in found.names:
            body.compute(place.name(name), value, case.span)
        taken = body.inside()
        _statements(taken, case.body)
        taken.add(Break(label, case.span))
        if case.guard is None:
            body.operations += taken.operations
        else:
            guard = body.settled(body.shared.value(body, case.guard), "guard")
            body.add(If(f"{words(guard)}?", (Arm(guard, (), tuple(taken.operations), case.span),), (), case.span))
        test = _all(found.tests, case.span)
        if test is None:
            inner.operations += body.operations
        else:
            inner.add(If(f"{words(test)}?", (Arm(test, (), tuple(body.operations), case.span),), (), case.span))
        if inner.left:
            break
    inner.add(Break(label, match.span))
    place.add(Loop(label, tuple(inner.operations), match.span))


def _is_plain(place: Place, guard: Value) -> bool:
    """Whether the Choice itself can compute a guard."""
    return not mentions(guard, _work()) and not place.is_guarded(guard)  # type: ignore[arg-type]


def _work() -> tuple[type, ...]:
    from compiler.passes.lower.values import CALLS

    return (*CALLS, Walrus)


def _subject(place: Place, match: Match) -> Expression:
    found = place.shared.value(place, match.subject)
    if isinstance(found, Local | Constant):
        return found
    name = place.temporary("subject")
    place.compute(name, found, match.span)
    return Local(name, found.type, match.span)


def _as_if(place: Place, match: Match, subject: Expression) -> If:
    arms: list[Arm] = []
    otherwise: tuple[object, ...] = ()
    otherwise_assigns: tuple[Assign, ...] = ()
    for case in match.cases:
        found, guard = _with_guard(place, case, subject)
        assigns = tuple(Assign(place.name(name), value) for name, value in found.names)
        body = place.inside()
        _statements(body, case.body)
        test = _all(found.tests + guard, case.span)
        if test is None:
            otherwise, otherwise_assigns = tuple(body.operations), assigns
            break
        arms.append(Arm(test, assigns, tuple(body.operations), case.span))
    return If(f"match {words(subject)}", tuple(arms), otherwise, match.span, otherwise_assigns)  # type: ignore[arg-type]


def _with_guard(place: Place, case: Case, subject: Expression) -> tuple[Found, tuple[Expression, ...]]:
    """A guard is computed before the pattern's names are assigned: it reads the parts themselves."""
    found = pattern_of(place, case.pattern, subject, case.span)
    if case.guard is None:
        return found, ()
    guard = place.renamed(case.guard)  # type: ignore[arg-type]
    return found, (substitute(guard, {place.name(name): value for name, value in found.names}),)


def _statements(place: Place, statements: tuple[Statement, ...]) -> None:
    place.shared.statements(place, statements)


def _all(tests: tuple[Expression, ...], span: Span) -> Expression | None:
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else Logic("and", tests, BOOL, span)


def pattern_of(place: Place, pattern: Pattern, subject: Expression, span: Span) -> Found:
    """What the pattern asks of the subject, and what its names take."""
    match pattern:
        case ValuePattern(value):
            operator = "is" if value.type in (Scalar.NONE, BOOL) else "=="
            return Found((Compare(subject, ((operator, value),), BOOL, span),), ())  # type: ignore[arg-type]
        case CapturePattern(name, inner):
            found = NOTHING if inner is None else pattern_of(place, inner, subject, span)
            return found if name is None else found + Found((), ((name, subject),))
        case SequencePattern():
            return _sequence(place, pattern, subject, span)
        case MappingPattern():
            return _mapping(place, pattern, subject, span)
        case ClassPattern(type_, fields):
            found = Found(_is_a(subject, type_, span), ())
            for name, inner in fields:
                field = Field(_typed(subject, type_), name, _field_type(type_, name), span)
                found += pattern_of(place, inner, field, span)
            return found
        case AnyOfPattern(options):
            return _any_of(place, options, subject, span)


def _any_of(place: Place, options: tuple[Pattern, ...], subject: Expression, span: Span) -> Found:
    several = [pattern_of(place, option, subject, span) for option in options]
    if any(one.names for one in several):
        place.shared.report.add(
            flows.NOT_COMPILED, "names inside `|` patterns", span, help="write one `case` for each alternative"
        )
    tests = [_all(one.tests, span) for one in several]
    if any(test is None for test in tests):
        return NOTHING
    return Found((Logic("or", tuple(test for test in tests if test is not None), BOOL, span),), ())


def _sequence(place: Place, pattern: SequencePattern, subject: Expression, span: Span) -> Found:
    count = len(pattern.items) - (pattern.star is not None)
    length = Operation("len", (subject,), (), INT, span)
    operator = "==" if pattern.star is None else ">="
    sized = Compare(length, ((operator, Constant(count, INT, span)),), BOOL, span)  # type: ignore[arg-type]
    known = isinstance(subject.type, TupleOf) and pattern.star is None and len(subject.type.items) == count
    found = Found(() if known else (*_is_listed(subject, span), sized), ())
    for index, inner in enumerate(pattern.items):
        if index == pattern.star:
            end: Expression | None = None
            if behind := len(pattern.items) - index - 1:
                end = Constant(-behind, INT, span)
            rest = Slice(subject, Constant(index, INT, span), end, None, _listed(subject.type), span)
            found += pattern_of(place, inner, rest, span)
            continue
        at = index if pattern.star is None or index < pattern.star else index - len(pattern.items)
        item = Item(subject, Constant(at, INT, span), part_type(subject.type, max(at, 0)), span)
        found += pattern_of(place, inner, item, span)
    return found


def _is_listed(subject: Expression, span: Span) -> tuple[Expression, ...]:
    return () if isinstance(subject.type, ListOf | TupleOf) else _is_a(subject, ListOf(ANY), span)


def _listed(type_: Type) -> Type:
    return type_ if isinstance(type_, ListOf) else ListOf(ANY)


def _mapping(place: Place, pattern: MappingPattern, subject: Expression, span: Span) -> Found:
    if pattern.rest is not None:
        place.shared.report.add(
            flows.NOT_COMPILED, "`**rest` in a pattern", span, help="build the rest with a comprehension"
        )
    found = NOTHING
    if not isinstance(subject.type, DictOf | Record):
        found = Found(_is_a(subject, DictOf(STR, ANY), span), ())
    for key, inner in pattern.entries:
        has = Compare(key, (("in", subject),), BOOL, span)
        required = isinstance(subject.type, Record) and any(
            one.required and isinstance(key, Constant) and one.name == key.value for one in subject.type.fields
        )
        item = _entry(subject, key, span)
        found += Found(() if required else (has,), ()) + pattern_of(place, inner, item, span)
    return found


def _entry(subject: Expression, key: Expression, span: Span) -> Expression:
    if isinstance(subject.type, Record) and isinstance(key, Constant):
        return Field(subject, str(key.value), _field_type(subject.type, str(key.value)), span)
    return Item(subject, key, subject.type.value if isinstance(subject.type, DictOf) else ANY, span)


def _field_type(type_: Type, name: str) -> Type:
    if isinstance(type_, Record):
        return next((one.type for one in type_.fields if one.name == name), ANY)
    return ANY


def _is_a(subject: Expression, type_: Type, span: Span) -> tuple[Expression, ...]:
    """The test that a subject of several possible types is of this one; nothing where it can be no other."""
    if subject.type == type_ or (type(subject.type) is type(type_) and not isinstance(subject.type, Scalar | Union)):
        return ()
    return (Operation("isinstance", (subject, Constant(_class_of(type_), ANY, span)), (), BOOL, span),)


def _class_of(type_: Type) -> object:
    match type_:
        case EnumOf() | Record():
            return type_.python or dict
        case DictOf():
            return dict
        case ListOf() | TupleOf():
            return list
        case _:
            return _CLASSES.get(type_, object) if isinstance(type_, Scalar) else object


def _typed(subject: Expression, type_: Type) -> Expression:
    """The subject, known to be of this type."""
    if isinstance(subject, Local):
        return Local(subject.name, type_, subject.span)
    return subject


__all__ = ["match_statement", "pattern_of"]
