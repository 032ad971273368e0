"""Patterns: what they bind, which values they take, and which they leave.

pattern_of(body, `"a" | "b"`, Literal["a", "b", "c"])      …, taken Literal["a", "b"], left Literal["c"]
"""

import ast
from dataclasses import dataclass
from typing import cast

from compiler import library
from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Constant, Expression, Local
from compiler.forms.program import (
    AnyOfPattern,
    CapturePattern,
    ClassPattern,
    MappingPattern,
    Pattern,
    SequencePattern,
    ValuePattern,
)
from compiler.forms.types import (
    ANY,
    BOOL,
    NEVER,
    NONE,
    STR,
    UNKNOWN,
    DictOf,
    ErrorOf,
    ListOf,
    Record,
    RecordKind,
    Scalar,
    TupleOf,
    Type,
    Union,
    union,
)
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import expressions
from compiler.passes.type.annotations import Unsupported
from compiler.passes.type.assignable import as_dict, assignable, is_dict_like
from compiler.passes.type.body import Body
from compiler.passes.type.disjoint import never_equal
from compiler.passes.type.narrowing import excluding, matches, only
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.scope import Binding, Owned
from compiler.passes.type.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Left:
    """What a pattern leaves of a type."""

    type: Type


Found = tuple[Pattern, Type, Left]
_NO_VALUES = (UNKNOWN, NEVER)
"""Types of what was reported already, and of the items of an empty list: nothing more is said of them."""


def pattern_of(body: Body, node: ast.pattern, subject: Type) -> Found | None:
    """The Pattern, the part of the subject's type that it takes, and what it leaves; None where it is refused."""
    match node:
        case ast.MatchValue(value=value):
            return _value(body, value, subject)
        case ast.MatchSingleton(value=value):
            type_: Type = NONE if value is None else BOOL
            constant = Constant(value, type_, body.span(node))
            return ValuePattern(constant), only(subject, (constant,)), Left(excluding(subject, (constant,)))
        case ast.MatchAs():
            return _capture(body, node, subject)
        case ast.MatchOr(patterns=options):
            return _any_of(body, options, subject)
        case ast.MatchSequence(patterns=items):
            return _sequence(body, node, items, subject)
        case ast.MatchMapping():
            return _mapping(body, node, subject)
        case ast.MatchClass():
            return _class(body, node, subject)
    body.error(syntax.UNSUPPORTED_PATTERN, "this pattern cannot stand here", node, "test in a guard: `case x if …`")
    return None


def _value(body: Body, node: ast.expr, subject: Type) -> Found | None:
    value = expressions.value_of(body, node)
    if value.type is UNKNOWN:
        return None
    if not isinstance(value, Constant):
        body.error(
            syntax.UNSUPPORTED_PATTERN,
            "a pattern's value is a constant",
            node,
            "compare in a guard: `case x if x == …`",
        )
        return None
    if subject not in _NO_VALUES:
        reason = never_equal(Local("", subject, value.span), "==", value)
        if reason is not None:
            body.error(types.IMPOSSIBLE_COMPARISON, f"this case can never be chosen: {reason}", node)
    return ValuePattern(value), only(subject, (value,)), Left(excluding(subject, (value,)))


def _capture(body: Body, node: ast.MatchAs, subject: Type) -> Found | None:
    inner: Pattern | None = None
    taken, left = subject, Left(NEVER)
    if node.pattern is not None:
        found = pattern_of(body, node.pattern, subject)
        if found is None:
            return None
        inner, taken, left = found
    if node.name is not None:
        body.scope.set(node.name, Binding(taken, owned=Owned.SHARED))
    return CapturePattern(node.name, inner), taken, left


def _any_of(body: Body, options: list[ast.pattern], subject: Type) -> Found | None:
    found: list[Pattern] = []
    taken: list[Type] = []
    left = subject
    mark = body.scope.mark()
    ends = []
    for option in options:
        one = pattern_of(body, option, left)
        ends.append(body.scope.undo(mark))
        if one is None:
            return None
        found.append(one[0])
        taken.append(one[1])
        left = one[2].type
    body.scope.merge(ends)
    return AnyOfPattern(tuple(found)), union(*taken), Left(left)


def _options(subject: Type) -> tuple[Type, ...]:
    return subject.options if isinstance(subject, Union) else (subject,)


