"""Variables: their names, and that a branch or an iteration leaves the variables around it alone.

    "Assign": {"states": 1}     the name `states` is reserved

A variable of an outer workflow can be read inside but not assigned; a Distributed Map's iterations see none of them.
"""

from collections.abc import Iterator
from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Scope, State, View
from compiler.passes.validate.rules.rule import Rule

LONGEST = 80


def assigned(state: State) -> Iterator[tuple[str, str]]:
    """The names that a state assigns, each with its pointer; `.$` behind a name is JSONPath's."""
    places: list[tuple[tuple[str | int, ...], Any]] = [(("Assign",), state.body.get("Assign"))]
    places += [(("Choices", number, "Assign"), rule.get("Assign")) for number, rule in state.objects("Choices")]
    places += [(("Catch", number, "Assign"), rule.get("Assign")) for number, rule in state.objects("Catch")]
    for keys, values in places:
        for key in values if isinstance(values, dict) else ():
            yield (key.removesuffix(".$") if state.language == "JSONPath" else key), state.at(*keys, key)


def assigned_around(scope: Scope) -> set[str]:
    """The names that the workflows around a scope assign, as far as the scope can see them."""
    names: set[str] = set()
    while scope.owner is not None and not scope.distributed:
        scope = scope.owner.scope
        names.update(name for state in scope.states.values() for name, _ in assigned(state))
    return names


def check(view: View, findings: Findings) -> None:
    """Look at every Assign."""
    for scope in view.scopes:
        outer = assigned_around(scope)
        for state in scope.states.values():
            for name, pointer in assigned(state):
                problem = _problem(name)
                if problem:
                    findings.add(codes.BAD_VARIABLE_NAME, problem, pointer, on_key=True)
                elif name in outer:
                    message = (
                        f"the variable `{name}` belongs to the workflow around this one, which alone can assign it"
                    )
                    findings.add(codes.OUTER_VARIABLE, message, pointer, on_key=True)


def _problem(name: str) -> str | None:
    if name == "states":
        return "the name `states` is reserved"
    if not name.isidentifier():
        return f"`{name}` is no variable name: it starts with a letter and goes on with letters, digits and `_`"
    if len(name) > LONGEST:
        return f"a variable's name has at most {LONGEST} characters, this one {len(name)}"
    return None


RULE = Rule("variables", "https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html", check)
