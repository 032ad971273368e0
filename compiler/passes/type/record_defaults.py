"""Defaults of records that a pipeline's input holds: the state machine writes them where the input lacks a key.

created: datetime = field(default_factory=datetime.now)      SM210: it is another one each time
"""

from datetime import date

from compiler.forms.types import DictOf, ListOf, Record, SetOf, TupleOf, Type, Union
from compiler.library.defaults import defaults_of
from compiler.passes.type.annotations import Annotations
from compiler.passes.type.constants import type_of_constant


def unusable_default(type_: Type, annotations: Annotations) -> str | None:
    """What is wrong with a default of a record in a value of this type; None where all can be written."""
    parts: tuple[Type, ...]
    match type_:
        case Record():
            if problem := _problem(type_, annotations):
                return problem
            parts = tuple(one.type for one in type_.fields)
        case ListOf(item) | SetOf(item) | DictOf(_, item):
            parts = (item,)
        case TupleOf(parts) | Union(parts):
            pass
        case _:
            return None
    return next(filter(None, (unusable_default(one, annotations) for one in parts)), None)


def _problem(record: Record, annotations: Annotations) -> str | None:
    try:
        found, again = defaults_of(record), defaults_of(record)
    except Exception as error:  # a factory is the author's code
        return f"a default of `{record.name}` fails: {type(error).__name__}: {error}"
    for name, default in found.items():
        if type_of_constant(default, annotations) is None:
            return f"the default of `{name}` in `{record.name}` is no JSON value"
        if default != again[name] or _reads_clock(record, name):
            return f"the default of `{name}` in `{record.name}` is another one each time"
    return None


def _reads_clock(record: Record, name: str) -> bool:
    """Whether a field's factory is `date.today`, `datetime.now` or their like."""
    field = getattr(record.python, "__dataclass_fields__", {}).get(name)
    owner = getattr(getattr(field, "default_factory", None), "__self__", None)
    return isinstance(owner, type) and issubclass(owner, date)
