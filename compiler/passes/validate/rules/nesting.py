"""Workflows nest only so deep: what lies deeper than this validator follows is refused rather than passed over.

    {"Type": "Parallel", "Branches": [{"States": {"A": {"Type": "Parallel", "Branches": […]}}}]}     and so on, too deep

No execution needs such depths, and Python's own stack ends somewhere.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import DEEPEST, Findings, View
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Say where the walk stopped."""
    if view.too_deep is not None:
        findings.add(codes.TOO_LARGE, f"workflows nest more than {DEEPEST} deep here", view.too_deep)


RULE = Rule("nesting", "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html", check)
