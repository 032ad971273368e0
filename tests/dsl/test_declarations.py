"""What decorators, retries and resources refuse, and how they say it."""

# What is refused at run time is mostly what mypy would refuse, too.
# mypy: disable-error-code="arg-type, call-arg, call-overload, dict-item, list-item, misc, no-untyped-call"

from datetime import timedelta

import pytest

from dsl import (
    TOKEN,
    Bucket,
    DeclarationError,
    Index,
    Queue,
    Retry,
    Secret,
    Table,
    TaskToken,
    Topic,
    Vpc,
    activity,
    cron,
    definition_of,
    each,
    hours,
    http,
    minutes,
    parallel,
    pipeline,
    run,
    seconds,
    serial,
    step,
    wait,
)
from dsl.definitions import ActivityDefinition, BlockDefinition, PipelineDefinition, StepDefinition
from dsl.resources import Grant

orders = Table("orders-staging", partition_key={"day": "S"}, sort_key={"id": "N"})


def work(day: str) -> int:
    return len(day)


def waiting(day: str, token: TaskToken = TOKEN) -> int:
    return len(day + token)


async def later() -> None: ...


def several():
    yield 1


class ImportFailed(Exception):
    pass


class ImportRefused(ImportFailed):
    pass


def fresh(function=work):
    """A function of its own for each decoration."""
    return type(function)(function.__code__, globals(), function.__name__, function.__defaults__)


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda: step(memory=64)(fresh()), ["memory is 64; give 128 to 10240 (MiB)"]),
        (lambda: step(memory="512")(fresh()), ["memory is '512'; give 128"]),
        (lambda: step(memory=True)(fresh()), ["memory is True"]),
        (
            lambda: step(storage=100, concurrency=-1)(fresh()),
            ["storage is 100; give 512", "concurrency is -1; give 0 or more"],
        ),
        (lambda: step(timeout=hours(1))(fresh()), ["timeout is hours(1); a Lambda function runs 15 minutes at most"]),
        (lambda: step(timeout=30)(fresh()), ["timeout is 30; give a duration"]),
        (lambda: step(timeout=seconds(0.5))(fresh()), ["timeout is seconds(0.5); give whole seconds"]),
        (lambda: step(heartbeat=seconds(5))(fresh()), ["only an activity or a step with `token: TaskToken = TOKEN`"]),
        (
            lambda: step(heartbeat=minutes(5), timeout=minutes(5))(fresh(waiting)),
            ["heartbeat is not shorter than timeout"],
        ),
        (lambda: step(retry=3)(fresh()), ["retry is 3; give Retry(…)"]),
        (lambda: step(retry=(Retry(), Retry(on=(KeyError,))))(fresh()), ["retry 1 of 2 is for every error"]),
        (lambda: step(uses=[orders])(fresh()), ['Table("orders-staging"); say how: .read or .write']),
        (lambda: step(uses=[Bucket("landing")])(fresh()), ['Bucket("landing"); say how: .read or .write']),
        (lambda: step(uses=[Queue("q"), Topic("t")])(fresh()), [".send or .receive", ".publish"]),
        (lambda: step(uses=[Vpc("batch")])(fresh()), ["a network is given as vpc="]),
        (lambda: step(uses=orders.read)(fresh()), ["give a list: uses=[shop, staging.write]"]),
        (lambda: step(uses=["orders"])(fresh()), ["uses has 'orders'"]),
        (lambda: step(vpc="batch")(fresh()), ["vpc is 'batch'; give Vpc"]),
        (lambda: step(env={"AWS_REGION": "x"})(fresh()), ["AWS_REGION, which Lambda sets itself"]),
        (lambda: step(env={"1A": 1})(fresh()), ["env has '1A'", "values are texts: '1'"]),
        (lambda: step(env={"BIG": "x" * 5000})(fresh()), ["env has 5003 bytes"]),
        (lambda: step(requires="openpyxl")(fresh()), ["requires is 'openpyxl'; give a list"]),
        (lambda: step(pure=1)(fresh()), ["pure is 1; give True or False"]),
        (lambda: step(name="")(fresh()), ["name is ''"]),
        (lambda: step(name="x" * 81)(fresh()), ["name has 81 characters"]),
        (lambda: step(memoy=512)(fresh()), ["memoy is not an option; there are name, timeout"]),
        (lambda: step(5), ["it decorates 5; decorate a function"]),
        (lambda: step(fresh(later)), ["it is async"]),
        (lambda: step(fresh(several)), ["it yields; return a list"]),
        (lambda: step(lambda: 1), ["it decorates a lambda"]),
        (lambda: pipeline(step(fresh())), ["already a StepDefinition"]),
        (lambda: step(fresh()).with_options(memory=512), ["memory is not an option"]),
        (lambda: step(fresh()).with_options(timeout=hours(1)), ["15 minutes at most"]),
        (lambda: activity(name="a b")(fresh()), ["only letters, digits, - and _"]),
        (lambda: serial(name="x" * 81)(fresh()), ["name has 81 characters"]),
        (lambda: parallel(3), ["one value is given, 3"]),
        (lambda: parallel(1, 2, name="x"), ["name is for the decorator"]),
        (lambda: pipeline(name="a b")(fresh()), ["only letters, digits, - and _"]),
        (lambda: pipeline(schedule="0 3 * * ? *")(fresh()), ["schedule is '0 3 * * ? *'; give cron("]),
        (lambda: pipeline(kind="express")(fresh()), ["kind is 'express'"]),
        (
            lambda: pipeline(kind="EXPRESS", timeout=hours(1))(fresh()),
            ["timeout is hours(1); give whole seconds, minutes(5)"],
        ),
        (lambda: pipeline(logging=True, tracing="yes")(fresh()), ["logging is True", "tracing is 'yes'"]),
        (lambda: run(work, "x"), ["work is not a pipeline"]),
        (lambda: wait(), ["give a duration or until="]),
        (lambda: wait(30), ["give whole seconds"]),
        (lambda: wait(seconds(-1)), ["give whole seconds"]),
        (lambda: wait(until="tomorrow"), ["give a datetime with a UTC offset"]),
        (
            lambda: each(work, [], concurrency=0, tolerate=2.0, batch=0),
            ["concurrency is 0", "tolerate is 2.0", "batch is 0"],
        ),
        (lambda: each(work), ["give items or source="]),
        (lambda: each(work, [], results="bucket", label="a b"), ["results is 'bucket'", "label is 'a b'"]),
        (
            lambda: http("get", "http://x", connection="c"),
            ["method is 'get'", "url is 'http://x'", "connection is 'c'"],
        ),
        (
            lambda: Retry(attempts=-1, backoff=0.5, jitter="full"),
            ["attempts is -1", "backoff is 0.5", "jitter is 'full'"],
        ),
        (lambda: Retry(first=timedelta(milliseconds=1500)), ["first is seconds(1.5); give whole seconds"]),
        (
            lambda: Retry(first=seconds(5), max_delay=seconds(5)),
            ["max_delay is seconds(5); give whole seconds, more than"],
        ),
        (lambda: Retry(on=ImportFailed), ["give a tuple of exception classes"]),
        (lambda: Retry(on=(3,)), ["on has 3"]),
        (lambda: Retry(on=("States.ALL", "X")), ['"States.ALL" alone']),
        (lambda: Retry(tries=3), ["tries is not an option; there are attempts, first"]),
        (lambda: Secret("a b"), ["the name has ' '"]),
        (lambda: Secret("arn:aws:s3:::x"), ["the ARN is not a secret's"]),
        (lambda: Secret(), ["name is missing"]),
        (lambda: Bucket("Landing"), ["the name has 'L'"]),
        (lambda: Bucket("-landing"), ["begin and end the name with a letter or digit"]),
        (
            lambda: Table("t", partition_key={"id": "X"}),
            ["the name has 1 characters; give 3 to 255", "partition_key is"],
        ),
        (lambda: Table("abc", partition_key={"id": "S"}, sort_key={"id": "S"}), ["'id' is both keys"]),
        (
            lambda: Table("abc", partition_key={"id": "S"}, indexes=(Index("by-id", {"id": "N"}),)),
            ["'id' is N in index 'by-id' and S elsewhere"],
        ),
        (lambda: Table("abc", partition_key={"id": "S"}, expires="id"), ["name an attribute that is not a key"]),
        (lambda: Queue("a.b"), ["the name has '.'"]),
    ],
)
def test_refused(declare, said: list[str]) -> None:
    """Every problem is told, in one error, and nothing else is."""
    with pytest.raises(DeclarationError) as caught:
        declare()
    assert len(caught.value.problems) == len(said)
    for sentence in said:
        assert any(sentence in problem for problem in caught.value.problems), caught.value.problems


