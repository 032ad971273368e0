"""Steps that hand out a secret: what a step returns is kept in the execution's history, where many may read it.

@step(uses=[shop])
def login() -> str:
    return secrets.text(shop)            SM414: the secret would be in the history
"""

import ast
from types import ModuleType
from typing import Any

from compiler.passes.type.unit import FunctionNode

_READING = frozenset({"text", "binary", "document", "get", "refresh", "get_secret_value"})


def leaked_secrets(node: FunctionNode, namespace: dict[str, Any]) -> list[ast.expr]:
    """What the step returns that is a secret's value: read in the return itself, or kept in a name until there."""
    held: set[str] = set()
    found: list[ast.expr] = []
    local = _imported_inside(node)
    for one in _statements(node):
        match one:
            case ast.Assign(targets=targets, value=value):
                names = {inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
                held = held | names if _is_secret(value, held, namespace, local) else held - names
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                held = held | {name} if _is_secret(value, held, namespace, local) else held - {name}
            case ast.Return(value=ast.expr() as value) if _is_secret(value, held, namespace, local):
                found.append(value)
            case _:
                pass
    return found


def _statements(node: ast.AST) -> list[ast.stmt]:
    """The body's statements in order, nested ones too, without those of inner functions."""
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(child, ast.stmt):
            found.append(child)
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            found += _statements(child)
    return found


def _imported_inside(node: FunctionNode) -> frozenset[str]:
    """Names that `from runtime import secrets` inside the body gives."""
    return frozenset(
        alias.asname or alias.name
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and inner.module == "runtime"
        for alias in inner.names
        if alias.name == "secrets"
    )


def _is_secret(node: ast.expr, held: set[str], namespace: dict[str, Any], local: frozenset[str]) -> bool:
    """Whether a value is a secret, a part of one, or a container or text made with one; a call's result is not."""
    match node:
        case ast.Name(id=name):
            return name in held
        case ast.Call(func=function):
            return _reads_secret(function, namespace, local)
        case ast.Subscript(value=inner) | ast.Attribute(value=inner):
            return _is_secret(inner, held, namespace, local)
        case ast.Compare():
            return False
        case ast.expr():
            inside = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
            return any(_is_secret(one, held, namespace, local) for one in inside)


def _reads_secret(function: ast.expr, namespace: dict[str, Any], local: frozenset[str]) -> bool:
    match function:
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in _READING:
            module = namespace.get(owner)
            return (
                owner in local
                or name == "get_secret_value"
                or (isinstance(module, ModuleType) and module.__name__ == "runtime.secrets")
            )
        case ast.Attribute(attr="get_secret_value"):
            return True
        case ast.Name(id=name):
            return getattr(namespace.get(name), "__module__", "") == "runtime.secrets" and name in _READING
        case _:
            return False
