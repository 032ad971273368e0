"""JSONata: the braces, the syntax, and what Step Functions does not offer where an expression stands.

    "Output": "{% $states.result. %}"     SM613: Unexpected end of expression
    "Output": "{% order.total %}"          SM614: the field `order` has no object here

`$states.result` is there in Output and Assign of the states that do work, `$states.errorOutput` in those of a Catch.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import Found, code_of, jsonata_fields, uses_of
from compiler.passes.validate.model import Findings, State, View
from compiler.passes.validate.rules.rule import Rule

WORKERS = ("Task", "Parallel", "Map")


def check(view: View, findings: Findings) -> None:
    """Look at every string of the states in JSONata."""
    for state in view.states:
        if state.language != "JSONata":
            continue
        for found in jsonata_fields(state):
            code = code_of(found.text)
            if code is None:
                _check_braces(found, findings)
            else:
                _check_code(state, found, code, findings)


def _check_braces(found: Found, findings: Findings) -> None:
    opened, closed = found.text.startswith("{%"), found.text.endswith("%}")
    if opened != closed or (opened and closed):
        message = "an expression is the whole string, from `{%` to `%}`"
        findings.add(codes.BAD_JSONATA, message, found.pointer, help="take away what stands outside the braces")


def _check_code(state: State, found: Found, code: str, findings: Findings) -> None:
    uses = uses_of(code)
    if uses.error is not None:
        findings.add(codes.BAD_JSONATA, f"not JSONata: {uses.error}", found.pointer)
        return
    for problem in uses.problems:
        findings.add(codes.UNSUPPORTED_JSONATA, problem.message, found.pointer)
    caught = found.field.startswith("Catch/")
    if "errorOutput" in uses.states and not caught:
        message = "`$states.errorOutput` is there only in Assign and Output of a Catch"
        findings.add(codes.UNSUPPORTED_JSONATA, message, found.pointer)
    has_result = state.type in WORKERS and found.field in ("Output", "Assign")
    if "result" in uses.states and not has_result:
        message = "`$states.result` is there only in Output and Assign of Task, Parallel and Map states"
        findings.add(codes.UNSUPPORTED_JSONATA, message, found.pointer)


RULE = Rule("jsonata", "https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html", check)
