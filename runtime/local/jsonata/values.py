"""Values of JSONata: JSON as plain Python, `UNDEFINED`, sequences and functions.

    collapse(Sequence([7]))      # 7: a sequence of one item is that item
    equal(1, True), equal(1, 1.0)    # False, True

A sequence is a list that a path or a function made: one item stands for itself, none for nothing. Arrays from the data
are plain lists and keep their shape. Python counts True as 1; JSONata does not, hence the comparisons by exact type.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from runtime.local.jsonata.errors import JsonataError

if TYPE_CHECKING:
    from runtime.local.jsonata.frames import Run


class Undefined:
    """The type of `UNDEFINED`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNDEFINED"

    def __bool__(self) -> bool:
        return False

    def __copy__(self) -> "Undefined":
        return self

    def __deepcopy__(self, memo: object) -> "Undefined":
        return self


UNDEFINED: Final = Undefined()
"""What an expression that finds nothing evaluates to; no JSON value."""


class Sequence(list[Any]):
    """A list of results. `keep` says that one item stays a list (`[]` was written)."""

    __slots__ = ("keep",)

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.keep = False


class Outer(Sequence):
    """The wrapper of an input that is itself an array, so that a path starts at the whole of it."""

    __slots__ = ()


class TupleStream(Sequence):
    """Results that carry their bindings: each item is a dict, the value itself under `@`."""

    __slots__ = ()


class Whole(list[Any]):
    """An array constructor's list inside a path, which the path must not take apart."""

    __slots__ = ()


class Function(ABC):
    """What can be called: a built-in, a lambda, a regular expression, a partial application."""

    __slots__ = ()
    name: str | None
    arity: int

    @abstractmethod
    def call(self, arguments: list[Any], context: Any, run: "Run") -> Any:
        """The result for these arguments; `context` is what `$` means where the call stands."""


def collapse(value: Any) -> Any:
    """A sequence of one item is that item, an empty one is nothing; every other value is itself."""
    if type(value) is not Sequence:
        return value
    if not value:
        return UNDEFINED
    return value if len(value) > 1 or value.keep else value[0]


def plain(value: Any) -> Any:
    """The value as plain lists and dicts, fit for JSON."""
    if isinstance(value, list):
        return [plain(item) for item in value if item is not UNDEFINED]
    if type(value) is dict:
        return {key: plain(item) for key, item in value.items()}
    return value


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether the value is a number; True and False are not."""
    return type(value) is int or type(value) is float


def is_numbers(value: Any) -> bool:
    """Whether the value is an array of numbers (an empty one too)."""
    return isinstance(value, list) and all(type(item) is int or type(item) is float for item in value)


def is_strings(value: Any) -> TypeGuard[list[str]]:
    """Whether the value is an array of strings (an empty one too)."""
    return isinstance(value, list) and all(type(item) is str for item in value)


def truth(value: Any) -> bool:
    """What a condition makes of a value: empty, zero, null, functions and arrays of such are false."""
    if value is True or value is False:
        return value
    if isinstance(value, list):
        return any(truth(item) for item in value)
    if value is None or value is UNDEFINED or isinstance(value, Function):
        return False
    return value == value and bool(value)  # NaN is false


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same JSON."""
    kind = type(left)
    if kind is str or kind is bool or left is None:
        return type(right) is kind and bool(left == right)
    if kind is int or kind is float:
        return (type(right) is int or type(right) is float) and bool(left == right)
    if isinstance(left, list):
        if not isinstance(right, list) or len(left) != len(right):
            return False
        return all(equal(one, other) for one, other in zip(left, right, strict=True))
    if kind is dict:
        if type(right) is not dict or len(left) != len(right):
            return False
        return all(key in right and equal(item, right[key]) for key, item in left.items())
    return left is right


LONGEST: Final = 10_000_000
"""Characters of the longest string and items of the longest list that an expression may build."""


def check_length(length: int) -> None:
    """Refuse to build what would fill the memory."""
    if length > LONGEST:
        raise JsonataError("D2015", value=LONGEST)


def append(left: Any, right: Any) -> Any:
    """Both values as one array; nothing added to a value is the value."""
    if left is UNDEFINED:
        return right
    if right is UNDEFINED:
        return left
    first, second = left if isinstance(left, list) else [left], right if isinstance(right, list) else [right]
    check_length(len(first) + len(second))
    return [*first, *second]


_EXACT = 2**53
_LONG = 2**63


def number(value: float) -> int | float:
    """A computed number: whole ones are integers, as Java's engine writes them (3, not 3.0)."""
    if type(value) is float and value.is_integer() and -_LONG <= value < _LONG:
        return int(value)
    if type(value) is int and not -_EXACT <= value <= _EXACT:
        # Arithmetic is done in doubles, so a large sum is rounded as a double is.
        return number(float(value)) if -_LONG <= value < _LONG else float(value)
    return value
