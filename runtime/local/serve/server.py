"""The endpoint: AWS JSON 1.0 over HTTP, so that boto3 and the AWS CLI take this machine for Step Functions.

with Server(service, "127.0.0.1", 8083) as server:
    boto3.client("stepfunctions", endpoint_url=server.url)         # http://statemill@127.0.0.1:8083

Protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
"""

import json
import re
import select
import socket
import sys
import threading
import traceback
import uuid
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from runtime.local.serve.caller import REGION, Caller
from runtime.local.serve.failures import ApiError, unknown_operation
from runtime.local.serve.operations import OPERATIONS
from runtime.local.serve.service import Service
from runtime.local.serve.shapes import TARGET, check_request, operation_named, reply

USER = "statemill"
"""botocore writes `sync-` before all of an endpoint's authority for StartSyncExecution and TestState. In a URL with a
user name, that name takes the prefix, and the host stays one that resolves."""

MOST_BYTES = 16 << 20
"""A request may have a definition of 1 MiB of characters, each up to six bytes of escaped JSON, and more beside it."""

PATIENCE = 120.0
"""Seconds of silence after which a connection is given up."""

_SCOPE = re.compile(r"Credential=[^/]*/\d{8}/([a-z0-9-]+)/")
_CONTENT = re.compile(r"application/x-amz-json-1\.[01]\s*(;.*)?", re.IGNORECASE)
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - addresses to be told, not bound


class Server:
    """Serves from a thread of its own between entering and leaving."""

    def __init__(self, service: Service, host: str = "127.0.0.1", port: int = 0) -> None:
        self._http = _Http((host, port), service)
        reached = _EVERYWHERE.get(host, host)
        shown = f"[{reached}]" if ":" in reached else reached
        self.url = f"http://{USER}@{shown}:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        serve = partial(self._http.serve_forever, poll_interval=0.1)
        threading.Thread(target=serve, name="statemill-serve", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], service: Service) -> None:
        self.service = service
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or says nothing for too long, is not worth a traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    # A reply is two small writes: without this the second waits for the client's acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        try:
            body = self._body()
        except ApiError as error:
            self.close_connection = True  # what follows is of a request that was not read
            self._send(*_told(error))
            return
        self._send(*answered(self.server.service, dict(self.headers.items()), body, self._present))

    def do_GET(self) -> None:
        self._send(200, {"status": "ok"}, {})

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request, or has a method that the API does not know."""
        self.close_connection = True
        self._send(*_told(unknown_operation(message or explain or HTTPStatus(code).phrase, code)))

    def _present(self) -> bool:
        """Whether the client has not closed the connection."""
        readable = select.poll()
        readable.register(self.connection, select.POLLIN)
        try:
            return not readable.poll(0) or len(self.connection.recv(1, socket.MSG_PEEK)) > 0
        except OSError:
            return False

    def _body(self) -> bytes:
        length = self._length()
        body = self.rfile.read(length)
        if len(body) < length:
            raise ApiError("SerializationException", "The request ended before its Content-Length")
        return body

    def _length(self) -> int:
        if "transfer-encoding" in self.headers:
            raise ApiError("MissingContentLength", "The request has no Content-Length", 411)
        lengths = {one.strip() for one in self.headers.get_all("content-length", ["0"])}
        given = lengths.pop()
        if lengths:
            raise ApiError("SerializationException", "Content-Length is given twice")
        if not (given.isascii() and given.isdigit()):
            raise ApiError("SerializationException", f"Content-Length is no number: {given[:40]}")
        if len(given) > 9 or int(given) > MOST_BYTES:
            raise ApiError("RequestEntityTooLargeException", f"The request is longer than {MOST_BYTES} bytes", 413)
        return int(given)

    def _send(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> None:
        body = b"" if getattr(self, "command", None) == "HEAD" else _written(answer)
        try:
            self.send_response(status, HTTPStatus(status).phrase)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
            if self.close_connection:
                self.send_header("Connection", "close")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # the client has gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Requests are not worth a line each."""


def answered(
    service: Service, headers: dict[str, str], body: bytes, present: Callable[[], bool]
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The status, the JSON and the headers of the reply to one request."""
    names = {name.lower(): value for name, value in headers.items()}
    try:
        target, _, operation_name = names.get("x-amz-target", "").partition(".")
        if target != TARGET:
            raise unknown_operation(f"X-Amz-Target must be {TARGET} and an operation")
        if not _CONTENT.fullmatch(names.get("content-type", "")):
            raise unknown_operation("Content-Type must be application/x-amz-json-1.0")
        operation = operation_named(operation_name)
        request = check_request(operation, _parsed(body))
        caller = Caller(region_of(names.get("authorization", "")), present)
        told = OPERATIONS[operation_name](service, request, caller)
        return 200, reply(operation, told), {}
    except ApiError as error:
        return _told(error)
    except OSError as error:
        return _told(ApiError("ServiceUnavailableException", f"The data folder cannot be used: {error}", 503))
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return _told(ApiError("InternalFailure", "The server has a bug; its log says more.", 500))


def region_of(authorization: str) -> str:
    """The region that a request was signed for."""
    found = _SCOPE.search(authorization)
    return found[1] if found else REGION


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ApiError("SerializationException", "The request is not valid JSON") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _written(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: as an escape any reader takes it
        return json.dumps(answer).encode()


def _told(error: ApiError) -> tuple[int, dict[str, Any], dict[str, str]]:
    document = {"__type": f"{error.namespace}#{error.code}", "message": error.message, **error.more}
    return error.status, document, {"x-amzn-ErrorType": error.code}
