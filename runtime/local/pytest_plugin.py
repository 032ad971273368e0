"""Trying a state machine out in a test: mocks, what was run and asked, and which states no test has reached.

    run = Runner(Coverage())(definition, {"rows": 3}, mocks={"alert": None, "load": TaskFailed("Busy")})
    assert run.path == ["load", "alert"]
    assert run.calls("alert")[0].arguments == {"rows": 3}
    assert run.waited == 4.0

The fixture `statemill_run` (compiler/pytest_plugin.py) is such a Runner that takes pipelines by their path, too.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from runtime.local.answers import UNANSWERED, Answer, first_of
from runtime.local.engine import Call, NestedRun, Run, execute
from runtime.local.engine.history import MOST_EVENTS
from runtime.local.functions import call_step
from runtime.local.mocking import mocked, names_of, states_of
from runtime.local.nesting import MOCKED, Compiled, Linked, link


@dataclass(frozen=True, repr=False)
class TriedRun:
    """What became of a run."""

    run: Run
    asked: tuple[Call, ...]
    """Every call of a task, in order."""

    @property
    def status(self) -> str:
        """SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        return self.run.status

    @property
    def output(self) -> Any:
        """The output, as JSON; None unless it succeeded."""
        return self.run.output

    @property
    def error(self) -> str | None:
        """The error's name."""
        return self.run.error

    @property
    def cause(self) -> str | None:
        """The error's cause."""
        return self.run.cause

    @property
    def path(self) -> list[str]:
        """Names of the states in the order in which they were entered."""
        return list(self.run.states)

    @property
    def waited(self) -> float:
        """Seconds that it would have taken, tasks without `Takes` taking none."""
        return self.run.elapsed

    @property
    def history(self) -> list[dict[str, Any]]:
        """The events, shaped as GetExecutionHistory gives them."""
        return self.run.history

    @property
    def waits(self) -> list[tuple[str, float]]:
        """The Wait states that were passed and their seconds, in the order in which they ended."""
        entered = {one["id"]: one["timestamp"] for one in self.history if one["type"] == "WaitStateEntered"}
        left = [one for one in self.history if one["type"] == "WaitStateExited"]
        seconds = [(one["timestamp"] - entered[one["previousEventId"]]).total_seconds() for one in left]
        return [(one["stateExitedEventDetails"]["name"], found) for one, found in zip(left, seconds, strict=True)]

    def __repr__(self) -> str:
        """How it went, in a line, as a failed assertion shows it."""
        why = "" if self.status == "SUCCEEDED" else f": {self.error}: {self.cause}"
        return f"<run {self.status} after {' → '.join(self.path)}{why}>"

    def calls(self, state: str) -> list[Call]:
        """The calls that a state made, retries included."""
        return [call for call in self.asked if call.state == state]


@dataclass
class Reached:
    """What tests have reached of one definition; the parts are JSON, so that test processes can hand them over."""

    states: list[str]
    branches: list[list[str]]
    """State and next state, for every way out of a Choice."""
    seen: set[str] = field(default_factory=set)
    taken: set[tuple[str, str]] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        """What no test has reached, as a person reads it."""
        unseen = [name for name in self.states if name not in self.seen]
        ways = [f"{one} → {other}" for one, other in self.branches if (one, other) not in self.taken]
        return unseen + ways

    @property
    def total(self) -> int:
        """States and branches."""
        return len(self.states) + len(self.branches)


class Coverage:
    """States and choice branches reached in a session, by definition."""

    def __init__(self) -> None:
        self.machines: dict[str, Reached] = {}

    def add(self, name: str, definition: Mapping[str, Any], run: Run | NestedRun, asked: Iterable[Call]) -> None:
        """Count one run, without its nested ones; definitions of one name that differ count apart."""
        reached = self._reached(name, definition)
        reached.seen.update(run.states, (call.state for call in asked))
        left: dict[int, str] = {}
        for event in run.history:
            if event["type"] == "ChoiceStateExited":
                left[event["id"]] = event["stateExitedEventDetails"]["name"]
            elif "stateEnteredEventDetails" in event and event["previousEventId"] in left:
                target = event["stateEnteredEventDetails"]["name"]
                reached.taken.add((left[event["previousEventId"]], target))

    def _reached(self, name: str, definition: Mapping[str, Any]) -> Reached:
        states = dict(states_of(definition))
        made = Reached(list(states), [[one, to] for one, raw in states.items() for to in _ways(raw)])
        for number in range(1, len(self.machines) + 2):
            key = name if number == 1 else f"{name} ({number})"
            known = self.machines.setdefault(key, made)
            if (known.states, known.branches) == (made.states, made.branches):
                return known
        raise AssertionError("one of the names is free")

    @property
    def percent(self) -> float:
        """How much of everything was reached."""
        total = sum(one.total for one in self.machines.values())
        missing = sum(len(one.missing) for one in self.machines.values())
        return 100.0 if total == 0 else 100.0 * (total - missing) / total

    def dump(self) -> str:
        """As text, for another process."""
        return json.dumps(
            {
                name: [one.states, one.branches, sorted(one.seen), sorted(one.taken)]
                for name, one in self.machines.items()
            }
        )

    def merge(self, text: str) -> None:
        """Add what another process has reached."""
        for name, (states, branches, seen, taken) in json.loads(text).items():
            known = self.machines.setdefault(name, Reached(states, branches))
            known.seen.update(seen)
            known.taken.update((one, other) for one, other in taken)

    def lines(self) -> Iterator[str]:
        """The report: a line for each definition, with what is missing."""
        width = max((len(name) for name in self.machines), default=0)
        for name, one in self.machines.items():
            missing = one.missing
            percent = 100 * (one.total - len(missing)) // max(one.total, 1)
            yield f"{name:<{width}}  {percent:>3}%  {', '.join(missing)}".rstrip()


