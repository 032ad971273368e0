"""What a record's own method or property computes, where that is one expression: the nearest spelling of a call of it.

order.total         `order.price * order.count`, where `total` is a property that returns `self.price * self.count`
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cached_property


class _Given(ast.NodeTransformer):
    """Puts what a call gives where the parameters stand."""

    def __init__(self, given: dict[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.given.get(node.id, node)


def spelled_out(cls: type | None, name: str, receiver: ast.expr, given: list[ast.expr]) -> str | None:
    """The expression to write instead; None where the method does more than return one."""
    found = getattr(cls, name, None)
    function = (
        found.fget if isinstance(found, property) else found.func if isinstance(found, cached_property) else found
    )
    if not inspect.isfunction(function):
        return None
    written = _definition(function)
    if written is None:
        return None
    parameters = [one.arg for one in written.args.args]
    statements = written.body[1:] if ast.get_docstring(written) is not None else written.body
    if len(statements) != 1 or not isinstance(statements[0], ast.Return) or statements[0].value is None:
        return None
    if len(parameters) != 1 + len(given):
        return None
    replaced = _Given(dict(zip(parameters, [receiver, *given], strict=True))).visit(statements[0].value)
    return f"write what it returns: `{ast.unparse(replaced)}`"


def _definition(function: Callable[..., object]) -> ast.FunctionDef | None:
    try:
        (written,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, SyntaxError, ValueError):
        return None
    return written if isinstance(written, ast.FunctionDef) else None
