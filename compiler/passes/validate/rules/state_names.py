"""State names: at least one character, at most 80, each once in the whole definition, branches and iterations included.

    {"States": {"": {"Type": "Succeed"}}}     a state's name is empty

An execution's history knows a state by its name alone, hence the whole definition.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.rules.rule import Rule

LONGEST = 80


def check(view: View, findings: Findings) -> None:
    """Look at every name once."""
    for scope in view.scopes:
        states = scope.body.get("States")
        for name in view.duplicates.get(id(states), ()):
            message = f"the state `{name}` is defined twice"
            findings.add(codes.DUPLICATE_STATE, message, f"{scope.pointer}/States", on_key=True)
    seen: dict[str, str] = {}
    for state in view.states:
        if not state.name:
            findings.add(codes.BAD_STATE_NAME, "a state's name is empty", state.pointer, on_key=True)
        elif len(state.name) > LONGEST:
            message = f"a state's name has at most {LONGEST} characters, this one {len(state.name)}"
            findings.add(codes.BAD_STATE_NAME, message, state.pointer, on_key=True)
        if state.name in seen:
            message = f"the name `{state.name}` is taken by the state at {seen[state.name]}"
            findings.add(codes.DUPLICATE_STATE, message, state.pointer, on_key=True)
        seen.setdefault(state.name, state.pointer)


RULE = Rule("state-names", "https://states-language.net/spec.html#statemachine", check)
