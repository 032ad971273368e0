"""What may be said of a step, checked: numbers within Lambda's bounds, names that Lambda takes.

    check_resources(memory=64, …)      memory is 64; give 128 to 10240 (MiB)

Bounds are Lambda's quotas (Lambda developer guide, "Lambda quotas") and the Amazon States Language's for timeouts.
"""

from collections.abc import Mapping
from datetime import timedelta

from dsl.definitions import DEFAULT_STEP_TIMEOUT, StepOptions
from dsl.durations import whole_seconds
from dsl.errors import Problems
from dsl.retries import Retry, shown

LONGEST_STATE = timedelta(seconds=99_999_999)
"""The largest TimeoutSeconds."""
RESERVED_ENV = (
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
)
LARGEST_ENV = 4096
"""Bytes of all environment variables together."""


def check_options(
    timeout: object, heartbeat: object, retry: object, problems: Problems, *, waits_for_others: bool
) -> StepOptions:
    """The options, noted where wrong. `waits_for_others` (a task token, an activity) lifts Lambda's 15 minutes."""
    longest = LONGEST_STATE if waits_for_others else DEFAULT_STEP_TIMEOUT
    seconds = _check_length("timeout", timeout, longest, problems, waits_for_others=waits_for_others)
    beat = _check_length("heartbeat", heartbeat, LONGEST_STATE, problems, waits_for_others=True)
    if beat is not None:
        problems.add(
            waits_for_others,
            "heartbeat is given, but only an activity or a step with `token: TaskToken = TOKEN` sends one",
        )
        problems.add(
            seconds is None or beat < seconds, "heartbeat is not shorter than timeout; Step Functions asks for that"
        )
    listed = retry if isinstance(retry, tuple | list) else (retry,) if retry is not None else ()
    fine = problems.add(
        all(isinstance(one, Retry) for one in listed), f"retry is {retry!r}; give Retry(…), a tuple of them, or None"
    )
    if fine:
        _check_order(tuple(listed), problems)
    return StepOptions(
        timeout=timeout if isinstance(timeout, timedelta) else None,
        heartbeat=heartbeat if isinstance(heartbeat, timedelta) else None,
        retry=retry if isinstance(retry, Retry) else tuple(listed) or None if fine else None,
    )


def check_number(label: str, given: object, low: int, high: int | None, unit: str, problems: Problems) -> None:
    """Note `given` unless it is a whole number from `low` to `high`."""
    whole = isinstance(given, int) and not isinstance(given, bool)
    fits = whole and low <= given and (high is None or given <= high)  # type: ignore[operator]
    bounds = f"{low} or more" if high is None else f"{low} to {high}"
    problems.add(fits, f"{label} is {shown(given)}; give {bounds}{unit}")


def check_env(env: object, problems: Problems) -> dict[str, str]:
    """The environment variables, noted where Lambda would refuse them."""
    if env is None:
        return {}
    if not problems.add(isinstance(env, Mapping), f'env is {env!r}; give a dict: env={{"LEVEL": "debug"}}'):
        return {}
    assert isinstance(env, Mapping)
    for name, value in env.items():
        plain = isinstance(name, str) and name.isascii() and name.isidentifier() and not name.startswith("_")
        problems.add(
            plain and len(name) > 1, f"env has {name!r}; a name has 2 or more letters, digits and _, a letter first"
        )
        problems.add(name not in RESERVED_ENV, f"env has {name}, which Lambda sets itself")
        problems.add(isinstance(value, str), f"env has {name}={value!r}; values are texts: {str(value)!r}")
    size = sum(len(f"{name}{value}".encode()) for name, value in env.items())
    problems.add(size <= LARGEST_ENV, f"env has {size} bytes; Lambda takes {LARGEST_ENV}")
    return {str(name): str(value) for name, value in sorted(env.items(), key=str)}


def check_texts(label: str, given: object, example: str, problems: Problems) -> tuple[str, ...]:
    """A list of non-empty texts as a tuple, noted where it is anything else."""
    listed = isinstance(given, list | tuple) and all(isinstance(one, str) and one.strip() for one in given)
    if not problems.add(listed, f"{label} is {given!r}; give a list of texts: {label}=[{example!r}]"):
        return ()
    assert isinstance(given, list | tuple)
    return tuple(given)


def _check_length(
    label: str, given: object, longest: timedelta, problems: Problems, *, waits_for_others: bool
) -> int | None:
    if given is None:
        return None
    if not problems.add(isinstance(given, timedelta), f"{label} is {given!r}; give a duration: minutes(10)"):
        return None
    assert isinstance(given, timedelta)
    seconds = whole_seconds(given)
    if not problems.add(
        seconds is not None and seconds >= 1, f"{label} is {shown(given)}; give whole seconds, 1 or more: seconds(30)"
    ):
        return None
    said = (
        "Step Functions waits 99,999,999 seconds at most"
        if waits_for_others
        else "a Lambda function runs 15 minutes at most"
    )
    problems.add(given <= longest, f"{label} is {shown(given)}; {said}: {shown(longest)}")
    return seconds


def _check_order(retries: tuple[Retry, ...], problems: Problems) -> None:
    for position, one in enumerate(retries[:-1], 1):
        problems.add(
            one.errors != ("States.ALL",),
            f"retry {position} of {len(retries)} is for every error, so those after it never count; put it last",
        )
