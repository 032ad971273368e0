"""AWS's limits that a flow is known to pass, told before anything is deployed.

check(flow, report)          SM411 endless loops, SM503 history, SM504 constants too large, SM505 and SM506 Express
"""

from compiler.diagnostics import Report
from compiler.forms.flow import Flow
from compiler.passes.limits.amounts import Amount
from compiler.passes.limits.counting import EVENTS, TRANSITIONS, count
from compiler.passes.limits.endless import check_endless
from compiler.passes.limits.express import check_express
from compiler.passes.limits.history import check_history
from compiler.passes.limits.payloads import check_payloads
from compiler.passes.limits.pricing import cost_of, priced_regions

__all__ = ["EVENTS", "TRANSITIONS", "Amount", "check", "cost_of", "count", "priced_regions"]

CHECKS = (check_endless, check_history, check_payloads, check_express)
"""Each takes the flow and the report."""


def check(flow: Flow, report: Report) -> None:
    """Report every limit that the flow is known to pass."""
    for one in CHECKS:
        one(flow, report)
