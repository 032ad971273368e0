"""Steps that hand out a secret: what a step returns or raises is kept in the history, where many may read it.

@step(uses=[shop])
def login() -> str:
    return secrets.text(shop)            SM414: the secret would be in the history
"""

import ast
import builtins
import dataclasses
from types import ModuleType
from typing import Any

from compiler.passes.type.unit import FunctionNode

_ADDING = frozenset({"append", "extend", "add", "update", "insert", "setdefault"})
_KEEPING: tuple[object, ...] = (str, repr, bytes, list, dict, tuple, set, sorted, reversed)
_KEEPING_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "decode", "encode", "format", "join", "replace", "split", "get"}
)
_KEEPING_FUNCTIONS = frozenset(
    {("json", "loads"), ("json", "dumps"), ("base64", "b64encode"), ("base64", "b64decode"), ("copy", "deepcopy")}
)
_READING = frozenset({"text", "binary", "document", "get", "refresh", "get_secret_value"})


def leaked_secrets(node: FunctionNode, namespace: dict[str, Any]) -> list[tuple[ast.expr, str]]:
    """What the step returns or raises that is a secret's value, and which of both it does."""
    held: set[str] = set()
    found: list[tuple[ast.expr, str]] = []
    local = _imported_inside(node)

    def secret(value: ast.expr) -> bool:
        return _is_secret(value, held, namespace, local)

    for one in _statements(node):
        match one:
            case ast.Assign(targets=targets, value=value):
                names = {inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
                plain = all(isinstance(target, ast.Name | ast.Tuple | ast.List) for target in targets)
                held = held | names if secret(value) else held - names if plain else held
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                held = held | {name} if secret(value) else held - {name}
            case ast.AugAssign(target=ast.Name(id=name), value=value) if secret(value):
                held = held | {name}
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=arguments)):
                if method in _ADDING and any(map(secret, arguments)):
                    held = held | {name}
            case ast.Return(value=ast.expr() as value) if secret(value):
                found.append((value, "returns"))
            case ast.Raise(exc=ast.Call(args=arguments) as value) if any(map(secret, arguments)):
                found.append((value, "raises"))
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
        case ast.Call(func=function, args=arguments, keywords=keywords):
            if _reads_secret(function, namespace, local):
                return True
            given = [*arguments, *(one.value for one in keywords)]
            if isinstance(function, ast.Attribute) and function.attr in _KEEPING_METHODS:
                given.append(function.value)
            elif not _keeps(function, namespace):
                return False
            return any(_is_secret(one, held, namespace, local) for one in given)
        case ast.Subscript(value=inner) | ast.Attribute(value=inner):
            return _is_secret(inner, held, namespace, local)
        case ast.Compare():
            return False
        case ast.expr():
            inside = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
            return any(_is_secret(one, held, namespace, local) for one in inside)


def _keeps(function: ast.expr, namespace: dict[str, Any]) -> bool:
    """Whether a call's result shows what it was given: conversions, JSON, base64, and records made of it."""
    match function:
        case ast.Name(id=name):
            called = namespace.get(name, getattr(builtins, name, None))
            return any(called is one for one in _KEEPING) or dataclasses.is_dataclass(called)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            module = namespace.get(owner)
            return isinstance(module, ModuleType) and (module.__name__, name) in _KEEPING_FUNCTIONS
        case _:
            return False


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
