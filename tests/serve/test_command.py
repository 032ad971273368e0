"""`statemill serve` as a person starts it: functions from a build, refusals in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serve.serving import ROLE, client, ended, machine, started, task

ROOT = Path(__file__).parents[2]
MODULE = '''"""Doubles a number."""

from dsl import pipeline, step


@step
def double(n: int) -> int:
    """Twice the number."""
    return n * 2


@pipeline
def doubling(n: int) -> int:
    """Double n."""
    return double(n)
'''


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compiler.cli", *arguments]


def test_functions_come_from_a_build(tmp_path):
    (tmp_path / "doubling.py").write_text(MODULE)
    build = command("build", "doubling.py", "--target", "host")
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True, env=_environment())
    serve = command("serve", "--port", "0", "--functions", "build/doubling")
    with subprocess.Popen(serve, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout is not None
        sfn = client(process.stdout.readline().rpartition(" ")[2].strip())
        built = (tmp_path / "build/doubling/state-machine.asl.json").read_text()
        deployed = built.replace("${DoubleArn}", "arn:aws:lambda:us-east-1:123456789012:function:double")
        for name, definition in (("as-built", built), ("deployed", deployed)):
            arn = sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]
            told = ended(sfn, started(sfn, arn, {"n": 4}), 30)
            assert (told["status"], told["output"]) == ("SUCCEEDED", "8"), told
        invoke = task("arn:aws:states:::lambda:invoke", Arguments={"FunctionName": "double", "Payload": {"n": "four"}})
        arn = sfn.create_state_machine(name="invoke", definition=machine(A=invoke), roleArn=ROLE)["stateMachineArn"]
        told = ended(sfn, started(sfn, arn), 30)
        assert told["status"] == "FAILED"
        assert "expected int" in json.loads(told["cause"])["errorMessage"]
        found = sfn.validate_state_machine_definition(definition=machine(A={"Type": "Succeed"}, B={"Type": "Succeed"}))
        assert found["result"] == "FAIL", "the validator's rules are in force: B is never reached"
        process.terminate()
        assert process.wait(20) == 0


ASKING = '''"""Asks, and notes what was said in a place that the definition names."""

from dsl import TOKEN, TaskToken, Topic, aws, pipeline, step

news = Topic("news")


@step
def ask(question: str, token: TaskToken = TOKEN) -> bool:
    """Ask."""
    print(f"{question} {token}")
    return False


@pipeline
def asking(question: str) -> str:
    """Ask, and tell."""
    if ask(question):
        aws.sns.publish(TopicArn=news, Message=question)
        return "told"
    return "kept"
'''


def test_a_callback_waits_for_its_token_and_resources_have_their_names(tmp_path):
    (tmp_path / "asking.py").write_text(ASKING)
    (tmp_path / "stand_in.py").write_text(
        "def sent(arguments):\n    assert arguments['TopicArn'].endswith(':news')\n    return {'MessageId': 'm'}\n"
    )
    mock = "arn:aws:states:::sns:publish=stand_in:sent"
    serve = command("serve", "--port", "0", "--functions", "asking.py", "--mock", mock)
    pipe = subprocess.PIPE
    with subprocess.Popen(serve, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True, env=_environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        sfn = client(process.stdout.readline().rpartition(" ")[2].strip())
        definition = (tmp_path / "build/asking/state-machine.asl.json").read_text()
        arn = sfn.create_state_machine(name="asking", definition=definition, roleArn=ROLE)["stateMachineArn"]
        execution = started(sfn, arn, {"question": "ship?"})
        said = next(line for line in process.stderr if line.startswith("ask | ship? "))
        sfn.send_task_heartbeat(taskToken=said.split()[3])
        assert sfn.describe_execution(executionArn=execution)["status"] == "RUNNING"
        sfn.send_task_success(taskToken=said.split()[3], output="true")
        told = ended(sfn, execution, 30)
        assert (told["status"], told.get("output")) == ("SUCCEEDED", '"told"'), told
        process.terminate()


NESTED = (
    MODULE.replace("import pipeline", "import pipeline, run")
    + """

@pipeline
def four_times(n: int) -> int:
    \"\"\"Double twice.\"\"\"
    return run(doubling, n=run(doubling, n=n))
"""
)


@pytest.mark.parametrize("given", ["doubling.py:four_times", "build/four_times"])
def test_nested_pipelines_of_a_build(tmp_path, given):
    (tmp_path / "doubling.py").write_text(NESTED)
    build = command("build", "doubling.py", "--target", "host")
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True, env=_environment())
    serve = command("serve", "--port", "0", "--functions", given)
    with subprocess.Popen(serve, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout is not None
        sfn = client(process.stdout.readline().rpartition(" ")[2].strip())
        arns = {}
        for name in ("four_times", "doubling"):
            definition = (tmp_path / f"build/{name}/state-machine.asl.json").read_text()
            arns[name] = sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]
        told = ended(sfn, started(sfn, arns["four_times"], {"n": 4}), 30)
        assert (told["status"], told["output"]) == ("SUCCEEDED", "16"), told
        assert len(sfn.list_executions(stateMachineArn=arns["doubling"])["executions"]) == 2
        sfn.delete_state_machine(stateMachineArn=arns["doubling"])
        told = ended(sfn, started(sfn, arns["four_times"], {"n": 4}), 30)
        assert (told["status"], told["error"]) == ("FAILED", "StepFunctions.StateMachineDoesNotExistException")
        assert "stands for ${DoublingStateMachineArn}" in told["cause"]
        process.terminate()


def test_mocks_answer_by_hand(tmp_path):
    (tmp_path / "stand_in.py").write_text("def triple(payload):\n    return payload['n'] * 3\n")
    mocks = ["--mock", "work=stand_in:triple", "--mock", "Told=null", "--mock", "arn:aws:states:::sns:publish=7"]
    serve = command("serve", "--port", "0", *mocks)
    with subprocess.Popen(serve, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout is not None
        sfn = client(process.stdout.readline().rpartition(" ")[2].strip())
        states = {
            "A": task(Arguments={"n": "{% $states.input.n %}"}, Assign={"a": "{% $states.result %}"}, Next="Told"),
            "Told": task("arn:aws:states:::sqs:sendMessage", Assign={"b": "{% $states.result %}"}, Next="C"),
            "C": task("arn:aws:states:::sns:publish", Output="{% [$a, $b, $states.result] %}"),
        }
        arn = sfn.create_state_machine(name="m", definition=machine(**states), roleArn=ROLE)["stateMachineArn"]
        assert ended(sfn, started(sfn, arn, {"n": 4}))["output"] == "[12,null,7]"
        process.terminate()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--functions", "."], "make one with `statemill build --target host`"),
        (["--endpoint", "not a url"], "write http://HOST:PORT"),
        (["--port", "99999"], "is not in the range"),
        (["--mock", "work"], "--mock STEP=JSON"),
    ],
)
def test_wrong_use_is_a_sentence(tmp_path, arguments, words):
    environment = {**_environment(), "COLUMNS": "200"}
    serve = command("serve", *arguments)
    done = subprocess.run(serve, cwd=tmp_path, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
