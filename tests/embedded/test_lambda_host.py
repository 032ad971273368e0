"""Functions run from zips in processes of their own, and fail as they fail on Lambda."""

import json
import threading
import time
import zipfile

import pytest

from runtime.local.embedded.lambda_host import Function, FunctionFailed, LambdaHost

SOURCE = """
import os, sys, time
class Refused(Exception): pass
def handler(event, context):
    match event["do"]:
        case "echo":
            return {"event": event, "ms": context.get_remaining_time_in_millis(), "name": context.function_name}
        case "pid": time.sleep(event.get("sleep", 0)); return os.getpid()
        case "long": raise Refused("m" * event["size"])
        case "raise": raise Refused("no: " + event["why"])
        case "exit": os._exit(3)
        case "sleep": time.sleep(60)
        case "import": __import__(event["module"]); return "there"
        case "env": return os.environ[event["name"]]
        case "print": print("said", event["text"]); return None
        case "big": return "x" * event["size"]
"""


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "step-1.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("entry.py", SOURCE)
        package.writestr("broken.py", "import missing_module\n")
    return path


@pytest.fixture
def said():
    return []


@pytest.fixture
def host(package, said):
    functions = {
        "step": Function("step", package, "entry.handler", environment={"COLOUR": "blue"}),
        "hasty": Function("hasty", package, "entry.handler", timeout=0.8),
        "broken": Function("broken", package, "broken.handler"),
    }
    with LambdaHost(
        functions, environment={"SHARED": "yes"}, on_output=lambda name, line: said.append((name, line))
    ) as host:
        yield host


def test_a_function_gets_its_event_context_and_environment(host):
    answer = host.invoke("step", {"do": "echo", "n": 1.5, "text": "é☃"})
    assert answer["event"] == {"do": "echo", "n": 1.5, "text": "é☃"}
    assert answer["name"] == "step"
    assert 0 < answer["ms"] <= 900_000
    assert [host.invoke("step", {"do": "env", "name": name}) for name in ("COLOUR", "SHARED")] == ["blue", "yes"]


def test_a_process_is_used_again_and_a_second_event_at_once_gets_a_second(host):
    first = host.invoke("step", {"do": "pid"})
    assert host.invoke("step", {"do": "pid"}) == first
    pids = []
    threads = [
        threading.Thread(target=lambda: pids.append(host.invoke("step", {"do": "pid", "sleep": 0.4}))) for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 2


def test_no_more_processes_run_than_are_allowed(package):
    functions = {name: Function(name, package, "entry.handler") for name in ("one", "other")}
    with LambdaHost(functions, most=2) as host:
        asked = [("one", 0.2), ("one", 0.2), ("one", 0.2), ("other", 0.2), ("other", 0), ("one", 0)]
        threads = [
            threading.Thread(target=host.invoke, args=(name, {"do": "pid", "sleep": sleep})) for name, sleep in asked
        ]
        for thread in threads:
            thread.start()
        most = 0
        while any(thread.is_alive() for thread in threads):
            most = max(most, len(host._workers))
            time.sleep(0.01)
        assert most == 2
        assert host.invoke("other", {"do": "echo"})["name"] == "other"


def test_an_exception_is_named_by_its_class(host):
    with pytest.raises(FunctionFailed) as caught:
        host.invoke("step", {"do": "raise", "why": "closed"})
    assert caught.value.error == "Refused"
    cause = json.loads(caught.value.cause)
    assert (cause["errorType"], cause["errorMessage"]) == ("Refused", "no: closed")
    assert cause["stackTrace"]


@pytest.mark.parametrize(
    ("function", "event", "error", "text"),
    [
        ("step", {"do": "exit"}, "Runtime.ExitError", "exit status 3"),
        ("hasty", {"do": "sleep"}, "Sandbox.Timedout", "Task timed out after 0.80 seconds"),
        ("broken", {}, "Runtime.ImportModuleError", "No module named 'missing_module'"),
    ],
)
def test_what_the_function_cannot_report_itself_is_reported(host, function, event, error, text):
    started = time.monotonic()
    with pytest.raises(FunctionFailed) as caught:
        host.invoke(function, event)
    assert caught.value.error == error
    assert text in json.loads(caught.value.cause)["errorMessage"]
    assert time.monotonic() - started < 10


def test_a_function_recovers_in_a_new_process(host):
    first = host.invoke("step", {"do": "pid"})
    with pytest.raises(FunctionFailed):
        host.invoke("step", {"do": "exit"})
    assert host.invoke("step", {"do": "pid"}) != first


@pytest.mark.parametrize("module", ["compiler", "runtime.local", "pytest", "moto", "click"])
def test_a_function_cannot_reach_this_environment(host, module):
    with pytest.raises(FunctionFailed) as caught:
        host.invoke("step", {"do": "import", "module": module})
    assert caught.value.error == "ModuleNotFoundError"


def test_a_function_reaches_what_lambda_provides(host):
    assert host.invoke("step", {"do": "import", "module": "boto3"}) == "there"


def test_what_a_function_prints_is_passed_on(host, said):
    host.invoke("step", {"do": "print", "text": "hello"})
    for _ in range(100):
        if ("step", "said hello") in said:
            return
        time.sleep(0.02)
    pytest.fail(f"not passed on: {said}")


def test_an_error_keeps_its_name_however_long_its_message(host):
    with pytest.raises(FunctionFailed) as caught:
        host.invoke("step", {"do": "long", "size": 300_000})
    assert caught.value.error == "Refused"
    assert json.loads(caught.value.cause)["errorMessage"] == "m" * 300_000


def test_a_large_answer_arrives(host):
    assert len(host.invoke("step", {"do": "big", "size": 5_000_000})) == 5_000_000
