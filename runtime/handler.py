"""The Lambda handler around a step: payload in, step called, result out.

    handler = make_handler(export_orders)

    handler({"day": "2024-01-31"}, context)      {"day": "2024-01-31", "rows": 120, "rejected": 0}

The payload is decoded by the step's annotations, the result encoded by them. An exception leaves under its own class
name, which is the error's name in Step Functions, and without any secret that the step has read. A result beyond what
a state may hold is refused by name here, where the pipeline can catch it, rather than by Step Functions, where
nothing can.
"""

import json
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from runtime import contract, invocation, logs
from runtime.codec import Signature, signature_of
from runtime.redaction import without_secrets

_log = logging.getLogger("statemill")

Handler = Callable[..., Any]
"""What Lambda calls: event and context in, JSON out."""


class ResultTooLarge(ValueError):
    """A step's result has more bytes than a state's output may."""


def make_handler(function: Callable[..., Any]) -> Handler:
    """The Lambda handler of a step.

    Raises TypeError where an annotation has no form in JSON, so that a wrong step fails as it starts.
    """
    signature = signature_of(function)
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        logs.configure()

    def handle(event: Any, context: Any = None) -> Any:
        payload, called = _entrance(event, context)
        with invocation.entered(called):
            try:
                return _run(function, signature, payload)
            except Exception as error:
                _log.error("the step failed", exc_info=error)
                _refuse_to_leak(error)
                raise

    return handle


def _run(function: Callable[..., Any], signature: Signature, payload: Any) -> Any:
    positional, named = signature.read(payload)
    result = signature.write(function(*positional, **named))
    size = len(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    if size > contract.EXECUTION_LIMIT:
        raise ResultTooLarge(
            f"{signature.step} gave a result of {size:,} bytes and a state holds {contract.EXECUTION_LIMIT:,}; "
            "give it as Stored[...], which keeps the value in S3 and hands on its address"
        )
    return result


def _entrance(event: Any, context: Any) -> tuple[Any, invocation.Invocation]:
    """The payload proper, and who is calling."""
    facts: dict[str, Any] = {}
    if isinstance(event, dict) and isinstance(event.get(contract.INVOCATION_KEY), dict):
        facts = event[contract.INVOCATION_KEY]
        event = {key: value for key, value in event.items() if key != contract.INVOCATION_KEY}
    left = getattr(context, "get_remaining_time_in_millis", None)
    called = invocation.Invocation(
        request=str(getattr(context, "aws_request_id", "")),
        execution=str(facts.get("execution", "")),
        state=str(facts.get("state", "")),
        retries=int(facts.get("retries", 0)),
        index=facts.get("index"),
        payload=event,
        **({"deadline": time.monotonic() + left() / 1000} if left is not None else {}),
    )
    return event, called


def _refuse_to_leak(error: Exception) -> None:
    """Raises a twin of `error`, of the same class name, where its message holds a secret."""
    message = without_secrets(str(error))
    if message == str(error):
        return
    twin = type(type(error).__name__, (Exception,), {"__module__": type(error).__module__})(message)
    raise twin.with_traceback(error.__traceback__) from None
