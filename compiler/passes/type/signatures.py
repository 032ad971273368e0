"""Functions' signatures become contracts: parameters with types and defaults, a whole payload, a token, a result.

def export(day: date, full: bool = False) -> Export      Signature((day, full), whole=False, result=Export)
def first(event: dict, /) -> dict                        Signature((event,), whole=True, …)
def approve(order: str, token: TaskToken = TOKEN)        Signature((order,), token="token", …)
"""

import ast
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from compiler.diagnostics import Span
from compiler.diagnostics.codes import names
from compiler.forms.expressions import Constant
from compiler.forms.program import Parameter, Signature
from compiler.forms.sources import SourceFile, name_span, span_of
from compiler.forms.types import ANY, UNKNOWN, ListOf, Scalar, TupleOf, Type, without_none
from compiler.library.shapes import spelled
from compiler.passes.type.annotations import Unsupported
from compiler.passes.type.assignable import fits
from compiler.passes.type.constants import type_of_constant
from compiler.passes.type.unit import FunctionNode, Unit, innermost
from dsl.resources import Bucket, Queue, Secret, Table, Topic
from dsl.steps import TOKEN

_MISSING = inspect.Parameter.empty


def signature_of(unit: Unit, function: Callable[..., Any], *, asks_result: bool) -> Signature:
    """The contract of a step, block or pipeline; each problem with it is reported once."""
    function = innermost(function)
    key = f"{function.__module__}:{function.__qualname__}"
    if key not in unit.signatures:
        unit.signatures[key] = _Reader(unit, function).read(asks_result=asks_result)
    return unit.signatures[key]


class _Reader:
    def __init__(self, unit: Unit, function: Callable[..., Any]) -> None:
        self.unit = unit
        self.function = function
        self.namespace: Mapping[str, object] = function.__globals__
        found = unit.node_of(function)
        self.source: SourceFile | None = found[0] if found else None
        self.node: FunctionNode | None = found[1] if found else None

    def read(self, *, asks_result: bool) -> Signature:
        parameters, token, whole, refused = [], None, False, False
        positional_only = 0
        for parameter in inspect.signature(self.function, follow_wrapped=False).parameters.values():
            if parameter.default is TOKEN:
                token = parameter.name
                continue
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                star = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
                self._refuse(
                    parameter.name, f"`{star}{parameter.name}` takes any number of arguments", "name each parameter"
                )
                refused = True
                continue
            positional_only += parameter.kind is parameter.POSITIONAL_ONLY
            whole = parameter.kind is parameter.POSITIONAL_ONLY
            parameters.append(self._parameter(parameter))
        if positional_only and (len(parameters) > 1 or positional_only > 1):
            name = parameters[0].name
            self._refuse(
                name, f"`{name}` is positional-only beside others", "drop the `/`: each parameter is a key of the input"
            )
            whole = False
        return Signature(tuple(parameters), whole, self._result(asks_result=asks_result, whole=whole), token, refused)

    def _parameter(self, parameter: inspect.Parameter) -> Parameter:
        name = parameter.name
        span = self._span_of(name)
        annotation = self._argument(name)
        if parameter.annotation is _MISSING:
            type_: Type = ANY
            if parameter.kind is not parameter.POSITIONAL_ONLY:
                self.unit.report.add(
                    names.MISSING_ANNOTATION,
                    f"parameter `{name}` of `{self.function.__name__}` has no annotation",
                    span,
                    help=f"say what it takes: `{name}: str`",
                )
        else:
            place = annotation.annotation if annotation is not None else None
            type_ = self._type(parameter.annotation, place)
        return Parameter(name, type_, self._default(parameter, type_), span)

    def _default(self, parameter: inspect.Parameter, type_: Type) -> Constant | None:
        if parameter.default is _MISSING:
            return None
        span = self._span_of(parameter.name)
        default = value_of_resource(parameter.default)
        found = type_of_constant(default, self.unit.annotations)
        constant = Constant(default, found if found is not None else UNKNOWN, span)
        if found is None:
            self.unit.report.add(
                names.BAD_DEFAULT,
                f"the default of `{parameter.name}` is no JSON value",
                span,
                help="give a literal, a dataclass or a date, or None and decide in the body",
            )
        elif not fits(constant, type_) and not (isinstance(type_, ListOf) and isinstance(found, TupleOf)):
            self.unit.report.add(
                names.BAD_DEFAULT,
                f"the default of `{parameter.name}` is `{spelled(found)}`, its annotation `{spelled(type_)}`",
                span,
                help=f"write `{parameter.name}: {spelled(type_)} | None = None`" if parameter.default is None else None,
            )
        return constant

    def _result(self, *, asks_result: bool, whole: bool) -> Type:
        annotation = self.function.__annotations__.get("return", _MISSING)
        if annotation is _MISSING:
            if asks_result and not whole:
                self.unit.report.add(
                    names.MISSING_ANNOTATION,
                    f"`{self.function.__name__}` does not say what it returns",
                    self._name_span(),
                    help="say what it returns: `-> dict[str, int]`, or `-> None`",
                )
            return ANY
        return self._type(annotation, self.node.returns if self.node else None)

    def _type(self, annotation: object, node: ast.expr | None) -> Type:
        span = span_of(self.source, node) if self.source and node is not None else self._name_span()
        try:
            found = self.unit.annotations.type_of(annotation, self.namespace)
        except Unsupported as problem:
            code = names.UNRESOLVED_ANNOTATION if problem.unresolved else names.UNSUPPORTED_TYPE
            self.unit.report.add(code, str(problem), span, help=problem.help)
            return UNKNOWN
        if without_none(found) is Scalar.TOKEN and node is not None:
            self.unit.report.add(
                names.UNSUPPORTED_SIGNATURE,
                "a task token is given by the workflow, not by a caller",
                span,
                help="write `token: TaskToken = TOKEN`",
            )
        return found

    def _refuse(self, name: str, message: str, help_: str) -> None:
        self.unit.report.add(names.UNSUPPORTED_SIGNATURE, message, self._span_of(name), help=help_)

    def _argument(self, name: str) -> ast.arg | None:
        if self.node is None:
            return None
        listed = self.node.args
        several = [*listed.posonlyargs, *listed.args, *listed.kwonlyargs, listed.vararg, listed.kwarg]
        return next((one for one in several if one is not None and one.arg == name), None)

    def _span_of(self, name: str) -> Span:
        argument = self._argument(name)
        return span_of(self.source, argument) if self.source and argument is not None else self._name_span()

    def _name_span(self) -> Span:
        if self.source and self.node is not None:
            return name_span(self.source, self.node)
        return Span(self.unit.module.source.path, 1, 1, 1, 1)


def value_of_resource(value: object) -> object:
    """A resource as a default is its name."""
    return value.name if isinstance(value, Secret | Table | Bucket | Queue | Topic) else value
