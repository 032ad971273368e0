"""Web servers of a test's own: what is asked of them, they answer at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Reads a request's body and sends an answer; the class that derives from it says which, in `answer`."""

    def answer(self) -> None:
        """Answer the request."""
        raise NotImplementedError

    def do_POST(self) -> None:
        """What http.server calls."""
        self.answer()

    do_PUT = do_POST  # noqa: N815

    def body(self) -> str:
        """The request's body."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def reply(self, body: str, status: int = 200, kind: str = "application/json") -> None:
        """Send the answer."""
        answer = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Keep quiet."""


@contextmanager
def listening(handler: type[Handler]) -> Iterator[str]:
    """The address of a server that answers so, for the length of the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
