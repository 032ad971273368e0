"""The dispatcher of statements: each kind of syntax goes to the file named after it.

    statements_of(body, node.body)      (Assign("export", StepCall(…)), If(…), Return(…))

What stands behind a `return`, `raise`, `break` or `continue` can never run: it is reported once and not read.
"""

import ast

from compiler.diagnostics.codes import flows, syntax
from compiler.forms.program import Statement
from compiler.passes.type import assignments, branches, handling, loops, matching, raising, returning
from compiler.passes.type.body import Body
from compiler.passes.type.locals import names_assigned_by

_HELP: dict[type[ast.stmt], str] = {
    ast.FunctionDef: "define it at the top of the module, as a `@step` or `@serial` block",
    ast.AsyncFunctionDef: "define it at the top of the module, as a `@step` or `@serial` block",
    ast.ClassDef: "define it at the top of the module",
    ast.Import: "import at the top of the module",
    ast.ImportFrom: "import at the top of the module",
    ast.Global: "a pipeline's variables are its own: return the value",
    ast.Nonlocal: "a pipeline's variables are its own: return the value",
    ast.With: "open files and connections in a step; for `try` and `finally`, write them out",
    ast.AsyncWith: "open files and connections in a step; for `try` and `finally`, write them out",
    ast.AsyncFor: "write `for`: each step is waited for",
    ast.TryStar: "write `except`, one class at a time",
}


def statements_of(body: Body, nodes: list[ast.stmt]) -> tuple[Statement, ...]:
    """The statements of a suite."""
    found: list[Statement] = []
    for node in nodes:
        if not body.scope.live:
            body.error(flows.UNREACHABLE, "this can never run", node)
            break
        found += _statement(body, node)
    return tuple(found)


def _statement(body: Body, node: ast.stmt) -> tuple[Statement, ...]:  # noqa: C901 - one arm a kind
    match node:
        case ast.Pass():
            return ()
        case ast.Assign():
            return assignments.assign_statement(body, node)
        case ast.AnnAssign():
            return assignments.annotated_statement(body, node)
        case ast.AugAssign():
            return assignments.augmented_statement(body, node)
        case ast.Delete():
            return assignments.delete_statement(body, node)
        case ast.Expr():
            return assignments.expression_statement(body, node)
        case ast.If():
            return branches.if_statement(body, node)
        case ast.For():
            return loops.for_statement(body, node)
        case ast.While():
            return loops.while_statement(body, node)
        case ast.Break():
            return loops.break_statement(body, node)
        case ast.Continue():
            return loops.continue_statement(body, node)
        case ast.Match():
            return matching.match_statement(body, node)
        case ast.Try():
            return handling.try_statement(body, node)
        case ast.Raise():
            return raising.raise_statement(body, node)
        case ast.Assert():
            return raising.assert_statement(body, node)
        case ast.Return():
            return returning.return_statement(body, node)
        case _:
            return _refuse(body, node)


def _refuse(body: Body, node: ast.stmt) -> tuple[Statement, ...]:
    body.error(
        syntax.UNSUPPORTED_STATEMENT, f"a pipeline has no {_word(node)}", body.first_line(node), _HELP.get(type(node))
    )
    for name in names_assigned_by([node]):
        body.scope.set(name, body.unknown_binding())
    return ()


def _word(node: ast.stmt) -> str:
    words = {
        ast.FunctionDef: "functions inside it",
        ast.AsyncFunctionDef: "functions inside it",
        ast.ClassDef: "classes inside it",
        ast.Import: "imports inside it",
        ast.ImportFrom: "imports inside it",
        ast.TryStar: "`except*`",
    }
    return words.get(type(node), f"`{type(node).__name__.removeprefix('Async').lower()}` statement")
