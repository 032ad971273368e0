"""`try/except/else/finally`.

except (A, B) as e        Handler(("A", "B"), "e", …); what the body assigned may or may not have happened here
"""

import ast
import sys
from collections.abc import Iterable
from typing import Any

from compiler.diagnostics.codes import flows
from compiler.forms.program import BlockCall, EachCall, Handler, PipelineCall, Raise, Statement, StepCall, Try
from compiler.forms.traverse import children, mentions
from compiler.forms.types import ErrorOf, StoredOf
from compiler.passes.type import expressions, statements
from compiler.passes.type.body import Body
from compiler.passes.type.error_classes import error_class, wire_names
from compiler.passes.type.resolve import static_of
from compiler.passes.type.scope import Binding, Delta
from compiler.passes.type.service_errors import service_error_names
from dsl.service_errors import ServiceError

_MAP_FAILED = "States.ExceedToleratedFailureThreshold"


def try_statement(body: Body, node: ast.Try) -> tuple[Statement, ...]:
    """The whole statement."""
    scope = body.scope
    start = scope.mark()
    scope.watch()  # everything up to `finally`
    mark = scope.mark()
    scope.watch()
    inner = statements.statements_of(body, node.body)
    raised = scope.seen()
    done = scope.undo(mark)
    ends, handlers = [], []
    caught: set[str] = set()
    for one in node.handlers:
        scope.merge((Delta({}), raised))
        found = _handler(body, one, caught, inner)
        ends.append(scope.undo(mark))
        if found is not None:
            handlers.append(found)
    scope.merge((done,))
    scope.live = done.live
    otherwise = statements.statements_of(body, node.orelse) if done.live or node.orelse else ()
    ends.append(scope.undo(mark))
    anywhere = scope.seen()
    scope.merge(ends)
    final = _final(body, node, start, anywhere) if node.finalbody else ()
    return (Try(inner, tuple(handlers), otherwise, final, body.span(node)),)


def _final(body: Body, node: ast.Try, start: int, anywhere: Delta) -> tuple[Statement, ...]:
    """`finally` is read once knowing only what holds on every way to it; what it assigns holds behind."""
    scope = body.scope
    behind = scope.undo(start)
    mark = scope.mark()
    scope.merge((Delta({}), anywhere, Delta(behind.changes)))
    final = statements.statements_of(body, node.finalbody)
    assigned = scope.undo(mark)
    scope.merge((behind,))
    if assigned.live and behind.live:
        _assign_again(body, node, behind)
    elif not assigned.live:
        scope.live = False
    return final


def _assign_again(body: Body, node: ast.Try, behind: Delta) -> None:
    """Behind a `finally` that ends, the try's own outcome holds, changed by what `finally` does to it."""
    with body.tentative():
        body.scope.live = behind.live
        statements.statements_of(body, node.finalbody)


def _handler(body: Body, node: ast.ExceptHandler, caught: set[str], tried: tuple[Statement, ...]) -> Handler | None:
    classes = _classes(body, node)
    names = _names(body, node, classes, tried)
    reachable = names != () and _check_reachable(body, node, names, caught)
    reachable = reachable and _check_raised(body, node, classes, tried)
    if classes is not None:
        caught.update(names if names is not None else ("*",))
    if node.name is not None:
        shown = names or ("Exception",)
        body.scope.set(node.name, Binding(ErrorOf(shown)))
    if names:
        _check_distributed(body, names, tried)
    body.handled.append(node.name)
    inner = statements.statements_of(body, node.body)
    body.handled.pop()
    if node.name is not None:
        body.scope.set(node.name, None)  # Python forgets it behind the handler
    if classes is None or not reachable:
        return None
    return Handler(names, node.name, inner, body.span(node))


def _named(body: Body, node: ast.ExceptHandler) -> list[tuple[ast.expr, type[BaseException] | None]]:
    """What the handler names, with the classes; a constant may be a tuple: `MISSING = (KeyError, OSError)`."""
    if node.type is None:
        return []
    found: list[tuple[ast.expr, type[BaseException] | None]] = []
    for one in node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]:
        several = static_of(body, one)
        if isinstance(several, tuple) and all(isinstance(cls, type) for cls in several):
            found += [(one, cls if issubclass(cls, BaseException) else None) for cls in several]
        else:
            found.append((one, error_class(body, one)))
    return found


def _classes(body: Body, node: ast.ExceptHandler) -> list[type[BaseException]] | None:
    found: list[type[BaseException]] = []
    for one, cls in _named(body, node):
        if cls is None:
            _refuse_class(body, one)
            return None
        found.append(cls)
    return found


def _refuse_class(body: Body, node: ast.expr) -> None:
    with body.tentative() as findings:
        expressions.value_of(body, node)
    unknown = tuple(found for found in findings if found.code.name.startswith("unknown") or found.code.id == "SM005")
    if unknown:
        body.report.extend(unknown)
        return
    body.error(flows.BAD_HANDLER, f"`{ast.unparse(node)}` is no exception class", node, "write `except ValueError:`")


def _names(
    body: Body,
    node: ast.ExceptHandler,
    classes: list[type[BaseException]] | None,
    tried: tuple[Statement, ...],
) -> tuple[str, ...] | None:
    """The names on the wire; None for everything."""
    names: list[str] = []
    for one, cls in _named(body, node):
        if cls is None:
            continue
        if issubclass(cls, ServiceError):
            names += service_error_names(body, one, cls, tried)
            continue
        found = wire_names(body, cls)
        if found is None:
            return None
        names += found
    if node.type is None or classes is None:
        return None
    return tuple(dict.fromkeys(names))


_OWN = (StepCall, PipelineCall, BlockCall, Raise)
"""What can fail with an exception that the project itself has made."""


def _check_raised(
    body: Body, node: ast.ExceptHandler, classes: list[type[BaseException]] | None, tried: tuple[Statement, ...]
) -> bool:
    """Report a handler of the project's own exceptions where nothing raises such; whether it can be chosen."""
    standard = sys.stdlib_module_names | {"dsl", "botocore"}
    own = classes and all(cls.__module__.partition(".")[0] not in standard for cls in classes)
    if not own or any(mentions(one, _OWN) for one in tried):
        return True
    text = "this handler can never be chosen: only steps, blocks, nested pipelines and `raise` fail with such an error"
    body.error(flows.UNMATCHABLE, text, node.type or node)
    return False


def _check_distributed(body: Body, names: tuple[str, ...], tried: Iterable[Any]) -> None:
    """An iteration of a Distributed Map is an execution of its own, and its error's name stays there."""
    for node in tried:
        if isinstance(node, EachCall) and _is_distributed(node):
            body.error(
                flows.UNTOLD_ERROR,
                f"an item's error does not reach `except {names[0]}`: it is the Distributed Map that fails, "
                f"as `{_MAP_FAILED}`",
                node.span,
                "catch it in what `each` calls, take `each` out of the `try`, or write `except Exception:`",
            )
        else:
            _check_distributed(body, names, children(node))


def _is_distributed(call: EachCall) -> bool:
    stored = call.items is not None and isinstance(call.items.type, StoredOf)
    return stored or any(value is not None for value in call.options.values())


def _check_reachable(body: Body, node: ast.ExceptHandler, names: tuple[str, ...] | None, caught: set[str]) -> bool:
    """Report a handler that those above it leave nothing to; whether it can be chosen."""
    if "*" in caught or (names and set(names) <= caught):
        place = node.type if node.type is not None else node
        body.error(
            flows.UNMATCHABLE,
            "this handler can never be chosen: those above it catch everything that it would",
            place,
            "put the narrower handler first",
        )
        return False
    return True
