"""A server that is killed: what it had accepted goes on in the next one, and what was done is not done again."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from runtime.local import Submitted, TaskFailed
from runtime.local.engine.calls import Pending
from runtime.local.serve.journal import Journal
from runtime.local.serve.recorded_answers import AwaitsExecution, AwaitsWorker, decoded, encoded
from tests.serve.serving import client, created, ended, machine, served, started, task
from tests.web_server import Handler, listening

ROOT = Path(__file__).parents[2]

CHAIN = machine(
    A=task(Arguments={"step": 1}, Output="{% $states.input %}", Next="W"),
    W={"Type": "Wait", "Seconds": 1, "Next": "B"},
    B=task(Arguments={"step": 2, "id": "{% $uuid() %}"}, Output="{% $states.input %}"),
)


@dataclass
class Lambda:
    """Lambda's Invoke over HTTP, and what it was asked; it outlives the servers that ask."""

    url: str
    asked: list[dict[str, Any]]


@pytest.fixture
def functions():
    asked: list[dict[str, Any]] = []

    class Invoked(Handler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            asked.append(json.loads(self.body()))
            self.reply(json.dumps(asked[-1]))

    with listening(Invoked) as url:
        yield Lambda(url, asked)


class Serving:
    """`statemill serve` as a process."""

    def __init__(self, data: Path, endpoint: str) -> None:
        options = ["--port", "0", "--data", str(data), "--endpoint", endpoint]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "compiler.cli", "serve", *options],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.sfn = client(self.process.stdout.readline().rpartition(" ")[2].strip())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


BUSY = machine(
    P={
        "Type": "Parallel",
        "Branches": [
            {"StartAt": f"B{n}", "States": {f"B{n}": task(Arguments=f"{{% {{'id': $states.input.n & ' B{n}'}} %}}")}}
            for n in range(2)
        ],
        "Assign": {"n": "{% $states.input.n %}"},
        "Next": "W",
    },
    W={"Type": "Wait", "Seconds": "{% $random() < 0.5 ? 0 : 1 %}", "Next": "M"},
    M={
        "Type": "Map",
        "Items": [1, 2, 3],
        "MaxConcurrency": 2,
        "ItemProcessor": {
            "StartAt": "I",
            "States": {
                "I": task(Arguments="{% {'id': $n & ' I' & $states.input} %}", Next="J"),
                "J": {"Type": "Pass", "End": True},
            },
        },
        "Next": "Z",
    },
    Z=task(Arguments="{% {'id': $n & ' Z', 'drawn': $uuid()} %}", Output="{% $n %}"),
)
TASKS = 6
"""That each execution of it asks."""


def answered_on_disk(data: Path) -> set[str]:
    """The tasks that no server may ask again: their answers are in a journal."""
    found = set()
    for file in (data / "executions").glob("*.jsonl"):
        for record in Journal(file).records():
            if record["kind"] == "answer":
                found.add(record["answer"]["result"]["id"])
    return found


def lives(data: Path, functions: Lambda, rounds: int, each: int, seconds: float) -> None:
    """Servers are killed again and again while executions begin and run; what was answered is not asked again."""
    chance = random.Random(rounds)
    server = Serving(data, functions.url)
    arn = created(server.sfn, BUSY)
    accepted = []
    done: list[tuple[int, set[str]]] = []
    for round_ in range(rounds):
        for number in range(each):
            accepted.append(started(server.sfn, arn, {"n": f"{round_ * each + number}"}))
        time.sleep(chance.random() * seconds)
        server.kill()
        done.append((len(functions.asked), answered_on_disk(data)))
        server = Serving(data, functions.url)
    for number, execution in enumerate(accepted):
        told = ended(server.sfn, execution, 60)
        assert (told["status"], told.get("output")) == ("SUCCEEDED", f'"{number}"'), told
        events = server.sfn.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        assert [one["type"] for one in events].count("LambdaFunctionSucceeded") == TASKS
    server.kill()
    asked = [one["id"] for one in functions.asked]
    assert len(set(asked)) == TASKS * len(accepted)
    for place, answered in done:
        assert answered.isdisjoint(asked[place:]), "a task was asked again although its answer was on the disk"
    drawn = [one["drawn"] for one in functions.asked if "drawn" in one]
    assert len(set(drawn)) == len(accepted), "a repeated question is the same question"


