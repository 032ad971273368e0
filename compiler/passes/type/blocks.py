"""Parallel blocks: each top-level statement is a branch; the `return` behind them joins what they gave.

@parallel
def load(day: date) -> tuple[int, int]:
    orders = import_orders(day)            a branch
    customers = import_customers(day)      a branch; reading `orders` here is a finding
    return orders, customers
"""

import ast

from compiler.diagnostics.codes import flows
from compiler.forms.program import Statement
from compiler.passes.type.body import Body
from compiler.passes.type.locals import names_assigned_by
from compiler.passes.type.statements import statements_of


def check_branches(body: Body, written: list[ast.stmt]) -> tuple[Statement, ...]:
    """The statements of a parallel block, each read as a branch of its own."""
    found: list[Statement] = []
    branches = [node for node in written if not isinstance(node, ast.Return)]
    owners: dict[str, ast.stmt] = {}
    for node in branches:
        for name in names_assigned_by([node]):
            if name in owners:
                body.error(flows.BAD_BRANCH, f"two branches assign `{name}`", node, "give each its own name")
            owners[name] = node
    for place, node in enumerate(written):
        if isinstance(node, ast.Return):
            if place < len(written) - 1:
                body.error(flows.BAD_BRANCH, "a branch stands behind the `return`", written[place + 1], "put it above")
            body.siblings = {}
            found += statements_of(body, [node])
            break
        body.siblings = {name: body.span(owner) for name, owner in owners.items() if owner is not node}
        if _returns(node):
            body.error(
                flows.BAD_BRANCH, "a branch returns from the block", node, "assign, and return behind the branches"
            )
            continue
        found += statements_of(body, [node])
        body.scope.live = True
    body.siblings = {}
    return tuple(found)


def _returns(node: ast.stmt) -> bool:
    return any(isinstance(inner, ast.Return) for inner in ast.walk(node))
