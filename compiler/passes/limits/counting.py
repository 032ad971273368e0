"""State transitions and history events of one run, counted over the Flow.

    count(flow, TRANSITIONS)     str: "3 + 2 for each turn of `for r in rows`"

What AWS counts: each state that is entered is a transition
(https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html); the events are those of
GetExecutionHistory. Retries come on top: they are what goes wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from compiler.forms.expressions import StateInput
from compiler.forms.flow import (
    Block,
    Body,
    Break,
    Compute,
    Continue,
    Do,
    Enter,
    Flow,
    If,
    Loop,
    Map,
    Operation,
    Parallel,
    Raise,
    Return,
    Task,
    Try,
    Wait,
)
from compiler.passes.limits.amounts import Amount
from compiler.passes.limits.known import Values, assigned, inner_bodies, leaves_early, length_of, turns_of, without
from dsl.definitions import PipelineDefinition

Exits = dict[str, Amount]
"""How a body is left (`next`, `end`, `break LABEL`, `continue LABEL`) → what it took until there."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What is counted, and how much each thing takes."""

    run: int
    """Beginning and end of the execution."""
    state: int
    """A state that moves on at once: Choice, Pass, Wait, Succeed."""
    fail: int
    task: Callable[[Task], int]
    around: int
    """A Parallel or a Map, without what runs in it."""
    iteration: int
    distributed: int
    """A Distributed Map."""
    child: int | None
    """Each item of a Distributed Map, besides its states; None where they are counted elsewhere."""


def _task_events(task: Task) -> int:
    """Entered, scheduled, started, succeeded, exited; submitted where the task waits."""
    waits = task.token is not None or isinstance(task.target, PipelineDefinition)
    return 6 if waits or (isinstance(task.target, str) and ".sync" in task.target) else 5


TRANSITIONS = Weights(0, 1, 1, lambda _task: 1, 1, 0, 1, 1)
EVENTS = Weights(2, 2, 1, _task_events, 4, 2, 7, None)


def count(flow: Flow, weights: Weights, *, on_loop: Callable[[Loop, Amount], None] | None = None) -> Amount:
    """How much a run takes; `on_loop` is told of each outermost loop by itself."""
    counter = _Counter(weights, on_loop)
    return Amount.of(weights.run) + _whole(counter.body(flow.body, {}))


class _Counter:
    def __init__(
        self,
        weights: Weights,
        on_loop: Callable[[Loop, Amount], None] | None,
        blocks: dict[str, Exits] | None = None,
    ) -> None:
        self.weights = weights
        self.on_loop = on_loop
        self.blocks: dict[str, Exits] = {} if blocks is None else blocks
        """What going through a Block takes."""

    def body(self, body: Body, values: Values, *, straight: bool = False) -> Exits:
        """`straight`: a choice may come right before it, and decide and assign what its first states would."""
        reached, exits = Amount(), Exits()
        before: Operation | None = None
        for one in body:
            found = self._operation(one, values, before, straight=straight)
            straight = not isinstance(one, Do) or isinstance(one.work, Compute)
            _join(exits, {way: reached + amount for way, amount in found.items() if way != "next"})
            if "next" not in found:
                return exits
            reached = reached + found["next"]
            values = assigned(values, one.assigns) if isinstance(one, Do) else without(values, (one,))
            before = one
        _join(exits, {"next": reached})
        return exits

    def _operation(self, one: Operation, values: Values, before: Operation | None, *, straight: bool) -> Exits:
        weights = self.weights
        match one:
            case Do():
                return {"next": self._work(one, values, straight=straight)}
            case If():
                return self._choice(one, values)
            case Loop():
                return self._loop(one, values)
            case Try():
                return self._try(one, values)
            case Block(label):
                self.blocks[label] = self.body(one.body, {})
                return {"next": Amount()}
            case Enter(label):
                found = dict(self.blocks[label])
                if "next" in found:
                    found["next"] = found["next"] + Amount.of(weights.state)
                return found
            case Break(label):
                return {f"break {label}": Amount()}
            case Continue(label):
                return {f"continue {label}": Amount()}
            case Raise():
                return {"end": Amount.of(weights.fail)}
            case Return(value):
                silent = isinstance(value, StateInput) and isinstance(before, Do)
                return {"end": Amount() if silent else Amount.of(weights.state)}
            case _:
                assert_never(one)

    def _work(self, do: Do, values: Values, *, straight: bool) -> Amount:
        weights, work = self.weights, do.work
        match work:
            case Task():
                return Amount.of(weights.task(work))
            case Wait():
                return Amount.of(weights.state)
            case Compute():
                entered = Amount.of(weights.state)
                return entered.perhaps() if straight else entered
            case Parallel():
                inner = Amount.of(weights.around)
                for branch in inner_bodies(do):
                    inner = inner + _whole(self.body(branch, {}))
                return inner
            case Map():
                return self._map(do, work, values)
            case _:
                assert_never(work)

    def _map(self, do: Do, work: Map, values: Values) -> Amount:
        weights = self.weights
        if work.distributed is not None and weights.child is None:
            return Amount.of(weights.distributed)
        extra = weights.iteration if work.distributed is None else weights.child or 0
        turn = Amount.of(extra) + _whole(_Counter(weights, None).body(work.body, {}))
        length = None if work.distributed is not None else length_of(work.items, values)
        return Amount.of(weights.around) + (turn.per(do.name) if length is None else turn.times(length))

    def _choice(self, one: If, values: Values) -> Exits:
        exits = Exits()
        ways = [(arm.assigns, arm.body) for arm in one.arms] + [(one.otherwise_assigns, one.otherwise)]
        for assigns, body in ways:
            found = self.body(body, assigned(values, assigns), straight=True)
            entered = Amount.of(self.weights.state)
            choosing = (entered.perhaps() if one.ahead else entered).likely(1 / len(ways))
            _join(exits, {way: choosing + amount for way, amount in found.items()})
        return exits

    def _loop(self, one: Loop, values: Values) -> Exits:
        inside = _Counter(self.weights, None, self.blocks).body(one.body, without(values, one.body))
        again = inside.pop(f"continue {one.label}", None)
        if "next" in inside:
            again = inside.pop("next") if again is None else again | inside.pop("next")
        turns = turns_of(one, values)
        name = one.body[0].name if one.body and isinstance(one.body[0], If) else one.label
        if again is None:
            rounds = Amount()
        elif turns is None:
            rounds = again.per(name)
        else:
            rounds = again.times(turns).perhaps() if leaves_early(one) else again.times(turns)
        if self.on_loop is not None:
            self.on_loop(one, rounds)
        rounds = rounds.likely(1 / (sum(amount.weight for amount in inside.values()) or 1))
        return {("next" if way == f"break {one.label}" else way): rounds + amount for way, amount in inside.items()}

    def _try(self, one: Try, values: Values) -> Exits:
        exits = self.body(one.body, values)
        failing = _whole(exits).perhaps().likely(0)  # what is typical is that nothing fails
        for catcher in one.catchers:
            found = self.body(catcher.body, without(values, one.body))
            _join(exits, {way: failing + amount for way, amount in found.items()})
        return exits


def _join(exits: Exits, more: Exits) -> None:
    for way, amount in more.items():
        exits[way] = exits[way] | amount if way in exits else amount


def _whole(exits: Exits) -> Amount:
    """What a body takes, whichever way it is left."""
    amounts = list(exits.values())
    whole = amounts[0] if amounts else Amount()
    for amount in amounts[1:]:
        whole = whole | amount
    return whole.likely(1)
