"""Steps: the units of work. Each becomes one Lambda function; called in plain Python, it is the function it always was.

    @step(uses=[shop, staging.write], timeout=minutes(10), memory=512, retry=Retry(attempts=4))
    def export_orders(day: date) -> Export: ...

    export_orders.with_options(timeout=minutes(1))(day)     # other options for one call

`activity` is the same for work that is done elsewhere; a TaskToken parameter makes a step wait for somebody's answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import update_wrapper

from dsl.attaching import attach, check_function, check_machine_name, check_state_name
from dsl.definitions import ActivityDefinition, Definition, StepDefinition, StepOptions, definition_of
from dsl.errors import DeclarationError, Problems
from dsl.resources import Grant, Secret, Vpc, grants_of
from dsl.retries import Retry
from dsl.step_options import check_env, check_number, check_options, check_texts

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, overload

    from dsl.shapes import P, R, Step, StepDecorator


Retries = Retry | tuple[Retry, ...] | None
TRANSIENT_RETRY = Retry.transient()


class TaskToken(str):
    """What somebody outside gives back to finish a waiting step: `send_task_success(taskToken=token, …)`.

    def ask(question: str, token: TaskToken = TOKEN) -> bool: …
    """

    __slots__ = ()


TOKEN = TaskToken("")
"""The default of a token parameter, `token: TaskToken = TOKEN`: the workflow fills it in, callers leave it out."""


class Unset:
    """The type of `UNSET`."""

    def __repr__(self) -> str:
        return "unset"


UNSET: Any = Unset()
"""Stands where an option is not given again, since None has a meaning of its own."""


if TYPE_CHECKING:

    @overload
    def step(function: Callable[P, R], /) -> Step[P, R]: ...
    @overload
    def step(
        *,
        name: str | None = None,
        timeout: timedelta | None = None,
        heartbeat: timedelta | None = None,
        memory: int = 256,
        storage: int = 512,
        retry: Retries = TRANSIENT_RETRY,
        uses: Iterable[Grant | Secret] = (),
        vpc: Vpc | None = None,
        env: Mapping[str, str] | None = None,
        requires: Iterable[str] = (),
        concurrency: int | None = None,
        pure: bool = False,
    ) -> StepDecorator: ...


def step(function: Any = None, /, **options: Any) -> Any:
    """A unit of work, one Lambda function. Its annotations are its contract.

        @step(timeout=minutes(5), retry=Retry(attempts=4))
        def load(day: date) -> int: …

    - `name`: the state's name in the console, 1 to 80 characters; the function's own unless given.
    - `timeout`: how long one attempt may take: whole seconds up to 15 minutes (longer for a step with a task token).
    - `heartbeat`: how long a step with a task token may stay silent.
    - `memory` (128 to 10240 MiB) and `storage` (/tmp, 512 to 10240 MiB).
    - `retry`: a `Retry`, a tuple of them or None; without it, what Lambda calls transient is tried again.
    - `uses`: what it may touch: secrets (to read) and grants such as `table.write`. Nothing else is allowed to it.
    - `vpc`: the network it runs in.
    - `env`: environment variables. `requires`: third-party requirements that its imports do not show.
    - `concurrency`: reserved concurrent executions, 0 or more; None shares the account's.
    - `pure`: its result depends on its arguments alone and it changes nothing, so it may run beside others.

    Raises `DeclarationError` with everything that is wrong.
    """
    if function is not None:
        return _decorate_step(function, options)
    return lambda decorated: _decorate_step(decorated, options)


if TYPE_CHECKING:

    @overload
    def activity(function: Callable[P, R], /) -> Step[P, R]: ...
    @overload
    def activity(
        *,
        name: str | None = None,
        timeout: timedelta | None = None,
        heartbeat: timedelta | None = None,
        retry: Retries = None,
    ) -> StepDecorator: ...


def activity(function: Any = None, /, **options: Any) -> Any:
    """A unit of work that a worker of your own polls Step Functions for; the body is its plain-Python meaning.

        @activity(name="judge", heartbeat=minutes(5))
        def judge(question: str) -> bool: …

    `name` is the activity's: letters, digits, `-`, `_`. `timeout` and `heartbeat` may be as long as a state waits.
    Raises `DeclarationError` with everything that is wrong.
    """
    if function is not None:
        return _decorate_activity(function, options)
    return lambda decorated: _decorate_activity(decorated, options)


def _decorate_step(function: Any, given: dict[str, Any]) -> Any:
    problems = check_function("@step", function)
    options = {"memory": 256, "storage": 512, "retry": TRANSIENT_RETRY, "uses": (), "requires": (), **given}
    _check_known(given, STEP_OPTIONS, problems)
    name = check_state_name(options.get("name"), function, problems)
    common = check_options(
        options.get("timeout"),
        options.get("heartbeat"),
        options["retry"],
        problems,
        waits_for_others=takes_token(function),
    )
    check_number("memory", options["memory"], 128, 10_240, " (MiB)", problems)
    check_number("storage", options["storage"], 512, 10_240, " (MiB)", problems)
    grants = grants_of(options["uses"], problems)
    vpc, concurrency, pure = options.get("vpc"), options.get("concurrency"), options.get("pure", False)
    problems.add(vpc is None or isinstance(vpc, Vpc), f'vpc is {vpc!r}; give Vpc("name")')
    if concurrency is not None:
        check_number("concurrency", concurrency, 0, None, "", problems)
    problems.add(isinstance(pure, bool), f"pure is {pure!r}; give True or False")
    env = check_env(options.get("env"), problems)
    requires = check_texts("requires", options["requires"], "openpyxl>=3.1", problems)
    problems.raise_any()
    definition = StepDefinition(
        function=function,
        name=name,
        options=common,
        memory=options["memory"],
        storage=options["storage"],
        uses=grants,
        vpc=vpc,
        env=env,
        requires=requires,
        concurrency=concurrency,
        pure=pure,
    )
    return _attach_with_options(function, definition)


def _decorate_activity(function: Any, given: dict[str, Any]) -> Any:
    problems = check_function("@activity", function)
    _check_known(given, ("name", "timeout", "heartbeat", "retry"), problems)
    name = check_machine_name(given.get("name"), function, problems)
    options = check_options(
        given.get("timeout"), given.get("heartbeat"), given.get("retry"), problems, waits_for_others=True
    )
    problems.raise_any()
    return _attach_with_options(function, ActivityDefinition(function, name, options))


STEP_OPTIONS = (
    "name", "timeout", "heartbeat", "memory", "storage", "retry",
    "uses", "vpc", "env", "requires", "concurrency", "pure",
)  # fmt: skip


def _check_known(given: dict[str, Any], known: tuple[str, ...], problems: Problems) -> None:
    for name in given:
        problems.add(name in known, f"{name} is not an option; there are {', '.join(known)}")


def takes_token(function: object) -> bool:
    """Whether a parameter's default is `TOKEN`: the step then waits for somebody to give the token back."""
    positional = getattr(function, "__defaults__", None) or ()
    named = (getattr(function, "__kwdefaults__", None) or {}).values()
    return any(default is TOKEN for default in (*positional, *named))


