"""An embedded AWS: moto's server on this machine, with made-up credentials that boto3 picks up.

    with EmbeddedAws() as aws:
        boto3.client("dynamodb", **aws.client_options)       or a process with `aws.environment`

Its state lives in memory and ends with it.
"""

import logging
from types import TracebackType
from typing import Any, Self

from runtime.local.embedded import NotInstalled

REGION = "us-east-1"


class EmbeddedAws:
    """Starts on entering, stops on leaving; `endpoint` is its URL."""

    endpoint: str

    def __enter__(self) -> Self:
        try:
            from moto.server import ThreadedMotoServer  # takes most of a second, and only runs need it
        except ModuleNotFoundError:
            raise NotInstalled("moto") from None
        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # or it writes a line for every request
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables that lead boto3, in any process, here."""
        return environment_for(self.endpoint)

    @property
    def client_options(self) -> dict[str, Any]:
        """Arguments that lead one boto3 client here."""
        return client_options_for(self.endpoint)


def client_options_for(endpoint: str) -> dict[str, Any]:
    """Arguments that lead one boto3 client to `endpoint` with made-up credentials."""
    return {
        "endpoint_url": endpoint,
        "region_name": REGION,
        "aws_access_key_id": "local",
        "aws_secret_access_key": "local",
    }


def environment_for(endpoint: str) -> dict[str, str]:
    """Environment variables that lead boto3 to `endpoint` with made-up credentials."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
