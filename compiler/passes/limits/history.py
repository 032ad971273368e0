"""SM503: loops of known length that fill an execution's history.

A Standard execution fails at 25,000 events (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
"""

from compiler.diagnostics import Report
from compiler.diagnostics.codes import limits
from compiler.forms.flow import Flow, Loop
from compiler.passes.limits.amounts import Amount
from compiler.passes.limits.counting import EVENTS, count

MOST_EVENTS = 25_000


def check_history(flow: Flow, report: Report) -> None:
    """Report each loop that alone passes the limit, or else the pipeline whose parts pass it together."""
    if flow.pipeline.kind == "EXPRESS":  # its history is a log
        return
    found: list[Loop] = []

    def measured(loop: Loop, rounds: Amount) -> None:
        most = rounds.at_most.get((), 0)
        if most > MOST_EVENTS:
            found.append(loop)
            report.add(
                limits.HISTORY_TOO_LONG,
                f"this loop makes up to {most:,} events of history, and an execution fails at {MOST_EVENTS:,}",
                loop.span,
                help="map over the items with `each(…)` over an S3 source, "
                "or make the loop's body a pipeline and start it with `run(…)`",
            )

    whole = count(flow, EVENTS, on_loop=measured)
    if not found and whole.at_most.get((), 0) > MOST_EVENTS:
        most = whole.at_most[()]
        report.add(
            limits.HISTORY_TOO_LONG,
            f"`{flow.pipeline.name}` makes up to {most:,} events of history, and an execution fails at {MOST_EVENTS:,}",
            flow.span,
            help="move a part into a pipeline of its own and start it with `run(…)`",
        )
