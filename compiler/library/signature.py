"""How an operation may be called, in short text, and what a call gave it.

    Signature.of("iterable, *, key?, reverse?")      sorted(rows, key=…)
    Signature.of("*values, key?")                    max(a, b)

A `?` marks what may be left out; before `/` stands what is given by position only; `*name` takes
the remaining positions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be said in a pipeline, and the nearest spelling that can."""

    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Arguments(Generic[A]):
    """What a call gave, by parameter name; `rest` is what `*values` took."""

    named: Mapping[str, A]
    rest: tuple[A, ...] = ()

    def __getitem__(self, name: str) -> A:
        """The argument of this name; the signature says that it is there."""
        return self.named[name]

    def get(self, name: str) -> A | None:
        """The argument of this name, or None where the call left it out."""
        return self.named.get(name)

    @property
    def all(self) -> tuple[A, ...]:
        """Every argument, the named first."""
        return (*self.named.values(), *self.rest)


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameter names in order, and which of them may be left out or must be given one way."""

    names: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    positional_only: frozenset[str] = frozenset()
    keyword_only: frozenset[str] = frozenset()
    variadic: bool = False

    @classmethod
    def of(cls, text: str) -> "Signature":
        """Read the short text."""
        names: list[str] = []
        optional: set[str] = set()
        positional: set[str] = set()
        keyword: set[str] = set()
        variadic = after_star = False
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            if part == "/":
                positional.update(names)
            elif part.startswith("*"):
                after_star, variadic = True, part != "*"
            else:
                name = part.rstrip("?")
                names.append(name)
                optional.update({name} if part.endswith("?") else ())
                keyword.update({name} if after_star else ())
        return cls(tuple(names), frozenset(optional), frozenset(positional), frozenset(keyword), variadic)

    def bind(self, spoken: str, arguments: Sequence[A], keywords: Mapping[str, A]) -> "Arguments[A] | Refusal":
        """Give each parameter its argument, or say what does not fit; `spoken` names the operation in the message."""
        places = [name for name in self.names if name not in self.keyword_only]
        if len(arguments) > len(places) and not self.variadic:
            return Refusal(f"`{spoken}` takes {_counted(len(places))}, got {len(arguments)}")
        named = dict(zip(places, arguments, strict=False))
        for keyword, argument in keywords.items():
            if keyword not in self.names or keyword in self.positional_only:
                return Refusal(f"`{spoken}` has no keyword `{keyword}` here", self._known_keywords())
            if keyword in named:
                return Refusal(f"`{spoken}` gets `{keyword}` twice")
            named[keyword] = argument
        missing = [name for name in self.names if name not in named and name not in self.optional]
        if missing:
            return Refusal(f"`{spoken}` lacks `{missing[0]}`")
        return Arguments(named, tuple(arguments[len(places) :]))

    def _known_keywords(self) -> str | None:
        known = [f"`{name}=`" for name in self.names if name not in self.positional_only]
        return f"it takes {', '.join(known)}" if known else None


def _counted(number: int) -> str:
    return "no arguments" if number == 0 else "one argument" if number == 1 else f"{number} arguments"
