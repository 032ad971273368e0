"""Loops: states that go round must have a way out, or each turn costs transitions until the history is full.

    {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}, …}}     goes round for ever

A loop that no transition leaves, and that neither waits nor works, is a warning; so is a Choice without a Default.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Scope, View, transitions
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Look for loops in every workflow, and at every Choice."""
    for scope in view.scopes:
        _check_loops(scope, findings)
    for state in view.states:
        if state.type == "Choice" and "Default" not in state.body:
            message = "without `Default` the execution fails when no rule matches"
            findings.add(codes.CHOICE_WITHOUT_DEFAULT, message, state.pointer, on_key=True)


def _check_loops(scope: Scope, findings: Findings) -> None:
    targets = transitions(scope)
    names = list(scope.states)
    for loop in _cycles(targets):
        leaves = any(target not in loop for name in loop for target in targets[name])
        ends = any(scope.states[name].body.get("End") is True for name in loop)
        works = any(scope.states[name].type in ("Wait", "Task", "Map", "Parallel") for name in loop)
        if not leaves and not ends:
            message = "these states go round for ever: no transition leaves them"
        elif not works and all(scope.states[name].type == "Pass" for name in loop):
            message = "these states go round without a pause"
        else:
            continue
        members = [name for name in names if name in loop]
        listed = ", ".join(f"`{name}`" for name in members)
        findings.add(codes.ENDLESS_LOOP, f"{message}: {listed}", scope.states[members[0]].pointer, on_key=True)


def _cycles(targets: dict[str, list[str]]) -> list[set[str]]:
    """The strongly connected parts that hold a cycle (Tarjan's algorithm, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    open_names: set[str] = set()
    found: list[set[str]] = []
    for root in targets:
        if root in order:
            continue
        work = [(root, iter(targets[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        open_names.add(root)
        while work:
            name, following = work[-1]
            target = next(following, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == order[name]:
                    part = _pop_until(stack, name)
                    open_names -= part
                    if len(part) > 1 or name in targets[name]:
                        found.append(part)
            elif target not in order:
                order[target] = low[target] = len(order)
                stack.append(target)
                open_names.add(target)
                work.append((target, iter(targets[target])))
            elif target in open_names:
                low[name] = min(low[name], order[target])
    return found


def _pop_until(stack: list[str], name: str) -> set[str]:
    """Take everything off the stack down to and with the name."""
    part = {stack[-1]}
    while stack.pop() != name:
        part.add(stack[-1])
    return part


RULE = Rule("loops", "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html", check)
