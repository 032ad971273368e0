"""`try`, `raise` and `finally`.

    try: load(day)                       try:  do "load" task …
    except ImportFailed as e: alert()    catch ImportFailed: e = error;  do "alert" task …

`finally` stands once: every way through it notes how it came, and the statement after it sends it on its way.
"""

from dataclasses import replace

from compiler.diagnostics.codes import flows
from compiler.diagnostics.span import Span
from compiler.forms.expressions import Collection, Compare, Constant, ErrorOutput, Expression, Field, Local, Operation
from compiler.forms.flow import Arm, Assign, Break, Catcher, Compute, Do, If, Loop, Raise, Return, Try
from compiler.forms.flow import Operation as FlowOperation
from compiler.forms.program import Break as BreakStatement
from compiler.forms.program import Continue as ContinueStatement
from compiler.forms.program import Handler, Statement
from compiler.forms.program import Raise as RaiseStatement
from compiler.forms.program import Return as ReturnStatement
from compiler.forms.program import Try as TryStatement
from compiler.forms.traverse import mentions
from compiler.forms.types import ANY, BOOL, STR, DictOf, ErrorOf, FieldOf, ListOf, Record, RecordKind
from compiler.passes.lower.place import EVALUATION, PYTHON_FAILURES, Caught, Leaving, Place
from compiler.passes.lower.reading import assigned_in, names_read

ERROR = Record("error", (FieldOf("Error", STR), FieldOf("Cause", STR)), RecordKind.TYPED_DICT)
"""What a bound error holds: `$states.errorOutput`."""

EVERYTHING = ("States.ALL",)


def try_statement(place: Place, statement: TryStatement) -> None:
    """`try/except/else/finally`."""
    if statement.final:
        _with_final(place, statement)
    else:
        _with_handlers(place, statement)


def _with_handlers(place: Place, statement: TryStatement) -> None:
    if not statement.handlers:
        place.shared.statements(place, (*statement.body, *statement.otherwise))
        return
    span = statement.span
    unasked = place.shared.unasked
    body = place.inside(guards=(*map(_errors, statement.handlers), *place.guards))
    place.shared.statements(body, statement.body)
    left = place.shared.unasked > unasked
    if not statement.otherwise:
        catchers = tuple(_catcher(place, one, left, ()) for one in statement.handlers)
        _add_try(place, Try(tuple(body.operations), catchers, span))
        return
    label = place.shared.label("try")
    leave = (Break(label, span),)
    catchers = tuple(_catcher(place, one, left, leave) for one in statement.handlers)
    inner = place.inside()
    _add_try(inner, Try(tuple(body.operations), catchers, span))
    place.shared.statements(inner, statement.otherwise)
    inner.add(Break(label, span))
    place.add(Loop(label, tuple(inner.operations), span))


def _add_try(place: Place, guarded: Try) -> None:
    if guarded.body:
        place.add(guarded)


def _errors(handler: Handler) -> tuple[str, ...]:
    return EVERYTHING if handler.errors is None else handler.errors


def _catcher(place: Place, handler: Handler, left: bool, leave: tuple[FlowOperation, ...]) -> Catcher:
    """The error stays in a variable of its own where the author's name for it takes another value in the handler.

    `left`: whether the body has a value whose failing is left to the Catch.
    """
    errors = _errors(handler)
    if left and (errors == EVERYTHING or PYTHON_FAILURES & set(errors)):
        _check_unread(place, handler)
        errors = errors if EVALUATION in errors or errors == EVERYTHING else (*errors, EVALUATION)
    names = (place.name(handler.name),) if handler.name else ()
    rebound = handler.name in assigned_in(handler.body)
    variable = place.temporary("error") if rebound or not names else names[0]
    inner = place.inside(handling=Caught(variable, errors))
    place.shared.statements(inner, handler.body)
    for operation in leave:
        inner.add(operation)
    caught = ErrorOutput(ErrorOf(errors), handler.span)
    assigns = tuple(Assign(name, caught) for name in dict.fromkeys((*names, variable)))
    return Catcher(errors, assigns, tuple(inner.operations), handler.span, left)


def _check_unread(place: Place, handler: Handler) -> None:
    """An error that Step Functions finds has its words, not Python's."""
    if handler.name is not None and any(handler.name in names_read(one) for one in handler.body):
        place.shared.report.add(
            flows.UNTOLD_ERROR,
            f"`{handler.name}` may be the error of an expression or of a Distributed Map, whose text is not Python's",
            handler.span,
            help="leave `as` out, or let a step do what can fail",
        )


# ---- raise ----


def raise_error(place: Place, statement: RaiseStatement) -> None:
    """`raise X("…")`, `raise e`, `raise`."""
    if statement.error is not None:
        message: Expression = Constant("", STR, statement.span)
        if statement.message is not None:
            message = place.settled(as_text(place.shared.value(place, statement.message)), "message")
        error = Constant(statement.error, STR, statement.span)
        place.add(Raise(statement.error, error, statement.ancestors, message, statement.span))
        return
    variable = place.name(statement.again) if statement.again else None
    if variable is None and place.handling is not None:
        variable = place.handling.variable
    if variable is None:
        place.shared.report.add(flows.BAD_RAISE, "`raise` without an error to raise again", statement.span)
        return
    known = place.handling.errors if place.handling and place.handling.variable == variable else ()
    raise_again(place, variable, known, statement.span)


