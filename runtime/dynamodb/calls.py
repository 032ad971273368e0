"""Calls to DynamoDB that do not give up while the invocation has time: throttling is waited out.

    answer = call("query", TableName="orders", …)

A batch job rather waits than fails. botocore's own tries are switched off for DynamoDB, so that only these pauses
count.
"""

from typing import Any

from runtime import clients, invocation

PATIENCE = 300.0
"""Seconds of waiting for capacity where the invocation sets no end."""

THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "LimitExceededException",
        "InternalServerError",
        "ServiceUnavailable",
        "500",
        "502",
        "503",
    }
)


class Waiter:
    """Pauses between tries, longer each time, until the time is up."""

    def __init__(self) -> None:
        self._attempt = 0
        self._left = PATIENCE

    def pause(self) -> bool:
        """Waits; False, at once, when there is no time for another try."""
        if self._left <= 0 or invocation.remaining() < 2:
            return False
        self._attempt += 1
        self._left -= invocation.pause(self._attempt)
        return True

    def progressed(self) -> None:
        """Starts from short pauses again, because the service took something."""
        self._attempt = 0


def call(operation: str, **request: Any) -> dict[str, Any]:
    """One request, tried again while it is throttled. Raises botocore's ClientError."""
    from botocore.exceptions import ClientError, HTTPClientError

    waiter = Waiter()
    while True:
        try:
            answer: dict[str, Any] = getattr(clients.client("dynamodb"), operation)(**request)
            return answer
        except ClientError as error:
            if clients.error_code(error) not in THROTTLED or not waiter.pause():
                raise
        except HTTPClientError:  # no connection, or one that ended or fell silent
            if not waiter.pause():
                raise
