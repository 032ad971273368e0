"""Transitions lead to states of the same workflow: StartAt, Next, Default, and those of Choices and Catch.

    {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}     there is no state `B` here

A name of an outer or inner workflow is none: transitions never leave their own.
"""

from difflib import get_close_matches
from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Scope, View
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Look every target up."""
    for scope in view.scopes:
        if "StartAt" in scope.body:
            _check(scope, f"{scope.pointer}/StartAt", scope.body["StartAt"], findings)
    for state in view.states:
        for pointer, target in state.targets:
            _check(state.scope, pointer, target, findings)


def _check(scope: Scope, pointer: str, target: Any, findings: Findings) -> None:
    states = scope.body.get("States")
    if not isinstance(target, str) or not isinstance(states, dict) or not states or target in states:
        return
    near = get_close_matches(target, states, n=1)
    message = f"there is no state `{target}` in this workflow"
    findings.add(codes.UNKNOWN_TARGET, message, pointer, help=f"did you mean `{near[0]}`?" if near else None)


RULE = Rule("targets", "https://states-language.net/spec.html#transition", check)
