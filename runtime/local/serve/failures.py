"""The errors of the API, with AWS's names and sentences.

raise machine_missing(arn)        # StateMachineDoesNotExist: State Machine Does Not Exist: 'arn:…'

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html (Errors of each operation)
"""

_COMMON = {
    "UnknownOperationException": "com.amazon.coral.service",
    "SerializationException": "com.amazon.coral.service",
    "ValidationException": "com.amazon.coral.validate",
}


class ApiError(Exception):
    """An answer other than the operation's own: HTTP status 400, or 500 where the server is to blame."""

    def __init__(self, code: str, message: str, status: int = 400, **more: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.more = more
        """Further members of the error's shape, such as `reason`."""

    @property
    def namespace(self) -> str:
        """What stands before the code on the wire: of the framework, or of the service."""
        return _COMMON.get(self.code, "com.amazonaws.swf.service.v2.model")


def unknown_operation(message: str, status: int = 400) -> ApiError:
    """A request that names nothing of this API."""
    return ApiError("UnknownOperationException", message, status)


def machine_missing(arn: str) -> ApiError:
    """No such state machine."""
    return ApiError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")


def machine_deleting(arn: str) -> ApiError:
    """Its deletion has begun."""
    return ApiError("StateMachineDeleting", f"State Machine is being deleted: '{arn}'")


def execution_missing(arn: str) -> ApiError:
    """No such execution."""
    return ApiError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")


def execution_exists(arn: str) -> ApiError:
    """The name is taken, by an execution with another input or by one that has ended."""
    return ApiError("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")


def machine_exists(arn: str) -> ApiError:
    """The name is taken by a state machine that is not the same."""
    return ApiError("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")


def activity_missing(arn: str) -> ApiError:
    """No such activity."""
    return ApiError("ActivityDoesNotExist", f"Activity Does Not Exist: '{arn}'")


def resource_missing(arn: str) -> ApiError:
    """Nothing of this ARN."""
    return ApiError("ResourceNotFound", f"Resource not found: '{arn}'", resourceName=arn)


def bad_arn(what: str) -> ApiError:
    """The ARN is none, or none of the right kind."""
    return ApiError("InvalidArn", f"Invalid Arn: '{what}'")


def bad_name(name: str) -> ApiError:
    """A name with characters that are not allowed."""
    return ApiError("InvalidName", f"Invalid Name: '{name}'")


def bad_token() -> ApiError:
    """A page token or a task token that nobody gave out."""
    return ApiError("InvalidToken", "Invalid Token: 'Invalid token'")


def task_over() -> ApiError:
    """The task does not wait any more."""
    return ApiError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")


def type_unsupported() -> ApiError:
    """Not for state machines of this type."""
    return ApiError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")


def not_valid(message: str, reason: str | None = None) -> ApiError:
    """A ValidationException."""
    if reason is None:
        return ApiError("ValidationException", message)
    return ApiError("ValidationException", message, reason=reason)


def in_conflict(message: str) -> ApiError:
    """A ConflictException."""
    return ApiError("ConflictException", message)
