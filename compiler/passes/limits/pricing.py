"""What runs cost: transitions of Standard pipelines, requests and duration of Express ones.

    cost_lines(flow)
    transitions per run: 5 to 7 + 2 for each turn of `for r in rows`
    per thousand runs: $0.125 to $0.175 + $0.050 for each turn of `for r in rows`

The prices are `prices.json`, with their date and region; free tiers, retries, Lambda and other services come apart.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from compiler.forms.flow import Flow
from compiler.passes.limits.amounts import Amount
from compiler.passes.limits.counting import EVENTS, TRANSITIONS, count


@dataclass(frozen=True, slots=True)
class Prices:
    """The table: US dollars."""

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
def prices() -> Prices:
    """The table that ships with the compiler."""
    table: dict[str, Any] = json.loads(resources.files(__package__).joinpath("prices.json").read_text("utf-8"))
    express = table["express"]
    return Prices(
        table["date"],
        table["region"],
        table["standard"]["per_thousand_transitions"],
        express["per_million_requests"] / 1000,
        express["per_gigabyte_second"] * express["smallest_megabytes"] / 1024 * 1000,
        express["smallest_megabytes"],
    )


def cost_lines(flow: Flow) -> Iterator[str]:
    """Transitions, events and price of a run, for a person."""
    table, transitions = prices(), count(flow, TRANSITIONS)
    yield f"transitions per run: {transitions}"
    if flow.pipeline.kind == "EXPRESS":
        yield (
            f"per thousand runs: {_money(table.requests)} + {_money(table.second)} for each second that a run takes "
            f"(at {table.megabytes} MB)"
        )
    else:
        yield f"events of history per run: {count(flow, EVENTS)}"
        yield f"per thousand runs: {priced(transitions, table.transitions)}"
    yield f"prices of {table.region}, {table.date}; without retries, nested runs, and what steps and services cost"


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