def _sequence(body: Body, node: ast.MatchSequence, items: list[ast.pattern], subject: Type) -> Found | None:
    star = next((place for place, item in enumerate(items) if isinstance(item, ast.MatchStar)), None)
    fitting = [one for one in _options(subject) if _may_be_sequence(one, len(items), star)]
    if not fitting and subject not in _NO_VALUES:
        body.error(types.IMPOSSIBLE_COMPARISON, f"`{spelled(subject)}` is never such a sequence", node)
    found: list[Pattern] = []
    for place, item in enumerate(items):
        if isinstance(item, ast.MatchStar):
            rest = ListOf(union(*(_item(one, None) for one in fitting)))
            if item.name is not None:
                body.scope.set(item.name, Binding(rest, owned=Owned.SHARED))
            found.append(CapturePattern(item.name))
            continue
        index = place if star is None or place < star else place - len(items)
        one = pattern_of(body, item, union(*(_item(option, index) for option in fitting)) if fitting else UNKNOWN)
        if one is None:
            return None
        found.append(one[0])
    pattern = SequencePattern(tuple(found), star)
    irrefutable = all(isinstance(one, CapturePattern) and one.inner is None for one in found)
    exact = [one for one in fitting if isinstance(one, TupleOf)] if irrefutable else []
    rest_type = union(*(one for one in _options(subject) if one not in exact))
    return pattern, union(*fitting) if fitting else subject, Left(rest_type)


def _may_be_sequence(option: Type, count: int, star: int | None) -> bool:
    match option:
        case TupleOf(items):
            return len(items) == count if star is None else len(items) >= count - 1
        case Record(kind=RecordKind.NAMED_TUPLE):
            return len(option.fields) == count if star is None else len(option.fields) >= count - 1
        case ListOf() | Scalar.ANY | Scalar.UNKNOWN:
            return True
        case _:
            return False


def _item(option: Type, index: int | None) -> Type:
    match option:
        case ListOf(item):
            return item
        case TupleOf(items):
            return items[index] if index is not None and -len(items) <= index < len(items) else union(*items)
        case Record():
            fields = [one.type for one in option.fields]
            return fields[index] if index is not None else union(*fields)
        case _:
            return option


def _mapping(body: Body, node: ast.MatchMapping, subject: Type) -> Found | None:
    fitting = [one for one in _options(subject) if _is_mapping(one)]
    if not fitting and subject not in _NO_VALUES:
        body.error(types.IMPOSSIBLE_COMPARISON, f"`{spelled(subject)}` is never a dict", node)
    if not fitting:
        fitting = [UNKNOWN]
    entries: list[tuple[Expression, Pattern]] = []
    for key_node, inner in zip(node.keys, node.patterns, strict=True):
        key = expressions.value_of(body, key_node)
        if not isinstance(key, Constant) or not isinstance(key.value, str):
            body.error(
                syntax.UNSUPPORTED_PATTERN, "a JSON object's keys are texts", key_node, "write the key as a text"
            )
            return None
        with_key = [one for one in fitting if _value_of_key(one, key.value) is not None]
        if not with_key:
            known = [field.name for one in fitting if isinstance(one, Record) for field in one.fields]
            body.error(
                types.UNKNOWN_KEY,
                f"`{spelled(subject)}` has no key {key.value!r}",
                key_node,
                did_you_mean(key.value, known),
            )
        fitting = with_key or [UNKNOWN]
        value = union(*(one for one in (_value_of_key(option, key.value) for option in fitting) if one is not None))
        found = pattern_of(body, inner, value)
        if found is None:
            return None
        entries.append((cast(Expression, key), found[0]))
        fitting = [one for one in fitting if _may_take(one, key.value, found[1])]
    if node.rest is not None:
        body.scope.set(node.rest, Binding(as_dict(subject) if isinstance(subject, DictOf) else DictOf(STR, ANY)))
    taken = union(*fitting)
    return MappingPattern(tuple(entries), node.rest), subject if taken in (NEVER, UNKNOWN) else taken, Left(subject)


def _may_take(option: Type, key: str, taken: Type) -> bool:
    """Whether an option of the subject can have such a value under the key: tagged dicts are told apart so."""
    value = _value_of_key(option, key)
    return value is None or assignable(taken, value) or assignable(value, taken)


def _is_mapping(option: Type) -> bool:
    return (
        isinstance(option, DictOf) or option in (ANY, UNKNOWN) or (isinstance(option, Record) and is_dict_like(option))
    )


