"""Distributed Map: items from a list or from S3, in child executions.

results = yield from run_distributed(state, distribution, visit, limit, started)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.scheduler import Steps
from runtime.local.engine.visits import Visit


@dataclass(frozen=True)
class Distribution:
    """What only a distributed Map has."""


def read_distribution(raw: Mapping[str, Any], processor: Mapping[str, Any], language: str) -> Distribution | None:
    """Prepare the fields of a distributed Map; None for an inline one."""
    return None


def run_distributed(state: Any, distribution: Distribution, visit: Visit, limit: int, started: list[bool]) -> Steps:
    """Run the children."""
    raise NotImplementedError
    yield
