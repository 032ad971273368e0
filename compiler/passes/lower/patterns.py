"""`match`: each pattern a test of the subject, its names taken from the subject where the test holds.

    match event:                                     if event["kind"] == "order" …: rows = event["rows"]
        case {"kind": "order", "rows": rows}: …        …

The subject is computed once. A guard that is no part of the test (it needs a call) falls through to the cases after it.
"""

from dataclasses import dataclass, replace
from typing import cast

from compiler.diagnostics.span import Span
from compiler.forms.expression_text import words
from compiler.forms.expressions import (
    Collection,
    Compare,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Field,
    Item,
    Local,
    Logic,
    Operation,
    Slice,
    Spread,
)
from compiler.forms.flow import Arm, Assign, Break, If, Loop
from compiler.forms.program import (
    WORK,
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
)
from compiler.forms.traverse import mentions, substitute
from compiler.forms.types import (
    ANY,
    BOOL,
    INT,
    STR,
    DictOf,
    EnumOf,
    ListOf,
    Record,
    Scalar,
    TupleOf,
    Type,
    Union,
    union,
)
from compiler.passes.lower.destructuring import part, part_type, without_keys
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
        _as_if(place, match, subject)
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
    return not mentions(guard, WORK) and not place.is_guarded(guard)  # type: ignore[arg-type]


def _subject(place: Place, match: Match) -> Expression:
    found = place.shared.value(place, match.subject)
    if isinstance(found, Local | Constant):
        return found
    name = place.temporary("subject")
    place.compute(name, found, match.span)
    return Local(name, found.type, match.span)


def _as_if(place: Place, match: Match, subject: Expression) -> None:
    arms: list[Arm] = []
    otherwise: tuple[object, ...] = ()
    otherwise_assigns: tuple[Assign, ...] = ()
    for case in match.cases:
        found, guard = _with_guard(place, case, subject)
        test = _all(found.tests + guard, case.span)
        if test is None and not arms:  # the first case takes everything
            for name, value in found.names:
                place.compute(place.name(name), value, case.span)
            _statements(place, case.body)
            return
        assigns = tuple(Assign(place.name(name), value) for name, value in found.names)
        body = place.inside()
        _statements(body, case.body)
        if test is None:
            otherwise, otherwise_assigns = tuple(body.operations), assigns
            break
        arms.append(Arm(test, assigns, tuple(body.operations), case.span))
    place.add(If(f"match {words(subject)}", tuple(arms), otherwise, match.span, otherwise_assigns))  # type: ignore[arg-type]


def _with_guard(place: Place, case: Case, subject: Expression) -> tuple[Found, tuple[Expression, ...]]:
    """A guard is computed before the pattern's names are assigned: it reads the parts themselves."""
    found = pattern_of(place, case.pattern, subject, case.span)
    if case.guard is None:
        return found, ()
    parts = {place.name(name): value for name, value in found.names}  # names first seen here are given theirs
    return found, (substitute(place.renamed(case.guard), parts),)  # type: ignore[arg-type]


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
            operator: Comparison = "is" if value.type in (Scalar.NONE, BOOL) else "=="
            return Found((Compare(subject, ((operator, value),), BOOL, span),), ())
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
                if not name:  # `str(x)`: the value itself
                    found += pattern_of(place, inner, _typed(subject, type_), span)
                    continue
                field = Field(_typed(subject, type_), name, _field_type(type_, name), span)
                found += pattern_of(place, inner, field, span)
            return found
        case AnyOfPattern(options):
            return _any_of(place, options, subject, span)


def _any_of(place: Place, options: tuple[Pattern, ...], subject: Expression, span: Span) -> Found:
    """Any of the alternatives; a name takes what the first one that holds gives it."""
    several = [pattern_of(place, option, subject, span) for option in options]
    tests = [_all(one.tests, span) for one in several]
    names = [dict(one.names) for one in several]
    chosen: list[tuple[str, Expression]] = []
    for name in names[0]:
        value = names[-1][name]
        for test, known in zip(reversed(tests[:-1]), reversed(names[:-1]), strict=True):
            assert test is not None, "an alternative that takes everything is the last one"
            value = Conditional(test, known[name], value, union(known[name].type, value.type), span)
        chosen.append((name, value))
    if tests[-1] is None:
        return Found((), tuple(chosen))
    together = Logic("or", tuple(test for test in tests if test is not None), BOOL, span)
    return Found((together,), tuple(chosen))