def _value_of_key(option: Type, key: str) -> Type | None:
    match option:
        case DictOf(_, value):
            return value
        case Record():
            return next((field.type for field in option.fields if field.name == key), None)
        case _:
            return option


def _class(body: Body, node: ast.MatchClass, subject: Type) -> Found | None:
    cls = static_of(body, node.cls)
    name = ast.unparse(node.cls)
    if cls is ABSENT or not isinstance(cls, type):
        value = expressions.value_of(body, node.cls) if cls is ABSENT else None
        if value is None or value.type is not UNKNOWN:
            body.error(syntax.UNSUPPORTED_PATTERN, f"`{name}` is no class", node.cls, "name a class: `case str():`")
        return None
    try:
        asked = body.unit.annotations.type_of(cls, body.namespace)
    except Unsupported as problem:
        body.error(syntax.UNSUPPORTED_PATTERN, str(problem), node.cls, problem.help)
        return None
    fitting = [one for one in _options(subject) if one in (ANY, UNKNOWN) or matches(one, asked)]
    if (not fitting and subject not in _NO_VALUES) or isinstance(subject, ErrorOf):
        body.error(types.IMPOSSIBLE_COMPARISON, f"`{spelled(subject)}` is never `{name}`", node.cls)
    elif not _is_told(body, node, cls, asked, subject):
        return None
    taken = union(*(asked if one in (ANY, UNKNOWN) else one for one in fitting)) if fitting else asked
    fields = _class_fields(body, node, asked, cls, taken)
    if fields is None:
        return None
    simple = all(isinstance(one, CapturePattern) and one.inner is None for _, one in fields)
    gone = [one for one in fitting if one not in (ANY, UNKNOWN)] if simple else []
    left = union(*(one for one in _options(subject) if one not in gone))
    return ClassPattern(asked, fields), taken, Left(left)


def _is_told(body: Body, node: ast.MatchClass, cls: type, asked: Type, subject: Type) -> bool:
    """Whether the JSON shows if the subject is of the class, as `isinstance` would have to ask it."""
    entry = library.function(isinstance)
    if entry is None or subject in _NO_VALUES:
        return True
    shown = Constant((cls,), asked, body.span(node.cls))
    result = library.check(entry, (Local("", subject, body.span(node)), shown), {})
    if isinstance(result, Refusal):
        help_ = "ask in a guard: `case x if isinstance(x, (int, float)):`" if cls in (int, float) else result.help
        body.error(types.UNSUPPORTED_OPERATION, result.message, node.cls, help_)
    return not isinstance(result, Refusal)


_TAKES_ITSELF = (bool, bytes, dict, float, int, list, set, str, tuple)
"""Classes whose only pattern by position is for the whole value."""


def _class_fields(
    body: Body, node: ast.MatchClass, asked: Type, cls: type, taken: Type
) -> tuple[tuple[str, Pattern], ...] | None:
    if not isinstance(asked, Record):
        if len(node.patterns) == 1 and not node.kwd_patterns and cls in _TAKES_ITSELF:
            whole = pattern_of(body, node.patterns[0], taken)
            return None if whole is None else (("", whole[0]),)
        if node.patterns or node.kwd_patterns:
            body.error(syntax.UNSUPPORTED_PATTERN, f"`{cls.__name__}` has no fields", node, f"write `{cls.__name__}()`")
            return None
        return ()
    places = getattr(cls, "__match_args__", ())
    if len(node.patterns) > len(places):
        message = f"`{cls.__name__}` takes {len(places)} patterns by position, this has {len(node.patterns)}"
        body.error(syntax.UNSUPPORTED_PATTERN, message, node, "name the field: `Class(field=pattern)`")
        return None
    names = [*places[: len(node.patterns)], *node.kwd_attrs]
    found: list[tuple[str, Pattern]] = []
    for name, inner in zip(names, [*node.patterns, *node.kwd_patterns], strict=False):
        field = next((one for one in asked.fields if one.name == name), None)
        if field is None:
            known = [one.name for one in asked.fields]
            body.error(
                types.UNKNOWN_ATTRIBUTE, f"`{cls.__name__}` has no field `{name}`", inner, did_you_mean(name, known)
            )
            return None
        one = pattern_of(body, inner, field.type)
        if one is None:
            return None
        found.append((name, one[0]))
    return tuple(found)
