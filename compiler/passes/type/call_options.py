"""Options of one call, `….with_options(timeout=…, heartbeat=…, retry=…)`: known now, or computed by the pipeline.

load.with_options(timeout=minutes(5))        CallOptions({"timeout": timedelta(minutes=5)}, ())
ask.with_options(heartbeat=seconds(n))       CallOptions({}, (("heartbeat", Binary("*", Local("n"), 1)),))
"""

import ast
from dataclasses import dataclass
from typing import Any

from compiler.diagnostics.codes import types
from compiler.forms.expressions import Binary
from compiler.forms.program import Value
from compiler.forms.types import INT, UNKNOWN, Scalar
from compiler.library.shapes import spelled
from compiler.passes.type import expressions
from compiler.passes.type.body import Body
from compiler.passes.type.options import NotConstant, static_value

_COMPUTED = ("timeout", "heartbeat")


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What the keywords say; lengths of time that are computed are apart, as numbers of seconds."""

    known: dict[str, Any]
    computed: tuple[tuple[str, Value], ...] = ()


def call_options(body: Body, node: ast.Call) -> CallOptions | None:
    """The keywords of a `with_options(…)`; None where one is wrong, which has been reported."""
    known: dict[str, Any] = {}
    computed: list[tuple[str, Value]] = []
    fine = not node.args
    for argument in node.args:
        body.error(types.BAD_OPTION, "options are given by name", argument, "write `with_options(timeout=…)`")
    for keyword in node.keywords:
        name = str(keyword.arg)
        try:
            known[name] = static_value(body, keyword.value)
        except NotConstant as problem:
            length = _length(body, keyword.value) if name in _COMPUTED else None
            if length is not None:
                computed.append((name, length))
                continue
            if name not in _COMPUTED:
                body.error(types.BAD_OPTION, str(problem), keyword.value, problem.help)
            fine = False
    return CallOptions(known, tuple(computed)) if fine else None


def _length(body: Body, node: ast.expr) -> Value | None:
    """A computed length of time in whole seconds."""
    value = expressions.value_of(body, node)
    match value:
        case Binary("*", left, _, Scalar.TIMEDELTA) if left.type is INT:
            return value
    if value.type is not UNKNOWN:
        said = f"a length in whole seconds, not `{spelled(value.type)}`"
        body.error(types.BAD_OPTION, f"a computed option is {said}", node, "write `seconds(n)` of an int")
    return None
