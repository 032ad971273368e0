"""Types as text, wherever a form is printed.

    spelled(ListOf(Union((STR, NONE))))      list[str | None]

Types are spelled as an author would annotate them.
"""

from compiler.forms.types import (
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
)


def spelled(type_: Type) -> str:
    """The type as an author writes it; a dict display's as its fields."""
    match type_:
        case Scalar():
            return type_.value
        case LiteralOf(values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case ListOf(item):
            return f"list[{spelled(item)}]"
        case SetOf(item):
            return f"set[{spelled(item)}]"
        case TupleOf(items):
            return f"tuple[{', '.join(map(spelled, items)) or '()'}]"
        case DictOf(key, value):
            return f"dict[{spelled(key)}, {spelled(value)}]"
        case Record(_, fields, RecordKind.LITERAL):
            return f"{{{', '.join(f'{one.name}: {spelled(one.type)}' for one in fields)}}}"
        case Record(name) | EnumOf(name):
            return name
        case Union(options):
            return " | ".join(map(spelled, options))
        case StoredOf(item):
            return f"Stored[{spelled(item)}]"
        case ErrorOf(names):
            return f"error {' | '.join(names)}"
