"""Every kind of state in one place: how a definition becomes prepared states, and how a prepared state runs.

    machine = read_machine(definition)
    output = yield from run_states(strand, machine, value)

Preparing and running meet here alone: a Parallel's branches and a Map's iterations are machines of states again.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from runtime.local.engine.errors import DATA_LIMIT, BadField, InvalidDefinition, Problem, Refusal, StateFailure
from runtime.local.engine.fields import Outcome, read_fields
from runtime.local.engine.json_text import MAXIMUM_BYTES, MOST_STORED, exceeds, is_number
from runtime.local.engine.machine import Machine
from runtime.local.engine.recovery import settle
from runtime.local.engine.refusals import DEEP, SCHEMA, invalid
from runtime.local.engine.scheduler import Steps
from runtime.local.engine.settings import read_setting
from runtime.local.engine.states.choice import ChoiceState, read_choice, run_choice
from runtime.local.engine.states.flowing import (
    NO_RESULT,
    FailState,
    PassState,
    SucceedState,
    run_fail,
    run_pass,
    run_succeed,
)
from runtime.local.engine.states.map import MapState, read_map, run_map
from runtime.local.engine.states.parallel import ParallelState, read_parallel, run_parallel
from runtime.local.engine.states.task import TaskState, read_task, run_task
from runtime.local.engine.states.wait import WaitState, read_wait, run_wait
from runtime.local.engine.visits import Progress, Strand, Visit

State = TaskState | PassState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState


def read_machine(definition: Mapping[str, Any], language: str = "JSONPath", place: str = "") -> Machine:
    """Prepare a definition, or the inner machine of a Parallel or Map state, whose language is then the outer one.

    Raises InvalidDefinition where a field cannot be understood.
    """
    language = definition.get("QueryLanguage", language)
    timeout = definition.get("TimeoutSeconds")
    if timeout is not None and not is_number(timeout):
        raise invalid(Refusal(SCHEMA, "Expected value of type Integer", f"{place}/TimeoutSeconds"))
    states: dict[str, State] = {}
    refusals: list[Refusal] = []
    for name, raw in definition["States"].items():
        try:
            states[name] = read_at(f"{place}/States/{name}", name, raw, language)
        except InvalidDefinition as bad:
            refusals += bad.refusals
    if refusals:
        raise invalid(*refusals)
    return Machine(definition["StartAt"], states, timeout, definition)


def read_at(place: str, name: str, raw: Mapping[str, Any], language: str) -> State:
    """Prepare the state that stands at a place; InvalidDefinition where it cannot be understood."""
    try:
        return read_state(name, raw, language, place)
    except BadField as bad:
        raise invalid(*(Refusal(bad.code, one, f"{place}/{bad.place}") for one in bad.sentences)) from bad
    except InvalidDefinition:
        raise
    except RecursionError:
        raise invalid(Refusal(DEEP, "The state is nested too deeply", place)) from None
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        # What checks of definitions exist to find; here it only has to stop before anything runs.
        raise invalid(Refusal(SCHEMA, f"The state cannot be read: {error}", place)) from error


def read_state(name: str, raw: Mapping[str, Any], language: str, place: str = "") -> State:
    """Prepare one state."""
    outer, language = language, raw.get("QueryLanguage", language)

    def inner(definition: Mapping[str, Any], where: str) -> Machine:
        return read_machine(definition, outer, f"{place}/{where}")

    match raw["Type"]:
        case "Task":
            return read_task(name, raw, language)
        case "Pass":
            return PassState(name, raw.get("Next"), read_fields(raw, language), raw.get("Result", NO_RESULT))
        case "Choice":
            return read_choice(name, raw, language)
        case "Wait":
            return read_wait(name, raw, language)
        case "Succeed":
            return SucceedState(name, read_fields(raw, language))
        case "Fail":
            return FailState(
                name, read_setting(raw, "Error", language, kind=str), read_setting(raw, "Cause", language, kind=str)
            )
        case "Parallel":
            return read_parallel(name, raw, language, inner)
        case "Map":
            return read_map(name, raw, language, inner)
        case kind:
            raise ValueError(f"unknown type of state: {kind!r}")


def run_states(strand: Strand, machine: Machine, value: Any, resume: Progress | None = None) -> Steps:
    """Run states from the machine's start, or from where a redrive begins, until one ends the strand.

    Returns the strand's output.
    """
    names, states, progress = strand.execution.states, machine.states, strand.progress
    scheduler = strand.execution.scheduler
    following: str | None = machine.start
    if resume is not None and resume.state is not None:
        following, value, strand.variables = resume.state, resume.value, resume.variables
    else:
        resume = None
    while following is not None:
        state = states[following]
        name = state.name
        if resume is not None and isinstance(state, TaskState | ParallelState | MapState):
            # A redrive schedules these again; they have been entered already.
            entered, redriven, run = resume.entered, resume.inner, resume.run
        else:
            names.append(name)
            entered, redriven = strand.record(_ENTERED[state.kind], name, value), {}
            run = None
        resume = None
        visit = Visit(strand, name, value, entered)
        visit.redriven, visit.redriven_run = redriven, run
        progress.enter(name, value, strand.variables, entered)
        try:
            outcome = _at_once(state, visit)
            value, assigned, following = (yield from _in_time(state, visit)) if outcome is None else outcome
            if (value is not visit.value and exceeds(value)) or (assigned and _too_much(assigned, strand.variables)):
                raise _too_large(state)
        except Problem as problem:
            raise settle(visit, problem) from problem
        except StateFailure:
            strand.failed_task = isinstance(state, TaskState)
            raise
        strand.record(_EXITED[state.kind], name, value, assigned)
        if assigned:
            strand.assign(assigned)
        if following is not None and scheduler.others_wait():
            yield None
    progress.finish(value)
    return value


_KINDS = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")
_ENTERED = {kind: f"{kind}StateEntered" for kind in _KINDS}
_EXITED = {kind: f"{kind}StateExited" for kind in _KINDS}


def _at_once(state: State, visit: Visit) -> Outcome | None:
    """The outcome of a state that never waits; None for the others."""
    match state:
        case PassState():
            return run_pass(state, visit)
        case ChoiceState():
            return run_choice(state, visit)
        case SucceedState():
            return run_succeed(state, visit)
        case FailState():
            return run_fail(state, visit)
        case TaskState() | WaitState() | ParallelState() | MapState():
            return None
        case _:
            assert_never(state)


def _in_time(state: State, visit: Visit) -> Steps:
    """The outcome of a state that may wait, when its steps have been taken."""
    match state:
        case WaitState():
            return run_wait(state, visit)
        case TaskState():
            visit.retries = 0
            return run_task(state, visit)
        case ParallelState():
            visit.retries = 0
            return run_parallel(state, visit, run_states)
        case MapState():
            visit.retries = 0
            return run_map(state, visit, run_states)
        case _:
            raise AssertionError(f"{state.kind} never waits")


_MANY = MOST_STORED // MAXIMUM_BYTES


def _too_much(assigned: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether an Assign is too large, or all variables together would be; few variables never are."""
    return exceeds(assigned) or (len(held) + len(assigned) > _MANY and exceeds({**held, **assigned}, MOST_STORED))


def _too_large(state: State) -> StateFailure:
    return StateFailure(
        DATA_LIMIT,
        f"The state/task '{state.name}' returned a result with a size exceeding "
        "the maximum number of bytes service limit.",
    )
