"""Lambda on this machine: built packages, each function in processes of its own, driven by the real runtime client.

    functions = {"export-orders": Function("export-orders", Path("build/packages/export_orders-5f….zip"), timeout=600)}
    with LambdaHost(functions, environment=aws.environment) as host:
        host.invoke("export-orders", {"day": "2024-01-31"})      the step's JSON result, or FunctionFailed

A process sees its unpacked package and what AWS provides (`lambda_base`), nothing of this environment. Like Lambda, a
function gets one event at a time; a second event at the same time starts a second process, and idle ones serve again.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from runtime.local.embedded.aws import REGION
from runtime.local.embedded.folders import cache_folder
from runtime.local.embedded.lambda_base import lambda_base
from runtime.local.embedded.runtime_api import Answer, Invocation, RuntimeApi, error_body
from runtime.local.engine.json_text import as_json

_START = (
    "import runpy, sys; root, base, handler = sys.argv[1:]; sys.path.insert(0, root); sys.path.append(base); "
    "sys.argv = ['awslambdaric', handler]; runpy.run_module('awslambdaric', run_name='__main__')"
)

MOST_PROCESSES = 64
"""Each takes some 30 MB: a thousand executions at a time must not take this machine's memory."""

TASK_ROOT = "/var/task"
"""Where Lambda unpacks a package."""


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda function: its package and settings."""

    name: str
    package: Path
    handler: str = "statemill_entry.handler"
    timeout: float = 900
    """Seconds until the process is stopped."""
    memory: int = 256
    environment: Mapping[str, str] = field(default_factory=dict)


class FunctionFailed(Exception):
    """A function failed: `error` is the exception class's name, `cause` Lambda's JSON error object, as text."""

    def __init__(self, error: str, cause: str) -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause


class LambdaHost:
    """Runs functions from their packages. Use it as a context manager: leaving it ends every process."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        *,
        environment: Mapping[str, str] | None = None,
        cache: Path | None = None,
        on_output: Callable[[str, str], None] | None = None,
        most: int = MOST_PROCESSES,
    ) -> None:
        """`environment` is added to every function's; `on_output(function name, line)` gets what functions print.

        There are at most `most` processes: further events wait for one.
        """
        self._functions = dict(functions)
        self._environment = dict(environment or {})
        self._base = lambda_base(cache or cache_folder())
        self._on_output = on_output or _to_stderr
        self._folder = tempfile.TemporaryDirectory(prefix="statemill-lambda-")
        self._idle: dict[str, list[_Worker]] = {name: [] for name in functions}
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False
        self._most = most
        self._room = threading.BoundedSemaphore(most)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def invoke(self, name: str, payload: Any) -> Any:
        """The function's result for `payload`, both JSON; raises FunctionFailed, or KeyError for an unknown name."""
        function = self._functions[name]
        with self._room:
            worker = self._take(function)
            answer = worker.invoke(json.dumps(payload).encode())
            with self._lock:
                if worker.alive:
                    self._idle[name].append(worker)
                else:
                    self._workers.remove(worker)
        if answer.failed:
            document = worker.as_on_lambda(answer.body.decode())
            raise FunctionFailed(str(json.loads(document).get("errorType", "Unknown")), document)
        try:
            return as_json(json.loads(answer.body))
        except (ValueError, TypeError, RecursionError) as error:
            told = {"errorType": "Runtime.MarshalError", "errorMessage": f"The result is not JSON: {error}"}
            raise FunctionFailed("Runtime.MarshalError", json.dumps(told)) from None

    def close(self) -> None:
        """End every process and remove what was unpacked."""
        with self._lock:
            self._closed, workers = True, list(self._workers)
        for worker in workers:
            worker.stop()
        self._folder.cleanup()

    def _take(self, function: Function) -> "_Worker":
        with self._lock:
            if self._closed:
                raise RuntimeError("this LambdaHost is closed")
            if self._idle[function.name]:
                return self._idle[function.name].pop()
            if len(self._workers) >= self._most:
                self._end_idle()
            worker = _Worker(function, self._unpacked(function), self._base, self._environment, self._on_output)
            self._workers.append(worker)
            return worker

    def _end_idle(self) -> None:
        """Make room: there is an idle process where all of them are there and not all of them are at work."""
        idle = next(one for one in self._idle.values() if one)
        worker = idle.pop(0)
        self._workers.remove(worker)
        worker.stop()

    def _unpacked(self, function: Function) -> Path:
        folder = Path(self._folder.name) / function.package.stem
        if not folder.is_dir():
            with zipfile.ZipFile(function.package) as package:
                package.extractall(folder)
        return folder


class _Worker:
    """One process of one function."""

    def __init__(
        self,
        function: Function,
        root: Path,
        base: Path,
        environment: Mapping[str, str],
        on_output: Callable[[str, str], None],
    ) -> None:
        self._function = function
        self._root = str(root)
        self._api = RuntimeApi()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, str(root), str(base), function.handler],
            cwd=root,
            env=_environment(function, root) | dict(environment) | {"AWS_LAMBDA_RUNTIME_API": self._api.address},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._follow, args=(on_output,), daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def invoke(self, payload: bytes) -> Answer:
        timeout = self._function.timeout
        request_id = str(uuid.uuid4())
        deadline = int((time.time() + timeout) * 1000)
        arn = f"arn:aws:lambda:{REGION}:000000000000:function:{self._function.name}"
        answer = self._api.invoke(Invocation(payload, request_id, deadline, arn), timeout)
        if answer is not None:
            if answer.final:
                self.stop()
            return answer
        died = self._process.poll()
        self.stop()
        # Lambda's own words: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
        if died is None:
            return _failure(
                "Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
            )
        how = f"signal: {-died}" if died < 0 else f"exit status {died}"
        return _failure("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {how}")

    def as_on_lambda(self, text: str) -> str:
        """The text with paths into the unpacked package as they are on Lambda."""
        return text.replace(self._root, TASK_ROOT)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._api.close()

    def _follow(self, on_output: Callable[[str, str], None]) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                if line.strip():
                    on_output(self._function.name, self.as_on_lambda(line.rstrip("\n")))
        self._process.wait()
        self._api.abandon()


def _to_stderr(_name: str, line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _failure(error_type: str, message: str) -> Answer:
    return Answer(error_body(error_type, message), failed=True)


def _environment(function: Function, root: Path) -> dict[str, str]:
    """What Lambda sets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SSL_CERT_FILE") if name in os.environ}
    return {
        **kept,
        "LANG": "en_US.UTF-8",
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(root),
        "_HANDLER": function.handler,
        "AWSREGION": REGION,
        "AWS_DEFAULTREGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        **function.environment,
    }
