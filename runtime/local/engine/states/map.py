"""Map: one machine for every item of a list; their results make a list.

    outcome = yield from run_map(state, visit, run)

Inline iterations belong to the execution; a distributed Map hands its items to child executions (states/map_run.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.distributed.readers import pairs_of
from runtime.local.engine.errors import QUERY, REFERENCE_PATH, RUNTIME, BadField, Problem, StateFailure
from runtime.local.engine.expressions import Expression
from runtime.local.engine.fields import Fields, read_fields
from runtime.local.engine.intrinsics import Intrinsic
from runtime.local.engine.json_text import text
from runtime.local.engine.jsonata_fields import JsonataFields
from runtime.local.engine.jsonpath import PathNotFound
from runtime.local.engine.jsonpath_text import Names
from runtime.local.engine.machine import Machine
from runtime.local.engine.payloads import Payload, filled, read_payload
from runtime.local.engine.recovery import Recovery, recovering
from runtime.local.engine.references import Reference
from runtime.local.engine.scheduler import Gather, Steps
from runtime.local.engine.settings import NUMBER, Setting, read_setting
from runtime.local.engine.states.map_run import Distribution, read_distribution, run_distributed
from runtime.local.engine.states.parallel import ReadInner, Run
from runtime.local.engine.templates import Template, evaluate, read_template
from runtime.local.engine.visits import Progress, Strand, Visit

MOST_INLINE = 40
"""Iterations of an inline Map that AWS runs at the same time, whatever MaxConcurrency says."""


@dataclass(frozen=True)
class MapState:
    """A machine, the items it runs for, and how many at a time."""

    name: str
    next: str | None
    fields: Fields
    processor: Machine
    items: Template | Reference | None
    selector: Template | Payload | None
    concurrency: Setting | None
    recovery: Recovery
    distribution: Distribution | None

    kind = "Map"


def read_map(name: str, raw: Mapping[str, Any], language: str, machine: ReadInner) -> MapState:
    """Prepare a Map state; `Iterator` and `Parameters` are the old names of ItemProcessor and ItemSelector."""
    processor = raw.get("ItemProcessor", raw.get("Iterator"))
    assert processor is not None, "a Map state has an ItemProcessor"
    template = raw.get("ItemSelector", raw.get("Parameters"))
    plain = {key: value for key, value in raw.items() if key != "Parameters"}
    items: Template | Reference | None = None
    selector: Template | Payload | None = None
    if language == "JSONata":
        items = read_template(raw["Items"], "Items") if "Items" in raw else None
        selector = read_template(template, "ItemSelector") if template is not None else None
    else:
        setting = read_setting(raw, "Items", language)
        items = setting.source if setting is not None else None
        if isinstance(items, Intrinsic):
            raise BadField("SCHEMA_VALIDATION_FAILED", "Value is not a valid JSONPath", "ItemsPath")
        selector = read_payload(template, "ItemSelector") if template is not None else None
    return MapState(
        name,
        raw.get("Next"),
        read_fields(plain, language),
        machine(processor, "ItemProcessor" if "ItemProcessor" in raw else "Iterator"),
        items,
        selector,
        read_setting(raw, "MaxConcurrency", language, kind=NUMBER),
        Recovery.read(raw, language),
        read_distribution(raw, processor, language),
    )


def run_map(state: MapState, visit: Visit, run: Run) -> Steps:
    """Run the iterations, again where Retry says so."""
    started = [False]

    def gave_up() -> None:
        # A JSONPath Map that fails before its first iteration leaves no MapStateFailed behind.
        if started[0] or state.fields.language == "JSONata":
            visit.strand.record("MapStateFailed")

    return recovering(visit, state.recovery, lambda: _attempt(state, visit, run, started), gave_up)


def _attempt(state: MapState, visit: Visit, run: Run, started: list[bool]) -> Steps:
    limit = concurrency(state.concurrency, visit)
    if state.distribution is not None:
        results = yield from run_distributed(
            state,
            state.distribution,
            visit,
            limit,
            lambda: map_items(state, visit),
            lambda items: chosen(state, visit, items),
            started,
        )
    else:
        items = map_items(state, visit)
        started[0] = True
        visit.strand.record("MapStateStarted", len(items))
        iterations = _iterations(state, visit, items, run)
        try:
            results = yield Gather(iterations, min(limit or MOST_INLINE, MOST_INLINE))
        except GeneratorExit:
            visit.strand.record("MapStateAborted")
            raise
        visit.strand.record_aside("MapStateSucceeded")
    output, assigned = state.fields.outcome(visit, results)
    return output, assigned, state.next


def _iterations(state: MapState, visit: Visit, items: list[Any], run: Run) -> Iterator[Steps]:
    effective = effective_input(state, visit)
    began = visit.strand.previous
    before, visit.redriven = visit.redriven, {}
    for index, value in enumerate(items):
        strand = visit.strand.branch(began, {"Index": index, "Value": value})
        visit.strand.progress.inner[index] = strand.progress
        yield _iteration(state, visit, strand, effective, run, before.get(index))


def _iteration(
    state: MapState, visit: Visit, strand: Strand, effective: Any, run: Run, before: Progress | None
) -> Steps:
    item = strand.item
    assert item is not None
    if before is not None and before.done:
        strand.progress.finish(before.output)
        return before.output
    strand.record("MapIterationStarted", state.name, item["Index"])
    try:
        value = selected(state, visit, strand, effective)
        result = yield from run(strand, state.processor, value, before)
    except StateFailure as failure:
        if failure.error != RUNTIME:
            strand.record_aside("MapIterationFailed", state.name, item["Index"])
        visit.strand.previous = strand.previous
        raise
    except GeneratorExit:
        strand.record("MapIterationAborted", state.name, item["Index"])
        raise
    visit.strand.previous = strand.record("MapIterationSucceeded", state.name, item["Index"])
    return result


def chosen(state: MapState, visit: Visit, items: Any) -> list[Any]:
    """The inputs that these items give, outside any iteration; those of an object are its keys with their values."""
    effective, strand = effective_input(state, visit), visit.strand
    listed = pairs_of(items) if isinstance(items, dict) else items
    if state.selector is None:
        return listed
    found = []
    for index, value in enumerate(listed):
        item = {"Index": index, **value} if isinstance(items, dict) else {"Index": index, "Value": value}
        found.append(selected(state, visit, strand.branch(strand.previous, item), effective))
    return found


def effective_input(state: MapState, visit: Visit) -> Any:
    """What `$` means in ItemsPath and ItemSelector."""
    fields = state.fields
    return visit.value if isinstance(fields, JsonataFields) else fields.effective(visit)


def selected(state: MapState, visit: Visit, strand: Strand, effective: Any) -> Any:
    """The input of one iteration: the item, or what ItemSelector makes of it."""
    item = strand.item
    assert item is not None
    if state.selector is None:
        return item["Value"]
    here = Visit(strand, visit.name, visit.value, visit.entered)
    here.when = visit.when
    if isinstance(state.fields, JsonataFields):
        return evaluate(state.selector, here.bindings())  # type: ignore[arg-type]
    return filled(state.selector, here, effective)  # type: ignore[arg-type]


def map_items(state: MapState, visit: Visit) -> Any:
    """The items: a list, for a distributed Map also an object; a Problem when they are anything else."""
    distributed = state.distribution is not None
    effective = effective_input(state, visit)
    match state.items:
        case None:
            value = effective
        case Reference():
            try:
                value = state.items.find(visit, effective)
            except PathNotFound:
                raise _unapplied(state.items, effective) from None
            if not isinstance(value, list) and not (distributed and isinstance(value, dict)):
                raise Problem(RUNTIME, f'Reference path "{state.items.path.text}" must point to array.')
        case Expression():
            value = state.items.evaluate(visit.bindings())
            if not (distributed and isinstance(value, dict)):
                state.items.expect(value, "array")
        case template:
            value = evaluate(template, visit.bindings())
    if isinstance(value, list) or (distributed and state.items is not None and isinstance(value, dict)):
        return value
    if isinstance(state.fields, JsonataFields):
        raise Problem(QUERY, f"Map state input must be an array but was: {text(value)}", "")
    raise Problem(RUNTIME, 'Reference path "$" must point to array.')


def _unapplied(reference: Reference, base: Any) -> Problem:
    """The Problem of a path whose first steps lead to `base`, and no further."""
    step = reference.text.rpartition(".")[2]
    for one in reference.path.steps:
        if not isinstance(one, Names) or len(one.names) != 1:
            break
        step = one.names[0]
        if not isinstance(base, dict) or step not in base:
            break
        base = base[step]
    return Problem(REFERENCE_PATH, f'Unable to apply step "{step}" to input {text(base)}')


def concurrency(setting: Setting | None, visit: Visit) -> int:
    """MaxConcurrency; 0 means no limit of the machine's own."""
    if setting is None:
        return 0
    value = setting.whole(visit)
    if value < 0:
        raise Problem(RUNTIME, f"Expected non-negative integer for MaxConcurrency, got '{int(value)}' instead.")
    return value