def _sequence(place: Place, pattern: SequencePattern, subject: Expression, span: Span) -> Found:
    count = len(pattern.items) - (pattern.star is not None)
    if isinstance(subject.type, Record):  # a NamedTuple, whose items are its fields
        subject = Collection(
            tuple(part(subject, at) for at in range(len(subject.type.fields))), _as_tuple(subject), span
        )
    listed = _is_listed(subject, span)
    if not isinstance(subject.type, ListOf | TupleOf):
        subject = _typed(subject, _only(subject.type, (ListOf, TupleOf), ListOf(ANY)))
    length = Operation("len", (subject,), (), INT, span)
    operator: Comparison = "==" if pattern.star is None else ">="
    sized = Compare(length, ((operator, Constant(count, INT, span)),), BOOL, span)
    known = isinstance(subject.type, TupleOf) and pattern.star is None and len(subject.type.items) == count
    found = Found(listed if known else (*listed, sized), ())
    for index, inner in enumerate(pattern.items):
        if index == pattern.star:
            end: Expression | None = None
            if behind := len(pattern.items) - index - 1:
                end = Constant(-behind, INT, span)
            rest = _rest(subject, index, behind, end, span)
            found += pattern_of(place, inner, rest, span)
            continue
        at = index if pattern.star is None or index < pattern.star else index - len(pattern.items)
        item = _item(subject, at, span)
        found += pattern_of(place, inner, item, span)
    return found


def _as_tuple(subject: Expression) -> Type:
    assert isinstance(subject.type, Record)
    return TupleOf(tuple(field.type for field in subject.type.fields))


def _item(subject: Expression, at: int, span: Span) -> Expression:
    if isinstance(subject, Collection) and not any(isinstance(one, Spread) for one in subject.items):
        return cast(Expression, subject.items[at])
    return Item(subject, Constant(at, INT, span), part_type(subject.type, at), span)


def _rest(subject: Expression, index: int, behind: int, end: Expression | None, span: Span) -> Expression:
    """What a starred name takes: a list, of a tuple too."""
    if isinstance(subject.type, TupleOf):
        size = len(subject.type.items)
        items = tuple(_item(subject, at, span) for at in range(index, size - behind))
        return Collection(items, ListOf(union(*(one.type for one in items))), span)
    return Slice(subject, Constant(index, INT, span), end, None, _listed(subject.type), span)


def _is_listed(subject: Expression, span: Span) -> tuple[Expression, ...]:
    if isinstance(subject.type, Union):
        either = Constant((list, tuple), ANY, span)
        return (Operation("isinstance", (subject, either), (), BOOL, span),)
    return () if isinstance(subject.type, ListOf | TupleOf) else _is_a(subject, ListOf(ANY), span)


def _listed(type_: Type) -> Type:
    return type_ if isinstance(type_, ListOf) else ListOf(ANY)


def _mapping(place: Place, pattern: MappingPattern, subject: Expression, span: Span) -> Found:
    found = NOTHING
    if not isinstance(subject.type, DictOf | Record):
        found = Found(_is_a(subject, DictOf(STR, ANY), span), ())
        subject = _typed(subject, _only(subject.type, (DictOf, Record), DictOf(STR, ANY)))
    for key, inner in pattern.entries:
        has = Compare(key, (("in", subject),), BOOL, span)
        required = isinstance(subject.type, Record) and any(
            one.required and isinstance(key, Constant) and one.name == key.value for one in subject.type.fields
        )
        item = _entry(subject, key, span)
        found += Found(() if required else (has,), ()) + pattern_of(place, inner, item, span)
    if pattern.rest is not None:
        keys = tuple(key for key, _ in pattern.entries)
        found += Found((), ((pattern.rest, without_keys(subject, keys, span)),))
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


def _only(type_: Type, kinds: tuple[type, ...], otherwise: Type) -> Type:
    """The one option of a type that is of these kinds."""
    options: tuple[Type, ...] = type_.options if isinstance(type_, Union) else (type_,)
    several = [one for one in options if isinstance(one, kinds)]
    return several[0] if len(several) == 1 else otherwise


def _typed(subject: Expression, type_: Type) -> Expression:
    """The subject, known to be of this type."""
    if isinstance(subject, Local | Item | Field) and isinstance(subject.type, Union | Scalar):
        return replace(subject, type=type_)
    return subject


__all__ = ["match_statement", "pattern_of"]
