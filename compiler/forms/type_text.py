"""Types as text, wherever a form is printed.

    type_words(ListOf(Union((STR, NONE))))      list[str | None]

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


def type_words(type_: Type) -> str:
    """The type as an author writes it; a dict display's as its fields."""
    match type_:
        case Scalar():
            return type_.value
        case LiteralOf(values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case ListOf(item):
            return f"list[{type_words(item)}]"
        case SetOf(item):
            return f"set[{type_words(item)}]"
        case TupleOf(items):
            return f"tuple[{', '.join(map(type_words, items)) or '()'}]"
        case DictOf(key, value):
            return f"dict[{type_words(key)}, {type_words(value)}]"
        case Record(_, fields, RecordKind.LITERAL):
            return f"{{{', '.join(f'{one.name}: {type_words(one.type)}' for one in fields)}}}"
        case Record(name) | EnumOf(name):
            return name
        case Union(options):
            return " | ".join(map(type_words, options))
        case StoredOf(item):
            return f"Stored[{type_words(item)}]"
        case ErrorOf(names):
            return f"error {' | '.join(names)}"
