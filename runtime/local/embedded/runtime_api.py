"""The Lambda Runtime API on this machine: what `awslambdaric` inside a function's process talks to.

    api = RuntimeApi()
    process = Popen([...], env={"AWS_LAMBDA_RUNTIME_API": api.address})
    answer = api.invoke(Invocation(b'{"day": "2024-01-31"}', "request-1", deadline_ms, function_arn), timeout=30)

One server for one process, as on Lambda: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import io
import json
import queue
import socket
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

_PREFIX = "/2018-06-01/runtime/"


@dataclass(frozen=True, slots=True)
class Invocation:
    """One event for the function."""

    payload: bytes
    request_id: str
    deadline_ms: int
    """Unix time in milliseconds at which the function is stopped."""
    function_arn: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the JSON result, or the error object (`errorType`, `errorMessage`, `stackTrace`)."""

    body: bytes
    failed: bool
    final: bool = False
    """Whether the process ends with it: the handler could not even be imported."""


class RuntimeApi:
    """A server that hands one process its events and takes its answers."""

    def __init__(self) -> None:
        self._events: queue.Queue[Invocation | None] = queue.Queue()
        self._answers: queue.Queue[Answer] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def invoke(self, invocation: Invocation, timeout: float) -> Answer | None:
        """Hand over one event and wait for its answer; None when `timeout` seconds pass or `abandon` is called."""
        self._events.put(invocation)
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            return None
        return None if answer is _ABANDONED else answer

    def abandon(self) -> None:
        """Say that the process has ended and will not answer."""
        self._answers.put(_ABANDONED)

    def close(self) -> None:
        """Stop serving."""
        self._events.put(None)
        self._server.shutdown()
        self._server.server_close()

    def next_event(self) -> Invocation | None:
        """The next event, or None when the server closes."""
        return self._events.get()

    def answered(self, answer: Answer) -> None:
        """Take the process's answer."""
        self._answers.put(answer)


_ABANDONED = Answer(b"", failed=True)


class _Server(ThreadingHTTPServer):
    """Serves one process; that the process was ended in the middle of a call is no news."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _ShortLines(io.BufferedReader):
    """A request whose long header lines are cut: the client repeats a whole error message in one, however long."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream.detach() if isinstance(stream, io.BufferedReader) else stream)

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline()
        return line if size is None or not 0 < size < len(line) else line[: size - 3] + b"\r\n"


class _Handler(BaseHTTPRequestHandler):
    """The four calls that a runtime makes."""

    api: ClassVar[RuntimeApi]
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer; without it the client waits for Nagle's timer

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rfile = _ShortLines(self.rfile)

    def do_GET(self) -> None:
        if self.path != _PREFIX + "invocation/next":
            self._reply(404, b"{}")
            return
        event = self.api.next_event()
        if event is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": event.request_id,
            "Lambda-Runtime-Deadline-Ms": str(event.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": event.function_arn,
            "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
        }
        self._reply(200, event.payload, headers)

    def do_POST(self) -> None:
        body = self._body()
        self._reply(202, b'{"status":"OK"}')
        if self.path.endswith("/response"):
            self.api.answered(Answer(body, failed=False))
        elif self.path.endswith("/error"):
            self.api.answered(Answer(body, failed=True, final=self.path.endswith("/init/error")))

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the function's own output is what a person wants to read."""


def error_body(error_type: str, message: str) -> bytes:
    """Lambda's own error object, for failures that the function could not report itself."""
    return json.dumps({"errorType": error_type, "errorMessage": message}).encode()
