"""Where a statement is being lowered: what its names are called, which machine it runs in, how it leaves.

place = Place(shared, variables, {"day": "day"}, operations=[])
place.add(Do(…));  place.temporary("count_rows")        "count_rows", or "count_rows_2" where that is taken
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from compiler.diagnostics import Report
from compiler.diagnostics.codes import flows
from compiler.diagnostics.span import Span
from compiler.forms.expression_text import target_words, words
from compiler.forms.expressions import Collection as Display
from compiler.forms.expressions import Constant, Expression, Item, Local, Names, Result, Target
from compiler.forms.flow import Arm, Assign, Block, Compute, Do, If, Operation, Parallel, Raise, Return
from compiler.forms.flow_check import leaves
from compiler.forms.program import Call, Program, Statement, Value
from compiler.forms.traverse import reads, substitute
from compiler.forms.types import ANY, INT, STR, TupleOf
from compiler.library.checks import Check, checks_of
from compiler.library.failing import failures_of
from compiler.passes.lower.destructuring import parts_of


@dataclass(slots=True)
class Variables:
    """The variables of one machine. An inner one may not assign a name of an outer one: names avoid each other."""

    outer: "Variables | None" = None
    mine: set[str] = field(default_factory=set)
    below: set[str] = field(default_factory=set)

    def take(self, wanted: str) -> str:
        """`wanted`, or the first of `wanted_2`, `wanted_3`, … that no machine around or inside this one uses."""
        name, number = wanted, 1
        while not self._is_free(name):
            number += 1
            name = f"{wanted}_{number}"
        self.mine.add(name)
        around = self.outer
        while around is not None:
            around.below.add(name)
            around = around.outer
        return name

    def _is_free(self, name: str) -> bool:
        if name in self.mine or name in self.below:
            return False
        around = self.outer
        while around is not None:
            if name in around.mine:
                return False
            around = around.outer
        return True


@dataclass(slots=True)
class Shared:
    """What one pipeline's lowering shares. The functions tie expressions, calls and statements together."""

    program: Program
    report: Report
    value: Callable[["Place", Value], Expression]
    into: Callable[["Place", str, Value], None]
    perform: Callable[["Place", Call, Target | None], None]
    statements: Callable[["Place", tuple[Statement, ...]], None]
    labels: dict[str, int] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()
    """The blocks being written out, outermost first."""
    inlined: int = 0
    worth_sharing: frozenset[str] = frozenset()
    """The serial blocks whose statements stand once for several calls."""
    unasked: int = 0
    """How many values were left to a Catch because nothing can ask how they fail."""

    def label(self, wanted: str) -> str:
        """A loop label that nobody has."""
        number = self.labels[wanted] = self.labels.get(wanted, 0) + 1
        return wanted if number == 1 else f"{wanted} {number}"


@dataclass(frozen=True, slots=True)
class SharedBlock:
    """A serial block whose statements stand once here: what a call sets, and where its result is."""

    label: str
    slot: str
    parameters: tuple[str, ...]
    result: str
    ways: Iterator[int]
    back: bool
    """Whether its end is reached."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the blocks that several calls share stand: at the start of a machine's body, or of a Try's."""

    operations: list[Operation]
    blocks: dict[str, SharedBlock] = field(default_factory=dict)

    def declare(self, block: Block) -> None:
        """Put a Block behind those that it may enter."""
        self.operations.insert(sum(isinstance(one, Block) for one in self.operations), block)


@dataclass(frozen=True, slots=True)
class Leaving:
    """How `return` leaves: the value goes to `variable`, then these operations. None of it: the machine ends."""

    variable: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """The error that is being handled: its variable, and its name where only one is possible."""

    variable: str
    errors: tuple[str, ...]