def test_killed_at_any_moment_nothing_is_lost_and_nothing_done_twice(tmp_path, functions):
    lives(tmp_path, functions, rounds=3, each=8, seconds=1.5)


def test_a_completed_task_is_not_asked_again(tmp_path, functions):
    server = Serving(tmp_path, functions.url)
    definition = CHAIN.replace('"Seconds": 1', '"Seconds": 2')
    execution = started(server.sfn, created(server.sfn, definition), {"n": 1})
    for _ in range(300):
        kinds = [one["type"] for one in server.sfn.get_execution_history(executionArn=execution)["events"]]
        if "WaitStateEntered" in kinds:
            break
        time.sleep(0.01)
    server.kill()
    server = Serving(tmp_path, functions.url)
    assert ended(server.sfn, execution)["output"] == '{"n":1}'
    assert [payload["step"] for payload in functions.asked] == [1, 2]
    server.kill()


def test_a_callback_finds_its_task_after_a_restart(tmp_path):
    with served(data=tmp_path) as sfn:
        activity = sfn.create_activity(name="pack")["activityArn"]
        execution = started(sfn, created(sfn, machine(A=task(activity))))
        second = started(sfn, f"{activity.replace(':activity:pack', ':stateMachine:orders')}", name="queued")
        token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    with served(data=tmp_path) as sfn:
        other = sfn.get_activity_task(activityArn=activity)["taskToken"]
        assert other != token, "the task that a worker has is not given to another"
        sfn.send_task_success(taskToken=token, output="1")
        sfn.send_task_success(taskToken=other, output="2")
        outputs = {ended(sfn, execution)["output"], ended(sfn, second)["output"]}
        assert outputs == {"1", "2"}


def test_a_parent_still_waits_for_its_child_after_a_restart(tmp_path):
    with served(data=tmp_path) as sfn:
        child = created(sfn, machine(A={"Type": "Wait", "Seconds": 1, "Next": "B"}, B={"Type": "Succeed"}), "child")
        arguments = {"StateMachineArn": child, "Input": {"n": 2}}
        parent = machine(A=task("arn:aws:states:::states:startExecution.sync", Arguments=arguments))
        execution = started(sfn, created(sfn, parent, "parent"))
        time.sleep(0.3)
    with served(data=tmp_path) as sfn:
        assert ended(sfn, execution)["status"] == "SUCCEEDED"
        assert len(sfn.list_executions(stateMachineArn=child)["executions"]) == 1


def test_what_has_ended_is_as_it_was(tmp_path):
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxDelaySeconds": 1, "JitterStrategy": "FULL"}]
    outcomes = [TaskFailed("Busy"), 1]

    def answer(call):
        found = outcomes.pop(0)
        if isinstance(found, TaskFailed):
            raise found
        return found

    draws = {"Type": "Pass", "Output": "{% [$random(), $uuid(), $now()] %}", "End": True}
    with served(answer, data=tmp_path) as sfn:
        execution = started(sfn, created(sfn, machine(A=task(Retry=retry, Next="B"), B=draws)))
        before = ended(sfn, execution), sfn.get_execution_history(executionArn=execution)["events"]
    with served(data=tmp_path) as sfn:
        after = (
            sfn.describe_execution(executionArn=execution),
            sfn.get_execution_history(executionArn=execution)["events"],
        )
    assert after[1] == before[1]
    assert [after[0][key] for key in ("output", "stopDate", "status")] == [
        before[0][key] for key in ("output", "stopDate", "status")
    ]


