"""Tasks of activities, waiting for workers who ask for them.

queues.offer(activity_arn, Offer(execution, token, input))
queues.take(activity_arn, worker="w", present=lambda: True)        # the next one that still waits, or None
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from runtime.local.serve.executions import ServedExecution

POLL_SECONDS = 60.0
"""How long GetActivityTask holds a request
(https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html)."""

_GLANCE = 1.0
"""Seconds after which a waiting worker is looked for again."""


@dataclass(frozen=True)
class Offer:
    """A task that some worker may have."""

    execution: ServedExecution
    token: str
    input: str


class Queues:
    """One queue for each activity; the longest waiting task goes first."""

    def __init__(self) -> None:
        self._offers: dict[str, deque[Offer]] = {}
        self._bell = threading.Condition()
        self._closed = False

    def offer(self, activity: str, offer: Offer) -> None:
        """Put a task into an activity's queue."""
        with self._bell:
            self._offers.setdefault(activity, deque()).append(offer)
            self._bell.notify_all()

    def take(
        self, activity: str, worker: str | None, present: Callable[[], bool], seconds: float = POLL_SECONDS
    ) -> Offer | None:
        """Wait for a task and give it to this worker, which is then written down; one who has gone gets none."""
        until = time.monotonic() + seconds
        while True:
            with self._bell:
                waiting = self._offers.setdefault(activity, deque())
                while not waiting or not present():
                    left = until - time.monotonic()
                    if left <= 0 or self._closed or not present():
                        return None
                    self._bell.wait(min(left, _GLANCE))
                offer = waiting.popleft()
            taken = {"kind": "taken", "token": offer.token, "worker": worker}
            if offer.execution.waits_for(offer.token) and offer.execution.bring(taken):
                return offer

    def drop(self, activity: str) -> None:
        """Forget an activity's tasks."""
        with self._bell:
            self._offers.pop(activity, None)

    def close(self) -> None:
        """Send all workers away."""
        with self._bell:
            self._closed = True
            self._bell.notify_all()
