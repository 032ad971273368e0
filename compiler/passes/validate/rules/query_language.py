"""Query languages: a machine in JSONata has no state in JSONPath; the other way round a state can choose.

    {"QueryLanguage": "JSONata", "States": {"A": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}}}

The state's own language wins over the machine's.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Compare every state's language with the machine's."""
    if view.language != "JSONata":
        return
    for state in view.states:
        if state.body.get("QueryLanguage") == "JSONPath":
            message = "a state's query language cannot be JSONPath where the whole state machine's is JSONata"
            findings.add(codes.MIXED_LANGUAGES, message, state.at("QueryLanguage"))


RULE = Rule("query-language", "https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html", check)
