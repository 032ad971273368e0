"""Functions that expressions call exist, or a variable of that name is bound in the expression.

    "Output": "{% $summ($states.input.prices) %}"     there is no function `$summ`; did you mean `$sum`?

A warning: Step Functions finds out only when the expression is evaluated. `$eval` does not exist there.
"""

from difflib import get_close_matches

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import code_of, jsonata_fields, uses_of
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.rules.rule import Rule
from runtime.local.jsonata.library import FUNCTIONS


def check(view: View, findings: Findings) -> None:
    """Look at every call."""
    for state in view.states:
        if state.language != "JSONata":
            continue
        for found in jsonata_fields(state):
            code = code_of(found.text)
            for name in uses_of(code).functions if code is not None else ():
                if name not in FUNCTIONS:
                    near = get_close_matches(name, FUNCTIONS, n=1)
                    message = f"there is no function `${name}`"
                    cure = f"did you mean `${near[0]}`?" if near else None
                    findings.add(codes.UNKNOWN_FUNCTION, message, found.pointer, help=cure)


RULE = Rule("jsonata-functions", "https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html", check)
