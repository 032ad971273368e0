"""What a type's values look like: their Python kinds, their JSON kinds, and how messages spell the type.

kinds(Union((INT, NONE)))       {"int", "None"}
wire(ListOf(INT))               {"array"}
spelled(ListOf(INT))            list[int]
"""

from compiler.forms.type_text import spelled as spelled
from compiler.forms.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    DictOf,
    EnumOf,
    ErrorOf,
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

NUMBERS = frozenset({"bool", "int", "float"})
_OF_VALUE: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, str: STR, type(None): NONE}

_WIRE = {
    Scalar.NONE: "null",
    Scalar.BOOL: "boolean",
    Scalar.INT: "number",
    Scalar.FLOAT: "number",
    Scalar.TIMEDELTA: "number",
}
_EVERYTHING = frozenset({"null", "boolean", "number", "string", "array", "object"})


def options(type_: Type) -> tuple[Type, ...]:
    """The alternatives of a union (of one, for other types), literals and value enums as their plain types."""
    match type_:
        case Union(several):
            return tuple(dict.fromkeys(option for one in several for option in options(one)))
        case LiteralOf(values):
            return tuple(dict.fromkeys(_OF_VALUE[type(value)] for value in values))
        case EnumOf(_, _, python) if issubclass(python, str):
            return (STR,)
        case EnumOf(_, _, python) if issubclass(python, int):
            return (INT,)
        case _:
            return (type_,)


def plain(type_: Type) -> Type:
    """The type with literals and value enums (`IntEnum`, `StrEnum`) as the plain types that they behave as, several
    list types as one.
    """
    several = options(type_)
    lists = [one for one in several if isinstance(one, ListOf)]
    if len(lists) > 1:
        merged = ListOf(union(*(one.item for one in lists)))
        return union(merged, *(one for one in several if not isinstance(one, ListOf)))
    return union(*several)


def kinds(type_: Type) -> frozenset[str]:
    """The Python kinds of the values, by their class's name; a plain enum is "enum:Name", a record "record:Name".

    The type of an empty list's items, `Never`, has none.
    """
    return frozenset(_kind(option) for option in options(type_) if option is not Scalar.NEVER)


def _kind(type_: Type) -> str:
    match type_:
        case Scalar():
            return type_.value
        case ListOf():
            return "list"
        case TupleOf():
            return "tuple"
        case SetOf():
            return "set"
        case DictOf():
            return "dict"
        case Record():
            return "dict" if is_dict(type_) else f"record:{type_.name}"
        case EnumOf():
            return f"enum:{type_.name}"
        case StoredOf():
            return "Stored"
        case ErrorOf():
            return "error"
        case LiteralOf() | Union():
            raise AssertionError("options() resolves literals and unions")


def is_dict(type_: Type) -> bool:
    """Whether Python holds these values as dicts."""
    is_dict_record = isinstance(type_, Record) and type_.kind in (RecordKind.LITERAL, RecordKind.TYPED_DICT)
    return is_dict_record or isinstance(type_, DictOf)


def wire(type_: Type) -> frozenset[str]:
    """The JSON kinds of the values, as JSONata's `$type` names them."""
    found: set[str] = set()
    for option in options(type_):
        match option:
            case Scalar.ANY | Scalar.UNKNOWN:
                return _EVERYTHING
            case EnumOf(_, members, _):
                found.update(kind for _, value in members for kind in wire(_OF_VALUE.get(type(value), STR)))
            case Scalar.NEVER:
                pass
            case Scalar():
                found.add(_WIRE.get(option, "string"))
            case ListOf() | TupleOf() | SetOf():
                found.add("array")
            case _:
                found.add("object")
    return frozenset(found)


def may_be_array(type_: Type) -> bool:
    """Whether a value may be a JSON array, which JSONata's constructors and sequences would flatten."""
    return "array" in wire(type_)


def element(type_: Type) -> Type:
    """The type of a list's, tuple's or set's items, a dict's keys, a string's characters."""
    match plain(type_):
        case ListOf(item) | SetOf(item):
            return item
        case TupleOf(items):
            return union(*items)
        case DictOf(key, _):
            return key
        case Scalar.STR | Record():
            return STR
        case _:
            return Scalar.UNKNOWN
