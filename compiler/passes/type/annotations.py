"""Annotations become types: what typing's objects, dataclasses and enums are on the wire.

    reader.type_of("list[Export | None]", place)      ListOf(Union((Record("Export", …), NONE)))

Strings (PEP 563, forward references) are evaluated in the namespace of the module that wrote them.
"""

import collections.abc
import dataclasses
import datetime as dt
import decimal
import enum
import sys
import types
import typing
import uuid
from collections.abc import Mapping

from compiler.forms.stand_in import stand_in_name
from compiler.forms.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NEVER,
    NONE,
    STR,
    DictOf,
    EnumOf,
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
    union,
)
from dsl.steps import TaskToken
from dsl.stored import Stored

_PLAIN: dict[object, Type] = {
    None: NONE,
    type(None): NONE,
    bool: BOOL,
    int: INT,
    float: FLOAT,
    str: STR,
    bytes: Scalar.BYTES,
    object: ANY,
    typing.Any: ANY,
    typing.Never: NEVER,
    typing.NoReturn: NEVER,
    dt.date: Scalar.DATE,
    dt.datetime: Scalar.DATETIME,
    dt.time: Scalar.TIME,
    dt.timedelta: Scalar.TIMEDELTA,
    decimal.Decimal: Scalar.DECIMAL,
    uuid.UUID: Scalar.UUID,
    TaskToken: Scalar.TOKEN,
    list: ListOf(ANY),
    tuple: ListOf(ANY),
    set: SetOf(ANY),
    frozenset: SetOf(ANY),
    dict: DictOf(STR, ANY),
}
_LISTS = (
    list,
    collections.abc.Sequence,
    collections.abc.Iterable,
    collections.abc.Collection,
    collections.abc.MutableSequence,
)
_SETS = (set, frozenset, collections.abc.Set, collections.abc.MutableSet)
_DICTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_TRANSPARENT = (typing.Annotated, typing.Final, typing.ClassVar, typing.Required, typing.NotRequired)


class Unsupported(Exception):
    """An annotation that has no JSON form, or that cannot be evaluated (`unresolved`); `help` says what to write."""

    def __init__(self, message: str, help_: str | None = None, *, unresolved: bool = False) -> None:
        super().__init__(message)
        self.help = help_
        self.unresolved = unresolved


