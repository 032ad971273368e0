"""What the library knows of one operation: how it is called, which type it gives, which JSONata computes it.

    Entry("str.upper", "self", returns=lambda given: STR, text=lambda given: call("$uppercase", given["self"].text))

An operation is a builtin, a function, a method or an attribute whose Python meaning JSONata can give exactly. The
type pass asks an entry for its result's type (or a `Refusal`), emission asks it for text, and both may ask for the
Python exceptions that it can raise. One table (`compiler.library.table`) holds all entries; one file an area fills it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from compiler.forms.expressions import Collection, Constant, Spread
from compiler.forms.types import ListOf, TupleOf, Type
from compiler.library.signature import Arguments, Refusal, Signature
from compiler.library.text import Text


class Typed(Protocol):
    """Anything with a type: an Expression, a Lambda (the type that its body gives), or a call of the Program form."""

    @property
    def type(self) -> Type:
        """Which values it has."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A rendered argument: what it is, and the text that computes it (a Lambda's is `function($x) { … }`)."""

    node: Typed
    text: Text
    arguments: tuple["Operand", ...] = ()
    """Where the node is an Operation: its own arguments, rendered, for what reaches inside another call."""

    @property
    def type(self) -> Type:
        """Which values it has."""
        return self.node.type


@dataclass(frozen=True, slots=True)
class Known:
    """Stands for an expression of which only the type matters."""

    type: Type


Given = Arguments[Typed]
"""The arguments of a call that is being typed."""
Rendered = Arguments[Operand]
"""The arguments of a call that is being rendered."""
Typing = Callable[[Given], Type | Refusal]
Rendering = Callable[[Rendered], Text]


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation. `key` is its name in `Operation.name`; a method's first parameter is `self`."""

    key: str
    signature: Signature
    returns: Typing
    text: Rendering
    fails: tuple[str, ...] | Callable[[Given], tuple[str, ...]] = ()
    """Names of the Python exceptions that it can raise at run time."""
    python: object = None
    """The callable that it stands for; None for a method or an attribute."""
    iterator: bool = False
    """Whether Python gives an iterator or a view: the call may stand only where something is iterated."""
    takes: Callable[[str, Given], tuple[Type, ...] | Refusal] | None = None
    """For a parameter that takes a function: the types of that function's parameters, from the other arguments."""

    @property
    def spoken(self) -> str:
        """How messages name it: `sorted()`, `str.upper()`."""
        return f"{self.key}()"


def constant_of(argument: Typed | None) -> object:
    """The value of an argument that is known when compiling; `...` where it is not."""
    node = argument.node if isinstance(argument, Operand) else argument
    if isinstance(node, Collection) and isinstance(node.type, TupleOf | ListOf):
        items = [constant_of(item) if not isinstance(item, Spread) else ... for item in node.items]
        return ... if ... in items else tuple(items) if isinstance(node.type, TupleOf) else items
    return node.value if isinstance(node, Constant) else ...


def check(entry: Entry, arguments: Sequence[Typed], keywords: Mapping[str, Typed]) -> Type | Refusal:
    """The type that a call gives, or why it cannot be compiled. A method's receiver is the first argument."""
    given = entry.signature.bind(entry.spoken, arguments, keywords)
    return given if isinstance(given, Refusal) else entry.returns(given)


def lambda_parameters(
    entry: Entry, place: int | str, arguments: Sequence[Typed | None], keywords: Mapping[str, Typed | None]
) -> tuple[Type, ...] | Refusal:
    """The parameter types of a lambda at a position or keyword; arguments not typed yet (lambdas) are given as None."""
    bound = entry.signature.bind(entry.spoken, arguments, keywords)
    if isinstance(bound, Refusal):
        return bound
    name = place if isinstance(place, str) else entry.signature.names[place]
    if entry.takes is None:
        return Refusal(f"`{entry.spoken}` takes no function here")
    known = {key: value for key, value in bound.named.items() if value is not None}
    return entry.takes(name, Arguments(known, tuple(value for value in bound.rest if value is not None)))


def failures(entry: Entry, arguments: Sequence[Typed], keywords: Mapping[str, Typed]) -> tuple[str, ...]:
    """Names of the Python exceptions that this call can raise."""
    if not callable(entry.fails):
        return entry.fails
    given = entry.signature.bind(entry.spoken, arguments, keywords)
    return () if isinstance(given, Refusal) else entry.fails(given)
