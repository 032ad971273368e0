"""Frozen dataclasses that cost nearly nothing to define, for a vocabulary that every cold start imports.

    @dataclass(frozen=True)
    class Topic:
        name: str

The standard decorator writes and compiles six methods for every class, a millisecond each time; here all classes share
one set of methods that go by the fields. To a type checker, to `dataclasses.replace` and to `fields` they are ordinary
dataclasses.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING, FrozenInstanceError, field

from dsl.errors import DeclarationError

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from dataclasses import dataclass
    from typing import Any
else:

    def dataclass(*, frozen: bool) -> Any:
        """Make a class a frozen dataclass."""
        assert frozen, "these values never change"
        return _decorate


def _decorate(cls: Any) -> Any:
    own_hash = cls.__dict__.get("__hash__")
    made = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    for name, method in METHODS.items():
        setattr(made, name, method)
    if own_hash is not None:
        made.__hash__ = own_hash
    return made


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    cls = type(self)
    fields = cls.__dataclass_fields__
    problems: list[str] = []
    if len(args) > len(fields):
        problems.append(f"it is given {len(args)} values; there are {len(fields)}: {', '.join(fields)}")
    given = dict(zip(fields, args, strict=False))
    for name, value in kwargs.items():
        if name not in fields:
            problems.append(f"{name} is not an option; there are {', '.join(fields)}")
        elif name in given:
            problems.append(f"{name} is given twice")
        given[name] = value
    for name, one in fields.items():
        if name not in given and one.default is MISSING and one.default_factory is MISSING:
            problems.append(f"{name} is missing")
        elif name not in given:
            given[name] = one.default if one.default is not MISSING else one.default_factory()
    if problems:
        raise DeclarationError(cls.__name__, tuple(problems))
    for name in fields:
        object.__setattr__(self, name, given[name])
    check = getattr(self, "__post_init__", None)
    if check is not None:
        check()


def _repr(self: Any) -> str:
    fields: Mapping[str, Any] = self.__dataclass_fields__
    shown = (f"{name}={getattr(self, name)!r}" for name, one in fields.items() if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: object) -> Any:
    fields: Mapping[str, Any] = self.__dataclass_fields__
    if type(other) is not type(self):
        return NotImplemented
    compared = (name for name, one in fields.items() if one.compare)
    return all(getattr(self, name) == getattr(other, name) for name in compared)


def _hash(self: Any) -> int:
    fields: Mapping[str, Any] = self.__dataclass_fields__
    hashed = (name for name, one in fields.items() if (one.compare if one.hash is None else one.hash))
    return hash((type(self), *(getattr(self, name) for name in hashed)))


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed; make a new value with replace()")


METHODS = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}

__all__ = ["dataclass", "field"]
