"""What runs cost: transitions of Standard pipelines, requests and duration of Express ones.

    cost_of(flow, "us-east-1").lines()
    transitions per run: 5 to 7 + 2 for each turn of `for r in rows`; typically 26
    per thousand runs: $0.125 to $0.175 + $0.050 for each turn of `for r in rows`; typically $0.650

The prices are `prices.json`, with their date, their regions, and how they are known. Free tiers, retries, Lambda and
other services come apart.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from compiler.forms.flow import Flow
from compiler.passes.limits.amounts import TYPICAL_TURNS, Amount
from compiler.passes.limits.counting import EVENTS, TRANSITIONS, count

ASSUMED = (
    f"loops of unknown length go round {TYPICAL_TURNS} times",
    "the ways of a choice are equally likely",
    "nothing fails or is tried again",
)
"""What `typical` takes for granted."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What one region charges: US dollars."""

    date: str
    region: str
    transitions: float
    """A thousand state transitions of a Standard pipeline."""
    requests: float
    """A thousand starts of an Express pipeline."""
    second: float
    """One second of a thousand Express runs at the smallest memory that is charged."""
    megabytes: int


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(resources.files(__package__).joinpath("prices.json").read_text("utf-8"))
    return table


def priced_regions(kind: str) -> tuple[str, ...]:
    """The regions whose prices are known for pipelines of this kind."""
    table = _table()
    return tuple(table["express"] if kind == "EXPRESS" else table["standard"]["per_thousand_transitions"])


def prices(region: str = "us-east-1", kind: str = "STANDARD") -> Prices:
    """The prices of a region, or of us-east-1 where the table does not have it."""
    table = _table()
    known = region if region in priced_regions(kind) else "us-east-1"
    express = table["express"].get(known, table["express"]["us-east-1"])
    return Prices(
        table["date"],
        known,
        table["standard"]["per_thousand_transitions"][known],
        express["per_million_requests"] / 1000,
        express["per_gigabyte_second"] * express["smallest_megabytes"] / 1024 * 1000,
        express["smallest_megabytes"],
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run takes and costs."""

    kind: str
    transitions: Amount
    events: Amount
    prices: Prices

    def lines(self) -> Iterator[str]:
        """For a person."""
        table, transitions = self.prices, self.transitions
        sure = transitions.known == transitions.at_least
        yield f"transitions per run: {transitions}" + ("" if sure else f"; typically {transitions.typical:,.0f}")
        if self.kind == "EXPRESS":
            yield (
                f"per thousand runs: {_money(table.requests)} + {_money(table.second)} for each second that a run "
                f"takes (at {table.megabytes} MB)"
            )
        else:
            price = priced(transitions, table.transitions)
            typical = "" if sure else f"; typically {_money(transitions.typical * table.transitions)}"
            yield f"events of history per run: {self.events}"
            yield f"per thousand runs: {price}{typical}"
        if not sure:
            yield f"typically: {', '.join(ASSUMED)}"
        yield f"prices of {table.region}, {table.date}; without retries, nested runs, and what steps and services cost"

    def as_json(self) -> dict[str, Any]:
        """For a program; `max` is null where a loop of unknown length is in it, and `at_most` says by which."""
        table = self.prices
        express = {"per_thousand_requests": table.requests, "per_thousand_seconds": table.second}
        standard = {"per_thousand_runs": _as_json(self.transitions, table.transitions)}
        return {
            "kind": self.kind,
            "transitions": _as_json(self.transitions),
            "events": _as_json(self.events),
            "price": {
                "currency": _table()["currency"],
                "region": table.region,
                "date": table.date,
                "source": _table()["source"],
                **(express if self.kind == "EXPRESS" else standard),
            },
            "typical_assumes": list(ASSUMED),
        }


def cost_of(flow: Flow, region: str = "us-east-1") -> Cost:
    """What a run of the flow takes, with the region's prices."""
    kind = flow.pipeline.kind
    return Cost(kind, count(flow, TRANSITIONS), count(flow, EVENTS), prices(region, kind))


def _as_json(amount: Amount, price: float = 1) -> dict[str, Any]:
    def scaled(number: float) -> float:
        return round(number * price, 9)

    return {
        "min": scaled(amount.at_least),
        "typical": round(scaled(amount.typical), 3 if price == 1 else 6),
        "max": None if amount.known is None else scaled(amount.known),
        "at_most": [{"loops": list(loops), "each": scaled(number)} for loops, number in amount.at_most.items()],
    }


def priced(amount: Amount, price: float) -> str:
    """The amount in money."""
    most = amount.at_most.get((), 0)
    fixed = _money(amount.at_least * price)
    if most > amount.at_least:
        fixed += f" to {_money(most * price)}"
    turns = (
        f"{_money(number * price)} for each turn of {' in '.join(f'`{loop}`' for loop in reversed(loops))}"
        for loops, number in amount.at_most.items()
        if loops and number
    )
    return " + ".join([fixed, *turns])


def _money(dollars: float) -> str:
    return f"${dollars:,.3f}" if dollars >= 0.01 or dollars == 0 else f"${dollars:.6f}"
