"""Subscripts, slices and iteration: which types they take and give.

item(Local of list[int], Constant(0))      INT
iterate(Local of dict[str, int])           STR
"""

from compiler.forms.types import ANY, NEVER, STR, DictOf, ListOf, Record, Scalar, SetOf, TupleOf, Type, union
from compiler.library.entry import Typed, constant_of
from compiler.library.shapes import is_dict, kinds, plain, spelled
from compiler.library.signature import Refusal


def item(value: Typed, index: Typed) -> Type | Refusal:
    """The type of `value[index]`; a record's constant key is a Field and not asked here."""
    known = kinds(index.type)
    match plain(value.type):
        case Scalar.UNKNOWN | Scalar.NEVER as nothing:
            return nothing
        case ListOf() | TupleOf() | Scalar.STR as holder:
            if known <= {"int", "bool", "Unknown"}:
                return _item_of(holder, constant_of(index))
            return Refusal(f"an index is an `int`, got `{spelled(index.type)}`")
        case DictOf(key, inner):
            if known <= kinds(key) | {"Unknown"} and known <= {"str", "int", "Unknown"}:
                return inner
            hint = (
                "write `str(…)`: a JSON object's keys are texts" if kinds(key) == {"str"} and known <= {"int"} else None
            )
            return Refusal(f"`{spelled(value.type)}` has no keys of type `{spelled(index.type)}`", hint)
        case Scalar.ANY:
            return ANY if known <= {"str", "int"} else Refusal(f"opaque JSON has no `{spelled(index.type)}` keys")
        case Record() as record if is_dict(record) and known <= {"str"}:
            return union(*(field.type for field in record.fields))
        case other:
            hint = "test `is not None` first" if "None" in kinds(other) else None
            return Refusal(f"`{spelled(value.type)}` cannot be subscripted", hint)


def _item_of(holder: Type, place: object) -> Type | Refusal:
    match holder:
        case ListOf(inner):
            return inner
        case TupleOf(items):
            if not isinstance(place, int):
                return union(*items)
            if -len(items) <= place < len(items):
                return items[place]
            return Refusal(f"the tuple has {len(items)} items, no index {place}")
        case _:
            return STR


def slice_(value: Typed, lower: Typed | None, upper: Typed | None, step: Typed | None) -> Type | Refusal:
    """The type of `value[lower:upper:step]`."""
    for bound in (lower, upper, step):
        if bound is not None and kinds(bound.type) - {"int", "None", "Unknown"}:
            return Refusal(f"a slice's bound is an `int`, got `{spelled(bound.type)}`")
    places = [None if one is None else constant_of(one) for one in (lower, upper, step)]
    pace = places[2]
    if pace == 0:
        return Refusal("a slice's step cannot be zero")
    if pace is not None and not isinstance(pace, int):
        return Refusal("a slice's step must be a constant")
    if isinstance(pace, int) and pace < 0 and places[:2] != [None, None]:
        return Refusal("a slice with bounds runs forwards only", "slice first, then reverse: `xs[1:4][::-1]`")
    match plain(value.type):
        case TupleOf(items):
            if all(place is None or isinstance(place, int) for place in places):
                return TupleOf(items[slice(*places)])  # type: ignore[arg-type]
            return Refusal("a tuple is sliced by constants only", "make it a list: `list(xs)[a:b]`")
        case ListOf() | Scalar.UNKNOWN as holder:
            return holder
        case Scalar.STR:
            return STR
        case other:
            return Refusal(f"`{spelled(other)}` cannot be sliced")


def iterate(iterable: Typed) -> Type | Refusal:
    """The type of what `for x in iterable` gives."""
    match plain(iterable.type):
        case ListOf(inner) | SetOf(inner):
            return inner
        case TupleOf(items):
            return union(*items) if items else NEVER
        case DictOf(key, _):
            return key if kinds(key) <= {"str", "int"} else Refusal(f"keys of type `{spelled(key)}` cannot be iterated")
        case Scalar.STR:
            return STR
        case Scalar.UNKNOWN | Scalar.NEVER as nothing:
            return nothing
        case Record() as record if is_dict(record):
            return STR
        case Scalar.ANY:
            return Refusal("opaque JSON cannot be iterated", "give it a type, such as `list[str]`")
        case other:
            hint = "test `is not None` first" if "None" in kinds(other) else None
            return Refusal(f"`{spelled(other)}` cannot be iterated", hint)
