"""An enum's member found by its value, which is only known at run time.

Color(text)      Operation("member[]", (text, Constant(None, Color)), …, Color), a ValueError where there is none
"""

import ast
import enum
from typing import cast

from compiler.diagnostics.codes import names, types
from compiler.forms.expressions import Constant, Expression, Operation
from compiler.forms.program import Value
from compiler.forms.types import UNKNOWN, EnumOf
from compiler.library.shapes import kinds, spelled
from compiler.passes.type import expressions
from compiler.passes.type.annotations import Unsupported
from compiler.passes.type.arguments import read_all
from compiler.passes.type.body import Body


def member_value(body: Body, node: ast.Call, cls: enum.EnumMeta) -> Value:
    """`Color(text)`; a member itself stays as it is."""
    try:
        known = body.unit.annotations.type_of(cls, body.namespace)
    except Unsupported as problem:
        body.error(names.UNSUPPORTED_TYPE, str(problem), node.func, problem.help)
        read_all(body, node)
        return body.hole(node)
    assert isinstance(known, EnumOf)
    if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred) or "_missing_" in vars(cls):
        read_all(body, node)
        text = f"`{cls.__name__}` is only found by one value, and only where it has no `_missing_` of its own"
        body.error(types.UNSUPPORTED_OPERATION, text, node, "do it in a step")
        return body.typed_hole(node, known)
    value = expressions.value_of(body, node.args[0])
    if value.type is UNKNOWN or value.type == known:
        return value
    wanted = {type(one).__name__ for _, one in known.members}
    if not kinds(value.type) <= wanted or not wanted <= {"str", "int"}:
        text = f"`{cls.__name__}` is made of {' or '.join(f'`{one}`' for one in sorted(wanted))} here"
        body.error(types.UNSUPPORTED_OPERATION, f"{text}, got `{spelled(value.type)}`", node.args[0])
        return body.typed_hole(node, known)
    which = Constant(None, known, body.span(node))
    return Operation("member[]", (cast(Expression, value), which), (), known, body.span(node))
