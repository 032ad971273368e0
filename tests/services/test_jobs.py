"""`.sync`: every kind of work that can be waited for, held against botocore's models and run both ways.

botocore's own Stubber answers: it refuses a request or an answer that does not fit the service's model.
"""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.session
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from compiler.forms.aws import optimised
from dsl import aws
from dsl.jobs import JOBS, Job, JobFailed, at_shape, status_path
from dsl.spelling import as_request
from runtime.local import execute
from runtime.local.engine.integrations import service_answer, waiting

SESSION = botocore.session.get_session()
WITHOUT = {
    ("eks", "deleteCluster"), ("eks", "deleteFargateProfile"), ("eks", "deleteNodegroup"), ("eks", "runJob"),
    ("elasticmapreduce", "addStep"), ("elasticmapreduce", "createCluster"), ("elasticmapreduce", "terminateCluster"),
}  # fmt: skip
"""`.sync` integrations that are no single operation of boto3's, or whose end is that nothing is found any more."""
WORDS = {"stepfunctions": "states"}


def client(service: str) -> Any:
    return SESSION.create_client(
        service, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
    )


def models(service: str, start: str, job: Job) -> tuple[Any, Any]:
    made = client(service)
    names, model = made.meta.method_to_api_mapping, made.meta.service_model
    return model.operation_model(names[start]), model.operation_model(names[job.look])


def test_every_sync_integration_has_its_line() -> None:
    services = {"states": "stepfunctions"}
    wanted = {
        (one, action) for one, actions in optimised().items() for action, ways in actions.items() if "sync" in ways
    }
    known = {(WORDS.get(service, service), camel(start)) for service, start in JOBS}
    assert wanted - known == WITHOUT
    assert known <= wanted, services


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)


@pytest.mark.parametrize(("service", "start"), sorted(JOBS))
def test_a_line_fits_the_models(service: str, start: str) -> None:
    job = JOBS[service, start]
    begin, look = models(service, start, job)
    assert set(look.input_shape.required_members) <= set(job.key) <= set(look.input_shape.members)
    for path in job.key.values():
        assert any(leads(shape, path.strip("[]")) for shape in (begin.output_shape, begin.input_shape)), path
    status = at_shape(look.output_shape, status_path(job))
    known = set(getattr(status, "enum", ()))
    assert not known or {*job.done.split(), *job.failed.split()} <= known


def leads(shape: Any, path: str) -> bool:
    try:
        at_shape(shape, path)
    except (KeyError, AttributeError):
        return False
    return True


def least(shape: Any) -> Any:
    """The smallest value that a model allows."""
    match shape.type_name:
        case "structure":
            needed = shape.required_members or (list(shape.members)[:1] if shape.is_tagged_union else [])
            return {name: least(shape.members[name]) for name in needed}
        case "list":
            return [least(shape.member)] * shape.metadata.get("min", 0)
        case "map":
            return {}
        case "string":
            enum = getattr(shape, "enum", ())
            return enum[0] if enum else "x" * max(1, shape.metadata.get("min", 1))
        case "boolean":
            return False
        case "timestamp":
            return "2026-11-24T00:00:00Z"
        case _:
            return shape.metadata.get("min", 1)


def put(value: Any, shape: Any, path: str, wanted: Any) -> Any:
    """The value with something at a dotted path, what lies between made as small as it may be."""
    if not path:
        return wanted
    part, _, rest = path.partition(".")
    if shape.type_name == "list":
        return [put(value[0] if value else least(shape.member), shape.member, rest, wanted)]
    inner = shape.members[part]
    return {**(value or {}), part: put((value or {}).get(part) or least(inner), inner, rest, wanted)}


