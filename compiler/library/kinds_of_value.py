"""Questions about a value's own type: isinstance, an enum member's value and name, an error's words.

isinstance(x, str)      $type($x) = "string"
"""

import types
from dataclasses import MISSING

from compiler.forms.types import BOOL, STR, EnumOf, ErrorOf, Record, RecordKind, Scalar, TupleOf, Type, union
from compiler.library.entry import Entry, Given, Operand, Rendered, Typed, constant_of
from compiler.library.equality import has_key
from compiler.library.literals import literal
from compiler.library.shapes import kinds, options, spelled, wire
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, string, sure
from compiler.library.truth import FALSE, TRUE, always

_CLASSES: dict[str, tuple[str, ...]] = {
    "bool": ("bool", "int"),
    "int": ("int",),
    "float": ("float",),
    "str": ("str",),
    "list": ("list",),
    "tuple": ("tuple",),
    "set": ("set",),
    "dict": ("dict",),
    "None": ("NoneType",),
    "date": ("date",),
    "datetime": ("datetime", "date"),
    "time": ("time",),
    "timedelta": ("timedelta",),
    "Decimal": ("Decimal",),
    "UUID": ("UUID",),
    "bytes": ("bytes",),
}
"""Each kind of value with the names of the classes that it is an instance of."""

_ANY_JSON = {"str": "string", "list": "array", "dict": "object", "bool": "boolean", "NoneType": "null"}
_ANY_NUMBER = frozenset({"int", "float"})


def _named(argument: Typed) -> tuple[str, ...] | None:
    """The names of the classes asked for: given as classes, or (a constant without value) as the type they make."""
    classes = constant_of(argument)
    if classes is None:
        return tuple(_class_name(option) for option in options(argument.type))
    match classes:
        case type():
            return (classes.__name__,)
        case types.UnionType():
            return tuple(one.__name__ for one in classes.__args__)
        case tuple():
            return tuple(one.__name__ for one in classes if isinstance(one, type))
        case _:
            return None


def _class_name(type_: Type) -> str:
    if isinstance(type_, Record) and type_.python is not None:
        return type_.python.__name__
    return (
        "NoneType" if type_ is Scalar.NONE else next(iter(kinds(type_))).partition(":")[2] or next(iter(kinds(type_)))
    )


def _is_one(type_: Type, classes: tuple[str, ...]) -> bool:
    if "object" in classes:
        return True
    if isinstance(type_, Record) and type_.kind not in (RecordKind.LITERAL, RecordKind.TYPED_DICT):
        mine = [base.__name__ for base in type_.python.__mro__] if type_.python is not None else [type_.name]
        return any(name in classes for name in mine)
    if isinstance(type_, EnumOf):
        return any(base.__name__ in classes for base in type_.python.__mro__[:-1])
    if type_ is Scalar.NEVER:  # an item of an empty list is nothing
        return False
    (kind,) = kinds(type_)
    return any(name in classes for name in _CLASSES.get(kind, ()))


def _isinstance_type(given: Given) -> Type | Refusal:
    classes = _named(given["classes"])
    if classes is None:
        return Refusal("`isinstance()` takes classes known when compiling")
    if given["value"].type is Scalar.ANY:
        names = set(classes)
        if names & _ANY_NUMBER and not {"int", "float"} <= names:
            return Refusal("in opaque JSON, `int` and `float` cannot be told apart", "write `(int, float)`")
        unknown = names - set(_ANY_JSON) - _ANY_NUMBER
        return Refusal(f"opaque JSON is never `{unknown.pop()}`") if unknown else BOOL
    yes, no = _split(given["value"].type, classes)
    both = _json_of(yes) & _json_of(no)
    if both and not _telling(yes, no)[0]:
        help_ = "give each class a field without default that the others lack"
        is_classes = all(isinstance(one, Record) for one in (*yes, *no))
        message = f"in `{spelled(given['value'].type)}`, JSON does not show which it is"
        return Refusal(message, help_ if is_classes else None)
    return BOOL


def _split(type_: Type, classes: tuple[str, ...]) -> tuple[list[Type], list[Type]]:
    yes = [one for one in options(type_) if _is_one(one, classes)]
    return yes, [one for one in options(type_) if one not in yes]


def _json_of(several: list[Type]) -> frozenset[str]:
    return wire(union(*several)) if several else frozenset()


def _isinstance(given: Rendered) -> Text:
    classes = _named(given["classes"]) or ()
    if given["value"].type is Scalar.ANY:
        wanted = {_ANY_JSON[name] for name in classes if name in _ANY_JSON} | (
            {"number", "boolean"} if _ANY_NUMBER & set(classes) else set()
        )
        return _has_type(given["value"], frozenset(wanted))
    yes, no = _split(given["value"].type, classes)
    if not no or not yes:
        return always(given["value"].text, TRUE if yes else FALSE)
    if _json_of(yes) & _json_of(no):
        return _has_fields(given["value"], yes, no)
    return _has_type(given["value"], _json_of(yes))