def test_several_problems_are_one_error() -> None:
    with pytest.raises(DeclarationError) as caught:
        step(memory=1, timeout=hours(1), uses=[orders], name=" ")(fresh())
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["@step work"] * 4


def test_a_decorator_gives_the_same_function() -> None:
    for decorate in (step, activity, serial, parallel, pipeline, step(), serial(), parallel(), pipeline()):
        function = fresh()
        assert decorate(function) is function
        assert function("2027") == 4


@pytest.mark.parametrize(
    ("declare", "definition"),
    [
        (step(name="Load"), StepDefinition(function=work, name="Load")),
        (
            step(uses=[Secret("shop"), orders.write, orders.write], vpc=Vpc("batch"), requires=["x"]),
            StepDefinition(
                function=work,
                name="work",
                uses=(Grant(Secret("shop"), "read"), Grant(orders, "write")),
                vpc=Vpc("batch"),
                requires=("x",),
            ),
        ),
        (activity, ActivityDefinition(function=work, name="work")),
        (parallel(name="Main Process"), BlockDefinition(function=work, name="Main Process", kind="parallel")),
        (serial, BlockDefinition(function=work, name="work", kind="serial")),
        (
            pipeline(schedule=cron("0 3 * * ? *"), timeout=hours(2)),
            PipelineDefinition(function=work, name="work", schedule=cron("0 3 * * ? *"), timeout=hours(2)),
        ),
    ],
)
def test_definition(declare, definition: object) -> None:
    found = definition_of(declare(fresh()))
    if isinstance(definition, ActivityDefinition):
        assert isinstance(found, ActivityDefinition)
        assert (found.name, found.options.retry) == ("work", None)
    else:
        assert found == definition


