"""The pytest plugin in sessions of its own."""

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]

ORDERS = '''
"""Loads, and tells somebody when rows were refused."""

from dsl import Retry, pipeline, seconds, step


class Refused(Exception):
    """Too many."""


@step(retry=Retry(attempts=2, first=seconds(2)))
def load(day: str) -> int:
    """How many rows were refused."""
    return len(day)


@step(name="Tell someone")
def alert(rows: int) -> None:
    """Tell."""


@pipeline
def nightly(day: str) -> int:
    """Load a day."""
    refused = load(day)
    if refused > 3:
        alert(refused)
        raise Refused("too many")
    return refused
'''

TESTS = """
import pytest
from runtime.local import TaskFailed, Takes


def test_it_runs_its_own_steps(statemill_run):
    run = statemill_run("orders.py", {"day": "mon"})
    assert (run.status, run.output, run.waited) == ("SUCCEEDED", 3, 0)
    assert [call.arguments for call in run.calls(run.path[0])] == [{"day": "mon"}]


def test_mocks_by_function_name_and_by_step_name(statemill_run):
    run = statemill_run("orders.py:nightly", {"day": "x"}, mocks={"load": 4, "Tell someone": None})
    assert (run.status, run.error, run.cause) == ("FAILED", "Refused", "too many")
    assert len(run.calls("Tell someone")) == 1
    assert run.history[-1]["type"] == "ExecutionFailed"


def test_retries_wait(statemill_run):
    run = statemill_run("orders.py", {"day": "x"}, mocks={"load": iter([ValueError("no"), 2])})
    assert (run.output, run.waited) == (2, 2.0)
"""


@pytest.fixture
def session(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(orders=ORDERS)

    def run(tests: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_orders=tests)
        known = entry_points(group="pytest11", name="statemill")
        plugin = [] if known else ["-p", "compiler.pytest_plugin"]
        found: pytest.RunResult = pytester.runpytest_subprocess(*plugin, "-p", "no:cacheprovider", *options)
        return found

    return run


def test_a_session_tells_what_it_reached(session):
    result = session(TESTS, "--statemill-coverage", "100")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*states and choice branches reached*", "nightly  100%"])
    assert result.ret == 0


def test_too_little_coverage_fails_a_session(session):
    only = TESTS[: TESTS.index("def test_mocks")]
    result = session(only, "--statemill-coverage", "90")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["nightly * Tell someone*", "*% reached, 90% asked for"])
    assert result.ret == 1


def test_a_failed_test_is_told_where_its_run_failed(session):
    result = session(
        "def test_it(statemill_run):\n"
        "    run = statemill_run('orders.py', {'day': 'monday'}, mocks={'alert': None})\n"
        "    assert run.status == 'SUCCEEDED'\n"
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*statemill run call*",
        "the execution failed: Refused",
        "  at *orders.py:*",
        '*raise Refused("too many")',
    ])  # fmt: skip


def test_a_mock_of_nothing_is_an_error_that_names_the_nearest(session):
    result = session("def test_it(statemill_run):\n    statemill_run('orders.py', {'day': 'x'}, mocks={'lod': 1})\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*UnknownMock: no state or step `lod`; did you mean `load`?"])


def test_a_definition_is_run_from_its_file(session, pytester):
    pytester.makefile(
        ".asl.json", wait=json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 90, "End": True}}})
    )
    result = session(
        "def test_it(statemill_run):\n"
        "    run = statemill_run('wait.asl.json')\n"
        "    assert (run.status, run.waits) == ('SUCCEEDED', [('W', 90.0)])\n"
        "def test_none(statemill_run):\n"
        "    statemill_run('none.json')\n"
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*none.json holds no definition: *No such file*", "wait  100%"])


FAMILY = '''
"""A day and a week."""

from datetime import date

from dsl import pipeline, run, step


class Bad(Exception): ...


@step(retry=None)
def load(day: date) -> int:
    """Load."""
    if day.day == 13:
        raise Bad("unlucky")
    return day.day


@pipeline
def daily(day: date) -> int:
    """A day."""
    rows = load(day)
    if rows > 20:
        raise Bad("too many")
    return rows


@pipeline
def week(day: date) -> str:
    """Two days."""
    try:
        return f"{run(daily, day=day) + run(daily, day=day)}"
    except Bad as error:
        return str(error)
'''


def test_nested_pipelines_run_and_are_counted(session, pytester):
    pytester.makepyfile(family=FAMILY)
    result = session(
        "from runtime.local import TaskFailed\n"
        "def week(statemill_run, day, **mocks):\n"
        "    return statemill_run('family.py:week', {'day': day}, mocks=mocks)\n"
        "def test_it(statemill_run):\n"
        "    assert week(statemill_run, '2024-01-05').output == '10'\n"
        "    assert week(statemill_run, '2024-01-13').output == 'unlucky'\n"
        "def test_mocks(statemill_run):\n"
        "    run = week(statemill_run, '2024-01-13', daily=iter([3, lambda call: len(call.arguments['day'])]))\n"
        "    assert run.output == '13'\n"
        "    assert [call.arguments for call in run.calls('daily 2')] == [{'day': '2024-01-13'}]\n"
        "    assert week(statemill_run, '2024-01-13', daily=TaskFailed('Bad', 'no day')).output == 'no day'\n"
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["week *", "daily   66%  Bad, rows > 20? → Bad"])
    assert "daily (2)" not in result.stdout.str()


def test_without_a_minimum_coverage_is_told_only(session):
    result = session(TESTS[: TESTS.index("def test_mocks")])
    result.stdout.fnmatch_lines(["nightly * Tell someone*"])
    assert result.ret == 0


def test_workers_of_xdist_count_together(session):
    result = session(TESTS, "-n", "2", "--statemill-coverage", "100")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["nightly  100%"])
    assert result.ret == 0


def test_a_pipeline_that_does_not_compile_fails_its_test_with_the_findings(session, pytester):
    pytester.makepyfile(orders=ORDERS.replace("alert(refused)", "alert('x')"))
    result = session("def test_it(statemill_run):\n    statemill_run('orders.py', {'day': 'x'})\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*does not compile*", "*error*"])
    assert "Traceback" not in result.stdout.str()


def test_a_session_that_runs_nothing_says_nothing(session):
    result = session("def test_it():\n    assert True\n")
    assert "choice branches" not in result.stdout.str()


def test_the_plugin_loads_nothing_of_the_compiler_before_it_is_used():
    code = "import sys, compiler.pytest_plugin; print('compiler.driver' in sys.modules, 'boto3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