class Runner:
    """Runs definitions and compiled pipelines; a function, when seen from a test."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    def __call__(
        self,
        machine: Mapping[str, Any] | Compiled,
        input: Any = None,  # noqa: A002 - what AWS calls it
        *,
        mocks: Mapping[str, Any] | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        name: str = "machine",
        clock: Literal["virtual", "wall"] = "virtual",
        **options: Any,
    ) -> TriedRun:
        """Run to the end.

        Args:
            machine: A definition, or what `compile_module` gives for a pipeline.
            input: The execution's input; {} where it is left out.
            mocks: By state, step or function name, or Resource: a JSON result, an exception to raise, a function of
                the Call, or an iterator of those, one for each call. UnknownMock where there is none of that name.
            functions: By function name or Resource: called with the decoded payload, as in a Lambda.
            name: What the definition is called in the coverage report; a pipeline has a name of its own.
            clock: "virtual" jumps over pauses.
            options: Those of `runtime.local.LiveExecution`.
        """
        if isinstance(machine, Mapping):
            linked = Linked(dict(machine), options.pop("machines", {}), {})
        else:
            linked, name = link(machine, mocks or ()), machine.name
        asked: list[Call] = []
        by_hand = mocked(mocks or {}, linked.definitions, linked.steps)
        answer = first_of(by_hand, _called({**_own(linked.steps), **(functions or {})}))

        def noted(call: Call) -> Any:
            asked.append(call)
            return answer(call)

        given = {} if input is None else input
        options = {"machine_name": name, "machines": linked.machines, **options}
        if options.get("kind", "STANDARD") == "STANDARD":
            # A loop without an end would take all memory: virtual time never comes to the end of the execution's.
            options.setdefault("history_limit", MOST_EVENTS)
        run = execute(linked.definition, given, noted, clock, **options)
        self._count(name, linked, run, tuple(asked))
        return TriedRun(run, tuple(asked))

    def _count(self, name: str, linked: Linked, run: Run, asked: tuple[Call, ...]) -> None:
        """Count the execution, and what its tasks have started."""
        asked_by: dict[str, list[Call]] = {}
        for call in asked:  # a child of a Distributed Map runs `machine/label`
            asked_by.setdefault(call.context["StateMachine"]["Name"].partition("/")[0], []).append(call)
        self._coverage.add(name, linked.definition, run, asked_by.get(run.identity.machine_name, ()))
        for one in run.nested:
            who = one.identity
            if not who.machine_arn.startswith(MOCKED):
                definition = linked.machines[who.machine_arn]
                self._coverage.add(who.machine_name, definition, one, asked_by.get(who.machine_name, ()))


def _called(functions: Mapping[str, Callable[..., Any]]) -> Answer:
    def answer(call: Call) -> Any:
        names = (call.resource, *names_of(call.resource, {}))
        function = next((functions[one] for one in names if one in functions), None)
        return UNANSWERED if function is None else call_step(function, call.arguments)

    return answer


def _own(steps: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """A pipeline's own step functions, by Resource."""
    functions = {name: getattr(step, "function", None) for name, step in steps.items() if hasattr(step, "memory")}
    return {f"${{{name}}}": one for name, one in functions.items() if one is not None}


def _ways(raw: Mapping[str, Any]) -> list[str]:
    if raw.get("Type") != "Choice":
        return []
    targets = [one["Next"] for one in raw["Choices"]] + ([raw["Default"]] if "Default" in raw else [])
    return list(dict.fromkeys(targets))
