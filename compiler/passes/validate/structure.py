"""Structure: what a JSON Schema can say. `asl.schema.json` is the whole language; a state is held against its own part.

    check_structure(view, findings)     # SM603 missing, SM604 and SM612 unsupported, SM605 wrong value

A state's fields depend on its type and its query language, so the schema names its parts `Task.JSONata` and so on, and
a state is checked by exactly one of them: the messages then speak of that state, not of every state that it is not.
"""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Json, State, View
from compiler.passes.validate.reader import escape

SCHEMA_FILE = Path(__file__).with_name("asl.schema.json")
SOURCE = "https://states-language.net/spec.html"
TYPES = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
_RECURSIVE = "comparison"


@cache
def whole_schema() -> Json:
    """The JSON Schema of the whole language."""
    schema: Json = json.loads(SCHEMA_FILE.read_text())
    return schema


@cache
def _flat(name: str) -> Json:
    """A part of the schema, its references put in place, without the states inside: they are checked on their own."""
    definitions = whole_schema()["$defs"]

    def place(value: Any) -> Any:
        if isinstance(value, list):
            return [place(item) for item in value]
        if not isinstance(value, dict):
            return value
        target = str(value.get("$ref", "")).removeprefix("#/$defs/")
        if target == "states":
            return {"type": "object", "minProperties": 1}
        if target and target != _RECURSIVE:
            return place(definitions[target])
        return {key: place(item) for key, item in value.items()}

    flat: Json = place(definitions[name] if name else {k: v for k, v in whole_schema().items() if k != "$defs"})
    return {**flat, "$defs": {_RECURSIVE: place(definitions[_RECURSIVE])}}


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_flat(name))


@cache
def _fields(name: str) -> frozenset[str]:
    definition = whole_schema()["$defs"].get(name)
    return frozenset(definition["properties"]) if definition else frozenset()


def check_structure(view: View, findings: Findings) -> None:
    """Hold the machine and every state against the schema."""
    _report(_validator("").iter_errors(view.definition), "", findings, None)
    for scope in view.scopes:
        states = scope.body.get("States")
        for name, body in states.items() if isinstance(states, dict) else ():
            if not isinstance(body, dict):
                pointer = f"{scope.pointer}/States/{escape(name)}"
                findings.add(codes.NO_OBJECT, f"the state `{name}` must be an object", pointer)
    for state in view.states:
        _check_state(state, findings)


def _check_state(state: State, findings: Findings) -> None:
    if "Type" not in state.body:
        findings.add(codes.MISSING_FIELD, f"the state `{state.name}` has no `Type`", state.pointer)
    elif state.type not in TYPES:
        given = state.body["Type"]
        findings.add(
            codes.WRONG_VALUE,
            f"`Type` must be one of {', '.join(TYPES)}, not {_shown(given)}",
            state.at("Type"),
            help=_nearest(str(given), TYPES),
        )
    else:
        _report(_validator(f"{state.type}.{state.language}").iter_errors(state.body), state.pointer, findings, state)


def _report(errors: Iterator[ValidationError], base: str, findings: Findings, state: State | None) -> None:
    seen: set[str] = set()
    for error in errors:
        pointer = base + "".join(f"/{escape(str(part))}" for part in error.absolute_path)
        match error.validator:
            case "required":
                for name in _strings(error.validator_value):
                    if name not in _strings(error.instance) and f"{pointer} {name}" not in seen:
                        seen.add(f"{pointer} {name}")
                        findings.add(codes.MISSING_FIELD, f"the field `{name}` is required", pointer)
            case "additionalProperties":
                allowed = frozenset(_strings(error.schema, "properties"))
                for name in _strings(error.instance):
                    if name not in allowed:
                        _unsupported(name, pointer, allowed, findings, state if pointer == base else None)
            case _:
                field = str(error.absolute_path[-1]) if error.absolute_path else "definition"
                message = f"{_named(field)} must be {_described(error.schema)}, not {_shown(error.instance)}"
                findings.add(codes.WRONG_VALUE, message, pointer)


def _strings(value: Any, key: str | None = None) -> list[str]:
    """The names in a list, or the keys of an object; jsonschema types all of them as anything."""
    return list(value if key is None else value[key])


def _unsupported(name: str, pointer: str, allowed: frozenset[str], findings: Findings, state: State | None) -> None:
    where = f"{pointer}/{escape(name)}"
    if state is not None:
        other = "JSONPath" if state.language == "JSONata" else "JSONata"
        if name in _fields(f"{state.type}.{other}"):
            message = f"`{name}` belongs to {other}, and the query language of this state is {state.language}"
            findings.add(codes.MIXED_LANGUAGES, message, where, on_key=True)
            return
    findings.add(
        codes.UNSUPPORTED_FIELD,
        f"the field `{name}` is not supported" + (f" in a {state.type} state" if state else " here"),
        where,
        help=_nearest(name, sorted(allowed)),
        on_key=True,
    )


def _nearest(name: str, known: "tuple[str, ...] | list[str]") -> str | None:
    near = get_close_matches(name, known, n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else None


def _named(field: str) -> str:
    return f"entry {field}" if field.isdigit() else f"`{field}`"


_NOUNS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _described(schema: Any) -> str:
    """What a schema asks for, in words."""
    if "anyOf" in schema:
        return " or ".join(_described(part) for part in schema["anyOf"])
    if "pattern" in schema:
        return "a JSONata expression in `{% %}`"
    if "enum" in schema:
        return " or ".join(json.dumps(value) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    kinds = schema.get("type", "an object")
    words = " or ".join(_NOUNS[kind] for kind in (kinds if isinstance(kinds, list) else [kinds]))
    if "minimum" in schema and "maximum" in schema:
        words += f" from {schema['minimum']} to {schema['maximum']}"
    elif "minimum" in schema:
        words += f" of at least {schema['minimum']}"
    if "minItems" in schema or "minProperties" in schema or "minLength" in schema:
        words += " that is not empty"
    return words


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
