"""Which value may stand where which type is asked for.

    assignable(INT, FLOAT)                         True, as in Python's own type checkers
    assignable(BOOL, INT)                          False: JSON's true is no number, and no codec takes it for one
    assignable(Union((STR, NONE)), STR)            False
    fits(Constant("FULL"), LiteralOf(("FULL",)))   True: a literal knows its value

JSON values are not changed where another name sees them, so lists and dicts are covariant here.
"""

from compiler.forms.expressions import Collection, Conditional, Constant, Logic, Mapping, Spread
from compiler.forms.program import Value
from compiler.forms.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NEVER,
    NONE,
    STR,
    UNKNOWN,
    DictOf,
    EnumOf,
    ErrorOf,
    FieldOf,
    ListOf,
    LiteralOf,
    Record,
    RecordKind,
    Scalar,
    SetOf,
    StoredOf,
    TupleOf,
    Type,
    Union,
    union,
)

_WIDER: dict[Type, tuple[Type, ...]] = {INT: (FLOAT,), Scalar.TOKEN: (STR,)}
_SCALARS: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, str: STR, type(None): NONE}


def assignable(value: Type, target: Type) -> bool:  # noqa: C901 - one arm a kind of type
    """Whether a value of the one type may stand for the other."""
    if value == target or value in (ANY, UNKNOWN, NEVER) or target in (ANY, UNKNOWN):
        return True
    if isinstance(value, Union):
        return all(assignable(option, target) for option in value.options)
    if isinstance(target, Union):
        return any(assignable(value, option) for option in target.options) or _split(value, target)
    match value, target:
        case Scalar(), Scalar():
            return target in _WIDER.get(value, ())
        case LiteralOf(values), LiteralOf(allowed):
            return all(_is_in(one, allowed) for one in values)
        case LiteralOf(values), _:
            return all(assignable(_SCALARS[type(one)], target) for one in values)
        case EnumOf(), EnumOf():
            return value.name == target.name and all(member in target.members for member in value.members)
        case EnumOf(_, _, python), Scalar():
            return (target is STR and issubclass(python, str)) or (target in (INT, FLOAT) and issubclass(python, int))
        case ((ListOf(item) | SetOf(item)), (ListOf(wanted) | SetOf(wanted))):
            return type(value) is type(target) and assignable(item, wanted)
        case TupleOf(items), ListOf(wanted):
            return all(assignable(item, wanted) for item in items)
        case TupleOf(items), TupleOf(several):
            return len(items) == len(several) and all(map(assignable, items, several))
        case DictOf(_, inner), DictOf(_, wanted):
            return assignable(inner, wanted)
        case Record(), _:
            return _record_assignable(value, target)
        case StoredOf(item), StoredOf(wanted):
            return assignable(item, wanted)
        case ErrorOf(), ErrorOf():
            return True
    return False


def _split(value: Type, target: Union) -> bool:
    """Whether each of a literal's values finds an option of its own."""
    return isinstance(value, LiteralOf) and all(
        any(assignable(LiteralOf((one,)), option) for option in target.options) for one in value.values
    )


def _is_in(one: object, allowed: tuple[object, ...]) -> bool:
    return any(one == other and type(one) is type(other) for other in allowed)


def _record_assignable(value: Record, target: Type) -> bool:
    match target:
        case DictOf(_, wanted):
            return is_dict_like(value) and all(assignable(field.type, wanted) for field in value.fields)
        case TupleOf(items) if value.kind is RecordKind.NAMED_TUPLE:
            return len(items) == len(value.fields)
        case Record():
            if value.python is not None and target.python is not None and value.kind is not RecordKind.TYPED_DICT:
                return issubclass(value.python, target.python)
            return is_dict_like(target) and is_dict_like(value) and not record_problems(value, target)
        case _:
            return False


def is_dict_like(record: Record) -> bool:
    """Whether Python holds the record as a dict."""
    return record.kind in (RecordKind.LITERAL, RecordKind.TYPED_DICT)


def record_problems(value: Record, target: Record) -> list[str]:
    """What keeps a dict from being this TypedDict, one sentence each."""
    given = {field.name: field for field in value.fields}
    wanted = {field.name: field for field in target.fields}
    problems = [f"lacks `{name}`" for name, field in wanted.items() if field.required and not _surely(given.get(name))]
    if value.kind is RecordKind.LITERAL:
        problems += [f"has `{name}`, which `{target.name}` does not" for name in given if name not in wanted]
    problems += [
        f"has a wrong `{name}`"
        for name, field in given.items()
        if name in wanted and not assignable(field.type, wanted[name].type)
    ]
    return problems


def _surely(field: FieldOf | None) -> bool:
    return field is not None and field.required


def fits(value: Value, target: Type) -> bool:
    """As `assignable`, for a value whose parts are known: literals against Literal types, displays item by item."""
    if assignable(value.type, target):
        return True
    if isinstance(target, Union):
        return any(fits(value, option) for option in target.options)
    match value, target:
        case Constant(constant), LiteralOf(allowed):
            return _is_in(constant, allowed)
        case Conditional(_, then, otherwise), _:
            return fits(then, target) and fits(otherwise, target)
        case Logic(_, operands), _:
            return all(fits(operand, target) for operand in operands)
        case Collection(items, type=ListOf() | SetOf()), (ListOf(wanted) | SetOf(wanted)) if type(value.type) is type(
            target
        ):
            return all(fits(item, wanted) for item in items if not isinstance(item, Spread))
        case Collection(items, type=TupleOf()), TupleOf(several):
            plain = [item for item in items if not isinstance(item, Spread)]
            return len(plain) == len(items) == len(several) and all(map(fits, plain, several))
        case Mapping(entries), DictOf(_, wanted):
            return all(fits(entry[1], wanted) for entry in entries if isinstance(entry, tuple))
        case Mapping(entries), Record(kind=RecordKind.TYPED_DICT):
            return _display_fits(entries, target)
    return False


def _display_fits(entries: tuple[object, ...], target: Record) -> bool:
    fields = {field.name: field for field in target.fields}
    given: set[str] = set()
    for entry in entries:
        if not isinstance(entry, tuple) or not isinstance(entry[0], Constant) or entry[0].value not in fields:
            return False
        name = str(entry[0].value)
        given.add(name)
        if not fits(entry[1], fields[name].type):
            return False
    return all(field.name in given or not field.required for field in target.fields)


def is_vague(type_: Type) -> bool:
    """Whether a type says less than an annotation would: an empty list's, an opaque value's, a dict display's."""
    match type_:
        case Scalar():
            return type_ in (ANY, NEVER)
        case ListOf(item) | SetOf(item) | StoredOf(item):
            return is_vague(item)
        case DictOf(key, value):
            return is_vague(key) or is_vague(value)
        case TupleOf(items) | Union(items):
            return any(map(is_vague, items))
        case Record():
            return type_.kind is RecordKind.LITERAL
        case _:
            return False


def as_dict(type_: Type) -> Type:
    """A dict display's type, forgetting which keys it has; every other type as it is."""
    if isinstance(type_, Record) and is_dict_like(type_):
        return DictOf(STR, union(*(field.type for field in type_.fields)))
    return type_
