"""The import of returns, end to end: its definition in the engine, S3, SQS, DynamoDB and SNS on moto's server.

The person who is asked for approval is a thread that reads the question from the queue and gives the token back.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from compiler import compile_module
from compiler.cli.running import with_resources
from dsl.definitions import StepDefinition
from runtime import clients, contract
from runtime.local import Call, LiveExecution, Pending, Run
from runtime.local.answers import clients_of
from runtime.local.embedded.aws import EmbeddedAws
from runtime.local.engine.integrations import service_answer, service_put
from runtime.local.functions import call_step

ROOT = Path(__file__).parents[2]
GOOD = "order,price,count\nA1,10.00,2\nA2,5.50,1\n"
ODD = GOOD + "A3,150.00,2\n"


class World:
    """What the pipeline works with."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.client = clients_of(aws.client_options)
        self.client("s3").create_bucket(Bucket="returns-landing")
        self.client("s3").create_bucket(Bucket="payloads")
        self.queue = self.client("sqs").create_queue(QueueName="returns-approvals")["QueueUrl"]
        self.topic = self.client("sns").create_topic(Name="returns-news")["TopicArn"]
        self.client("dynamodb").create_table(
            TableName="returns-by-day",
            KeySchema=[{"AttributeName": "day", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "day", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def land(self, day: str, text: str) -> None:
        self.client("s3").put_object(Bucket="returns-landing", Key=f"in/{day}.csv", Body=text.encode())

    def day(self, day: str) -> Any:
        return self.client("dynamodb").get_item(TableName="returns-by-day", Key={"day": {"S": day}}).get("Item")

    def written(self, day: str) -> dict[str, Any]:
        """The files of a day's decisions, by what their keys end with."""
        s3 = self.client("s3")
        found = s3.list_objects_v2(Bucket="returns-landing", Prefix=f"decisions/{day}/")["Contents"]
        bodies = {one["Key"]: s3.get_object(Bucket="returns-landing", Key=one["Key"])["Body"].read() for one in found}
        return {key.rpartition("/")[2]: json.loads(body) for key, body in bodies.items()}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with EmbeddedAws() as aws, pytest.MonkeyPatch.context() as patch:
        made = World(aws)
        environment = {
            **aws.environment,
            contract.PAYLOAD_BUCKET_VARIABLE: "payloads",
            contract.queue_variable("returns-approvals"): made.queue,
        }
        for name, value in environment.items():
            patch.setenv(name, value)
        yield made
        clients.forget()


def run(world: World, day: str, approve: bool | None = None) -> Run:
    """One execution; `approve` is what the person answers, who is only there where somebody should be asked."""
    built = compile_module(ROOT / "pipelines" / "returns_import.py").pipelines["returns_import"]
    steps = {f"${{{name}}}": one.function for name, one in built.steps.items() if isinstance(one, StepDefinition)}
    ask = service_answer(world.client)

    def answer(call: Call) -> Any:
        if call.resource in steps:
            return call_step(steps[call.resource], call.arguments)
        if call.resource.startswith("arn:aws:states:::lambda:invoke"):
            call_step(steps[call.arguments["FunctionName"]], call.arguments["Payload"])
            return Pending()
        return ask(call)

    machine = with_resources(built, {"ReturnsNewsTopic": world.topic})
    live = LiveExecution(machine, {"day": day}, answer, clock="wall", put=service_put(world.client))
    live.start()
    if approve is not None:
        person = threading.Thread(target=answer_question, args=(world, live, day, approve))
        person.start()
        person.join(30)
    return live.join(60)


def answer_question(world: World, live: LiveExecution, day: str, approve: bool) -> None:
    sqs = boto3.client("sqs", **world.aws.client_options)
    (message,) = sqs.receive_message(QueueUrl=world.queue, WaitTimeSeconds=20)["Messages"]
    sqs.delete_message(QueueUrl=world.queue, ReceiptHandle=message["ReceiptHandle"])
    question = json.loads(message["Body"])
    assert (question["day"], question["orders"]) == (day, ["A3"])
    live.heartbeat(question["token"])
    live.succeed(question["token"], approve)


def test_a_quiet_day(world: World) -> None:
    world.land("mon", GOOD)
    found = run(world, "mon")
    assert found.status == "SUCCEEDED", found.cause
    assert found.output["rows"] == 2
    assert world.day("mon") == {"day": {"S": "mon"}, "rows": {"N": "2"}, "amount": {"N": "25.50"}}
    files = world.written("mon")
    assert files["SUCCEEDED_0.json"] == [
        {"order": "A1", "amount": "20.00", "odd": False},
        {"order": "A2", "amount": "5.50", "odd": False},
    ]
    assert set(files["manifest.json"]) == {"DestinationBucket", "MapRunArn", "ResultFiles"}
    (listed,) = files["manifest.json"]["ResultFiles"]["SUCCEEDED"]
    assert listed["Key"].endswith("SUCCEEDED_0.json")


def test_an_odd_refund_that_a_person_approves(world: World) -> None:
    world.land("tue", ODD)
    found = run(world, "tue", approve=True)
    assert found.status == "SUCCEEDED", found.cause
    assert world.day("tue")["amount"] == {"N": "325.50"}


def test_an_odd_refund_that_a_person_refuses(world: World) -> None:
    world.land("wed", ODD)
    found = run(world, "wed", approve=False)
    assert (found.error, found.cause) == ("ReturnsRefused", "1 refunds of wed are refused")
    assert world.day("wed") is None


def test_one_bad_row_in_ten_is_tolerated_and_told(world: World) -> None:
    world.land("thu", "order,price,count\n" + "A1,1.00,1\n" * 9 + "A2,much,1\n")
    found = run(world, "thu")
    assert found.output["rows"] == 9
    (failed,) = world.written("thu")["FAILED_0.json"]
    assert failed["Error"] == "InvalidOperation"
    assert json.loads(failed["Input"]) == {"order": "A2", "price": "much", "count": "1"}


def test_more_bad_rows_fail_the_day(world: World) -> None:
    world.land("fri", GOOD + "A9,much,1\n")
    found = run(world, "fri")
    assert found.error == "States.ExceedToleratedFailureThreshold"


def test_a_file_that_is_not_there(world: World) -> None:
    found = run(world, "sun")
    assert found.error == "States.ItemReaderFailed"


def test_the_command_runs_it_from_its_packages(world: World, tmp_path: Path) -> None:
    world.land("sat", ODD)
    command = [
        *(sys.executable, "-m", "compiler.cli", "run", "pipelines/returns_import.py", "-o", str(tmp_path)),
        *("--input", '{"day": "sat"}', "--endpoint", world.aws.endpoint, "--mock", "ask_for_approval=true"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == 3
    assert world.day("sat")["rows"] == {"N": "3"}
