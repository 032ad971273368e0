"""Pipelines: whole state machines, and one that starts another.

    @pipeline(schedule=cron("0 3 * * ? *", timezone="Asia/Tokyo"), timeout=hours(2))
    def nightly_orders(day: date) -> dict: ...

    summary = run(nightly_orders, day)              # a nested execution, waited for

Called as plain Python, a pipeline is the function that was written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dsl.attaching import attach, check_function, check_machine_name
from dsl.definitions import PipelineDefinition, definition_of
from dsl.durations import whole_seconds
from dsl.errors import DeclarationError
from dsl.retries import shown
from dsl.schedules import Schedule

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal, overload

    from dsl.shapes import P, Pipeline, PipelineDecorator, R


LONGEST_EXPRESS = timedelta(minutes=5)
LONGEST_STANDARD = timedelta(days=365)
"""How long an execution may run (Step Functions developer guide, "Quotas")."""


if TYPE_CHECKING:

    @overload
    def pipeline(function: Callable[P, R], /) -> Pipeline[P, R]: ...
    @overload
    def pipeline(
        *,
        name: str | None = None,
        schedule: Schedule | None = None,
        timeout: timedelta | None = None,
        kind: Literal["STANDARD", "EXPRESS"] = "STANDARD",
        logging: Literal["OFF", "ERROR", "ALL"] = "ERROR",
        tracing: bool = False,
        parallelize: bool = False,
    ) -> PipelineDecorator: ...


def pipeline(function: Any = None, /, **options: Any) -> Any:
    """A whole state machine.

        @pipeline(schedule=rate(hours(6)))
        def refresh() -> None: …

    - `name`: the state machine's: 1 to 80 letters, digits, `-`, `_`; the function's own unless given.
    - `schedule`: when it starts by itself: `cron(…)`, `rate(…)` or `at(…)`.
    - `timeout`: how long an execution may run: whole seconds, a year for STANDARD and 5 minutes for EXPRESS at most.
    - `kind`: STANDARD (exactly once, up to a year) or EXPRESS (at least once, minutes, cheap in bulk).
    - `logging`: which events reach CloudWatch Logs. `tracing`: whether X-Ray traces it.
    - `parallelize`: whether independent steps that are `pure` run side by side.

    Raises `DeclarationError` with everything that is wrong.
    """
    if function is not None:
        return _decorate(function, options)
    return lambda decorated: _decorate(decorated, options)


def run(pipeline: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Another pipeline's result: a nested execution that is waited for. In plain Python, a call.

        summary = run(nightly_orders, day)

    Raises `DeclarationError` when `pipeline` is not a pipeline.
    """
    if not isinstance(definition_of(pipeline), PipelineDefinition):
        name = getattr(pipeline, "__name__", repr(pipeline))
        raise DeclarationError("run", (f"{name} is not a pipeline; call steps and blocks as they are, without run",))
    return pipeline(*args, **kwargs)


OPTIONS = ("name", "schedule", "timeout", "kind", "logging", "tracing", "parallelize")


def _decorate(function: Any, given: dict[str, Any]) -> Any:
    problems = check_function("@pipeline", function)
    for option in given:
        problems.add(option in OPTIONS, f"{option} is not an option; there are {', '.join(OPTIONS)}")
    name = check_machine_name(given.get("name"), function, problems)
    schedule, timeout = given.get("schedule"), given.get("timeout")
    kind, logging = given.get("kind", "STANDARD"), given.get("logging", "ERROR")
    problems.add(
        schedule is None or isinstance(schedule, Schedule),
        f'schedule is {schedule!r}; give cron("0 3 * * ? *"), rate(hours(6)) or at("2027-04-01T09:00:00")',
    )
    problems.add(kind in ("STANDARD", "EXPRESS"), f'kind is {kind!r}; give "STANDARD" or "EXPRESS"')
    problems.add(logging in ("OFF", "ERROR", "ALL"), f'logging is {logging!r}; give "OFF", "ERROR" or "ALL"')
    if timeout is not None:
        longest = LONGEST_EXPRESS if kind == "EXPRESS" else LONGEST_STANDARD
        total = whole_seconds(timeout) if isinstance(timeout, timedelta) else None
        problems.add(
            total is not None and 1 <= total <= longest.total_seconds(),
            f"timeout is {shown(timeout)}; give whole seconds, {shown(longest)} at most for {kind}",
        )
    for switch in ("tracing", "parallelize"):
        value = given.get(switch, False)
        problems.add(isinstance(value, bool), f"{switch} is {value!r}; give True or False")
    problems.raise_any()
    attach(
        function,
        PipelineDefinition(
            function=function,
            name=name,
            schedule=schedule,
            timeout=timeout,
            kind=kind,
            logging=logging,
            tracing=given.get("tracing", False),
            parallelize=given.get("parallelize", False),
        ),
    )
    return function
