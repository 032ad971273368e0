"""Exception classes as names on the wire.

    wire_names(body, ImportFailed)      ("ImportFailed", "RowsRefused"): it and its subclasses that the project knows
    wire_names(body, TimeoutError)      ("TimeoutError", "States.Timeout", "Sandbox.Timedout")

An error reaches Step Functions as its class's bare name; so a handler lists the names of every subclass that can come.
"""

import ast
import builtins
import decimal
import json
from http import HTTPStatus
from typing import cast

from compiler.diagnostics.codes import flows
from compiler.forms.expressions import Collection, Compare, Constant, Expression, Field
from compiler.forms.program import Value
from compiler.forms.types import BOOL, STR, ListOf
from compiler.passes.type.body import Body
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.service_errors import both_names
from dsl.service_errors import ServiceError

_STATES: dict[str, tuple[str, ...]] = {
    "TimeoutError": ("States.Timeout", "Sandbox.Timedout"),
    "HttpError": tuple(f"States.Http.StatusCode.{one.value}" for one in HTTPStatus if one >= HTTPStatus.BAD_REQUEST),
}
"""What Step Functions and Lambda themselves call what Python calls this (developer guide, "Error names")."""

_STANDARD: tuple[type[BaseException], ...] = (
    *(one for one in vars(builtins).values() if isinstance(one, type) and issubclass(one, Exception)),
    json.JSONDecodeError,
    decimal.InvalidOperation,
)


def wire_names(body: Body, cls: type[BaseException]) -> tuple[str, ...] | None:
    """The names that a handler of this class catches, its own first; None for everything."""
    if cls in (Exception, BaseException):
        return None
    if issubclass(cls, ServiceError):
        return both_names(cls)
    names = [cls.__name__]
    for one in (cls, *subclasses(body, cls)):
        if one.__name__ not in names:
            names.append(one.__name__)
        names += [name for name in _STATES.get(one.__name__, ()) if name not in names]
    return tuple(names)


def subclasses(body: Body, cls: type[BaseException]) -> list[type[BaseException]]:
    """The subclasses that can come: of Python's own errors and of those that the project's modules name."""
    known = [*_STANDARD, *_project_errors(body)]
    found = {one: None for one in known if issubclass(one, cls) and one is not cls}
    return sorted(found, key=lambda one: one.__name__)


def _project_errors(body: Body) -> tuple[type[BaseException], ...]:
    """Every exception class that a module of the project names; found once."""
    unit = body.unit
    if unit.errors is None:
        unit.errors = tuple(
            value
            for module in unit.module.first_party.values()
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Exception)
        )
    return unit.errors


def error_class(body: Body, node: ast.expr) -> type[BaseException] | None:
    """The exception class that an expression names; None where it names none."""
    found = static_of(body, node)
    return found if found is not ABSENT and isinstance(found, type) and issubclass(found, BaseException) else None


def instance_of_error(body: Body, node: ast.Call, subject: Value) -> Value:
    """`isinstance(e, X)`: whether the error's name is one of the class's."""
    asked = node.args[1]
    classes = [error_class(body, one) for one in (asked.elts if isinstance(asked, ast.Tuple) else [asked])]
    names: list[str] = []
    for cls in classes:
        if cls is None:
            body.error(flows.BAD_HANDLER, f"`{ast.unparse(asked)}` is no exception class", asked)
            return body.hole(node)
        found = wire_names(body, cls)
        if found is None:
            return Constant(True, BOOL, body.span(node))
        names += found
    span = body.span(node)
    listed = Collection(tuple(Constant(name, STR, span) for name in dict.fromkeys(names)), ListOf(STR), span)
    name = Field(cast(Expression, subject), "type", STR, span)
    return Compare(name, (("in", listed),), BOOL, span)
