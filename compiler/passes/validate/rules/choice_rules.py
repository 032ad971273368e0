"""Choice rules of JSONPath states: one variable and one comparison, or one of And, Or and Not; timestamps in RFC 3339.

    {"Variable": "$.a", "Next": "B"}                            a rule needs a comparison
    {"Not": {"Variable": "$.a", "IsNull": true, "Next": "B"}}   only the outermost rule has a `Next`

A rule that JSONPath states read is no condition of JSONata states: those have one field, `Condition`.
"""

from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Json, View
from compiler.passes.validate.rules.rule import Rule
from compiler.passes.validate.rules.timestamps import is_timestamp

LOGIC = ("And", "Or", "Not")
_PLAIN = ("Variable", "Next", "Comment", "Assign")


def check(view: View, findings: Findings) -> None:
    """Look at every rule and the rules inside it."""
    for state in view.states:
        if state.type == "Choice" and state.language == "JSONPath":
            for number, rule in state.objects("Choices"):
                _check(rule, state.at("Choices", number), findings)


def _check(rule: Json, pointer: str, findings: Findings) -> None:
    logic = [name for name in LOGIC if name in rule]
    comparisons = [name for name in rule if name not in (*_PLAIN, *LOGIC)]
    if len(logic) + len(comparisons) > 1:
        names = ", ".join(f"`{name}`" for name in (*logic, *comparisons))
        findings.add(codes.BAD_CHOICE_RULE, f"a rule makes one comparison, this one several: {names}", pointer)
    elif not logic and not comparisons:
        findings.add(codes.BAD_CHOICE_RULE, "a rule needs a comparison, or one of And, Or and Not", pointer)
    elif comparisons and "Variable" not in rule:
        findings.add(codes.BAD_CHOICE_RULE, f"`{comparisons[0]}` needs a `Variable` to compare", pointer)
    elif logic and "Variable" in rule:
        findings.add(codes.BAD_CHOICE_RULE, f"`{logic[0]}` compares nothing itself: it has no `Variable`", pointer)
    for name in comparisons:
        value = rule[name]
        if (
            name.startswith("Timestamp")
            and not name.endswith("Path")
            and isinstance(value, str)
            and not is_timestamp(value)
        ):
            findings.add(codes.BAD_TIMESTAMP, f"`{value}` is no RFC 3339 timestamp", f"{pointer}/{name}")
    for name in logic:
        _check_inner(rule[name], f"{pointer}/{name}", findings)


def _check_inner(value: Any, pointer: str, findings: Findings) -> None:
    if isinstance(value, dict):
        _check(value, pointer, findings)
    for number, part in enumerate(value if isinstance(value, list) else []):
        if isinstance(part, dict):
            _check(part, f"{pointer}/{number}", findings)


RULE = Rule("choice-rules", "https://states-language.net/spec.html#choice-state", check)