@contextmanager
def stubbed(service: str, start: str, end: str, looks: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A client that starts the work and sees it run once before its end, so often; with the start's arguments."""
    job = JOBS[service, start]
    begin, look = models(service, start, job)
    arguments, answer = least(begin.input_shape), least(begin.output_shape)
    for path in (one.strip("[]") for one in job.key.values()):
        if leads(begin.output_shape, path):
            answer = put(answer, begin.output_shape, path, "some-id-of-it-0123456789")
        else:
            arguments = put(arguments, begin.input_shape, path, "some-name")
    made = client(service)
    with Stubber(made) as stub:
        for _ in range(looks):
            stub.add_response(start, answer, arguments)
            for status in (running(job, look), end):
                seen = put(least(look.output_shape), look.output_shape, status_path(job), status)
                stub.add_response(job.look, seen)
        yield made, arguments
        stub.assert_no_pending_responses()


def running(job: Job, look: Any) -> str:
    known: list[str] = getattr(at_shape(look.output_shape, status_path(job)), "enum", []) or ["RUNNING"]
    return next(one for one in known if one not in job.done.split() + job.failed.split())


@pytest.mark.parametrize(("service", "start"), sorted(JOBS))
def test_ended_work_is_described_alike_in_plain_python_and_in_the_engine(
    service: str, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(waiting, "PAUSE", 0)
    job = JOBS[service, start]
    with stubbed(service, start, job.done.split()[0], 2) as (made, arguments):
        monkeypatch.setattr("dsl.services.client", lambda _: made)
        plain = getattr(getattr(aws, service.replace("-", "_")), start).sync(**arguments)
        assert run(service, start, arguments, made).output == plain
        assert plain


@pytest.mark.parametrize(("service", "start"), sorted(one for one, job in JOBS.items() if job.failed))
def test_work_that_ends_badly_fails_the_task_with_its_description(
    service: str, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with stubbed(service, start, JOBS[service, start].failed.split()[0], 2) as (made, arguments):
        monkeypatch.setattr("dsl.services.client", lambda _: made)
        with pytest.raises(JobFailed) as caught:
            getattr(getattr(aws, service.replace("-", "_")), start).sync(**arguments)
        failed = run(service, start, arguments, made)
        assert failed.error == "States.TaskFailed"
        assert json.loads(failed.cause or "") == caught.value.description


def run(service: str, start: str, arguments: Any, made: Any) -> Any:
    """The same in the engine, its arguments spelled as a state machine's."""
    begin, _ = models(service, start, JOBS[service, start])
    spelled = spelled_anew(begin.input_shape, arguments)
    assert as_request(begin.input_shape, spelled, sdk=False) == arguments
    suffix = "sync:2" if service == "stepfunctions" else "sync"
    resource = f"arn:aws:states:::{WORDS.get(service, service)}:{camel(start)}.{suffix}"
    state = {"Type": "Task", "Resource": resource, "Arguments": spelled, "End": True}
    return execute(
        {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}}, {}, service_answer(lambda _: made)
    )


def spelled_anew(shape: Any, value: Any) -> Any:
    match shape.type_name:
        case "structure":
            return {name[:1].upper() + name[1:]: spelled_anew(shape.members[name], one) for name, one in value.items()}
        case "list":
            return [spelled_anew(shape.member, one) for one in value]
        case _:
            return value


def test_a_task_whose_container_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    made = client("ecs")
    task = {"taskArn": "arn:aws:ecs:us-east-1:1:task/a", "clusterArn": "arn:aws:ecs:us-east-1:1:cluster/c"}
    ended = {**task, "lastStatus": "STOPPED", "containers": [{"name": "web", "exitCode": 1}]}
    with Stubber(made) as stub:
        stub.add_response("run_task", {"tasks": [task]}, {"taskDefinition": "t"})
        stub.add_response(
            "describe_tasks", {"tasks": [ended]}, {"cluster": task["clusterArn"], "tasks": [task["taskArn"]]}
        )
        failed = run("ecs", "run_task", {"taskDefinition": "t"}, made)
    assert failed.error == "States.TaskFailed"
    assert json.loads(failed.cause)["Containers"] == [{"Name": "web", "ExitCode": 1}]


def test_a_model_is_given_and_gives_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """In plain Python and in the engine, which asks `bedrock:invokeModel` of boto3's bedrock-runtime."""
    made = client("bedrock-runtime")
    asked = {"modelId": "m", "body": b'{"prompt":"?"}'}
    with Stubber(made) as stub:
        for _ in range(2):
            body = StreamingBody(io.BytesIO(b'{"text": "!"}'), 13)
            stub.add_response("invoke_model", {"body": body, "contentType": "application/json"}, asked)
        monkeypatch.setattr("dsl.services.client", lambda _: made)
        plain = aws.bedrock_runtime.invoke_model(modelId="m", body={"prompt": "?"})
        state = {
            "Type": "Task",
            "Resource": "arn:aws:states:::bedrock:invokeModel",
            "Arguments": {"ModelId": "m", "Body": {"prompt": "?"}},
            "End": True,
        }
        machine = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}}
        found = execute(machine, {}, service_answer({"bedrock-runtime": made}.__getitem__))
    assert plain == {"Body": {"text": "!"}, "ContentType": "application/json"}
    assert {key: found.output[key] for key in plain} == plain
