"""Every state can be reached from StartAt, and some state ends the workflow.

    {"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}     nothing leads to `B`

A machine's branches and iterations are looked at each by itself.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Scope, State, View
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Walk each workflow from its start."""
    for scope in view.scopes:
        if scope.body.get("StartAt") not in list(scope.states):
            continue  # what is wrong is the start, not every state
        if not any(_ends(state) for state in scope.states.values()):
            # Step Functions says this first and looks no further.
            findings.add(codes.NO_TERMINAL_STATE, "no state ends this workflow", f"{scope.pointer}/States", on_key=True)
            continue
        reached = _reached(scope)
        for name, state in scope.states.items():
            if name not in reached:
                message = f"no transition leads to the state `{name}`"
                findings.add(codes.UNREACHABLE_STATE, message, state.pointer, on_key=True)


def _ends(state: State) -> bool:
    return state.type in ("Succeed", "Fail") or state.body.get("End", False) is not False


def _reached(scope: Scope) -> set[str]:
    start = scope.body.get("StartAt")
    waiting = [start] if isinstance(start, str) else []
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in scope.states and name not in reached:
            reached.add(name)
            waiting += [target for _, target in scope.states[name].targets if isinstance(target, str)]
    return reached


RULE = Rule("reachability", "https://states-language.net/spec.html#transition", check)
