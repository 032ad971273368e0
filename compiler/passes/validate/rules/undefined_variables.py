"""Variables are assigned before they are read: on some way from the start to the state, or in a workflow around it.

    "Output": "{% $total %}"     no state before this one assigns `$total`

A warning: Step Functions fails the execution, not the creation. An Assign takes effect for the next state, not for the
fields of its own.
"""

import re
from collections.abc import Iterator

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import code_of, jsonata_fields, template_paths, uses_of
from compiler.passes.validate.intrinsics import looks_like_call, read_call
from compiler.passes.validate.jsonpaths import parse_path
from compiler.passes.validate.model import Findings, Scope, State, View
from compiler.passes.validate.rules.paths import path_fields
from compiler.passes.validate.rules.rule import Rule
from compiler.passes.validate.rules.variables import assigned

_VARIABLE = re.compile(r"\$[^\W\d]\w*")


def check(view: View, findings: Findings) -> None:
    """Compute what can be assigned before each state, workflow by workflow, outside in."""
    before: dict[State, frozenset[str]] = {}
    for scope in view.scopes:
        _flow(scope, before)
    for state in view.states:
        if state not in before:
            continue
        for name, pointer in _read(state):
            if name not in before[state]:
                findings.add(codes.UNDEFINED_VARIABLE, f"no state before this one assigns `${name}`", pointer)


def _flow(scope: Scope, before: dict[State, frozenset[str]]) -> None:
    """Follow the transitions until nothing more is learnt."""
    start = scope.states.get(str(scope.body.get("StartAt")))
    if start is None:
        return
    owner = scope.owner
    before[start] = frozenset() if owner is None or scope.distributed else before.get(owner, frozenset())
    waiting = [start]
    while waiting:
        state = waiting.pop()
        after = before[state] | {name for name, _ in assigned(state)}
        for _, target in state.targets:
            following = scope.states.get(target) if isinstance(target, str) else None
            if following is not None and not (following in before and after <= before[following]):
                before[following] = before.get(following, frozenset()) | after
                waiting.append(following)


def _read(state: State) -> Iterator[tuple[str, str]]:
    """The variables that a state reads, each with a pointer."""
    if state.language == "JSONata":
        for found in jsonata_fields(state):
            code = code_of(found.text)
            for name in uses_of(code).variables if code is not None else ():
                yield name, found.pointer
        return
    texts = [(found.text, found.pointer) for found in template_paths(state)]
    texts += [(field.text, field.pointer) for field in path_fields(state) if field.name != "ResultPath"]
    for text, pointer in texts:
        for path in read_call(text)[0].paths if looks_like_call(text) else [text]:
            root = parse_path(path).root
            if _VARIABLE.fullmatch(root):
                yield root[1:], pointer


RULE = Rule(
    "undefined-variables", "https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html", check
)
