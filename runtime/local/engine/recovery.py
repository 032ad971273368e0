"""Retry and Catch: who handles a failure, after how long, and with what output.

    outcome = yield from recovering(visit, recovery, attempt, gave_up)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from runtime.local.engine.errors import RUNTIME, BadField, Problem, StateFailure, located, takes
from runtime.local.engine.fields import Fields, Outcome, read_fields
from runtime.local.engine.json_text import is_number
from runtime.local.engine.scheduler import Sleep, Steps
from runtime.local.engine.visits import Visit

_FOREVER = 1e9
"""Seconds; no execution lasts so long."""


@dataclass(frozen=True)
class Retrier:
    """One entry of Retry; times in seconds."""

    names: tuple[str, ...]
    interval: float = 1.0
    attempts: int = 3
    rate: float = 2.0
    longest: float | None = None
    jitter: bool = False

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Retrier":
        """One entry, with AWS's defaults."""
        for name in ("IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds"):
            if not is_number(raw.get(name, 1)):
                raise BadField("SCHEMA_VALIDATION_FAILED", "Expected value of type Number", f"Retry/{name}")
        return cls(
            _names(raw),
            raw.get("IntervalSeconds", 1),
            raw.get("MaxAttempts", 3),
            raw.get("BackoffRate", 2.0),
            raw.get("MaxDelaySeconds"),
            raw.get("JitterStrategy") == "FULL",
        )

    def delay(self, attempt: int, random: Random) -> float:
        """Seconds before the attempt of this number, the first retry being 0."""
        try:
            seconds = float(self.interval * self.rate**attempt)
        except OverflowError:
            seconds = _FOREVER
        seconds = min(seconds, _FOREVER if self.longest is None else self.longest)
        return random.uniform(0, seconds) if self.jitter else seconds


@dataclass(frozen=True)
class Catcher:
    """One entry of Catch."""

    names: tuple[str, ...]
    next: str
    fields: Fields


@dataclass(frozen=True)
class Recovery:
    """Retry and Catch of one state."""

    retriers: tuple[Retrier, ...] = ()
    catchers: tuple[Catcher, ...] = ()

    @classmethod
    def read(cls, raw: Mapping[str, Any], language: str) -> "Recovery":
        """The two fields of a state."""
        catchers = tuple(
            Catcher(_names(one), one["Next"], read_fields(one, language, f"Catch[{place}]/"))
            for place, one in enumerate(raw.get("Catch", ()))
        )
        return cls(tuple(Retrier.read(one) for one in raw.get("Retry", ())), catchers)


def _names(raw: Mapping[str, Any]) -> tuple[str, ...]:
    names = raw["ErrorEquals"]
    if not isinstance(names, list | tuple) or not all(isinstance(one, str) for one in names):
        raise BadField("SCHEMA_VALIDATION_FAILED", "Expected value of type [ARRAY]", "ErrorEquals")
    return tuple(names)


def recovering(
    visit: Visit, recovery: Recovery, attempt: Callable[[], Steps], gave_up: Callable[[], object] | None = None
) -> Steps:
    """Run attempts until one succeeds, a catcher takes over or the failure goes on upwards.

    `gave_up` is called when no attempt will follow, before the catcher's fields are evaluated, and once more when those
    fail; a failure that nobody can handle passes without it.
    """
    counts = [0] * len(recovery.retriers)
    while True:
        try:
            return (yield from attempt())
        except StateFailure as failure:
            settled = settle(visit, failure)
        delay = _next_delay(visit, recovery, settled, counts)
        if delay is not None:
            yield Sleep(delay)
            visit.retries = (visit.retries or 0) + 1
            continue
        if gave_up is None or settled.error == RUNTIME:
            return _caught(visit, recovery, settled)
        before = visit.strand.previous
        gave_up()
        try:
            return _caught(visit, recovery, settled)
        except Problem as problem:
            # What went wrong in the catcher follows what the state itself failed of.
            visit.strand.previous = before
            worse = settle(visit, problem)
            gave_up()
            raise worse from None


def settle(visit: Visit, failure: StateFailure) -> StateFailure:
    """Give a problem of the machine its place, and an event where AWS records one."""
    if not isinstance(failure, Problem):
        return failure
    settled = located(failure, visit.name, visit.entered)
    if failure.field is not None:
        visit.strand.record("EvaluationFailed", visit.name, settled.error, settled.cause, failure.field or None)
    return settled


def _next_delay(visit: Visit, recovery: Recovery, failure: StateFailure, counts: list[int]) -> float | None:
    """Seconds until the next attempt; the first retrier that names the error decides, each counts its own attempts."""
    place = matching(recovery.retriers, failure)
    if place is None or counts[place] >= recovery.retriers[place].attempts:
        return None
    counts[place] += 1
    return recovery.retriers[place].delay(counts[place] - 1, visit.strand.execution.random)


def matching(handlers: Sequence[Retrier | Catcher], failure: StateFailure) -> int | None:
    """The place of the first handler that takes the failure."""
    return next((place for place, one in enumerate(handlers) if takes(one.names, failure)), None)


def _caught(visit: Visit, recovery: Recovery, failure: StateFailure) -> Outcome:
    place = matching(recovery.catchers, failure)
    if place is None:
        raise failure
    catcher = recovery.catchers[place]
    output, assigned = catcher.fields.caught(visit, error_output(failure))
    return output, assigned, catcher.next


def error_output(failure: StateFailure) -> dict[str, Any]:
    """What a catcher is given."""
    return {"Error": failure.error, "Cause": failure.cause}
