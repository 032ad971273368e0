"""What answers from outside: task tokens, workers of activities, nested pipelines, HTTP endpoints. Compiled and run.

The pipelines are those of `outside.py.txt`. Time is virtual where nobody has to act, real where a thread or a server
does.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from compiler import compile_module
from compiler.driver import Build
from runtime.local import Call, LiveExecution, Pending, Run, Takes, TaskFailed, execute
from runtime.local.answers import clients_of, services
from runtime.local.embedded.aws import EmbeddedAws
from runtime.local.engine.integrations import service_answer
from runtime.local.serve import Server, Service, Store, Tasks
from tests.serve.serving import client, ended, started
from tests.web_server import Handler, listening

YES = {"day": "2026-11-24", "fine": True}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    path = tmp_path_factory.mktemp("outside") / "outside.py"
    path.write_text((Path(__file__).parent / "outside.py.txt").read_text("utf-8"), "utf-8")
    made = compile_module(path)
    assert made.ok, made.diagnostics
    return made


def tried(build: Build, name: str, value: Any, answer: Callable[[Call], Any]) -> Run:
    return execute(build.pipelines[name].definition, value, answer)


@pytest.mark.parametrize(
    ("answer", "output"),
    [
        (Takes(90, YES), "2026 True"),
        (Takes(30, TaskFailed("Refused", json.dumps({"errorMessage": "no", "errorType": "Refused"}))), "refused: no"),
        (Takes(30, TaskFailed("Refused", "no")), "refused: no"),
        (Takes(700, YES, heartbeats=tuple(range(100, 700, 100))), "nobody answers"),
        (Takes(300, YES, heartbeats=(100, 200, 290)), "2026 True"),
        (Takes(300, YES), "nobody answers"),
    ],
    ids=["yes", "an error document", "a plain cause", "timeout", "heartbeats", "no heartbeat"],
)
def test_a_step_with_a_token(build: Build, answer: Any, output: str) -> None:
    assert tried(build, "asked", {"question": "?"}, lambda _: answer).output == output


@pytest.mark.parametrize(
    ("answer", "output"), [(Takes(2, YES), "True"), (Takes(5, YES), "too late"), (Takes(200, YES), "too late")]
)
def test_computed_limits_of_one_call(build: Build, answer: Any, output: str) -> None:
    timeouts: list[float | None] = []

    def answered(call: Call) -> Any:
        timeouts.append(call.timeout)
        return answer

    assert tried(build, "asked_for", {"question": "?", "most": 3}, answered).output == output
    assert timeouts == [180]


@pytest.fixture(scope="module")
def aws() -> Iterator[Callable[[str], Any]]:
    with EmbeddedAws() as made:
        yield clients_of(made.client_options)


@pytest.mark.parametrize("answered", [True, False])
def test_a_token_in_a_message(build: Build, aws: Callable[[str], Any], answered: bool) -> None:
    url = aws("sqs").create_queue(QueueName=f"questions-{answered}")["QueueUrl"]
    definition = build.pipelines["sent"].definition
    given = {"queue": url, "most": 30 if answered else 1}
    live = LiveExecution(definition, given, service_answer(aws), clock="wall")
    live.start()
    (message,) = aws("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]
    body = json.loads(message["Body"])
    assert body["ask"] == "well?"
    if answered:
        live.succeed(body["token"], {"text": "fine"})
    assert live.join(30).output == ("fine" if answered else "no answer")


@pytest.mark.parametrize(
    ("act", "output"),
    [
        (lambda sfn, token: sfn.send_task_success(taskToken=token, output=json.dumps(YES)), "True"),
        (lambda sfn, token: sfn.send_task_failure(taskToken=token, error="Refused", cause="no"), "refused"),
    ],
)
def test_a_worker_of_an_activity(build: Build, act: Callable[[Any, str], Any], output: str) -> None:
    """Over the API, as a worker anywhere works."""
    service = Service(Store(None), Tasks(()))
    with Server(service) as server:
        sfn = client(server.url)
        activity = sfn.create_activity(name="judge")["activityArn"]
        text = json.dumps(build.pipelines["judged"].definition).replace("${JudgeActivityArn}", activity)
        machine = sfn.create_state_machine(name="judged", definition=text, roleArn="arn:aws:iam::123456789012:role/r")
        execution = started(sfn, machine["stateMachineArn"], {"question": "?"})
        task = sfn.get_activity_task(activityArn=activity, workerName="me")
        assert json.loads(task["input"]) == {"question": "?", "times": 2}
        sfn.send_task_heartbeat(taskToken=task["taskToken"])
        act(sfn, task["taskToken"])
        assert json.loads(ended(sfn, execution)["output"]) == output
    service.close()


def test_an_activity_without_a_worker(build: Build) -> None:
    found = tried(build, "judged", {"question": "?"}, lambda _: Pending())
    assert (found.output, found.elapsed) == ("no worker", 60.0)


@pytest.mark.parametrize(("n", "output"), [(3, 14), (-2, None)])
def test_a_nested_pipeline(build: Build, n: int, output: int | None) -> None:
    machines = {"${DoubleStateMachineArn}": build.pipelines["double"].definition}
    found = execute(build.pipelines["nested"].definition, {"n": n}, machines=machines)
    assert found.output == output
    assert build.pipelines["nested"].routine.definition.function(3) == 14
    assert found.status == ("FAILED" if output is None else "SUCCEEDED")


class Echo(Handler):
    """Tells what it was asked; refuses /teapot."""

    def answer(self) -> None:
        told = {
            "path": self.path,
            "order": self.headers.get("X-Order"),
            "type": self.headers.get("Content-Type"),
            "body": self.body(),
        }
        self.reply(json.dumps(told), 418 if self.path.startswith("/teapot") else 200)


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    with listening(Echo) as url:
        yield url


def test_an_endpoint(build: Build, web: str) -> None:
    found = tried(build, "called", {"url": f"{web}/orders", "order": 7}, services(None))
    told = found.output["told"]
    assert (found.output["status"], told["path"]) == (200, "/orders?day=mon&kinds=a&kinds=b")
    assert (told["order"], told["type"], json.loads(told["body"])) == (
        "7",
        "application/json",
        {"order": 7, "note": "ü"},
    )


def test_an_endpoint_that_refuses(build: Build, web: str) -> None:
    assert tried(build, "called", {"url": f"{web}/teapot", "order": 7}, services(None)).output == "refused"


def test_an_endpoint_that_is_not_there(build: Build) -> None:
    found = tried(build, "called", {"url": "http://127.0.0.1:1/", "order": 7}, services(None))
    assert found.error == "States.Http.Socket"


def test_a_form(build: Build, web: str) -> None:
    found = tried(build, "form", {"url": web}, services(None))
    told = found.output
    assert (told["type"], told["body"]) == ("application/x-www-form-urlencoded", "a=1+2&b=3&c%5B0%5D=x&c%5B1%5D=true")
