"""A compiled pipeline with those that it runs: what the engine takes to really execute all of them.

    linked = link(built, mocks)
    execute(linked.definition, input, answer, machines=linked.machines)
    linked.steps                    # placeholder → step, of all of them

A mock of a nested pipeline stands for the whole of it: its result is what `run` gives, its error what a handler sees.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from runtime.local.mocking import names_of, states_of

_PREFIX = "arn:aws:states:us-east-1:123456789012:stateMachine:"
MOCKED = f"{_PREFIX}mock:"
"""How the ARNs of machines begin that stand for mocked pipelines."""


class Compiled(Protocol):
    """A pipeline as the compiler builds it: a definition, and whose function each placeholder is."""

    @property
    def name(self) -> str:
        """The pipeline's name."""

    @property
    def definition(self) -> dict[str, Any]:
        """The ASL."""

    @property
    def steps(self) -> Mapping[str, Any]:
        """Placeholder → what it stands for; what has a `function` can be called."""

    @property
    def nested(self) -> Mapping[str, Self]:
        """Placeholder → another pipeline: those that this one may run, and those that they may."""


@dataclass(frozen=True)
class Linked:
    """Definitions in which every pipeline's placeholder is an ARN of this machine."""

    definition: dict[str, Any]
    machines: dict[str, dict[str, Any]]
    """By ARN: the definitions of the nested pipelines."""
    steps: dict[str, Any]
    """By placeholder: what it stands for, of all pipelines."""

    @property
    def definitions(self) -> tuple[dict[str, Any], ...]:
        """All of them."""
        return self.definition, *self.machines.values()


def link(
    built: Compiled, mocked: Iterable[str] = (), place: Callable[[Any], dict[str, Any]] = lambda one: one.definition
) -> Linked:
    """The pipeline with its nested ones.

    A call of one that is named in `mocked`, as a state, a pipeline or a Resource, starts a machine of one task instead,
    which a mock answers. `place` gives a pipeline's definition with its other placeholders filled in.
    """
    nested = {f"${{{placeholder}}}": one for placeholder, one in built.nested.items()}
    steps = dict(built.steps)
    for one in nested.values():
        steps |= one.steps
    given = frozenset(mocked)
    machines: dict[str, dict[str, Any]] = {}

    def linked(one: Compiled) -> dict[str, Any]:
        definition: dict[str, Any] = json.loads(json.dumps(place(one)))
        for name, state in states_of(definition):
            arguments = state.get("Arguments")
            if not isinstance(arguments, dict) or arguments.get("StateMachineArn") not in nested:
                continue
            placeholder = str(arguments["StateMachineArn"])
            if given.isdisjoint({name, placeholder, *names_of(placeholder, steps)}):
                arguments["StateMachineArn"] = f"{_PREFIX}{nested[placeholder].name}"
            else:
                arguments["StateMachineArn"] = arn = f"{MOCKED}{name}"
                machines[arn] = {
                    "StartAt": name,
                    "States": {name: {"Type": "Task", "Resource": placeholder, "End": True}},
                }
        return definition

    definition = linked(built)
    for one in nested.values():
        machines[f"{_PREFIX}{one.name}"] = linked(one)
    return Linked(definition, machines, steps)
