"""The expressions of a definition: where each stands, and what each uses.

for found in jsonata_fields(state):      # every text in {% %} of a JSONata state
    use = uses_of(found.text)            # its problem, its variables, the functions that it calls

for found in template_paths(state):      # every "name.$" of a JSONPath state's payload templates
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from compiler.passes.validate.model import State
from compiler.passes.validate.reader import escape
from runtime.local.jsonata import syntax
from runtime.local.jsonata.dialect import Problem, check_dialect, free_names, states_fields
from runtime.local.jsonata.errors import JsonataSyntaxError
from runtime.local.jsonata.library.regexes import translate
from runtime.local.jsonata.parser import parse
from runtime.local.jsonata.walk import walk

TEMPLATE_FIELDS = ("Parameters", "ResultSelector", "ItemSelector", "Assign")
"""Fields of JSONPath states whose keys can end in `.$`."""
_EXPRESSION_FIELDS = (
    "Arguments", "Output", "Assign", "Items", "ItemSelector", "ItemReader", "ItemBatcher", "ResultWriter",
    "TimeoutSeconds", "HeartbeatSeconds", "MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage",
    "Seconds", "Timestamp", "Error", "Cause", "Credentials",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A text at a pointer, and the state's field that holds it, such as `Output` or `Catch/Assign`."""

    text: str
    pointer: str
    field: str


@dataclass(frozen=True, slots=True)
class Uses:
    """What an expression uses."""

    error: str | None
    """Why it is no JSONata, or None."""
    variables: tuple[str, ...] = ()
    """The variables that it takes from outside, `states` and functions left out."""
    functions: tuple[str, ...] = ()
    """The names that it calls and does not define."""
    states: frozenset[str] = frozenset()
    """The fields of `$states` that it reads."""
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=8192)
def uses_of(text: str) -> Uses:
    """What the text between `{%` and `%}` uses."""
    try:
        tree = parse(text)
    except JsonataSyntaxError as error:
        return Uses(error.message)
    broken = next((problem for node in walk(tree) if (problem := _regex_problem(node))), None)
    if broken is not None:
        return Uses(broken)
    free = free_names(tree)
    called: set[str] = set()
    for node in walk(tree):
        match node:
            case syntax.Call(function=syntax.Variable(name=name)) | syntax.Partial(function=syntax.Variable(name=name)):
                called.add(name)
            case syntax.Apply(right=syntax.Variable(name=name)):
                called.add(name)
    variables = tuple(name for name in free if name not in called and name != "states")
    functions = tuple(name for name in free if name in called)
    return Uses(None, variables, functions, frozenset(states_fields(tree)), tuple(check_dialect(tree)))


_BROKEN_REGEX = (
    "missing )",
    "unbalanced",
    "nothing to repeat",
    "multiple repeat",
    "unterminated",
    "bad character range",
)


def _regex_problem(node: syntax.Expression) -> str | None:
    """Why a regular expression is none in any language; what only Python lacks is no problem on AWS."""
    if not isinstance(node, syntax.Regex):
        return None
    try:
        translate(node.pattern)
    except re.error as error:
        if error.msg.startswith(_BROKEN_REGEX):
            return f"the regular expression /{node.pattern.source}/ is broken: {error.msg}"
    return None


def jsonata_fields(state: State) -> Iterator[Found]:
    """Every string in a place where a JSONata state takes expressions, in `{% %}` or not."""
    body = state.body
    for name in _EXPRESSION_FIELDS:
        if name in body:
            yield from _strings(body[name], state.at(name), name)
    for number, rule in state.objects("Choices"):
        for name in ("Condition", "Assign", "Output"):
            if name in rule:
                yield from _strings(rule[name], state.at("Choices", number, name), f"Choices/{name}")
    for number, rule in state.objects("Catch"):
        for name in ("Assign", "Output"):
            if name in rule:
                yield from _strings(rule[name], state.at("Catch", number, name), f"Catch/{name}")


def _strings(value: Any, pointer: str, field: str) -> Iterator[Found]:
    if isinstance(value, str):
        yield Found(value, pointer, field)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, f"{pointer}/{escape(key)}", field)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, f"{pointer}/{number}", field)


def code_of(text: str) -> str | None:
    """What stands between `{%` and `%}`, or None for plain text."""
    return text[2:-2].strip() if text.startswith("{%") and text.endswith("%}") and len(text) >= 4 else None


def templates(state: State) -> Iterator[tuple[str, Any]]:
    """The payload templates of a JSONPath state, each with its pointer."""
    body = state.body
    for name in TEMPLATE_FIELDS:
        if name in body:
            yield state.at(name), body[name]
    for number, rule in state.objects("Choices"):
        if "Assign" in rule:
            yield state.at("Choices", number, "Assign"), rule["Assign"]
    for number, rule in state.objects("Catch"):
        if "Assign" in rule:
            yield state.at("Catch", number, "Assign"), rule["Assign"]
    if isinstance(body.get("Credentials"), dict):
        yield state.at("Credentials"), body["Credentials"]
    for outer, inner in (("ItemReader", "Parameters"), ("ItemBatcher", "BatchInput"), ("ResultWriter", "Parameters")):
        holder = body.get(outer)
        if isinstance(holder, dict) and inner in holder:
            yield state.at(outer, inner), holder[inner]


def template_objects(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a payload template, with its pointer; values of `.$` keys are paths, not templates."""
    if isinstance(value, dict):
        yield pointer, value
        for key, item in value.items():
            if not key.endswith(".$"):
                yield from template_objects(item, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from template_objects(item, f"{pointer}/{number}")


def template_paths(state: State) -> Iterator[Found]:
    """Every string that a key ending in `.$` holds."""
    for pointer, template in templates(state):
        for where, part in template_objects(template, pointer):
            for key, value in part.items():
                if key.endswith(".$") and isinstance(value, str):
                    yield Found(value, f"{where}/{escape(key)}", key)