def _telling(yes: list[Type], no: list[Type]) -> tuple[list[str], bool]:
    """Fields that tell records from others, and whether the ones asked for have them; none where nothing does so."""
    for several, others, have in ((yes, no, True), (no, yes, False)):
        records = [one for one in several if isinstance(one, Record)]
        if not all(isinstance(one, Record) or one is Scalar.NONE for one in (*several, *others)):
            continue
        foreign = {field.name for one in others if isinstance(one, Record) for field in one.fields}
        own = [[name for name in _always_there(record) if name not in foreign] for record in records]
        if all(own):
            return sorted({names[0] for names in own}), have
    return [], True


def _always_there(record: Record) -> list[str]:
    """The fields without a default: a pipeline's input may lack the others."""
    fields = getattr(record.python, "__dataclass_fields__", {})
    given = {name for name, one in fields.items() if not one.default is one.default_factory is MISSING}
    given |= set(getattr(record.python, "_field_defaults", ()))
    return [one.name for one in record.fields if one.required and one.name not in given]


def _has_fields(value: Operand, yes: list[Type], no: list[Type]) -> Text:
    """Of null, which has no fields, only its type tells anything."""
    names, have = _telling(yes, no)
    binding, record = let("v", sure(value.text))
    found = [has_key(record, string(name), name) for name in names]
    any_of = found[0]
    for one in found[1:]:
        any_of = infix(any_of, "or", one, Level.OR)
    test = any_of if have else call("$not", any_of)
    if have and Scalar.NONE in yes:
        test = infix(infix(record, "=", Text("null"), Level.COMPARE), "or", test, Level.OR)
    if not have and Scalar.NONE in no:
        test = infix(infix(record, "!=", Text("null"), Level.COMPARE), "and", test, Level.AND)
    return block(binding, test)


def _has_type(value: Operand, wanted: frozenset[str]) -> Text:
    kind = call("$type", sure(value.text))
    if len(wanted) == 1:
        return infix(kind, "=", string(*wanted), Level.COMPARE)
    return infix(kind, "in", Text(f"[{', '.join(string(one).text for one in sorted(wanted))}]"), Level.COMPARE)


# ---- enums and errors ----


def _value_type(given: Given) -> Type | Refusal:
    holder = given["self"].type
    assert isinstance(holder, EnumOf)
    of_class: dict[type, Type] = {str: STR, int: Scalar.INT, bool: BOOL, float: Scalar.FLOAT}
    return union(*(of_class.get(type(value), Scalar.ANY) for _, value in holder.members))


def member_list(which: Typed) -> Text:
    """The values of an enum's members."""
    assert isinstance(which.type, EnumOf)
    return Text(f"[{', '.join(literal(one).text for _, one in which.type.members)}]")


def _member(given: Rendered) -> Text:
    which = given["which"]
    assert isinstance(which.type, EnumOf)
    binding, value = let("v", sure(given["value"].text))
    found = infix(value, "in", member_list(which), Level.COMPARE)
    return block(binding, choose(found, value, fail(f"ValueError: not a valid {which.type.python.__qualname__}")))


def _name(given: Rendered) -> Text:
    holder = given["self"].type
    assert isinstance(holder, EnumOf)
    binding, value = let("v", given["self"].text)
    names = ", ".join(f"{string(str(one)).text}: {string(name).text}" for name, one in holder.members)
    key = value if wire(holder) == {"string"} else call("$string", value)
    return block(binding, call("$lookup", Text(f"{{{names}}}"), key))


def _args_type(given: Given) -> Type | Refusal:
    return TupleOf((STR,)) if isinstance(given["self"].type, ErrorOf) else Scalar.UNKNOWN


ENTRIES: tuple[Entry, ...] = (
    Entry("isinstance", Signature.of("value, classes, /"), _isinstance_type, _isinstance, python=isinstance),
    Entry(
        "inner error[]",
        Signature.of("self, /"),
        lambda given: given["self"].type,
        lambda given: call("$innerError", given["self"].text),
    ),
    Entry(
        "failed job[]",
        Signature.of("self, begin, key, /"),
        lambda given: given["self"].type,
        lambda given: call("$failedJob", given["self"].text, given["begin"].text, given["key"].text),
    ),
    Entry("member[]", Signature.of("value, which, /"), lambda given: given["which"].type, _member, ("ValueError",)),
    Entry("enum.value@", Signature.of("self, /"), _value_type, lambda given: given["self"].text),
    Entry("enum.name@", Signature.of("self, /"), lambda _: STR, _name),
    Entry(
        "error.args@",
        Signature.of("self, /"),
        _args_type,
        lambda given: Text(f"[{call('$messageOf', given['self'].text).text}]"),
    ),
)