class Annotations:
    """Reads annotations; remembers the records it met."""

    def __init__(self, namespaces: Mapping[str, Mapping[str, object]]) -> None:
        self.records: dict[str, Record] = {}
        self._namespaces = namespaces
        self._classes: dict[type, Type] = {}
        self._open: set[type] = set()

    def type_of(self, annotation: object, namespace: Mapping[str, object]) -> Type:
        """The type that an annotation means. Raises `Unsupported`."""
        if isinstance(annotation, typing.ForwardRef):
            annotation = annotation.__forward_arg__
        if isinstance(annotation, str):
            annotation = _evaluate(annotation, namespace)
            if isinstance(annotation, str | typing.ForwardRef):
                return self.type_of(annotation, namespace)
        missing = stand_in_name(annotation)
        if missing is not None:
            raise Unsupported(
                f"`{missing}` is not known here", "give the value a type of the standard library, or install the module"
            )
        try:
            plain = _PLAIN.get(annotation)
        except TypeError:
            plain = None
        return plain if plain is not None else self._composed(annotation, namespace)

    def _composed(self, annotation: object, namespace: Mapping[str, object]) -> Type:
        if isinstance(annotation, typing.NewType):
            return self.type_of(annotation.__supertype__, namespace)
        if type(annotation).__name__ == "TypeAliasType":
            return self.type_of(annotation.__value__, namespace)  # type: ignore[attr-defined]
        origin = typing.get_origin(annotation)
        if origin is not None:
            return self._generic(origin, typing.get_args(annotation), annotation, namespace)
        if isinstance(annotation, type):
            return self._class(annotation)
        raise Unsupported(f"`{_spelled(annotation)}` has no JSON form", "use str, int, list, dict, a dataclass, …")

    def _generic(
        self, origin: object, arguments: tuple[object, ...], annotation: object, namespace: Mapping[str, object]
    ) -> Type:
        def inner(place: int) -> Type:
            return self.type_of(arguments[place], namespace) if place < len(arguments) else ANY

        if origin in _TRANSPARENT:
            return inner(0)
        if origin is typing.Literal:
            return _literal(arguments)
        if origin in (typing.Union, types.UnionType):
            return union(*(self.type_of(one, namespace) for one in arguments))
        if origin is tuple:
            if len(arguments) == 2 and arguments[1] is ...:
                return ListOf(inner(0))
            return TupleOf(tuple(self.type_of(one, namespace) for one in arguments if one != ()))
        if origin in _LISTS:
            return ListOf(inner(0))
        if origin in _SETS:
            return SetOf(inner(0))
        if origin in _DICTS:
            return DictOf(_key(inner(0)), inner(1))
        if origin is Stored:
            return StoredOf(inner(0))
        if isinstance(origin, type) and (dataclasses.is_dataclass(origin) or typing.is_typeddict(origin)):
            return self._generic_record(origin, arguments, namespace)
        raise Unsupported(f"`{_spelled(annotation)}` has no JSON form", "use list, dict, tuple, a dataclass, …")

    def _generic_record(self, origin: type, arguments: tuple[object, ...], namespace: Mapping[str, object]) -> Type:
        parameters = getattr(origin, "__parameters__", ())
        given = {one: self.type_of(argument, namespace) for one, argument in zip(parameters, arguments, strict=False)}
        return self._record(origin, given)

    def _class(self, cls: type) -> Type:
        if cls not in self._classes:
            if cls in self._open:
                return ANY  # a record that holds itself: the inner one is opaque
            self._open.add(cls)
            try:
                self._classes[cls] = self._read_class(cls)
            finally:
                self._open.discard(cls)
        return self._classes[cls]

    def _read_class(self, cls: type) -> Type:
        if cls in _LISTS or cls in _SETS or cls in _DICTS:
            return self._generic(cls, (), cls, {})
        if cls is Stored:
            return StoredOf(ANY)
        if issubclass(cls, enum.Enum):
            members = tuple((name, member.value) for name, member in cls.__members__.items())
            if issubclass(cls, enum.Flag) or not all(isinstance(value, str | int | float) for _, value in members):
                raise Unsupported(
                    f"`{cls.__name__}` has members that are no JSON scalars", "give them str or int values"
                )
            return EnumOf(cls.__name__, members, cls)
        if dataclasses.is_dataclass(cls) or typing.is_typeddict(cls) or is_named_tuple(cls):
            return self._record(cls, {})
        if issubclass(cls, str | int | float) and cls.__module__ != "builtins":
            base = next(base for base in (bool, int, float, str) if issubclass(cls, base))
            raise Unsupported(
                f"`{cls.__name__}` comes back from a step as a plain `{base.__name__}`", f"use `{base.__name__}`"
            )
        raise Unsupported(
            f"`{cls.__name__}` has no JSON form", f"make `{cls.__name__}` a dataclass, or return a dict of its values"
        )

    def _record(self, cls: type, given: Mapping[object, Type]) -> Type:
        namespace = self._namespaces.get(cls.__module__) or vars(sys.modules.get(cls.__module__, types.ModuleType("")))
        fields = []
        for name, annotation, required, owner in _fields(cls):
            space = self._namespaces.get(owner.__module__, namespace)
            try:
                bound = given.get(annotation) if isinstance(annotation, typing.TypeVar) else None
                type_ = bound or self.type_of(annotation, {**_own_names(cls), **space})
            except Unsupported as problem:
                raise Unsupported(f"field `{name}` of `{cls.__name__}`: {problem}", problem.help) from problem
            fields.append(FieldOf(name, type_, required))
        record = Record(cls.__name__, tuple(fields), _kind(cls), cls)
        self.records[f"{cls.__module__}:{cls.__qualname__}"] = record
        return record


