"""The error of work that Step Functions waits for, taken out of what it says when that work has failed.

    try: run(other)            try:  do "other" task …
                               catch States.TaskFailed: error = inner error[](error)
                                 fail error.Error: …            on to the handlers around, under its own name

A nested pipeline that fails, and a job that ends badly, are both `States.TaskFailed` with a description as their cause.
Only where a handler stands around is it looked into: an execution that fails for it ends with AWS's own error, which
tells where to look.
"""

from compiler.forms.expressions import Constant, ErrorOutput, Expression, Operation
from compiler.forms.flow import Assign, Catcher, Do, Try
from compiler.forms.types import STR, ErrorOf
from compiler.passes.lower.errors import raise_again
from compiler.passes.lower.place import Place
from dsl.jobs import JOBS
from dsl.services import boto3_name

TASK_FAILED = ("States.TaskFailed",)
"""Also takes every other error but timeouts (developer guide, "Error names"); those are raised again as they are."""


def unwrapped(place: Place, do: Do, question: Operation | None) -> None:
    """Add the operation; where a handler is around, with its error as `question` finds it."""
    if question is None or not place.is_watched:
        place.add(do)
        return
    variable = place.temporary("error")
    again = place.inside()
    raise_again(again, variable, (), do.span)
    catcher = Catcher(TASK_FAILED, (Assign(variable, question),), tuple(again.operations), do.span)
    place.add(Try((do,), (catcher,), do.span))


def inner_error(do: Do) -> Operation:
    """A nested execution's own error."""
    return _asked("inner error[]", do)


def failed_job(do: Do, name: str) -> Operation | None:
    """A job's failure as plain Python tells it; None for what is no job. `name` is as in "glue start_job_run"."""
    service, _, operation = name.partition(" ")
    start = (boto3_name(service), operation)
    if start not in JOBS:
        return None
    status = JOBS[start].status.rpartition(".")[2]
    given = (f"{start[0]} {start[1]} ended as ", status[:1].upper() + status[1:])
    return _asked("failed job[]", do, *(Constant(one, STR, do.span) for one in given))


def _asked(question: str, do: Do, *given: Expression) -> Operation:
    caught = ErrorOf(TASK_FAILED)
    return Operation(question, (ErrorOutput(caught, do.span), *given), (), caught, do.span)


__all__ = ["failed_job", "inner_error", "unwrapped"]
