"""What the vocabulary means without Step Functions: a pipeline is called, and runs."""

import inspect
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

import dsl
from dsl import context, each, minutes, parallel, pipeline, run, seconds, serial, step, wait
from dsl.facts import FACTS, Execution, StateMachine, executing
from dsl.services import boto3_name
from dsl.waits import waits_told_to

CALLS: list[str] = []


@step
def load(name: str, rows: int = 2) -> int:
    """Load some rows."""
    CALLS.append(name)
    if rows < 0:
        raise ValueError(f"{name} has {rows} rows")
    return rows


@serial(name="Load twice")
def twice(name: str) -> int:
    first = load(name)
    return first + load(name, rows=3)


@parallel
def both() -> tuple[int, int]:
    left = twice("left")
    right = load("right")
    return left, right


@pipeline
def nightly(day: date, /) -> dict[str, int]:
    left, right = both()
    wait(minutes(5))
    third, fourth = parallel(load("third"), load.with_options(retry=None)("fourth", rows=7))
    return {"rows": left + right + third + fourth, "day": day.day}


@pipeline
def weekly() -> int:
    return run(nightly, date(2027, 1, 31))["rows"]


def test_a_pipeline_runs_as_it_is_written() -> None:
    CALLS.clear()
    waited: list[object] = []
    with waits_told_to(waited.append):
        assert weekly() == 16
    assert CALLS == ["left", "left", "right", "third", "fourth"]
    assert waited == [timedelta(minutes=5)]


def test_decorated_functions_keep_what_they_are() -> None:
    assert (load.__name__, load.__doc__) == ("load", "Load some rows.")
    assert load.with_options(retry=None).__name__ == "load"


def test_waiting_ends_at_once() -> None:
    wait(seconds(99_999_999))
    wait(until=datetime(2100, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("tolerate", "expected"),
    [
        (2, [1, 2, 3]),
        (0.4, [1, 2, 3]),
        (1, None),
        (0.2, None),
        (None, None),
        (0, None),
        (5, [1, 2, 3]),
        (1.0, [1, 2, 3]),
    ],
)
def test_each_tolerates_as_many_as_said(tolerate: float | None, expected: list[int] | None) -> None:
    def item(value: int) -> int:
        if value < 0:
            raise ValueError("negative")
        return value

    items = [1, -1, 2, -2, 3]
    if expected is None:
        with pytest.raises(ValueError, match="negative"):
            each(item, items, tolerate=tolerate)
    else:
        assert each(item, items, tolerate=tolerate) == expected


def test_each_batches() -> None:
    assert each(sum, [1, 2, 3, 4, 5], batch=2) == [3, 7, 5]
    assert each(sum, [], batch=2) == []


def test_context_tells_the_execution() -> None:
    assert context.execution.name == context.execution.name
    began = datetime(2027, 1, 1, tzinfo=UTC)
    with executing(Execution("arn:1", "one", began, {"day": "x"}), StateMachine("arn:2", "nightly")):
        assert (context.execution.start_time, context.state_machine.name) == (began, "nightly")
    assert context.execution.name != "one"


def test_every_fact_is_an_attribute() -> None:
    for path in FACTS:
        value: object = context
        for part in path.split("."):
            value = getattr(value, part)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("sns", "sns"),
        ("lambda_", "lambda"),
        ("cognito_idp", "cognito-idp"),
        ("sfn", "stepfunctions"),
        ("events", "events"),
    ],
)
def test_service_names(written: str, name: str) -> None:
    assert boto3_name(written) == name


def test_service_names_are_shown_as_written() -> None:
    assert repr(dsl.aws.glue.start_job_run.sync) == "aws.glue.start_job_run.sync"
    with pytest.raises(dsl.DeclarationError, match=r"aws\.glue\.start_job_run\.sync"):
        dsl.aws.sns.publish.sync(Message="x")


def test_everything_exported_is_there() -> None:
    assert json.dumps(sorted(dsl.__all__))
    for name in dsl.__all__:
        assert getattr(dsl, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'prallel'"):
        _ = dsl.prallel  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(set(dsl.__all__) - {"SCHEDULED_TIME", "TOKEN"}))
def test_everything_exported_is_shown_in_use(name: str) -> None:
    """`help(dsl.each)` says how it is written."""
    told = inspect.getdoc(getattr(dsl, name)) or ""
    assert re.search(rf"\b{name}(\(|\.|\[| = )|except {name}|: {name}", told), told
