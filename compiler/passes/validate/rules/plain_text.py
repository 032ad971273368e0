"""Text that looks like a path or a call where it is only text: AWS's warnings NO_DOLLAR and PASS_RESULT_IS_STATIC.

    "Parameters": {"id": "$.order.id"}     the text "$.order.id": a path needs the key `id.$`
    "Result": {"id.$": "$.id"}             a Result is taken as it is

These are warnings: the definition runs, but hardly as its author thinks.
"""

from collections.abc import Iterator
from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import template_objects, templates
from compiler.passes.validate.intrinsics import call_problem, looks_like_call
from compiler.passes.validate.jsonpaths import path_problem
from compiler.passes.validate.model import Findings, State, View
from compiler.passes.validate.reader import escape
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Look at templates and Results of JSONPath states, and for keys of JSONPath in JSONata."""
    for state in view.states:
        if state.language == "JSONata":
            _check_keys(state, findings)
            continue
        for pointer, key in _plain_paths(state):
            message = f"`{key}` holds plain text that looks like a path: a path needs the key `{key}.$`"
            findings.add(codes.PATH_AS_TEXT, message, pointer)
        if state.type == "Pass":
            for pointer in _result_paths(state.body.get("Result"), state.at("Result")):
                message = "a Result is taken as it is: `.$` and paths in it are plain text"
                findings.add(codes.STATIC_RESULT, message, pointer, help="use `Parameters` to read the input")


def _check_keys(state: State, findings: Findings) -> None:
    for name in ("Arguments", "Output", "Assign", "ItemSelector"):
        for where, part in template_objects(state.body.get(name), state.at(name)):
            for key, value in part.items():
                if key.endswith(".$") and _looks_like_path(value):
                    message = f"`{key}` is JSONPath, and in JSONata a key with plain text"
                    findings.add(codes.PATH_AS_TEXT, message, f"{where}/{escape(key)}")


def _looks_like_path(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if looks_like_call(value):
        return call_problem(value) is None
    return value.startswith(("$.", "$[", "$$.")) and path_problem(value) is None


def _plain_paths(state: State) -> Iterator[tuple[str, str]]:
    for pointer, template in templates(state):
        for where, part in template_objects(template, pointer):
            for key, value in part.items():
                if not key.endswith(".$") and _looks_like_path(value):
                    yield f"{where}/{escape(key)}", key


def _result_paths(value: Any, pointer: str) -> Iterator[str]:
    for where, part in template_objects(value, pointer):
        for key, item in part.items():
            if key.endswith(".$") and _looks_like_path(item):
                yield f"{where}/{escape(key)}"


SOURCE = (
    "https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html"
)
RULE = Rule("plain-text", SOURCE, check)
