"""Flow → Flow: fewer states and transitions, the same outcome.

    do "input"  event = input                    do "First Process" task first(pass-through)
    do "First Process" task first(event)    =>   do "Second Process" task second(pass-through)
      first = result                             return input
    do "Second Process" task second(first)
      result_2 = result
    return result_2

Each rewrite is a pure function in a file of its own, with its before and after. The order matters: what one makes
simple, the next removes.
"""

from collections.abc import Callable

from compiler.forms.depth import deep_recursion
from compiler.forms.flow import Flow
from compiler.passes.rewrite.collect_loops import collect_loops
from compiler.passes.rewrite.compute_choices import compute_choices
from compiler.passes.rewrite.decide_ahead import decide_ahead
from compiler.passes.rewrite.drop_dead_assignments import drop_dead_assignments
from compiler.passes.rewrite.drop_untaken_ways import drop_untaken_ways
from compiler.passes.rewrite.fold_assignments import fold_assignments
from compiler.passes.rewrite.fold_returns import fold_returns
from compiler.passes.rewrite.merge_choices import merge_choices
from compiler.passes.rewrite.pass_through import pass_through
from compiler.passes.rewrite.read_input import read_input
from compiler.passes.rewrite.run_side_by_side import run_side_by_side
from compiler.passes.rewrite.share_handlers import share_handlers
from compiler.passes.rewrite.sink_assignments import sink_assignments
from compiler.passes.rewrite.unwrap_blocks import unwrap_blocks

Rewrite = Callable[[Flow], Flow]
Dump = Callable[[str, str], None]
Checked = Callable[[str, Flow, Dump | None], Flow]
"""Verifies the flow that a rewrite gave, shows it to the dump, and hands it back."""

REWRITES: tuple[Rewrite, ...] = (
    drop_untaken_ways,
    collect_loops,
    unwrap_blocks,
    merge_choices,
    run_side_by_side,
    pass_through,
    drop_dead_assignments,
    fold_assignments,
    drop_dead_assignments,
    compute_choices,
    fold_assignments,
    drop_dead_assignments,
    read_input,
    sink_assignments,
    drop_dead_assignments,
    fold_returns,
    pass_through,
    drop_dead_assignments,
    share_handlers,
    decide_ahead,
)


def rewrite(flow: Flow, checked: Checked, dump: Dump | None = None) -> Flow:
    """The flow after every rewrite in order."""
    with deep_recursion():
        for turn, one in enumerate(REWRITES):
            again = REWRITES[:turn].count(one)
            flow = checked(f"{one.__name__} {again + 1}" if again else one.__name__, one(flow), dump)
    return flow


__all__ = ["REWRITES", "rewrite"]
