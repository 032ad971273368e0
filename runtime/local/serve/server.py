"""The endpoint: AWS JSON 1.0 over HTTP, so that boto3 and the AWS CLI take this machine for Step Functions.

with Server(service, "127.0.0.1", 8083) as server:
    boto3.client("stepfunctions", endpoint_url=server.url)

Protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
"""

import json
import re
import sys
import threading
import traceback
import uuid
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from runtime.local.serve.failures import ApiError
from runtime.local.serve.operations import OPERATIONS
from runtime.local.serve.service import Service
from runtime.local.serve.shapes import TARGET, check_request, operation_named, reply

REGION = "us-east-1"
"""Where a request that is not signed is taken to be meant."""

_SCOPE = re.compile(r"Credential=[^/]*/\d{8}/([a-z0-9-]+)/")


class Server:
    """Serves from a thread of its own between entering and leaving."""

    def __init__(self, service: Service, host: str = "127.0.0.1", port: int = 0) -> None:
        self._http = _Http((host, port), _handler(service))
        self.url = f"http://{host}:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, name="statemill-serve", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 1024


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # A reply is two small writes: without this the second waits for the client's acknowledgement of the first.
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer, headers = answered(service, dict(self.headers.items()), body)
            self._send(status, json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"), headers)

        def do_GET(self) -> None:
            self._send(200, b'{"status":"ok"}', {})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            try:
                self.send_response(status, HTTPStatus(status).phrase)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Requests are not worth a line each."""

    return Handler


def answered(service: Service, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The status, the JSON and the headers of the reply to one request."""
    names = {name.lower(): value for name, value in headers.items()}
    try:
        target, _, operation_name = names.get("x-amz-target", "").partition(".")
        if target != TARGET:
            raise ApiError("UnknownOperationException", "")
        operation = operation_named(operation_name)
        request = check_request(operation, _parsed(body))
        told = OPERATIONS[operation_name](service, request, region_of(names.get("authorization", "")))
        return 200, reply(operation, told), {}
    except ApiError as error:
        return _told(error)
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return _told(ApiError("InternalFailure", "The server has a bug; its log says more.", 500))


def region_of(authorization: str) -> str:
    """The region that a request was signed for."""
    found = _SCOPE.search(authorization)
    return found[1] if found else REGION


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise ApiError("SerializationException", "The request is not valid JSON") from None


def _told(error: ApiError) -> tuple[int, dict[str, Any], dict[str, str]]:
    document = {"__type": f"com.amazonaws.swf.service.v2.model#{error.code}", "message": error.message, **error.more}
    return error.status, document, {"x-amzn-ErrorType": error.code}
