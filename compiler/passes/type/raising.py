"""`raise` and `assert`.

raise ImportFailed(f"{n} rows refused")      Raise("ImportFailed", ("ImportFailed", "Exception"), message)
raise                                        again what the handler around has caught
"""

import ast

from compiler.diagnostics.codes import flows
from compiler.forms.expressions import Constant
from compiler.forms.program import Assert, Raise, Statement, Value
from compiler.forms.types import STR, UNKNOWN, ErrorOf
from compiler.passes.type import expressions, operators
from compiler.passes.type.arguments import read_all
from compiler.passes.type.body import Body
from compiler.passes.type.error_classes import error_class
from compiler.passes.type.narrowing import suppose
from compiler.passes.type.strings import text_of_error
from dsl.service_errors import ServiceError

_ODD_SIGNATURES = (UnicodeError, ExceptionGroup, BaseExceptionGroup)


def raise_statement(body: Body, node: ast.Raise) -> tuple[Statement, ...]:
    """`raise X("…")`, `raise e`, `raise`."""
    body.scope.live = True
    found = _raised(body, node)
    body.scope.live = False
    return (found,) if found is not None else ()


def _raised(body: Body, node: ast.Raise) -> Raise | None:
    span = body.span(node)
    if node.exc is None:
        if not body.handled:
            body.error(
                flows.BAD_RAISE, "there is no error to raise again here", node, "name one: `raise ValueError(…)`"
            )
            return None
        return Raise(None, (), None, "", span)
    callee, call = (node.exc.func, node.exc) if isinstance(node.exc, ast.Call) else (node.exc, None)
    cls = error_class(body, callee)
    if cls is None:
        return _again(body, node, node.exc)
    problem = _problem(cls)
    if problem is not None:
        body.error(flows.BAD_RAISE, problem, node.exc, "raise it in a step, or raise a plain subclass of Exception")
        return None
    message = _message(body, call, cls) if call is not None else None
    if message is not None and message.type is UNKNOWN:
        return None
    ancestors = tuple(base.__name__ for base in cls.__mro__ if issubclass(base, BaseException))
    return Raise(cls.__name__, ancestors, message, None, span)


def _again(body: Body, node: ast.Raise, raised: ast.expr) -> Raise | None:
    """`raise e` of a bound error; anything else cannot be raised."""
    if isinstance(raised, ast.Name) and body.is_local(raised.id):
        value = expressions.value_of(body, raised)
        if isinstance(value.type, ErrorOf):
            return Raise(None, (), None, raised.id, body.span(node))
        if value.type is UNKNOWN:
            return None
    else:
        with body.tentative() as findings:
            expressions.value_of(body, raised.func if isinstance(raised, ast.Call) else raised)
        names = [
            found for found in findings if found.code.id.startswith("SM20") and found.code.name.startswith("unknown")
        ]
        if names:
            body.report.extend(tuple(names))
            return None
    body.error(flows.BAD_RAISE, f"`{ast.unparse(raised)}` is no exception", raised, 'write `raise ValueError("…")`')
    return None


def _message(body: Body, call: ast.Call, cls: type[BaseException]) -> Value | None:
    """The error's text: what `str()` of the exception gives."""
    if call.keywords or len(call.args) > 1 or any(isinstance(one, ast.Starred) for one in call.args):
        read_all(body, call)
        body.error(
            flows.BAD_RAISE, f"`{cls.__name__}` is raised with one message", call, "put everything into one f-string"
        )
        return body.hole(call)
    if not call.args:
        return None
    value = text_of_error(expressions.value_of(body, call.args[0]))
    if issubclass(cls, KeyError) and value.type is not UNKNOWN:
        return _quoted(body, call.args[0], value)
    return value


def _quoted(body: Body, node: ast.expr, value: Value) -> Value:
    """A KeyError shows its key as `repr()` does."""
    if isinstance(value, Constant):
        return Constant(repr(value.value), STR, value.span)
    body.error(
        flows.BAD_RAISE,
        "`str()` of a KeyError is its key's `repr()`, which JSONata cannot write",
        node,
        "raise a `LookupError`, or a class of your own",
    )
    return body.hole(node)


def _problem(cls: type[BaseException]) -> str | None:
    """Why an exception of this class cannot be made in a pipeline."""
    if not issubclass(cls, Exception):
        return f"`{cls.__name__}` ends a Python process; a state machine has none"
    if issubclass(cls, ServiceError):
        return f"`{cls.__name__}` is what the service itself raises"
    if issubclass(cls, _ODD_SIGNATURES):
        return f"`{cls.__name__}` carries more than a message"
    for base in cls.__mro__:
        if base.__module__ == "builtins":
            break
        written = [name for name in ("__init__", "__new__", "__str__") if name in vars(base)]
        if written:
            return f"`{cls.__name__}` has a `{written[0]}` of its own, which only runs in Python"
    return None


def assert_statement(body: Body, node: ast.Assert) -> tuple[Statement, ...]:
    """`assert test, message`."""
    test = operators.condition(body, node.test)
    mark = body.scope.mark()
    suppose(body, test, False)
    message = text_of_error(expressions.value_of(body, node.msg)) if node.msg is not None else None
    body.scope.undo(mark)
    suppose(body, test, True)
    if test.type is UNKNOWN or (message is not None and message.type is UNKNOWN):
        return ()
    if isinstance(test, Constant) and not test.value:
        body.scope.live = False
    return (Assert(test, message, body.span(node)),)
