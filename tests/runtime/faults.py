"""Faults, made where they happen: between the client and the service, and between the driver and the server.

with service_fault("dynamodb", "BatchWriteItem", throttle(times=2)): ...
with Wire(server.host, server.port) as wire:
    wire.mode = "stall"
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Literal, Self

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from runtime import clients

Fault = Callable[[Any], AWSResponse | None]


@contextmanager
def service_fault(service: str, operation: str, fault: Fault) -> Iterator[None]:
    """Answers requests of one operation with what `fault` gives for them; None lets them through."""
    meta = clients.client(service).meta
    events = meta.events

    def hook(request: Any, **_: Any) -> AWSResponse | None:
        return fault(request)

    name = f"before-send.{meta.service_model.service_id.hyphenize()}.{operation}"
    events.register(name, hook)
    try:
        yield
    finally:
        events.unregister(name, hook)


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


def answer(request: Any, status: int, body: dict[str, Any]) -> AWSResponse:
    """A service's answer."""
    headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, status, headers, _Raw(json.dumps(body).encode()))


def refuse(code: str, *, times: int, status: int = 400) -> Fault:
    """Refuses the first `times` requests with an error code."""
    left = [times]

    def fault(request: Any) -> AWSResponse | None:
        if left[0] == 0:
            return None
        left[0] -= 1
        return answer(request, status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "made up"})

    return fault


Mode = Literal["pass", "stall", "drop", "refuse"]


class Wire:
    """A TCP connection's middle: passes bytes on, or stops doing so."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.mode: Mode = "pass"
        self.accepted = 0
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Ends every connection."""
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._sockets.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.accepted += 1
                self._sockets.append(client)
                if self.mode == "refuse":
                    client.close()
                    continue
                server = socket.create_connection(self._target)
                self._sockets.append(server)
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                if self.mode == "drop":
                    break
                if self.mode != "stall":
                    other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)
