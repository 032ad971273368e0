"""A definition as the rules see it: scopes (the workflow, branches, iterations) and their states, with pointers.

    view = view_of(definition, "STANDARD", findings)
    [state.name for state in view.states]

Rules never walk nested states themselves: `view.states` has all of them, `view.scopes` the workflows around them.
Parts that are no objects are left out here; the schema says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from compiler.diagnostics import Code
from compiler.passes.validate.reader import escape

Kind = Literal["STANDARD", "EXPRESS"]
Language = Literal["JSONPath", "JSONata"]
Json = dict[str, Any]

DEEPEST = 100
"""How many workflows may nest in each other; far more than a definition of one megabyte makes sense of."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, at a JSON pointer. `on_key` when the key, not its value, is what is wrong."""

    code: Code
    message: str
    pointer: str
    help: str | None = None
    on_key: bool = False


@dataclass(slots=True)
class Findings:
    """What the rules have found."""

    found: list[Finding] = field(default_factory=list)

    def add(self, code: Code, message: str, pointer: str, *, help: str | None = None, on_key: bool = False) -> None:  # noqa: A002 - the finding's own word
        """Record a finding."""
        self.found.append(Finding(code, message, pointer, help, on_key))


@dataclass(eq=False, slots=True)
class Scope:
    """A workflow: the machine itself, a Parallel's branch, or what a Map runs for each item."""

    body: Json
    pointer: str
    owner: "State | None"
    """The Parallel or Map state that it belongs to; None for the machine."""
    kind: Kind
    """EXPRESS also for the child executions of a Distributed Map that says so."""
    states: "dict[str, State]" = field(default_factory=dict)

    @property
    def distributed(self) -> bool:
        """Whether each item runs as an execution of its own, which sees no variable from outside."""
        config = self.body.get("ProcessorConfig")
        return isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED"


@dataclass(eq=False, slots=True)
class State:
    """A state."""

    name: str
    body: Json
    pointer: str
    scope: Scope
    language: Language

    @property
    def type(self) -> str:
        """Its `Type`, or an empty string."""
        kind = self.body.get("Type")
        return kind if isinstance(kind, str) else ""

    def at(self, *keys: str | int) -> str:
        """The pointer of a part."""
        return self.pointer + "".join(f"/{escape(str(key))}" for key in keys)

    def objects(self, field_name: str) -> Iterator[tuple[int, Json]]:
        """The entries of a list field that are objects, with their numbers: `Retry`, `Catch`, `Choices`."""
        entries = self.body.get(field_name)
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, dict):
                yield number, entry

    @property
    def targets(self) -> Iterator[tuple[str, Any]]:
        """Where the state leads to: a pointer and the name that stands there."""
        if self.type == "Choice":
            for number, rule in self.objects("Choices"):
                if "Next" in rule:
                    yield self.at("Choices", number, "Next"), rule["Next"]
            if "Default" in self.body:
                yield self.at("Default"), self.body["Default"]
            return
        if "Next" in self.body:
            yield self.at("Next"), self.body["Next"]
        for number, rule in self.objects("Catch"):
            if "Next" in rule:
                yield self.at("Catch", number, "Next"), rule["Next"]


@dataclass(eq=False, slots=True)
class View:
    """The whole definition."""

    definition: Json
    kind: Kind
    language: Language
    scopes: list[Scope] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    duplicates: dict[int, frozenset[str]] = field(default_factory=dict)
    """Keys that stand twice in an object of the text, by the object's `id`."""
    too_deep: str | None = None
    """The pointer of a workflow that is nested too deep to be looked at."""


def transitions(scope: Scope) -> dict[str, list[str]]:
    """Which states of the scope each state leads to; what leads nowhere is left out."""
    return {
        name: [target for _, target in state.targets if isinstance(target, str) and target in scope.states]
        for name, state in scope.states.items()
    }


def view_of(definition: Json, kind: Kind, duplicates: dict[int, frozenset[str]] | None = None) -> View:
    """The scopes and states of a definition."""
    language: Language = "JSONata" if definition.get("QueryLanguage") == "JSONata" else "JSONPath"
    view = View(definition, kind, language, duplicates=duplicates or {})
    _add_scope(view, definition, "", None, kind, 0)
    return view


def _add_scope(view: View, body: Json, pointer: str, owner: State | None, kind: Kind, depth: int) -> None:
    scope = Scope(body, pointer, owner, kind)
    view.scopes.append(scope)
    if depth > DEEPEST:
        view.too_deep = view.too_deep or pointer
        return
    states = body.get("States")
    for name, state_body in (states if isinstance(states, dict) else {}).items():
        if not isinstance(state_body, dict):
            continue
        state = State(name, state_body, f"{pointer}/States/{escape(name)}", scope, _language(view, state_body))
        scope.states[name] = state
        view.states.append(state)
        for part, inner in _inner(state):
            _add_scope(view, inner, part, state, _child_kind(inner, kind), depth + 1)


def _language(view: View, body: Json) -> Language:
    """A state's own query language; what nests inside it takes the machine's, not the state's."""
    own = body.get("QueryLanguage", view.language)
    return "JSONata" if own == "JSONata" else "JSONPath"


def _inner(state: State) -> Iterator[tuple[str, Json]]:
    if state.type == "Parallel":
        for number, branch in state.objects("Branches"):
            yield state.at("Branches", number), branch
    if state.type == "Map":
        for name in ("ItemProcessor", "Iterator"):
            processor = state.body.get(name)
            if isinstance(processor, dict):
                yield state.at(name), processor


def _child_kind(body: Json, kind: Kind) -> Kind:
    config = body.get("ProcessorConfig")
    if isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED":
        return "EXPRESS" if config.get("ExecutionType") == "EXPRESS" else "STANDARD"
    return kind
