"""Operations become states; where control goes next is a place that is filled in when its state is there.

if a: f()          "a?": {"Type": "Choice", "Choices": [{"Condition": "{% $a %}", "Next": "f"}], "Default": "g"}
g()                "f": {…, "Next": "g"}      "g": {…, "End": true}
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import assert_never

from compiler.diagnostics.span import Span
from compiler.forms.expression_text import words
from compiler.forms.expressions import Compare, Constant, ErrorOutput, Expression, Local, Mapping, StateInput
from compiler.forms.flow import (
    Assign,
    Block,
    Body,
    Break,
    Catcher,
    Compute,
    Continue,
    Do,
    Enter,
    If,
    Loop,
    Operation,
    Raise,
    Return,
    Try,
)
from compiler.forms.flow_check import catches
from compiler.forms.machine import (
    CatchRule,
    ChoiceRule,
    ChoiceState,
    FailState,
    PassState,
    SubMachine,
    SucceedState,
)
from compiler.forms.traverse import replace_nodes
from compiler.forms.types import BOOL, INT, NONE, STR, ErrorOf
from compiler.library.text import may_refuse
from compiler.passes.emit.ahead import decided_ahead
from compiler.passes.emit.graph import Area, Build, Deciding, Emission, Place, Way
from compiler.passes.emit.templates import assignments, condition, template, whole
from compiler.passes.emit.work import Parts, state_of

_EVALUATION = "States.QueryEvaluationError"
_CAUGHT = "{% $states.input."
"""Behind a Catch without an Output, the error is the next state's input."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers around an operation in its machine, innermost first."""

    catchers: tuple[tuple[Catcher, Place], ...] = ()

    def inside(self, catchers: tuple[tuple[Catcher, Place], ...]) -> "Handlers":
        """The handlers inside a Try."""
        return Handlers(catchers + self.catchers)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an operation: its machine, its handlers, its loops (label → start and end)."""

    area: Area
    handlers: Handlers
    loops: dict[str, tuple[Place, Place]]
    blocks: dict[str, "Entrance"] = field(default_factory=dict)


@dataclass(slots=True)
class Entrance:
    """A Block as its Enters find it; its states are written where the first of them stands."""

    block: Block
    around: Around
    start: Place
    ways: list[Way]
    """Where each Enter goes on."""


def emit_machine(body: Body, emission: Emission, span: Span, config: dict[str, object] | None = None) -> SubMachine:
    """A whole machine, a branch or an iteration."""
    area = Area(emission, span)
    start = Place()
    _body(body, start, Place(ends=True), Around(area, Handlers(), {}))
    behind = area.deciding()

    def decide(area: Area, here: Deciding) -> Build:
        return _decided(decided_ahead(here, behind) if area.ahead else here, area.emission)

    return area.finish(start, decide, config)


def _decided(here: Deciding, emission: Emission) -> Build:
    """A Choice, or a Pass where there is only one way."""
    *rules, last = [(way.test, assignments(way.assigns, emission), way.place) for way in here.ways]
    conditions = [condition(test, emission) for test, _, _ in rules if test is not None]
    rest, default = last[1:]
    if not rules:
        return lambda way, _: PassState(assign=rest, next=way(default))
    return lambda _, state_at: ChoiceState(
        tuple(ChoiceRule(c, state_at(p), a) for c, (_, a, p) in zip(conditions, rules, strict=True)),
        state_at(default),
        rest,
    )


def _body(body: Body, at: Place, after: Place, around: Around) -> None:
    last = len(body) - 1
    if last < 0:
        at.same = after
    for operation in body:
        if not isinstance(operation, Block):
            break
        entrance = Entrance(operation, around, Place(), [])
        around = replace(around, blocks={**around.blocks, operation.label: entrance})
    for index, operation in enumerate(body):
        following = after if index == last else Place()
        _operation(operation, at, following, around)
        at = following


def _operation(operation: Operation, at: Place, after: Place, around: Around) -> None:
    match operation:
        case Do(name, Compute(), assigns, span, "", None):
            around.area.add(at, name, span, Deciding([Way(None, assigns, after)], ahead=True))
        case Do():
            around.area.add(at, operation.name, operation.span, _do(operation, after, around))
        case If():
            _if(operation, at, after, around)
        case Loop(label, body):
            inside = replace(around, loops={**around.loops, label: (at, after)})
            start = Place()
            _body(body, start, at, inside)
            at.state, at.same, at.ends = start.state, start.same, start.ends
        case Break(label):
            at.same = around.loops[label][1]
        case Continue(label):
            at.same = around.loops[label][0]
        case Try():
            _try(operation, at, after, around)
        case Block():
            at.same = after
        case Enter(label):
            _enter(operation, around.blocks[label], at, after)
        case Raise():
            _raise(operation, at, around)
        case Return(value):
            _return(value, operation.span, at, around.area)
        case _:
            assert_never(operation)


def _do(do: Do, after: Place, around: Around) -> Build:
    emission = around.area.emission
    output = None if do.output is None else whole(do.output, emission)
    parts = Parts(do.comment, do.output is not None, output, assignments(do.assigns, emission))
    made = state_of(do, parts, emission, emit_machine)
    refusal = _refusal(around.area, do.span) if around.handlers.catchers and may_refuse(repr(made(None, ()))) else None
    rules = _catch_rules(around.handlers, emission, refusal)
    return lambda way, state_at: made(way(after), tuple(rule(state_at) for rule in rules))


def _refusal(area: Area, span: Span) -> Place:
    """Where an expression that refuses to compute ends the execution: no handler of the author's takes that."""
    if area.refusal.state is None:
        area.add(area.refusal, "Not computed", span, lambda *_: FailState(f"{_CAUGHT}Error %}}", f"{_CAUGHT}Cause %}}"))
    return area.refusal


