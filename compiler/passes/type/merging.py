"""The type of a value that is one of several, as one collection where they are collections.

    merged(ListOf(NEVER), ListOf(INT))                    list[int]: an empty list that is filled in a loop
    merged({"a": int}, {"a": None, "b": str})             {"a": int | None, "b": str}, where "b" may be absent

JSON values are not changed where another name sees them, so a `list[int] | list[str]` may be read as `list[int | str]`.
"""

from collections.abc import Sequence

from compiler.forms.types import (
    STR,
    DictOf,
    FieldOf,
    ListOf,
    Record,
    RecordKind,
    SetOf,
    Type,
    Union,
    union,
)


def merged(*types: Type) -> Type:
    """As `union`, with its lists, its sets and its dicts each made one."""
    whole = union(*types)
    if not isinstance(whole, Union):
        return whole
    lists = [one for one in whole.options if isinstance(one, ListOf)]
    sets = [one for one in whole.options if isinstance(one, SetOf)]
    dicts = [one for one in whole.options if isinstance(one, DictOf) or _is_display(one)]
    if max(len(lists), len(sets), len(dicts)) < 2:
        return whole
    made: list[Type] = []
    for option in whole.options:
        if isinstance(option, ListOf):
            made.append(ListOf(merged(*(one.item for one in lists))))
        elif isinstance(option, SetOf):
            made.append(SetOf(merged(*(one.item for one in sets))))
        elif option in dicts:
            made.append(_one_dict(dicts))
        else:
            made.append(option)
    return union(*made)


def _is_display(type_: Type) -> bool:
    return isinstance(type_, Record) and type_.kind is RecordKind.LITERAL


def _one_dict(dicts: Sequence[Type]) -> Type:
    records = [one for one in dicts if isinstance(one, Record)]
    if len(records) < len(dicts):
        keys = union(*(one.key if isinstance(one, DictOf) else STR for one in dicts))
        return DictOf(keys, merged(*(value for one in dicts for value in _values(one))))
    names = dict.fromkeys(field.name for record in records for field in record.fields)
    return Record("", tuple(_one_field(name, records) for name in names), RecordKind.LITERAL)


def _values(type_: Type) -> tuple[Type, ...]:
    if isinstance(type_, DictOf):
        return (type_.value,)
    return tuple(field.type for field in type_.fields) if isinstance(type_, Record) else ()


def _one_field(name: str, records: list[Record]) -> FieldOf:
    found = [field for record in records for field in record.fields if field.name == name]
    required = len(found) == len(records) and all(field.required for field in found)
    return FieldOf(name, merged(*(field.type for field in found)), required)
