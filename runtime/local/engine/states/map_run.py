"""Distributed Map: items from a list or from S3, each (or each batch) in a child execution of its own.

    results = yield from run_distributed(state, distribution, visit, limit, items, chosen, started)

The parent's history shows the Map Run only; the children have histories of their own.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from runtime.local.engine.distributed.batches import batches
from runtime.local.engine.distributed.map_run import MapRun
from runtime.local.engine.distributed.writing import Child, shaped, write_results
from runtime.local.engine.errors import RUNTIME, THRESHOLD, Problem, StateFailure
from runtime.local.engine.scheduler import Gather, Steps
from runtime.local.engine.settings import NUMBER, Setting, read_setting
from runtime.local.engine.states.map_source import Batcher, Reader, Writer, read_batcher, read_reader, read_writer
from runtime.local.engine.visits import Execution, Identity, Progress, Visit

if TYPE_CHECKING:
    from runtime.local.engine.states.map import MapState

DEFAULT_CHILDREN = 1_000
"""Children that run at the same time where MaxConcurrency does not say."""


@dataclass(frozen=True)
class Distribution:
    """What only a distributed Map has."""

    kind: str
    """STANDARD or EXPRESS."""
    label: str | None
    reader: Reader | None
    batcher: Batcher | None
    writer: Writer | None
    most_failures: Setting | None
    most_failures_percent: Setting | None


@dataclass(frozen=True)
class Tolerance:
    """How many items may fail; None where the definition does not say."""

    count: int | None
    percent: float | None

    def exceeded(self, failures: int, total: int) -> bool:
        """Whether so many failed items of so many are too many."""
        if self.count is None and self.percent is None:
            return failures > 0
        too_many = self.count is not None and failures > self.count
        too_large = self.percent is not None and failures * 100 > self.percent * total
        return too_many or too_large


def read_distribution(raw: Mapping[str, Any], processor: Mapping[str, Any], language: str) -> Distribution | None:
    """Prepare the fields of a distributed Map; None for an inline one."""
    config = processor.get("ProcessorConfig", {})
    if config.get("Mode") != "DISTRIBUTED":
        return None
    return Distribution(
        config.get("ExecutionType", "STANDARD"),
        raw.get("Label"),
        read_reader(raw["ItemReader"], language) if "ItemReader" in raw else None,
        read_batcher(raw["ItemBatcher"], language) if "ItemBatcher" in raw else None,
        read_writer(raw["ResultWriter"], language) if "ResultWriter" in raw else None,
        read_setting(raw, "ToleratedFailureCount", language, kind=NUMBER),
        read_setting(raw, "ToleratedFailurePercentage", language, kind=NUMBER),
    )


def run_distributed(
    state: "MapState",
    distribution: Distribution,
    visit: Visit,
    limit: int,
    items: "Callable[[], Any]",
    chosen: "Callable[[Any], list[Any]]",
    started: list[bool],
) -> Steps:
    """Run the children.

    `items` gives the list where there is no ItemReader, `chosen` makes of all of them what the children are
    given; `started` is marked when the run has begun, since a failure before that leaves other events behind.
    """
    listed = items() if distribution.reader is None else []
    execution = visit.strand.execution
    now = execution.scheduler.clock.now
    map_run = _begun(state, distribution, visit, limit, len(listed))
    started[0] = True
    children = _Children(state, distribution, visit, map_run)
    try:
        if distribution.reader is not None:
            listed = yield from distribution.reader.items(visit, visit.value)
        inputs = _planned(distribution, visit, map_run, chosen(listed))
        gather = Gather(children.steps(inputs), limit or DEFAULT_CHILDREN)
        map_run.change = lambda: gather.change_limit(map_run.concurrency or DEFAULT_CHILDREN)
        results = _results(distribution, visit, map_run.arn, (yield gather))
    except StateFailure as failure:
        map_run.finish("FAILED", now())
        _write_what_ended(distribution, visit, children)
        visit.strand.record("MapRunFailed", failure.error, failure.cause)
        raise
    except GeneratorExit:
        map_run.finish("ABORTED", now())
        _write_what_ended(distribution, visit, children)
        visit.strand.record("MapRunAborted")
        raise
    map_run.finish("SUCCEEDED", now())
    # What comes next follows the event that began the run.
    began = visit.strand.previous
    visit.strand.record("MapRunSucceeded")
    visit.strand.record("MapStateSucceeded")
    visit.strand.previous = began
    return results


def _planned(distribution: Distribution, visit: Visit, run: MapRun, inputs: list[Any]) -> list[Any]:
    """What each child is given: an input, or a batch of them. The run learns how many there are."""
    if distribution.batcher is None:
        run.planned([1] * len(inputs))
        return inputs
    most, size, extra = distribution.batcher.limits(visit)
    grouped = batches(inputs, most, size, extra)
    run.planned([len(one["Items"]) for one in grouped])
    return grouped


def _begun(state: "MapState", distribution: Distribution, visit: Visit, limit: int, items: int) -> MapRun:
    """The Map Run with its first event: a new one, or after a redrive the one that there was."""
    strand, execution = visit.strand, visit.strand.execution
    run, visit.redriven_run = visit.redriven_run, None
    if run is None:
        strand.record("MapStateStarted", items)
    allowed = tolerance(distribution, visit)
    began = execution.scheduler.clock.now()
    arn = _run_arn(state, distribution, visit) if run is None else run.arn
    redrives = 0 if run is None else run.redrives + 1
    fresh = MapRun(arn, began, limit, allowed.count, allowed.percent, redrives=redrives)
    if run is None:
        strand.record("MapRunStarted", arn)
    else:
        fresh.began = run.began
        strand.record("MapRunRedriven", arn, redrives)
    execution.map_runs[arn] = strand.progress.run = fresh
    return fresh


class _Children:
    """The children of one Map Run, and how they ended. All items of a batch fail with their child."""

    def __init__(self, state: "MapState", distribution: Distribution, visit: Visit, run: MapRun) -> None:
        self.state = state
        self.distribution = distribution
        self.visit = visit
        self.run = run
        self.ended: list[Child] = []

    def steps(self, inputs: list[Any]) -> Iterator[Steps]:
        """The fibers of the children, each of one input; after a redrive from where they stood."""
        before, self.visit.redriven = self.visit.redriven, {}
        kin = _kin(self.distribution, self.state, self.visit.strand.execution.identity)
        for index, value in enumerate(inputs):
            yield self._run(index, value, kin, before.get(index))

    def _run(self, index: int, value: Any, kin: Identity, before: Progress | None) -> Steps:
        reached = self.visit.strand.progress.inner
        if before is not None and before.done:
            reached[index] = before
            self.run.child_kept(index)
            return before.output
        from runtime.local.engine.running import main_steps

        child, running = self._started(index, value, kin)
        now = child.scheduler.clock.now
        try:
            status, output, error, cause = yield from main_steps(child, self.state.processor, value, before)
        except GeneratorExit:
            self.ended.append(replace(running, status="ABORTED", ended=now()))
            raise
        finally:
            # Also when the run is stopped: a redrive goes on from there.
            reached[index] = child.progress
        told = replace(running, status=status, output=output, error=error, cause=cause, ended=now())
        self.ended.append(told)
        self.run.child_ended(index, told)
        if status != "SUCCEEDED":
            self._check_failures()
        else:
            child.progress.finish(told)
        return told

    def _started(self, index: int, value: Any, kin: Identity) -> tuple[Execution, Child]:
        parent = self.visit.strand.execution
        name = parent.new_name()
        identity = replace(kin, name=name, arn=kin.arn + name)
        child = parent.child(self.state.processor, value, identity, self.distribution.kind)
        began = parent.scheduler.clock.now()
        running = Child(identity.arn, name, kin.machine_arn, "RUNNING", value, None, None, None, began, None)
        self.run.child_began(index, running, child.history)
        return child, running

    def _check_failures(self) -> None:
        """End the run with the failure that is too many."""
        failures = sum(self.run.items.get(status, 0) for status in ("FAILED", "TIMED_OUT", "ABORTED"))
        allowed = Tolerance(self.run.most_failures, self.run.most_failures_percent)
        if allowed.exceeded(failures, self.run.total):
            raise StateFailure(THRESHOLD, "The specified tolerated failure threshold was exceeded")


def _kin(distribution: Distribution, state: "MapState", parent: Identity) -> Identity:
    """What all children have in common; their names come after its ARN."""
    machine = f"{parent.machine_name}/{distribution.label or state.name}"
    prefix = parent.arn.split(":execution:", maxsplit=1)[0]
    return replace(
        parent,
        arn=f"{prefix}:execution:{machine}:",
        machine_arn=f"{prefix}:stateMachine:{machine}",
        machine_name=machine,
    )


def _run_arn(state: "MapState", distribution: Distribution, visit: Visit) -> str:
    execution = visit.strand.execution
    identity = execution.identity
    prefix = identity.arn.split(":execution:", maxsplit=1)[0]
    # Where the definition has no Label, AWS makes one up from the state's name.
    label = distribution.label or "".join(one for one in state.name if one.isalnum() or one in "-_")[:40]
    return f"{prefix}:mapRun:{identity.machine_name}/{label}:{execution.new_name()}"


def _results(distribution: Distribution, visit: Visit, run_arn: str, children: list[Child]) -> Any:
    if distribution.writer is None:
        return [one.output for one in children if one.status == "SUCCEEDED"]
    target = distribution.writer.target(visit)
    if target.bucket is None:
        return shaped(target, children)
    details = write_results(target, run_arn, children, visit.strand.execution.put)
    return {"MapRunArn": run_arn, "ResultWriterDetails": details}


def _write_what_ended(distribution: Distribution, visit: Visit, children: _Children) -> None:
    """The results that a run leaves behind when it fails or is stopped."""
    if distribution.writer is not None and children.ended:
        target = distribution.writer.target(visit)
        if target.bucket is not None:
            with suppress(StateFailure):  # what the run has failed of is told, not this
                write_results(target, children.run.arn, children.ended, visit.strand.execution.put)


def tolerance(distribution: Distribution, visit: Visit) -> Tolerance:
    """How many failures the definition allows."""
    count = None if distribution.most_failures is None else distribution.most_failures.whole(visit)
    percent = None if distribution.most_failures_percent is None else distribution.most_failures_percent.real(visit)
    if count is not None and count < 0:
        raise Problem(RUNTIME, "ToleratedFailureCount cannot be negative.")
    if percent is not None and not 0 <= percent <= 100:
        raise Problem(RUNTIME, "ToleratedFailurePercentage must be between 0 and 100.")
    return Tolerance(count, percent)
