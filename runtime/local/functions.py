"""Tasks answered by functions of this process: the step's own function, with its payload decoded as in a Lambda.

    execute(definition, {"n": 2}, tasks=lambda call: call_step(double, call.arguments))

A function is called with decoded arguments and its result is encoded, so that a type that cannot travel fails here
too. An exception becomes the error that AWS would show: the class's name, and Lambda's JSON error object.
"""

import json
import traceback
from collections.abc import Callable
from typing import Any

from runtime.codec import signature_of
from runtime.contract import ErrorDocument
from runtime.local.engine import TaskFailed


def call_step(function: Callable[..., Any], payload: Any) -> Any:
    """Call a step's function with a JSON payload and give its JSON result; raises TaskFailed with what it raised."""
    signature = signature_of(function)
    try:
        arguments, keywords = signature.read(payload)
        return signature.write(function(*arguments, **keywords))
    except Exception as error:
        raise failure_of(error) from error


def failure_of(error: Exception) -> TaskFailed:
    """What Step Functions would show of an exception that a step raised; a TaskFailed is what it says itself."""
    return error if isinstance(error, TaskFailed) else TaskFailed(type(error).__name__, _error_document(error))


def _error_document(error: Exception) -> str:
    """Lambda's JSON error object, as text."""
    stack = traceback.format_tb(error.__traceback__)
    document: ErrorDocument = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": stack}
    return json.dumps(document)