def _attach_with_options(function: Any, definition: StepDefinition | ActivityDefinition) -> Any:
    attach(function, definition)
    function.with_options = lambda **options: _with_options(function, options)
    return function


def _with_options(function: Any, given: dict[str, Any]) -> Any:
    """A function that does the same, whose definition has other options."""
    definition = definition_of(function)
    assert isinstance(definition, StepDefinition | ActivityDefinition)
    changed = with_options(definition, **given)

    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return _attach_with_options(update_wrapper(call, function), changed)


def with_options(
    definition: StepDefinition | ActivityDefinition,
    *,
    timeout: timedelta | None = UNSET,
    heartbeat: timedelta | None = UNSET,
    retry: Retries = UNSET,
    **unknown: Any,
) -> StepDefinition | ActivityDefinition:
    """The definition with these options in place of its own; what is not given stays. Raises `DeclarationError`."""
    from dataclasses import replace

    function, old = definition.function, definition.options
    problems = Problems(f"{function.__name__}.with_options")
    _check_known(unknown, ("timeout", "heartbeat", "retry"), problems)
    options: StepOptions = check_options(
        old.timeout if timeout is UNSET else timeout,
        old.heartbeat if heartbeat is UNSET else heartbeat,
        old.retry if retry is UNSET else retry,
        problems,
        waits_for_others=isinstance(definition, ActivityDefinition) or takes_token(function),
    )
    problems.raise_any()
    return replace(definition, options=options)


__all__ = ["TOKEN", "DeclarationError", "Definition", "TaskToken", "activity", "step", "takes_token", "with_options"]
