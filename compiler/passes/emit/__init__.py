"""Flow → Machine: every operation becomes a state, pure expressions become JSONata.

    do "export_orders" task export_orders({"day": day})
      export = result
    =>  "export_orders": {"Type": "Task", "Resource": "${ExportOrdersArn}", "Arguments": {"day": "{% $day %}"},
                          "Assign": {"export": "{% $states.result %}"}, "Next": …}

Time and size are linear in the Flow: where ways meet again there is one state, never a copy of what follows.
"""

from collections.abc import Iterator

from compiler.diagnostics import Report
from compiler.diagnostics.codes import limits
from compiler.forms.depth import deep_recursion
from compiler.forms.flow import Flow
from compiler.forms.machine import Machine, MapState, ParallelState, State, definition_text, to_asl
from compiler.forms.program import Program
from compiler.passes.emit.bodies import emit_machine
from compiler.passes.emit.graph import Emission


def emit(flow: Flow, program: Program | None, report: Report) -> Machine:
    """The state machine that does what the flow says. Limits that it breaks go to the report."""
    emission = Emission()
    with deep_recursion():
        built = emit_machine(flow.body, emission, flow.span)
    pipeline = flow.pipeline
    timeout = None if pipeline.timeout is None else int(pipeline.timeout.total_seconds())
    written = set(_names(built.states))
    spans = {name: span for name, span in emission.spans.items() if name in written}
    machine = Machine(built.start, built.states, flow.comment, timeout, pipeline.kind, spans, emission.placeholders)
    if program is not None and program.resources:
        text = definition_text(to_asl(machine))
        named = {name: found for name, found in program.resources.items() if f"${{{name}}}" in text}
        machine.placeholders.update(named)
    _check_size(emission.size, flow, report)
    return machine


def _names(states: dict[str, State]) -> Iterator[str]:
    """Every state's name, those of inner machines too."""
    for name, state in states.items():
        yield name
        match state:
            case ParallelState(branches):
                for branch in branches:
                    yield from _names(branch.states)
            case MapState(processor):
                yield from _names(processor.states)
            case _:
                pass


LARGEST_DEFINITION = 1_048_576
"""Characters of a definition (CreateStateMachine's `definition`, AWS Step Functions API reference)."""


def _check_size(size: int, flow: Flow, report: Report) -> None:
    """Refuse what is too large in its expressions alone; the validator measures the whole text."""
    if size > LARGEST_DEFINITION:
        report.add(
            limits.DEFINITION_TOO_LARGE,
            f"the definition of `{flow.pipeline.name}` has {size:,} characters of expressions, "
            f"and Step Functions takes {LARGEST_DEFINITION:,} in all",
            flow.span,
            help="move a part into a pipeline of its own and call it with `run(…)`",
        )


__all__ = ["emit"]