def as_text(message: Expression) -> Expression:
    """What `str()` makes of an exception's argument."""
    if message.type is STR:
        return message
    if isinstance(message, Constant) and not isinstance(message.value, float):
        return Constant(str(message.value), STR, message.span)
    return Operation("str", (message,), (), STR, message.span)


def raise_again(place: Place, variable: str, known: tuple[str, ...], span: Span) -> None:
    """The caught error once more, with its own name and cause; handlers around are found by its name."""
    error = Local(variable, ERROR, span)
    name = Field(error, "Error", STR, span)
    key = Constant("Cause", STR, span)
    as_dict = Local(variable, DictOf(STR, STR), span)
    cause = Operation("dict.get", (as_dict, key, Constant("", STR, span)), (), STR, span)
    if len(known) == 1 and known != EVERYTHING:
        place.add(Raise(known[0], name, (), cause, span))
        return
    arms = []
    taken: set[str] = set()
    for errors in place.guards:
        if errors == EVERYTHING:
            break
        only = next((one for one in errors if one not in taken), None)  # a name that leads to this handler alone
        taken.update(errors)
        if only is not None:
            arms.append(Arm(_is_one_of(name, errors), (), (Raise(only, name, (), cause, span),), span))
    reaches_all = EVERYTHING in place.guards
    last = Raise("Exception" if reaches_all else "", name, (), cause, span)
    if arms:
        place.add(If(f"which {variable}?", tuple(arms), (last,), span))
    else:
        place.add(last)


def _is_one_of(name: Expression, errors: tuple[str, ...]) -> Expression:
    if len(errors) == 1:
        return Compare(name, (("==", Constant(errors[0], STR, name.span)),), BOOL, name.span)
    names = Collection(tuple(Constant(one, STR, name.span) for one in errors), ListOf(STR), name.span)
    return Compare(name, (("in", names),), BOOL, name.span)


# ---- finally ----


def _with_final(place: Place, statement: TryStatement) -> None:
    """The body in a Loop that every way out breaks, the final statements once, then on by how it came."""
    span = statement.span
    label = place.shared.label("finally")
    way = place.temporary("way_out")
    failed = place.temporary("failure")
    leave = Break(label, span)

    def by(name: str) -> tuple[FlowOperation, ...]:
        return Do(f"then {name}", Compute(), (Assign(way, Constant(name, STR, span)),), span), leave

    returned = ""
    if place.leaving is None or place.leaving.variable:
        returned = place.temporary("returned")
    body = place.inside(
        guards=(EVERYTHING, *place.guards),
        leaving=Leaving(returned, by("return")),
        on_break=by("break") if place.on_break else (),
        on_continue=by("continue") if place.on_continue else (),
    )
    unasked = place.shared.unasked
    _with_handlers(body, replace(statement, final=()))
    left = place.shared.unasked > unasked
    for operation in by("on"):
        body.add(operation)
    assigns = (
        Assign(failed, ErrorOutput(ERROR, span)),
        Assign(way, Constant("raise", STR, span)),
    )
    catcher = Catcher(EVERYTHING, assigns, (leave,), span, left)
    place.add(Loop(label, (Try(tuple(body.operations), (catcher,), span),), span))
    place.shared.statements(place, statement.final)
    _go_on(place, statement, way, failed, returned)


def _go_on(place: Place, statement: TryStatement, way: str, failed: str, returned: str) -> None:
    if place.left:
        return
    span = statement.span

    def arm(name: str, operations: tuple[FlowOperation, ...]) -> Arm:
        test = Compare(Local(way, STR, span), (("==", Constant(name, STR, span)),), BOOL, span)
        return Arm(test, (), operations, span)

    again = place.inside()
    raise_again(again, failed, (), span)
    arms = [arm("raise", tuple(again.operations))]
    if _has(statement, ReturnStatement):
        leaving = place.inside()
        value = Local(returned, ANY, span)
        if place.leaving is None:
            leaving.add(Return(value, span))
        else:
            if place.leaving.variable:
                leaving.compute(place.leaving.variable, value, span)
            for operation in place.leaving.operations:
                leaving.add(operation)
        arms.append(arm("return", tuple(leaving.operations)))
    if place.on_break and _has(statement, BreakStatement):
        arms.append(arm("break", place.on_break))
    if place.on_continue and _has(statement, ContinueStatement):
        arms.append(arm("continue", place.on_continue))
    place.add(If("after finally", tuple(arms), (), span))


def _has(statement: TryStatement, kind: type[Statement]) -> bool:
    parts = (statement.body, statement.handlers, statement.otherwise)
    return any(mentions(one, kind) for part in parts for one in part)