def test_options_of_one_call() -> None:
    load = step(retry=Retry(attempts=1), timeout=minutes(2))(fresh())
    changed = definition_of(load.with_options(retry=None))
    assert isinstance(changed, StepDefinition)
    assert (changed.options.retry, changed.options.timeout) == (None, minutes(2))
    assert changed.function is load
    unchanged = definition_of(load)
    assert isinstance(unchanged, StepDefinition)
    assert unchanged.options.retry == Retry(attempts=1)
    assert load.with_options(timeout=minutes(1)).with_options(retry=None)("2027") == 4


def test_a_step_with_a_token_may_wait_for_days() -> None:
    definition = definition_of(step(timeout=hours(72), heartbeat=hours(1))(fresh(waiting)))
    assert isinstance(definition, StepDefinition)
    assert definition.options.timeout == hours(72)


@pytest.mark.parametrize(
    ("retry", "errors"),
    [
        (Retry(), ("States.ALL",)),
        (Retry(on=(ImportFailed,)), ("ImportFailed", "ImportRefused")),
        (Retry(on=(ImportRefused, "Lambda.Unknown", ImportRefused)), ("ImportRefused", "Lambda.Unknown")),
        (Retry(on=(TimeoutError,)), ("States.Timeout", "TimeoutError")),
        (Retry(on=(LookupError,)), ("LookupError", "IndexError", "KeyError")),
        (Retry(on=(KeyError, Exception)), ("States.ALL",)),
        (
            Retry.transient(),
            (
                "Lambda.ClientExecutionTimeoutException",
                "Lambda.ServiceException",
                "Lambda.AWSLambdaException",
                "Lambda.SdkClientException",
            ),
        ),
    ],
)
def test_retried_errors(retry: Retry, errors: tuple[str, ...]) -> None:
    assert retry.errors == errors


def test_values_behave_as_frozen_dataclasses() -> None:
    from dataclasses import FrozenInstanceError, fields, replace

    assert replace(Retry(), attempts=9).attempts == 9
    assert [field.name for field in fields(Secret)] == ["name"]
    assert {Secret("a"), Secret("a"), orders.read, orders.read} == {Secret("a"), Grant(orders, "read")}
    assert repr(Secret("a")) == "Secret(name='a')"
    with pytest.raises(FrozenInstanceError):
        Secret("a").name = "b"
