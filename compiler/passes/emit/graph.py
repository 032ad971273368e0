"""The pieces of emission: places that transitions lead to, states being built, names unique in the machine.

first, second = Place(), Place()
area.add(first, "First", span, lambda way: PassState(next=way(second)))
area.finish(first)                  a SubMachine, with `second`'s name in First's `next`
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.expressions import Expression
from compiler.forms.flow import Assign
from compiler.forms.machine import ChoiceState, FailState, Placeholder, State, SubMachine, SucceedState

LONGEST_NAME = 80
"""Characters of a state's name (States Language specification, "State names")."""


@dataclass(slots=True, eq=False)
class Place:
    """Where a transition leads: to a state, to wherever another place leads, or to the machine's end."""

    state: str | None = None
    same: "Place | None" = None
    ends: bool = False

    def found(self) -> "Place":
        """The place at the end of the chain; chains are shortened on the way."""
        last = self
        seen = 0
        while last.same is not None:
            last = last.same
            seen += 1
            assert seen < 1_000_000, "a loop without any state"
        here = self
        while here.same is not None:
            here.same, here = last, here.same
        return last


Ways = Callable[[Place], str | None]
"""The name of the state at a place; None at the machine's end."""
Build = Callable[[Ways, Callable[[Place], str]], State]
"""Makes a state from two functions: the second makes a Succeed state where a transition cannot be an end."""


@dataclass(slots=True)
class Emission:
    """What all states of one machine share, inner machines included."""

    spans: dict[str, Span] = field(default_factory=dict)
    placeholders: dict[str, Placeholder] = field(default_factory=dict)
    size: int = 0
    """Characters of the expressions written so far."""
    _next: dict[str, int] = field(default_factory=dict)

    def name(self, wanted: str, span: Span) -> str:
        """A state name that nobody has: the words wanted, else with " 2", " 3", …; 80 characters at most."""
        words = " ".join(wanted.split()) or "State"
        name = _fitting(words, "")
        number = self._next.get(name, 1)
        base = words
        while name in self.spans:
            number += 1
            name = _fitting(base, f" {number}")
        self._next[_fitting(base, "")] = number
        self.spans[name] = span
        return name


def _reached(start: str, states: dict[str, State]) -> set[str]:
    """The states that control can come to; a handler of what never fails is none of them."""
    reached = {start}
    waiting = [start]
    while waiting:
        for name in _targets(states[waiting.pop()]):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


def _targets(state: State) -> list[str]:
    match state:
        case ChoiceState(rules, default):
            return [*(rule.next for rule in rules), default]
        case SucceedState() | FailState():
            return []
        case _:
            catch = getattr(state, "catch", ())
            return [*(rule.next for rule in catch), *([] if state.next is None else [state.next])]


def _fitting(words: str, suffix: str) -> str:
    room = LONGEST_NAME - len(suffix)
    return (words if len(words) <= room else words[: room - 1].rstrip() + "…") + suffix


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a choice: its condition (None at the last), its assignments, and where it leads."""

    test: Expression | None
    assigns: tuple[Assign, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Deciding:
    """A state that does nothing but decide and assign: a Choice, or a Pass where there is only one way."""

    ways: Sequence[Way]
    """The last is taken where no other is, whatever its condition."""
    ahead: bool
    """Whether a state before it may decide this one too."""


@dataclass(slots=True)
class Area:
    """One machine being built: the whole, a branch or an iteration."""

    emission: Emission
    span: Span
    builds: list[tuple[str, Build | Deciding]] = field(default_factory=list)
    ahead: bool = False
    """Whether states decide what is right behind them."""
    refusal: Place = field(default_factory=Place)
    """Where a Catch sends what no handler may take."""
    _done: str | None = None

    def add(self, at: Place, wanted: str, span: Span, build: Build | Deciding) -> str:
        """A state at this place."""
        name = self.emission.name(wanted, span)
        at.state = name
        self.builds.append((name, build))
        return name

    def finish(
        self, start: Place, decide: Callable[["Area", Deciding], Build], config: dict[str, Any] | None = None
    ) -> SubMachine:
        """Every state with its transitions filled in; `decide` tells how to build those that decide."""
        first = self._state_at(start)
        made = {name: decide(self, one) if isinstance(one, Deciding) else one for name, one in self.builds}
        states = {name: build(self._way, self._state_at) for name, build in made.items()}
        if self._done is not None:
            states[self._done] = SucceedState()
        reached = _reached(first, states)
        return SubMachine(first, {name: state for name, state in states.items() if name in reached}, config or {})

    def deciding(self) -> Callable[[Place], Deciding | None]:
        """The deciding state at a place, where there is one."""
        states = {name: one for name, one in self.builds if isinstance(one, Deciding)}
        return lambda place: states.get(place.found().state or "")

    def _way(self, place: Place) -> str | None:
        found = place.found()
        assert found.ends or found.state is not None, "a transition leads nowhere"
        return found.state

    def _state_at(self, place: Place) -> str:
        name = self._way(place)
        if name is not None:
            return name
        if self._done is None:
            self._done = self.emission.name("Done", self.span)
        return self._done