def is_named_tuple(cls: object) -> bool:
    """Whether a class was made by `NamedTuple`."""
    return isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cls, "_fields")


def _own_names(cls: type) -> dict[str, object]:
    return {cls.__name__: cls}


def _kind(cls: type) -> RecordKind:
    if dataclasses.is_dataclass(cls):
        return RecordKind.DATACLASS
    return RecordKind.TYPED_DICT if typing.is_typeddict(cls) else RecordKind.NAMED_TUPLE


def _fields(cls: type) -> list[tuple[str, object, bool, type]]:
    """Name, annotation, whether it is always there, and the class that wrote it, of each field."""
    if dataclasses.is_dataclass(cls):
        owners = {name: base for base in reversed(cls.__mro__) for name in vars(base).get("__annotations__", {})}
        return [(one.name, one.type, True, owners.get(one.name, cls)) for one in dataclasses.fields(cls) if one.init]
    annotations: Mapping[str, object] = getattr(cls, "__annotations__", {})
    if typing.is_typeddict(cls):
        required = cls.__required_keys__  # type: ignore[attr-defined]
        return [
            (name, annotation, _is_required(name, annotation, required), cls)
            for name, annotation in annotations.items()
        ]
    return [(name, annotations.get(name, typing.Any), True, cls) for name in cls._fields]  # type: ignore[attr-defined]


def _is_required(name: str, annotation: object, required: frozenset[str]) -> bool:
    """PEP 563 hides NotRequired from TypedDict itself."""
    text = annotation.__forward_arg__ if isinstance(annotation, typing.ForwardRef) else annotation
    if isinstance(text, str) and text.partition("[")[0].rpartition(".")[2] in ("NotRequired", "Required"):
        return "NotRequired[" not in text
    return name in required


def _literal(arguments: tuple[object, ...]) -> Type:
    enums = [one for one in arguments if isinstance(one, enum.Enum)]
    if enums:
        return EnumOf(type(enums[0]).__name__, tuple((one.name, one.value) for one in enums), type(enums[0]))
    if not all(one is None or isinstance(one, str | int | bool) for one in arguments):
        raise Unsupported(
            f"`Literal[{', '.join(map(repr, arguments))}]` has no JSON form", "use str, int, bool or None values"
        )
    values = tuple(one for one in arguments if one is not None)
    literal = [LiteralOf(values)] if values else []  # type: ignore[arg-type]
    return union(*literal, *([NONE] if len(values) < len(arguments) else []))


def _key(key: Type) -> Type:
    is_text = key in (STR, ANY) or (isinstance(key, LiteralOf) and all(isinstance(one, str) for one in key.values))
    if is_text or (isinstance(key, EnumOf) and issubclass(key.python, str)):
        return STR if key is ANY else key
    raise Unsupported("a JSON object's keys are texts", "use `dict[str, …]`")


def _evaluate(text: str, namespace: Mapping[str, object]) -> object:
    """What the text of an annotation means. Raises `Unsupported`."""
    try:
        space = namespace if isinstance(namespace, dict) and "__builtins__" in namespace else dict(namespace)
        return eval(text, space, {})  # noqa: S307 - the author's own annotation, as Python itself evaluates it
    except NameError as error:
        raise Unsupported(
            f"`{getattr(error, 'name', None) or text}` in an annotation is not defined",
            "import it at the top of the module, outside `if TYPE_CHECKING:`",
            unresolved=True,
        ) from error
    except Exception as error:
        raise Unsupported(f"the annotation `{text}` fails: {error}", unresolved=True) from error


def _spelled(annotation: object) -> str:
    return getattr(annotation, "__name__", None) or repr(annotation).replace("typing.", "")
