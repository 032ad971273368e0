"""The types of values that a change in place has made wider.

rows = []; rows.append(1)             list[Never], then list[int]
d = {"a": 1}; d["b"] = "x"            {a: int}, then {a: int, b: str}
"""

from compiler.forms.expressions import Constant
from compiler.forms.program import Value
from compiler.forms.types import ANY, UNKNOWN, DictOf, FieldOf, ListOf, Record, RecordKind, SetOf, Type, union
from compiler.passes.type.assignable import as_dict, assignable
from compiler.passes.type.merging import merged


def grown_by(type_: Type, method: str, arguments: tuple[Value, ...]) -> Type:
    """The type of a value after a method has changed it."""
    match type_, method:
        case ListOf(item), "append":
            return ListOf(wider(item, arguments[0].type))
        case ListOf(item), "insert":
            return ListOf(wider(item, arguments[1].type))
        case ListOf(item), "extend":
            more = arguments[0].type
            return ListOf(wider(item, more.item)) if isinstance(more, ListOf) else type_
        case SetOf(item), "add":
            return SetOf(wider(item, arguments[0].type))
        case ((DictOf() | Record()), ("setdefault" | "pop" | "clear")):
            whole = as_dict(type_)
            if method == "setdefault" and isinstance(whole, DictOf):
                return DictOf(wider(whole.key, arguments[0].type), wider(whole.value, arguments[1].type))
            return whole
        case ((DictOf() | Record()), "update"):
            left, right = as_dict(type_), as_dict(arguments[0].type)
            if isinstance(left, DictOf) and isinstance(right, DictOf):
                return DictOf(union(left.key, right.key), merged(left.value, right.value))
    return type_


def wider(item: Type, more: Type) -> Type:
    """The type of items of which some are of another type."""
    return item if assignable(more, item) and item not in (ANY, UNKNOWN) else merged(item, more)


def retyped(type_: Type, path: tuple[Value, ...], value: Type) -> Type:
    """A type with the part at the path being another."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    match type_:
        case DictOf(keys, inner):
            return DictOf(union(keys, key.type), wider(inner, retyped(inner, rest, value)))
        case ListOf(inner):
            return ListOf(wider(inner, retyped(inner, rest, value)))
        case Record(kind=RecordKind.LITERAL) if isinstance(key, Constant):
            fields = {one.name: one for one in type_.fields}
            name = str(key.value)
            inner = fields[name].type if name in fields else ANY
            fields[name] = FieldOf(name, retyped(inner, rest, value))
            return Record(type_.name, tuple(fields.values()), type_.kind)
        case Record(kind=RecordKind.LITERAL):
            whole = as_dict(type_)
            return retyped(whole, path, value)
        case _:
            return type_
