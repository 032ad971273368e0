"""One decoding of errors, whoever raised them: the class, the text and the handler are those of plain Python."""

import json
from typing import Any

import pytest

from compiler import compile_module
from dsl import aws
from runtime.local import Call, execute
from runtime.local.engine import TaskFailed

SOURCE = """
from dsl import TOKEN, TaskToken, activity, aws, hours, http, pipeline, step
from dsl.jobs import JobFailed
from dsl.web import HttpError


class Bad(Exception): ...
class Worse(Bad): ...


@step(retry=None)
def load(n: int) -> int: ...


@activity(timeout=hours(1))
def approve(n: int) -> int: ...


@step(retry=None, timeout=hours(1))
def ask(n: int, token: TaskToken = TOKEN) -> int: ...


@pipeline
def work(what: str) -> str:
    try:
        if what == "step":
            load(1)
        elif what == "activity":
            approve(1)
        elif what == "callback":
            ask(1)
        elif what == "iteration":
            done = [load(n) for n in [1, 2]]
        elif what == "service":
            aws.sns.publish(TopicArn="arn", Message="x")
        elif what == "job":
            aws.glue.start_job_run.sync(JobName="nightly")
        elif what == "http":
            http("GET", "https://example.com", connection="arn:aws:events:eu-west-1:1:connection/a/b")
    except Worse as e:
        return f"worse: {type(e).__name__}: {e}"
    except (Bad, KeyError) as e:
        return f"bad: {type(e).__name__}: {e}"
    except TimeoutError as e:
        return f"late: {type(e).__name__}: {e}"
    except JobFailed as e:
        return f"job: {type(e).__name__}: {e}"
    except HttpError as e:
        return f"http: {type(e).__name__}"
    except aws.sns.exceptions.NotFoundException as e:
        return f"service: {type(e).__name__}: {e}"
    except Exception as e:
        return f"else: {type(e).__name__}: {e}"
    return "fine"
"""

LAMBDA = json.dumps({"errorMessage": 'no "rows"', "errorType": "Worse", "requestId": "r", "stackTrace": []})
PYTHON_KEY = json.dumps({"errorMessage": "'k'", "errorType": "KeyError", "stackTrace": []})
OPTIMISED = "Topic gone (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: r; Proxy: null)"
SDK = "None such (Service: Glue, Status Code: 400, Request ID: r) (SDK Attempt Count: 1)"

CASES = [
    ("step", "Worse", LAMBDA, 'worse: Worse: no \"rows\"'),
    ("step", "KeyError", PYTHON_KEY, "bad: KeyError: 'k'"),
    ("step", "Bad", "plain text", "bad: Bad: plain text"),
    ("step", "Odd", LAMBDA, 'else: Odd: no \"rows\"'),
    ("step", "States.Timeout", "", "late: TimeoutError: "),
    ("step", "Sandbox.Timedout", '{"errorMessage": "late"}', "late: TimeoutError: late"),
    ("activity", "Worse", "said so", "worse: Worse: said so"),
    ("callback", "Bad", "given back", "bad: Bad: given back"),
    ("iteration", "Worse", LAMBDA, 'worse: Worse: no \"rows\"'),
    ("service", "SNS.NotFoundException", OPTIMISED, "service: NotFoundException: Topic gone"),
    ("service", "SNS.InvalidParameterException", OPTIMISED, "else: InvalidParameterException: Topic gone"),
    ("job", "States.TaskFailed", '{"JobRunState":"STOPPED"}', "job: JobFailed: glue start_job_run ended as STOPPED"),
    ("job", "Glue.EntityNotFoundException", SDK, "else: EntityNotFoundException: None such"),
    ("job", "Worse", "odd", "worse: Worse: odd"),
    ("http", "States.Http.StatusCode.404", "{}", "http: HttpError"),
]  # fmt: skip


@pytest.fixture(scope="module")
def definition(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("decoding") / "work.py"
    path.write_text(SOURCE)
    build = compile_module(path)
    assert not build.diagnostics, build.diagnostics
    return build.pipelines["work"].definition


@pytest.mark.parametrize(("what", "error", "cause", "expected"), CASES, ids=[f"{one[0]} {one[1]}" for one in CASES])
def test_decoding(definition: Any, what: str, error: str, cause: str, expected: str) -> None:
    def answer(call: Call) -> Any:
        raise TaskFailed(error, cause)

    run = execute(definition, {"what": what}, answer, clock="virtual")
    assert (run.output, run.error) == (expected, None)


def test_a_mock_may_raise_a_services_error() -> None:
    error = aws.dynamodb.exceptions.ConditionalCheckFailedException
    assert error is aws.dynamodb.exceptions.ConditionalCheckFailedException
    assert error is not aws.dynamodb.exceptions.ResourceNotFoundException
    assert aws.sfn.exceptions.InvalidArn is aws.stepfunctions.exceptions.InvalidArn
    with pytest.raises(error, match="refused"):
        raise error("refused")