@dataclass(slots=True)
class Place:
    """Where operations are added, and what is known there."""

    shared: Shared
    variables: Variables
    names: dict[str, str]
    """The author's name → the flow's variable."""
    operations: list[Operation] = field(default_factory=list)
    leaving: Leaving | None = None
    on_break: tuple[Operation, ...] = ()
    on_continue: tuple[Operation, ...] = ()
    guards: tuple[tuple[str, ...], ...] = ()
    """The errors that each Try around catches, in this machine, innermost first."""
    beyond: tuple[tuple[str, ...], ...] = ()
    """The same of the machines around this one."""
    handling: Caught | None = None
    home: Home = field(init=False)

    def __post_init__(self) -> None:
        """A place is its own home until it is known to be inside another."""
        self.home = Home(self.operations)

    def add(self, operation: Operation) -> None:
        """The next operation; dropped where nothing can reach it."""
        if not self.left:
            self.operations.append(operation)

    @property
    def left(self) -> bool:
        """Whether control cannot come here any more."""
        return bool(self.operations) and leaves(self.operations[-1])

    def inside(self, **changes: Any) -> "Place":
        """A place for a body inside an operation of the same machine; under other handlers it is a home of its own."""
        inner = replace(self, operations=[], **changes)
        if "guards" not in changes:
            inner.home = self.home
        return inner

    def machine(self) -> "Place":
        """A place for a branch or an iteration: it reads the variables around it and assigns its own."""
        beyond = (*self.guards, *self.beyond)
        return Place(self.shared, Variables(self.variables), dict(self.names), beyond=beyond)

    def local(self, variable: str, span: Span) -> Local:
        """A variable of the flow whose type does not matter."""
        return Local(variable, ANY, span)

    def name(self, name: str) -> str:
        """The flow's variable for an author's name."""
        found = self.names.get(name)
        if found is None:
            found = self.names[name] = self.variables.take(name)
        return found

    def target(self, target: Target) -> Target:
        """An assignment's target in the flow's names."""
        if isinstance(target, str):
            return self.name(target)
        return Names(tuple(self.target(item) for item in target.items))

    def temporary(self, wanted: str) -> str:
        """A variable of the compiler's own."""
        return self.variables.take(wanted)

    def renamed(self, expression: Expression) -> Expression:
        """A pure expression in the flow's names."""
        changed = {name: self.names[name] for name in reads(expression) if self.names.get(name, name) != name}
        return substitute(expression, changed) if changed else expression

    def compute(self, target: Target, value: Expression, span: Span) -> None:
        """Assign a pure value; where a handler around could catch its failing, behind what asks whether it fails."""
        bound = parts_of(target, value)
        name = target_words(target)
        if not isinstance(target, str):  # the parts as one value: taking it apart can fail too
            parts = tuple(e for _, e in bound)
            value = Display(parts, TupleOf(tuple(one.type for one in parts)), span)
            target = Names(tuple(n for n, _ in bound))
        if self.holds(value):
            self.add(Do(name, Compute(), tuple(Assign(n, e) for n, e in bound), span))
            return
        branch: tuple[Operation, ...] = (Return(value, span),)
        result = Item(Result(TupleOf((value.type,)), span), Constant(0, INT, span), value.type, span)
        assigns = tuple(Assign(n, e) for n, e in parts_of(target, result))
        self.add(Do(name, Parallel((branch,)), assigns, span))

    @property
    def is_watched(self) -> bool:
        """Whether a Try stands around, in this machine or one around it."""
        return bool(self.guards or self.beyond)

    def is_guarded(self, value: Expression) -> bool:
        """Whether the value can fail and a Try around, in this machine or one around it, catches such a failure."""
        around = (*self.guards, *self.beyond)
        if not around:
            return False
        failures = failures_of(value)
        return bool(failures) and any(catches(errors, failures) for errors in around)

    def holds(self, value: Expression) -> bool:
        """Ask first whether the value fails, where a handler could tell; whether the value may then stand anywhere.

        It may not where there is no exact question: then it is computed in a state that can be caught.
        """
        if not self.is_guarded(value):
            return True
        checks = checks_of(value)
        if checks is None:
            return not self._left_to_catch(value)
        arms = tuple(self._failing(check) for check in checks)
        if arms:
            self.add(If(f"{words(value)} fails?", arms, (), value.span))
        return True

    def _failing(self, check: Check) -> Arm:
        span = check.when.span
        name = check.error.__name__
        ancestors = tuple(one.__name__ for one in check.error.__mro__ if issubclass(one, BaseException))
        failure = Raise(name, Constant(name, STR, span), ancestors, check.message, span)
        return Arm(check.when, (), (failure,), span)

    def _left_to_catch(self, value: Expression) -> bool:
        """Whether a Catch of this machine takes the value's failing, whose text is then Step Functions' own."""
        failures = failures_of(value)
        around = (*self.guards, *self.beyond)
        place = next(n for n, errors in enumerate(around) if catches(errors, failures))
        self.shared.unasked += 1
        before = [errors for errors in around[:place] if PYTHON_FAILURES & set(errors)]
        if before:
            self.shared.report.add(
                flows.UNTOLD_ERROR,
                f"this can fail with {_listed(failures)}, which the nearer handler of {_listed(before[0])} lets "
                "through, and to Step Functions both are the same error",
                value.span,
                help=f"let that `except` catch {_listed(failures)} as well, or test before computing",
            )
        elif more := missed(around[place], failures):
            self.shared.report.add(
                flows.UNTOLD_ERROR,
                f"this can fail with {_listed(more)} too, and to Step Functions that is the same error as "
                f"{_listed(failures - more)}",
                value.span,
                help=f"let the `except` catch {_listed(more)} as well, or test before computing",
            )
        return place < len(self.guards)

    def kept_out(self, value: Expression) -> Expression:
        """What a Task takes; computed before it where a handler could catch a failure that Python's does not.

        A handler of some Python error takes every failing expression once one of them is left to it.
        """
        handlers = any(PYTHON_FAILURES & set(errors) for errors in self.guards)
        if not handlers or self.is_guarded(value) or not failures_of(value):
            return self.settled(value, "arguments")
        name = self.temporary("arguments")
        self.add(Do(name, Compute(), (Assign(name, value),), value.span))
        return Local(name, value.type, value.span)

    def give(self, given: Value, span: Span) -> None:
        """End the branch or the iteration with a value, or with the failing that a handler around must see."""
        self.add(Return(self.settled(self.shared.value(self, given), "result"), span))

    def settled(self, value: Expression, wanted: str) -> Expression:
        """The value, computed now where a handler around must see its failing."""
        if self.holds(value):
            return value
        name = self.temporary(wanted)
        self.compute(name, value, value.span)
        return Local(name, value.type, value.span)


EVALUATION = "States.QueryEvaluationError"
"""What Step Functions calls a failing expression."""

PYTHON_FAILURES = frozenset(
    ("ArithmeticError", "AttributeError", "IndexError", "KeyError", "LookupError", "OverflowError", "TypeError",
     "ValueError", "ZeroDivisionError")
)  # fmt: skip
"""Exceptions that an expression can raise; to Step Functions all of them are one error."""


def catches(errors: tuple[str, ...], failures: frozenset[str]) -> bool:
    """Whether a handler of these errors catches an expression that fails like this in Python."""
    return "States.ALL" in errors or bool(failures & set(errors))


def missed(errors: tuple[str, ...], failures: frozenset[str]) -> frozenset[str]:
    """The failures that a handler of these errors would catch in a state machine, and would not in Python."""
    if "States.ALL" in errors or not failures & set(errors):
        return frozenset()
    return failures - set(errors)


def _listed(names: Collection[str]) -> str:
    return " and ".join(f"`{name}`" for name in sorted(names) if name != EVALUATION)


__all__ = [
    "EVALUATION",
    "PYTHON_FAILURES",
    "Caught",
    "Home",
    "Leaving",
    "Place",
    "Shared",
    "SharedBlock",
    "Variables",
    "catches",
]