def test_a_map_run_is_redriven_by_the_next_server(tmp_path):
    asked = []
    broken = {2}

    def answer(call):
        asked.append(call.arguments)
        if call.arguments in broken:
            raise TaskFailed("Bad")
        return call.arguments

    one = {"StartAt": "B", "States": {"B": task(Arguments="{% $states.input %}")}}
    fan = {"Type": "Map", "Items": [1, 2, 3], "MaxConcurrency": 1, "End": True}
    processor = {**one, "ProcessorConfig": {"Mode": "DISTRIBUTED"}}
    with served(answer, data=tmp_path) as sfn:
        execution = started(sfn, created(sfn, machine(M={**fan, "ItemProcessor": processor})))
        assert ended(sfn, execution)["error"] == "States.ExceedToleratedFailureThreshold"
    broken.clear()
    with served(answer, data=tmp_path) as sfn:
        sfn.redrive_execution(executionArn=execution)
        assert ended(sfn, execution)["output"] == "[1,2,3]"
    assert asked == [1, 2, 2, 3], "what succeeded is not asked again"
    with served(data=tmp_path) as sfn:
        (run,) = sfn.list_map_runs(executionArn=execution)["mapRuns"]
        told = sfn.describe_map_run(mapRunArn=run["mapRunArn"])
        assert (told["status"], told["redriveCount"], told["itemCounts"]["succeeded"]) == ("SUCCEEDED", 1, 3)


@pytest.mark.parametrize("more", [-1, 1, 5])
def test_an_engine_that_takes_other_steps_repeats_the_same_journals(tmp_path, more):
    with served(lambda call: call.arguments, data=tmp_path) as sfn:
        ended_one = started(sfn, created(sfn, machine(A=task(Arguments=1, Next="B"), B=task(Arguments=2)), "ended"))
        assert ended(sfn, ended_one)["output"] == "2"
        before = sfn.get_execution_history(executionArn=ended_one)["events"]
        waits = created(sfn, machine(A=task(Arguments=3, Next="W"), W={"Type": "Wait", "Seconds": 1, "End": True}))
        waiting = started(sfn, waits)
        stopped = started(sfn, waits)
        time.sleep(0.3)
        sfn.stop_execution(executionArn=stopped)
        sfn.redrive_execution(executionArn=stopped)
    for file in (tmp_path / "executions").iterdir():
        records = [json.loads(line) for line in file.read_text().splitlines()]
        moved = [{**one, "at": one["at"] + more} if "at" in one else one for one in records]
        file.write_text("".join(f"{json.dumps(one)}\n" for one in moved))
    with served(data=tmp_path) as sfn:
        assert sfn.get_execution_history(executionArn=ended_one)["events"] == before
        assert [ended(sfn, one)["status"] for one in (waiting, stopped)] == ["SUCCEEDED", "SUCCEEDED"]


def test_two_servers_do_not_share_a_folder(tmp_path):
    with served(data=tmp_path), pytest.raises(ValueError, match="in use by another server"), served(data=tmp_path):
        pass


@pytest.mark.parametrize("rest", [b'{"kind": "ans', b'{"kind": "ans\n', b"\x00\x00\n\x00", b"3\n"])
def test_lines_that_a_kill_cut_short_are_dropped(tmp_path, rest):
    journal = Journal(tmp_path / "one.jsonl")
    journal.write_now({"kind": "started"})
    with (tmp_path / "one.jsonl").open("ab") as file:
        file.write(rest)
    assert journal.records() == [{"kind": "started"}]
    journal.write_now({"kind": "time"})
    assert [one["kind"] for one in journal.records()] == ["started", "time"]


def test_what_the_disk_refused_leaves_the_journal_whole(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "one.jsonl")
    journal.write_now({"kind": "started"})

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            journal.write_now({"kind": "redriven"})
    assert [one["kind"] for one in journal.records()] == ["started"]
    journal.write_now({"kind": "time"})
    assert [one["kind"] for one in journal.records()] == ["started", "time"]


