"""One dispatch over the kinds of statement; each kind is lowered by a function of its own.

x = a + b                    do "x";  x = a + b
if a: … elif b: … else: …    if a: …  elif b: …  else: …      one If, as long as no test needs a call
"""

from typing import assert_never, cast

from compiler.forms.expression_text import words
from compiler.forms.expressions import Constant, Expression
from compiler.forms.flow import Arm, If, Operation, Raise, Return
from compiler.forms.program import WORK, Assert, Assign, Evaluate, For, Match, Statement, Try, Update, While
from compiler.forms.program import Break as BreakStatement
from compiler.forms.program import Continue as ContinueStatement
from compiler.forms.program import If as IfStatement
from compiler.forms.program import Raise as RaiseStatement
from compiler.forms.program import Return as ReturnStatement
from compiler.forms.traverse import mentions
from compiler.forms.types import STR
from compiler.passes.lower.blocks import evaluate, store
from compiler.passes.lower.changes import update
from compiler.passes.lower.errors import as_text, raise_error, try_statement
from compiler.passes.lower.loops import for_loop, while_loop
from compiler.passes.lower.patterns import match_statement
from compiler.passes.lower.place import Place


def statements(place: Place, several: tuple[Statement, ...]) -> None:
    """Statements one after the other; those that nothing can reach are left out."""
    for statement in several:
        if place.left:
            return
        _statement(place, statement)


def _statement(place: Place, statement: Statement) -> None:
    match statement:
        case Assign(target, given):
            store(place, place.target(target), given)
        case Update():
            update(place, statement)
        case Evaluate(given):
            evaluate(place, given)
        case IfStatement():
            _if(place, statement)
        case While():
            while_loop(place, statement)
        case For():
            for_loop(place, statement)
        case BreakStatement():
            _leave(place, place.on_break)
        case ContinueStatement():
            _leave(place, place.on_continue)
        case Try():
            try_statement(place, statement)
        case RaiseStatement():
            raise_error(place, statement)
        case ReturnStatement():
            _return(place, statement)
        case Assert():
            _assert(place, statement)
        case Match():
            match_statement(place, statement)
        case _:
            assert_never(statement)


def _leave(place: Place, operations: tuple[Operation, ...]) -> None:
    for operation in operations:
        place.add(operation)


def _if(place: Place, statement: IfStatement) -> None:
    """A chain of elifs is one If until a test needs a call; that test and what follows stand in the else."""
    arms: list[Arm] = []
    here: IfStatement = statement
    while True:
        test = place.settled(place.shared.value(place, here.test), "test")
        arms.append(Arm(test, (), _body(place, here.then), here.span))
        otherwise = here.otherwise
        if len(otherwise) != 1 or not isinstance(otherwise[0], IfStatement) or not _is_plain(place, otherwise[0]):
            break
        here = otherwise[0]
    named = arms[0].test if mentions(statement.test, WORK) else cast(Expression, statement.test)
    place.add(If(f"{words(named)}?", tuple(arms), _body(place, here.otherwise), statement.span))


def _is_plain(place: Place, statement: IfStatement) -> bool:
    """Whether the test is computed by the Choice itself."""
    return not mentions(statement.test, WORK) and not place.is_guarded(place.renamed(statement.test))  # type: ignore[arg-type]


def _body(place: Place, several: tuple[Statement, ...]) -> tuple[Operation, ...]:
    inner = place.inside()
    statements(inner, several)
    return tuple(inner.operations)


def _return(place: Place, statement: ReturnStatement) -> None:
    leaving = place.leaving
    if leaving is None:
        value = None if statement.value is None else place.shared.value(place, statement.value)
        if value is not None:
            value = place.settled(value, "result")
        place.add(Return(value, statement.span))
        return
    if leaving.variable:
        given = statement.value or Constant(None, STR, statement.span)
        store(place, leaving.variable, given)
    elif statement.value is not None:
        evaluate(place, statement.value)
    _leave(place, leaving.operations)


def _assert(place: Place, statement: Assert) -> None:
    """`assert test, message`: an AssertionError where the test does not hold."""
    test = place.settled(place.shared.value(place, statement.test), "test")
    failing = place.inside()
    message: Expression = Constant("", STR, statement.span)
    if statement.message is not None:
        message = failing.settled(as_text(failing.shared.value(failing, statement.message)), "message")
    error = Constant("AssertionError", STR, statement.span)
    failing.add(Raise("AssertionError", error, ("AssertionError", "Exception"), message, statement.span))
    held = Arm(test, (), (), statement.span)
    place.add(If(f"{words(test)}?", (held,), tuple(failing.operations), statement.span))


__all__ = ["statements"]
