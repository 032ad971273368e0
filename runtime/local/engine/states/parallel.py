"""Parallel: several machines on the same input, side by side; their results make a list.

    outcome = yield from run_parallel(state, visit, run)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runtime.local.engine.errors import RUNTIME, StateFailure
from runtime.local.engine.fields import Fields, read_fields
from runtime.local.engine.recovery import Recovery, recovering
from runtime.local.engine.scheduler import Gather, Steps
from runtime.local.engine.visits import Progress, Strand, Visit

if TYPE_CHECKING:
    from runtime.local.engine.machine import Machine

Run = Callable[[Strand, "Machine", Any, Progress | None], Steps]
"""Runs the states of a machine in a strand, from where a redrive begins; returns the last output."""

ReadInner = Callable[[Mapping[str, Any], str], "Machine"]
"""Prepares an inner machine that stands at a place in its state."""


@dataclass(frozen=True)
class ParallelState:
    """Branches, all of which must succeed."""

    name: str
    next: str | None
    fields: Fields
    branches: "tuple[Machine, ...]"
    recovery: Recovery

    kind = "Parallel"


def read_parallel(name: str, raw: Mapping[str, Any], language: str, machine: "ReadInner") -> ParallelState:
    """Prepare a Parallel state; `machine` prepares a branch."""
    branches = tuple(machine(one, f"Branches[{place}]") for place, one in enumerate(raw["Branches"]))
    return ParallelState(name, raw.get("Next"), read_fields(raw, language), branches, Recovery.read(raw, language))


def run_parallel(state: ParallelState, visit: Visit, run: Run) -> Steps:
    """Run the branches, again where Retry says so."""
    return recovering(
        visit, state.recovery, lambda: _attempt(state, visit, run), lambda: visit.strand.record("ParallelStateFailed")
    )


def _attempt(state: ParallelState, visit: Visit, run: Run) -> Steps:
    arguments = state.fields.arguments(visit)
    strand = visit.strand
    strand.record("ParallelStateStarted")
    began = strand.previous
    before, visit.redriven = visit.redriven, {}

    def branch(place: int) -> Steps:
        inner = strand.branch(began)
        strand.progress.inner[place] = inner.progress
        return _branch(strand, inner, state.branches[place], arguments, run, before.get(place))

    branches = (branch(place) for place in range(len(state.branches)))
    try:
        results = yield Gather(branches, len(state.branches))
    except GeneratorExit:
        strand.record("ParallelStateAborted")
        raise
    strand.record_aside("ParallelStateSucceeded")
    output, assigned = state.fields.outcome(visit, results)
    return output, assigned, state.next


def _branch(parent: Strand, strand: Strand, machine: "Machine", value: Any, run: Run, before: Progress | None) -> Steps:
    if before is not None and before.done:
        strand.progress.finish(before.output)
        return before.output
    try:
        output = yield from run(strand, machine, value, before)
    except StateFailure as failure:
        if strand.failed_task and failure.error != RUNTIME:
            strand.record_aside("TaskStateAborted")
        parent.previous = strand.previous
        raise
    # What the parent records next follows the branch that ended last.
    parent.previous = strand.previous
    return output