def test_a_damaged_journal_is_set_aside_and_the_others_go_on(tmp_path, capsys):
    with served(data=tmp_path) as sfn:
        arn = created(sfn, machine(A={"Type": "Succeed"}))
        whole, broken = (started(sfn, arn, name=name) for name in ("whole", "broken"))
        for execution in (whole, broken):
            ended(sfn, execution)
    for file in (tmp_path / "executions").iterdir():
        if b":broken" in file.read_bytes():
            file.write_bytes(b"??\n" + file.read_bytes())
    with served(data=tmp_path) as sfn:
        assert [one["name"] for one in sfn.list_executions(stateMachineArn=arn)["executions"]] == ["whole"]
    assert "an execution is left out: line 1 is damaged" in capsys.readouterr().err
    assert len(list((tmp_path / "executions").glob("*.damaged"))) == 1


def test_a_deletion_that_was_cut_short_is_finished(tmp_path):
    with served(data=tmp_path) as sfn:
        arn = created(sfn, CHAIN)
        started(sfn, arn)
    (file,) = (tmp_path / "machines").iterdir()
    file.write_text(json.dumps({**json.loads(file.read_text()), "deleting": True}))
    with served(data=tmp_path) as sfn:
        assert sfn.list_state_machines()["stateMachines"] == []
    assert [list((tmp_path / name).iterdir()) for name in ("machines", "executions")] == [[], []]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("format", "99", "has format 99; this version"),
        ("machines/x.json", "{", "x.json is damaged"),
        ("machines/x.json", "[]", "x.json is damaged"),
        ("activities/x.json", '{"arn": "a", "new": 1}', "x.json is damaged"),
    ],
)
def test_a_folder_that_cannot_be_read_is_told(tmp_path, name, content, words):
    with served(data=tmp_path):
        pass
    (tmp_path / name).write_text(content)
    options = ["serve", "--port", "0", "--data", str(tmp_path)]
    command = [sys.executable, "-m", "compiler.cli", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "answer",
    [
        {"rows": [1, 2.5, None]},
        b"\x00\xff",
        {"Body": b"\x00", "ETag": "x"},
        Pending({"MessageId": "m"}),
        Submitted({"a": 1}, Pending()),
        Submitted({"a": 1}, AwaitsExecution(arn="a", token="t", pattern="sync")),
        AwaitsWorker(activity="a", token="t", input="{}"),
    ],
)
def test_answers_survive_the_journal(answer):
    assert decoded(json.loads(json.dumps(encoded(answer)))) == answer


def test_a_failure_survives_the_journal():
    found = decoded(json.loads(json.dumps(encoded(TaskFailed("Busy", None)))))
    assert isinstance(found, TaskFailed)
    assert (found.error, found.cause) == ("Busy", None)


def test_executions_of_a_machine_that_is_missing_are_set_aside_not_deleted(tmp_path, capsys):
    with served(data=tmp_path) as sfn:
        ended(sfn, started(sfn, created(sfn, machine(A={"Type": "Succeed"}))))
    for file in (tmp_path / "machines").iterdir():
        file.unlink()
    with served(data=tmp_path) as sfn:
        assert sfn.list_state_machines()["stateMachines"] == []
    assert (
        "its machine arn:aws:states:us-east-1:123456789012:stateMachine:orders is not here" in capsys.readouterr().err
    )
    assert len(list((tmp_path / "executions").glob("*.damaged"))) == 1


def test_a_damaged_definition_is_named_and_the_server_goes_on(tmp_path):
    with served(data=tmp_path) as sfn:
        execution = started(sfn, created(sfn, machine(A={"Type": "Succeed"})))
        ended(sfn, execution)
    for file in (tmp_path / "definitions").iterdir():
        file.write_text('"{}"')
    with served(data=tmp_path) as sfn:
        with pytest.raises(sfn.exceptions.ClientError, match="is damaged"):
            sfn.get_execution_history(executionArn=execution)
        assert sfn.describe_execution(executionArn=execution)["status"] == "SUCCEEDED"
