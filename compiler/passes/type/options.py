"""Values that are known when compiling, though they are written in a body: options of calls.

    static_value(body, `minutes(5)`)                      timedelta(minutes=5)
    static_value(body, `Retry(attempts=4)`)               the Retry

Only literals, names of the module, the vocabulary's own functions and classes, and arithmetic are evaluated; never a
variable.
"""

import ast
import datetime as dt
import decimal
import enum
import operator
import uuid
from collections.abc import Callable
from typing import Any

from compiler.passes.type.body import Body
from compiler.passes.type.resolve import ABSENT, static_of
from dsl.errors import DeclarationError

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
_KNOWN = (dt.timedelta, dt.date, dt.datetime, dt.time, dt.timezone, decimal.Decimal, uuid.UUID)


def is_value_class(callee: object) -> bool:
    """Whether calling a class with constants makes a constant: dates, decimals, enum members."""
    return callee in _KNOWN or isinstance(callee, enum.EnumMeta)


class NotConstant(Exception):
    """A value that is only known when the pipeline runs; or one that fails to be made."""

    def __init__(self, message: str, help_: str | None = None) -> None:
        super().__init__(message)
        self.help = help_


def static_value(body: Body, node: ast.expr) -> Any:
    """The Python object that an option means. Raises `NotConstant`."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name() | ast.Attribute():
            found = static_of(body, node)
            if found is not ABSENT:
                return found
        case ast.Tuple(elts=items):
            return tuple(static_value(body, item) for item in items)
        case ast.List(elts=items):
            return [static_value(body, item) for item in items]
        case ast.Dict(keys=keys, values=values) if all(key is not None for key in keys):
            return {
                static_value(body, key): static_value(body, value)
                for key, value in zip(keys, values, strict=True)
                if key is not None
            }
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _made(lambda: -static_value(body, operand))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _made(lambda: _OPERATORS[type(sign)](static_value(body, left), static_value(body, right)))
        case ast.Call():
            return _called(body, node)
    raise NotConstant(
        f"`{ast.unparse(node)}` is only known when the pipeline runs", "an option is a constant, known when compiling"
    )


def _called(body: Body, node: ast.Call) -> Any:
    function = static_of(body, node.func)
    ours = str(getattr(function, "__module__", "")).partition(".")[0] == "dsl" or is_value_class(function)
    owner = getattr(function, "__self__", None)
    if function is ABSENT or not callable(function) or not (ours or owner in _KNOWN or _is_ours(owner)):
        raise NotConstant(f"`{ast.unparse(node)}` is not known when compiling", "make it a constant of the module")
    arguments = [static_value(body, one) for one in node.args]
    keywords = {str(one.arg): static_value(body, one.value) for one in node.keywords}
    return _made(lambda: function(*arguments, **keywords))


def _is_ours(owner: object) -> bool:
    return isinstance(owner, type) and owner.__module__.partition(".")[0] == "dsl"


def _made(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except NotConstant:
        raise
    except DeclarationError as error:
        said, _, advice = error.problems[0].partition("; ")
        raise NotConstant(f"`{error.subject}`: {said}", advice or None) from error
    except Exception as error:
        raise NotConstant(f"it cannot be made: {type(error).__name__}: {error}") from error
