"""Who asks: the region that the request was signed for, and whether there is still somebody to answer.

caller = Caller("eu-west-1", present=lambda: True)
"""

from collections.abc import Callable
from dataclasses import dataclass

REGION = "us-east-1"
"""Where a request that is not signed is taken to be meant."""


@dataclass(frozen=True)
class Caller:
    """The client behind one request."""

    region: str = REGION
    present: Callable[[], bool] = lambda: True
    """Whether the connection still stands: a worker that has gone is given no task."""
