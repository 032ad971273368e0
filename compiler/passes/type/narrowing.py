"""What a condition tells about types where it holds, and where it does not.

facts(`note is not None`, True)       {("note", ()): STR}
facts(`note is not None`, False)      {("note", ()): NONE}
facts(`order.kind == "gift"`, …)      narrows the field `kind` of `order`
suppose(body, `a and (n := f())`, True)   …and `n` is assigned, which behind the condition alone it may not be
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from compiler.forms.expressions import (
    Collection,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    Field,
    Local,
    Logic,
    Operation,
    Unary,
)
from compiler.forms.program import Value, Walrus
from compiler.forms.traverse import children
from compiler.forms.types import (
    ANY,
    BOOL,
    INT,
    NEVER,
    NONE,
    STR,
    DictOf,
    EnumOf,
    ListOf,
    LiteralOf,
    Record,
    TupleOf,
    Type,
    Union,
    union,
    without_none,
)
from compiler.passes.type.assignable import assignable
from compiler.passes.type.body import Body
from compiler.passes.type.scope import Path

Place = tuple[str, Path]
Facts = Mapping[Place, Type]


def place_of(value: Value) -> Place | None:
    """The variable and fields that a value is read from; None where it is computed."""
    match value:
        case Local(name):
            return name, ()
        case Walrus(name):
            return name, ()
        case Field(inner, name):
            owner = place_of(inner)
            return (owner[0], (*owner[1], name)) if owner else None
        case _:
            return None


def facts(test: Value, holds: bool) -> Facts:
    """The types that follow from a condition being true (or false)."""
    match test:
        case Unary("not", operand):
            return facts(operand, not holds)
        case Logic(operator, operands):
            several = [facts(operand, holds) for operand in operands]
            return _all(several) if (operator == "and") is holds else _any(several)
        case Compare(first, ((operator, second),)):
            return _compared(first, operator, second, holds)
        case Operation("isinstance", (subject, _)):
            return _instance(test, subject, holds)
        case _:
            place = place_of(test)
            return {place: (truthy if holds else falsy)(test.type)} if place else {}


def _all(several: list[Facts]) -> Facts:
    found: dict[Place, Type] = {}
    for one in several:
        for place, type_ in one.items():
            found[place] = _both(found[place], type_) if place in found else type_
    return found


def _both(left: Type, right: Type) -> Type:
    """The narrower of two types that both hold."""
    return left if assignable(left, right) else right


def _any(several: list[Facts]) -> Facts:
    shared = [place for place in several[0] if all(place in one for one in several)]
    return {place: union(*(one[place] for one in several)) for place in shared}


def _compared(first: Value, operator: str, second: Value, holds: bool) -> Facts:
    if isinstance(first, Constant) and not isinstance(second, Constant) and operator in ("==", "!=", "is", "is not"):
        first, second = second, first
    place = place_of(first)
    if place is None:
        return {}
    same = holds if operator in ("==", "is", "in") else not holds
    match operator:
        case "==" | "!=" | "is" | "is not" if isinstance(second, Constant):
            return {place: only(first.type, (second,)) if same else excluding(first.type, (second,))}
        case "==" if holds and not assignable(NONE, second.type):
            return {place: without_none(first.type)}
        case "in" | "not in" if isinstance(second, Collection):
            options = tuple(one for one in second.items if isinstance(one, Constant))
            if len(options) == len(second.items):
                return {place: only(first.type, options) if same else excluding(first.type, options)}
    return {}


def only(type_: Type, options: tuple[Constant, ...]) -> Type:
    """The part of a type that can equal one of these constants."""
    kept: list[Type] = []
    for option in _options(type_):
        match option:
            case LiteralOf(values):
                left = tuple(one for one in values if any(_same(one, constant) for constant in options))
                kept.append(LiteralOf(left) if left else NEVER)
            case EnumOf(name, members, python):
                found = tuple(one for one in members if any(_member(option, one, constant) for constant in options))
                kept.append(EnumOf(name, found, python) if found else NEVER)
            case _:
                kept.append(option if any(_may_equal(option, constant) for constant in options) else NEVER)
    narrowed = union(*kept)
    return type_ if narrowed is NEVER else narrowed


def excluding(type_: Type, options: tuple[Constant, ...]) -> Type:
    """The part of a type that is left when it is none of these constants."""
    kept: list[Type] = []
    for option in _options(type_):
        match option:
            case LiteralOf(values):
                left = tuple(one for one in values if not any(_same(one, constant) for constant in options))
                kept.append(LiteralOf(left) if left else NEVER)
            case EnumOf(name, members, python):
                found = tuple(one for one in members if not any(_member(option, one, constant) for constant in options))
                kept.append(EnumOf(name, found, python) if found else NEVER)
            case _ if option is BOOL and any(isinstance(constant.value, bool) for constant in options):
                left = tuple(one for one in (True, False) if not any(_same(one, constant) for constant in options))
                kept.append(LiteralOf(left) if left else NEVER)
            case _ if option is NONE and any(constant.value is None for constant in options):
                kept.append(NEVER)
            case _:
                kept.append(option)
    return union(*kept)


def _options(type_: Type) -> tuple[Type, ...]:
    return type_.options if isinstance(type_, Union) else (type_,)


def _same(value: object, constant: Constant) -> bool:
    return value == constant.value and isinstance(value, bool) is isinstance(constant.value, bool)


def _member(option: EnumOf, member: tuple[str, object], constant: Constant) -> bool:
    """Whether an enum's member is the constant; a StrEnum's equals its value too."""
    if isinstance(constant.value, option.python):
        return getattr(constant.value, "name", None) == member[0]
    return issubclass(option.python, str | int) and constant.value == member[1]


def _may_equal(option: Type, constant: Constant) -> bool:
    if constant.value is None:
        return option is NONE or not isinstance(option, type(NONE)) or option.value in ("Any", "Unknown")
    return option is not NONE


def truthy(type_: Type) -> Type:
    """The part of a type whose values count as true."""
    kept: list[Type] = []
    for option in _options(type_):
        if isinstance(option, LiteralOf):
            left = tuple(one for one in option.values if one)
            kept.append(LiteralOf(left) if left else NEVER)
        else:
            kept.append(NEVER if option is NONE or option == TupleOf(()) else option)
    narrowed = union(*kept)
    return type_ if narrowed is NEVER else narrowed


def falsy(type_: Type) -> Type:
    """The part of a type whose values count as false."""
    kept: list[Type] = []
    for option in _options(type_):
        if isinstance(option, LiteralOf):
            left = tuple(one for one in option.values if not one)
            kept.append(LiteralOf(left) if left else NEVER)
        else:
            always = isinstance(option, EnumOf) and not issubclass(option.python, str | int)
            kept.append(NEVER if always or (isinstance(option, Record) and _is_true(option)) else option)
    narrowed = union(*kept)
    return type_ if narrowed is NEVER else narrowed


def _is_true(record: Record) -> bool:
    """A dataclass counts as true unless it says otherwise."""
    if record.kind.value != "dataclass":
        return False
    return record.python is None or not any(hasattr(record.python, special) for special in ("__bool__", "__len__"))


def _instance(test: Operation, subject: object, holds: bool) -> Facts:
    place = place_of(subject)  # type: ignore[arg-type]
    asked = test.arguments[1]
    if place is None or not isinstance(asked, Constant):
        return {}
    given = subject.type  # type: ignore[attr-defined]
    if given is ANY:
        return {place: asked.type} if holds and not isinstance(asked.type, Union) else {}
    kept = [one for one in _options(given) if matches(one, asked.type) is holds or given.__class__ is not Union]
    return {place: union(*kept)} if kept else {}


def matches(option: Type, asked: Type) -> bool:
    """Whether a value of the one type is an instance of the other."""
    if isinstance(asked, Union):
        return any(matches(option, one) for one in asked.options)
    match option, asked:
        case (ListOf(), ListOf()) | (DictOf(), DictOf()):
            return True
        case Record(), DictOf():
            return option.kind.value in ("dict", "TypedDict")
        case LiteralOf(values), _:
            return all(assignable(LiteralOf((one,)), asked) for one in values)
        case _ if option is INT and asked is not INT:
            return False
        case _ if option is BOOL:
            return asked in (BOOL, INT)
        case _ if option is STR:
            return asked is STR
    return assignable(option, asked)


def suppose(body: Body, test: Value, holds: bool) -> None:
    """Let a condition that has just been read be true (or false) from here on."""
    for walrus in _assigned(test, holds):
        binding = body.scope.get(walrus.name)
        if binding is not None and not binding.sure:
            body.scope.set(walrus.name, replace(binding, type=walrus.type, sure=True))
    apply(body, facts(test, holds))


def _assigned(test: Value, holds: bool | None) -> Iterator[Walrus]:
    """The walruses that a condition of this outcome (None: either) has surely computed."""
    match test:
        case Unary("not", operand):
            yield from _assigned(operand, None if holds is None else not holds)
        case Logic(operator, operands):
            every = holds is not None and (operator == "and") is holds
            for operand in operands if every else operands[:1]:
                yield from _assigned(operand, holds if every else None)
        case Conditional(asked):
            yield from _assigned(asked, None)
        case Comprehension():
            return
        case _:
            if isinstance(test, Walrus):
                yield test
            for child in children(test):
                yield from _assigned(child, None)


def apply(body: Body, known: Facts) -> None:
    """Let these facts hold from here on."""
    for (name, path), type_ in known.items():
        body.scope.narrow(name, path, type_)
