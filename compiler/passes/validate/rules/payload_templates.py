"""Payload templates: a key that ends in `.$` holds a path or an intrinsic function call, and no field is given twice.

    "Parameters": {"id.$": "order"}              not a path: a path starts with `$`
    "Parameters": {"id": 1, "id.$": "$.id"}       `id` is given twice

JSONata states have none: there the same key is a key.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import template_objects, templates
from compiler.passes.validate.intrinsics import looks_like_call, read_call
from compiler.passes.validate.jsonpaths import path_problem
from compiler.passes.validate.model import Findings, Json, View
from compiler.passes.validate.reader import escape
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Look at every object of every template."""
    for state in view.states:
        if state.language != "JSONPath":
            continue
        for pointer, template in templates(state):
            for where, part in template_objects(template, pointer):
                _check(part, where, findings)


def _check(part: Json, pointer: str, findings: Findings) -> None:
    for key, value in part.items():
        if not key.endswith(".$"):
            continue
        where = f"{pointer}/{escape(key)}"
        if not isinstance(value, str):
            findings.add(codes.BAD_TEMPLATE, f"`{key}` must hold a path or a call, in a string", where)
        else:
            _check_value(value, where, findings)
        if key.removesuffix(".$") in part:
            message = f"`{key.removesuffix('.$')}` is given twice, with and without `.$`"
            findings.add(codes.BAD_TEMPLATE, message, where, on_key=True)


def _check_value(text: str, pointer: str, findings: Findings) -> None:
    if not looks_like_call(text):
        problem = path_problem(text)
        if problem:
            findings.add(codes.BAD_PATH, f"`{text}` is neither a path nor a call: {problem}", pointer)
        return
    call, problem = read_call(text)
    if problem:
        findings.add(codes.BAD_INTRINSIC, problem, pointer)
        return
    for template, given in call.formats:
        wanted = template.replace("\\\\", "").replace("\\{", "").count("{}")
        if wanted != given:
            message = f"States.Format has {wanted} `{{}}` and {given} arguments for them"
            findings.add(codes.FORMAT_ARGUMENTS, message, pointer)


RULE = Rule("payload-templates", "https://states-language.net/spec.html#payload-template", check)
