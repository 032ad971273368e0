"""The spine: the passes in order, from a module's path to its state machines.

    path → load → understand → Program → lower → Flow → rewrite → Flow → limits → emit → Machine → validate

`compile_module` raises nothing for an author's mistake: every finding is in `Build.diagnostics`. A pipeline with an
error has no definition; the others of its module do. A finding of the validator about our own output is our bug.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compiler.diagnostics import Diagnostic, Report, Span
from compiler.diagnostics.codes import internal, limits
from compiler.forms.flow import Flow
from compiler.forms.flow_check import verify as verify_flow
from compiler.forms.flow_text import show as show_flow
from compiler.forms.machine import LARGEST_DEFINITION, Machine, Placeholder, definition_text, to_asl
from compiler.forms.program import Program, Routine
from compiler.forms.program_text import show as show_program
from compiler.forms.sources import LoadedModule
from compiler.passes.emit import emit
from compiler.passes.limits import check as check_limits
from compiler.passes.load import load_module, report_own_failure
from compiler.passes.lower import lower
from compiler.passes.rewrite import rewrite
from compiler.passes.type import program_of
from compiler.passes.validate import validate
from dsl.definitions import PipelineDefinition

Dump = Callable[[str, str], None]
"""Takes the name of a pass and the form it gave, as text."""


@dataclass(frozen=True, slots=True)
class PipelineBuild:
    """One pipeline, compiled."""

    name: str
    routine: Routine
    machine: Machine
    definition: dict[str, Any]
    """The state machine in Amazon States Language."""
    flow: Flow
    """What happens, as the machine was made from it."""
    module: "dict[str, PipelineBuild]" = field(repr=False, compare=False)
    """Every pipeline of its module, itself included, by name."""

    @property
    def nested(self) -> "dict[str, PipelineBuild]":
        """Placeholder (`InnerStateMachineArn`) → the module's pipeline that it stands for: all that this one may run,
        by itself or through another.
        """
        found: dict[str, PipelineBuild] = {}
        ahead = [self]
        while ahead:
            for placeholder, behind in ahead.pop().steps.items():
                one = self.module.get(behind.function.__name__) if isinstance(behind, PipelineDefinition) else None
                if one is not None and one.routine.definition is behind and placeholder not in found:
                    found[placeholder] = one
                    ahead.append(one)
        return found

    @property
    def source_map(self) -> dict[str, Span]:
        """State name → where its work is written."""
        return self.machine.spans

    @property
    def steps(self) -> dict[str, Placeholder]:
        """Placeholder (`ExportOrdersArn`) → whose ARN or name it stands for."""
        return self.machine.placeholders


@dataclass(frozen=True, slots=True)
class Build:
    """What compiling one module gave."""

    path: Path
    program: Program | None
    pipelines: dict[str, PipelineBuild] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no finding stops the build."""
        return not any(found.is_error for found in self.diagnostics)


def compile_module(
    path: str | Path, *, roots: tuple[Path, ...] = (), rewrites: bool = True, dump: Dump | None = None
) -> Build:
    """Compile every pipeline of the module at `path`.

    `roots` are the folders that first-party imports start from; () finds them from the path. `rewrites=False` leaves
    the Flow as it was lowered, which computes the same in more states. `dump` is told every form on the way.
    """
    report = Report()
    module = load_module(Path(path), roots, report)
    program = _understood(module, report) if module else None
    if program is None:
        return Build(Path(path), None, {}, tuple(report))
    if dump:
        dump("program", show_program(program))
    pipelines: dict[str, PipelineBuild] = {}
    if not report.has_errors:
        for key, routine in program.pipelines.items():
            _compile_pipeline(program, key, routine, report, pipelines, rewrites=rewrites, dump=dump)
    return Build(Path(path), program, pipelines, tuple(report))


def _understood(module: LoadedModule, report: Report) -> Program | None:
    """The Program; None where a value of the module, asked what it is, raises an error of its own."""
    try:
        return program_of(module, report)
    except Exception as error:
        if not report_own_failure(module, error, report):
            raise
        return None


def _compile_pipeline(
    program: Program,
    key: str,
    routine: Routine,
    report: Report,
    module: dict[str, PipelineBuild],
    *,
    rewrites: bool,
    dump: Dump | None,
) -> None:
    """Add the pipeline to those of its module, unless it has an error."""
    mine = Report()
    flow = lower(program, key, mine)
    if not mine.has_errors:
        flow = _rewritten(flow, mine, rewrites=rewrites, dump=dump)
    machine = None if mine.has_errors else emit(flow, program, mine)
    report.extend(mine)
    if machine is None or mine.has_errors:
        return
    definition = to_asl(machine)
    if not _fits(definition, routine, report):
        return
    _validate_output(definition, machine, routine, report)
    name = routine.definition.function.__name__
    module[name] = PipelineBuild(name, routine, machine, definition, flow, module)


def _rewritten(flow: Flow, report: Report, *, rewrites: bool, dump: Dump | None) -> Flow:
    """The flow as it will be emitted, held to AWS's limits."""
    flow = _checked("lower", flow, dump)
    if rewrites:
        flow = rewrite(flow, _checked, dump)
    verify_flow(flow)
    check_limits(flow, report)
    return flow


def _checked(name: str, flow: Flow, dump: Dump | None) -> Flow:
    """Verify and show what a pass gave, where somebody looks: an author's build pays for the last check alone."""
    if dump:
        verify_flow(flow)
        dump(name, show_flow(flow))
    return flow


def _fits(definition: dict[str, Any], routine: Routine, report: Report) -> bool:
    size = len(definition_text(definition).encode("utf-8", "surrogatepass"))
    if size <= LARGEST_DEFINITION:
        return True
    report.add(
        limits.DEFINITION_TOO_LARGE,
        f"the definition of `{routine.definition.name}` has {size:,} bytes; at most {LARGEST_DEFINITION:,} are taken",
        routine.span,
        help="move a part into a pipeline of its own and call it with `run(…)`",
    )
    return False


def _validate_output(definition: dict[str, Any], machine: Machine, routine: Routine, report: Report) -> None:
    for found in validate(definition, kind=machine.kind, spans=machine.spans):
        if found.is_error:
            report.add(
                internal.INVALID_OUTPUT,
                f"the definition of `{routine.definition.name}` is refused: {found.code.id} {found.message}",
                found.span if found.span.line else routine.span,
                help="please report this with the pipeline's source",
            )
        else:
            report.extend((found,))
