"""Which names of a function are its variables, as Python's own compiler decides: what is assigned anywhere in it.

def f(a):
    b = 1                            {"a", "b"}
    [c for c in a]                   c belongs to the comprehension alone
    print((d := 2))                  … and d
"""

import ast


def assigned_names(node: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The parameters and every name that the body assigns."""
    listed = node.args
    arguments = [*listed.posonlyargs, *listed.args, *listed.kwonlyargs, listed.vararg, listed.kwarg]
    found = {argument.arg for argument in arguments if argument is not None}
    return frozenset(found | names_assigned_by(node.body))


def names_assigned_by(nodes: list[ast.stmt]) -> set[str]:
    """Every name that these statements assign."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.MatchMapping(rest=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
                continue
            case ast.alias():
                found.add(node.asname or node.name.partition(".")[0])
            case ast.Lambda():
                continue
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                found |= {inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)}
                continue
        waiting.extend(ast.iter_child_nodes(node))
    return found
