"""Clients of AWS services: one session a process, each client made on first use and kept.

    from runtime import clients

    clients.client("s3").put_object(Bucket=..., Key=..., Body=...)

botocore is what boto3 itself is made of and starts 50 ms sooner. `AWS_ENDPOINT_URL` leads every client elsewhere, as
always.
"""

import os
from typing import Any

from runtime import invocation

_clients: dict[tuple[Any, ...], Any] = {}
_session: Any = None


def client(service: str, region: str | None = None) -> Any:
    """The botocore client of `service`, in this function's region or in `region`."""
    global _session
    # A process forked, or an environment changed under a test, must not get another place's client.
    named = f"AWS_ENDPOINT_URL_{service.upper()}"
    key = (os.getpid(), service, region, *map(os.environ.get, ("AWS_REGION", "AWS_ENDPOINT_URL", named)))
    if key not in _clients:
        from botocore.config import Config
        from botocore.session import get_session

        if _session is None:
            _session = get_session()
        config = Config(
            # runtime.dynamodb waits out throttling itself, for as long as the invocation lasts.
            retries={"mode": "standard", "total_max_attempts": 1 if service == "dynamodb" else 4},
            connect_timeout=5,
            read_timeout=invocation.within(60),
            # What goes out was checked here already, and checking it again takes half the time of a batch.
            parameter_validation=service != "dynamodb",
        )
        where = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        _clients[key] = _session.create_client(service, region_name=where, config=config)
    return _clients[key]


def error_code(error: Exception) -> str:
    """The service's own name for what went wrong, `ResourceNotFoundException`; "" for an error that is not its own."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def forget() -> None:
    """Closes every client and the session, for tests."""
    global _session
    for made in _clients.values():
        made.close()
    _clients.clear()
    _session = None
