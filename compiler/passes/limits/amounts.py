"""How much of something a run takes: at least a number, at most a sum over loops whose length is not known.

    Amount(2, {(): 2}) + Amount(3, {(): 3}).per("for r in rows")
    str(…)    "2 + 3 for each turn of `for r in rows`"

`at_most` maps the loops that are around (outermost first; () is none) to how much one turn of them takes. `typical` is
what to expect where every loop of unknown length goes round `TYPICAL_TURNS` times and every way is as likely as its
`weight` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

TYPICAL_TURNS = 10


@dataclass(frozen=True, slots=True)
class Amount:
    """A lower bound, and an upper bound as a polynomial."""

    at_least: int = 0
    at_most: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    typical: float = 0
    weight: float = 1
    """How likely this way is, among those of one choice."""

    @classmethod
    def of(cls, number: int) -> "Amount":
        """Exactly this much."""
        return cls(number, {(): number} if number else {}, number)

    @property
    def known(self) -> int | None:
        """The upper bound, where it depends on no loop of unknown length."""
        return self.at_most.get((), 0) if all(not loops for loops in self.at_most) else None

    def __add__(self, other: "Amount") -> "Amount":
        """One after the other."""
        loops = {**self.at_most, **other.at_most}
        most = {one: self.at_most.get(one, 0) + other.at_most.get(one, 0) for one in loops}
        return Amount(self.at_least + other.at_least, most, self.typical + other.typical, self.weight * other.weight)

    def __or__(self, other: "Amount") -> "Amount":
        """One or the other."""
        loops = {**self.at_most, **other.at_most}
        most = {one: max(self.at_most.get(one, 0), other.at_most.get(one, 0)) for one in loops}
        weight = self.weight + other.weight
        both = self.typical * self.weight + other.typical * other.weight
        typical = both / weight if weight else max(self.typical, other.typical)
        return Amount(min(self.at_least, other.at_least), most, typical, weight)

    def times(self, turns: int) -> "Amount":
        """So many times."""
        most = {loops: number * turns for loops, number in self.at_most.items()}
        return Amount(self.at_least * turns, most, self.typical * turns)

    def per(self, loop: str) -> "Amount":
        """As often as a loop of unknown length goes round, which may be never."""
        most = {(loop, *loops): number for loops, number in self.at_most.items()}
        return Amount(0, most, self.typical * TYPICAL_TURNS)

    def perhaps(self) -> "Amount":
        """The same, or nothing of it."""
        return Amount(0, self.at_most, self.typical)

    def likely(self, weight: float) -> "Amount":
        """The same, as a way that is so likely."""
        return replace(self, weight=weight)

    def __str__(self) -> str:
        """`7`, `2 to 7`, `2 to 7 + 3 for each turn of `for r in rows``."""
        most = self.at_most.get((), 0)
        fixed = f"{self.at_least:,}" if self.at_least >= most else f"{self.at_least:,} to {most:,}"
        turns = (
            f"{number:,} for each turn of {' in '.join(f'`{loop}`' for loop in reversed(loops))}"
            for loops, number in self.at_most.items()
            if loops and number
        )
        return " + ".join([fixed, *turns])