def _catch_rules(handlers: Handlers, emission: Emission, refusal: Place | None) -> list["_Rule"]:
    """One rule for each handler that an error can still reach: nothing passes `States.ALL`, no name is caught twice."""
    rules: list[_Rule] = []
    caught: set[str] = set()
    for catcher, place in handlers.catchers:
        errors = tuple(name for name in catcher.errors if name not in caught)
        if refusal and "States.ALL" in errors and not catcher.evaluation and _EVALUATION not in caught:
            rules.append(_Rule((_EVALUATION,), {}, refusal))
        if errors:
            rules.append(_Rule(errors, assignments(catcher.assigns, emission), place))
        caught.update(errors)
        if "States.ALL" in errors:
            break
    return rules


@dataclass(frozen=True, slots=True)
class _Rule:
    """A Catch entry whose state is not known yet."""

    errors: tuple[str, ...]
    assign: dict[str, object]
    place: Place

    def __call__(self, state_at: Callable[[Place], str]) -> CatchRule:
        return CatchRule(self.errors, state_at(self.place), self.assign)


def _if(choice: If, at: Place, after: Place, around: Around) -> None:
    if not choice.arms:
        _body(choice.otherwise, at, after, around)
        return
    arms = [Place() for _ in choice.arms]
    default = Place()
    ways = [Way(arm.test, arm.assigns, place) for arm, place in zip(choice.arms, arms, strict=True)]
    ways.append(Way(None, choice.otherwise_assigns, default))
    around.area.ahead |= choice.ahead
    around.area.add(at, choice.name, choice.span, Deciding(ways, choice.ahead))
    for arm, place in zip(choice.arms, arms, strict=True):
        _body(arm.body, place, after, around)
    _body(choice.otherwise, default, after, around)


def _try(guarded: Try, at: Place, after: Place, around: Around) -> None:
    catchers = tuple((catcher, Place()) for catcher in guarded.catchers)
    _body(guarded.body, at, after, replace(around, handlers=around.handlers.inside(catchers), blocks={}))
    for catcher, place in catchers:
        _body(catcher.body, place, after, around)


def _enter(enter: Enter, entrance: Entrance, at: Place, after: Place) -> None:
    """On to the Block; its end goes on behind the Enter that was taken."""
    block, area = entrance.block, entrance.around.area
    at.same = entrance.start
    slot, number = Local(block.slot, INT, enter.span), Constant(enter.way, INT, enter.span)
    test = Compare(slot, (("==", number),), BOOL, enter.span)
    entrance.ways.append(Way(test, enter.assigns, after))
    if len(entrance.ways) == 1:
        end = Place()
        _body(block.body, entrance.start, end, entrance.around)
        area.add(end, f"after {block.label}", block.span, Deciding(entrance.ways, ahead=False))


def _raise(failure: Raise, at: Place, around: Around) -> None:
    emission = around.area.emission
    reached = next((one for one in around.handlers.catchers if failure.name and catches(one[0], failure)), None)
    if reached is not None:
        _jump(failure, *reached, at, around.area)
        return
    error = template(failure.error, emission)
    cause = None if failure.cause is None else template(failure.cause, emission)
    name = failure.name or f"raise {words(failure.error)}"
    around.area.add(at, name, failure.span, lambda *_: FailState(error, cause))


def _jump(failure: Raise, catcher: Catcher, handler: Place, at: Place, area: Area) -> None:
    """An error that a handler of the same machine catches: no state fails, its assignments are made on the way."""
    if not catcher.assigns:
        at.same = handler
        return
    caught = assignments(_with_error(catcher, failure), area.emission)
    name = f"raise {failure.name}"
    area.add(at, name, failure.span, lambda way, _: PassState(assign=caught, next=way(handler)))


def _with_error(catcher: Catcher, failure: Raise) -> tuple[Assign, ...]:
    """The handler's assignments when the error is one that the flow raised itself."""
    span = failure.span
    cause: Expression = failure.cause or Constant("", STR, span)
    entries = ((Constant("Error", STR, span), failure.error), (Constant("Cause", STR, span), cause))
    error = Mapping(entries, ErrorOf(catcher.errors), span)
    return tuple(Assign(one.name, replace_nodes(one.value, ErrorOutput, error)) for one in catcher.assigns)


def _return(value: Expression | None, span: Span, at: Place, area: Area) -> None:
    if isinstance(value, StateInput):
        at.ends = True
        return
    output = whole(value or Constant(None, NONE, span), area.emission)
    area.add(at, "Return", span, lambda *_: SucceedState(output))
