"""SM505 and SM506: what an Express pipeline cannot do, and waits that are longer than it may live.

Express executions end within five minutes and cannot wait for others
(https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html).
"""

from collections.abc import Iterator

from compiler.diagnostics import Report
from compiler.diagnostics.codes import limits
from compiler.forms.expressions import Constant
from compiler.forms.flow import Block, Body, Do, Flow, If, Loop, Map, Task, Try, Wait
from compiler.passes.limits.known import inner_bodies
from dsl.definitions import ActivityDefinition, PipelineDefinition

LONGEST_RUN = 300
"""Seconds."""
_STANDARD = 'make the pipeline `kind="STANDARD"`, or move this into one that is and start it there'
_STANDARD_CHILD = 'leave out `kind="EXPRESS"`, or do this outside of `each`'


def check_express(flow: Flow, report: Report) -> None:
    """Report each operation of an Express pipeline that AWS refuses or that cannot end in time."""
    if flow.pipeline.kind == "EXPRESS":
        _check(flow.body, "an Express pipeline", _STANDARD, report)
        return
    for do in _all(flow.body):
        match do.work:
            case Map(_, _, body, _, {"kind": "EXPRESS"}):
                _check(body, "an Express child of a Distributed Map", _STANDARD_CHILD, report)


def _check(body: Body, who: str, advice: str, report: Report) -> None:
    for do in _all(body):
        if problem := _refused(do):
            report.add(limits.NOT_IN_EXPRESS, f"{who} cannot {problem}", do.span, help=advice)
        elif (seconds := _pause(do)) is not None and seconds >= LONGEST_RUN:
            message = f"this waits {seconds:,} seconds, and {who} ends within {LONGEST_RUN}"
            report.add(limits.TOO_LONG_FOR_EXPRESS, message, do.span, help=advice)


def _refused(do: Do) -> str | None:
    match do.work:
        case Task(token=str()):
            return "wait for a task token"
        case Task(target=ActivityDefinition()):
            return "use an activity"
        case Task(target=PipelineDefinition()):
            return "wait for another pipeline"
        case Task(target=str() as resource) if ".sync" in resource or ".waitForTaskToken" in resource:
            return f"use `.{resource.rsplit(':', 1)[-1].split('.', 1)[-1]}`"
        case Map(distributed=dict()):
            return "run a Distributed Map"
        case _:
            return None


def _pause(do: Do) -> int | None:
    match do.work:
        case Wait(seconds=int() as number) | Wait(seconds=Constant(int() as number)):
            return number
        case _:
            return None


def _all(body: Body) -> Iterator[Do]:
    for one in body:
        match one:
            case Do():
                yield one
                for inner in inner_bodies(one):
                    yield from _all(inner)
            case If():
                for part in (*(arm.body for arm in one.arms), one.otherwise):
                    yield from _all(part)
            case Loop() | Block():
                yield from _all(one.body)
            case Try():
                for part in (one.body, *(catcher.body for catcher in one.catchers)):
                    yield from _all(part)
            case _:
                pass
