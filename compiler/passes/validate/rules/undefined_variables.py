"""Variables are assigned before they are read: on some way from the start to the state, or in a workflow around it.

    "Output": "{% $total %}"     no state before this one assigns `$total`

A warning: Step Functions fails the execution, not the creation. An Assign takes effect for the next state, not for the
fields of its own.
"""

import heapq
import re
from collections.abc import Iterator

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import code_of, jsonata_fields, template_paths, uses_of
from compiler.passes.validate.intrinsics import looks_like_call, read_call
from compiler.passes.validate.jsonpaths import parse_path
from compiler.passes.validate.model import Findings, Scope, State, View, transitions
from compiler.passes.validate.rules.paths import path_fields
from compiler.passes.validate.rules.rule import Rule
from compiler.passes.validate.rules.variables import assigned
from runtime.local.jsonata.library import FUNCTIONS

_VARIABLE = re.compile(r"\$[^\W\d]\w*")


def check(view: View, findings: Findings) -> None:
    """Compute what can be assigned before each state, workflow by workflow, outside in."""
    names = {state: {name for name, _ in assigned(state)} for state in view.states}
    bits = {name: 1 << number for number, name in enumerate(sorted(set().union(*names.values())))}
    own = {state: sum(bits[name] for name in found) for state, found in names.items()}
    before: dict[State, int] = {}
    for scope in view.scopes:
        _flow(scope, own, before)
    for state in view.states:
        if state not in before:
            continue
        for name, pointer in _read(state):
            if not before[state] & bits.get(name, 0):
                findings.add(codes.UNDEFINED_VARIABLE, f"no state before this one assigns `${name}`", pointer)


def _flow(scope: Scope, own: dict[State, int], before: dict[State, int]) -> None:
    """Follow the transitions until nothing more is learnt; sets of names are bits, and earlier states come first.

    In that order a workflow without loops is walked once, however many ways lead through it.
    """
    start = str(scope.body.get("StartAt"))
    if start not in scope.states:
        return
    targets = transitions(scope)
    order = {name: number for number, name in enumerate(_in_order(start, targets))}
    owner = scope.owner
    known = {start: 0 if owner is None or scope.distributed else before.get(owner, 0)}
    waiting = [(0, start)]
    while waiting:
        _, name = heapq.heappop(waiting)
        after = known[name] | own[scope.states[name]]
        for target in targets[name]:
            learnt = known.get(target, 0) | after
            if target not in known or learnt != known[target]:
                known[target] = learnt
                heapq.heappush(waiting, (order[target], target))
    before.update((scope.states[name], variables) for name, variables in known.items())


def _in_order(start: str, targets: dict[str, list[str]]) -> list[str]:
    """The states that can be reached, each before those that it leads to, loops aside."""
    done: list[str] = []
    seen = {start}
    work = [(start, iter(targets[start]))]
    while work:
        name, following = work[-1]
        target = next((target for target in following if target not in seen), None)
        if target is None:
            done.append(name)
            work.pop()
        else:
            seen.add(target)
            work.append((target, iter(targets[target])))
    return done[::-1]


def _read(state: State) -> Iterator[tuple[str, str]]:
    """The variables that a state reads, each with a pointer."""
    if state.language == "JSONata":
        for found in jsonata_fields(state):
            code = code_of(found.text)
            for name in uses_of(code).variables if code is not None else ():
                if name not in FUNCTIONS:  # a function of JSONata given to another one: `$map(xs, $number)`
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
