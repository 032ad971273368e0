"""Findings: what they are (`model`), which kinds there are (`codes`), and how they are shown (`render`).

    from compiler.diagnostics import Report, Span
    from compiler.diagnostics.codes import names

    report.add(names.UNKNOWN_NAME, "`exprot_orders` is not defined", span, help="did you mean `export_orders`?")

Everything that finds something adds to one Report, which sorts what it is given and drops what comes twice.
"""

from compiler.diagnostics.model import Code, Diagnostic, Label, Report, Severity
from compiler.diagnostics.span import NOWHERE, Span

__all__ = ["NOWHERE", "Code", "Diagnostic", "Label", "Report", "Severity", "Span"]
