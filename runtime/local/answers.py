"""Who answers a run's tasks: mocks first, then built packages, then AWS.

    answer = first_of(mocked({"alert": 0}, (definition,), steps), packages(host, {"${ExportArn}": "export"}))
    execute(definition, input, tasks=answer)

An answer is a function of the Call; one that does not know the Resource gives `UNANSWERED`, and the next is asked.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from runtime.local.embedded.lambda_host import FunctionFailed, LambdaHost
from runtime.local.engine import Call, TaskFailed
from runtime.local.engine.integrations import Clients, service_answer

Answer = Callable[[Call], Any]
_CALLBACK = "arn:aws:states:::lambda:invoke.waitForTaskToken"
UNANSWERED: Final = object()
"""What an answer gives for a call that is not its business."""


def first_of(*answers: Answer) -> Answer:
    """Ask one after another; a call that nobody answers fails, naming its Resource."""

    def answer(call: Call) -> Any:
        for one in answers:
            found = one(call)
            if found is not UNANSWERED:
                return found
        cause = f"nothing on this machine answers {call.resource}; mock the state `{call.state}` or give an endpoint"
        raise TaskFailed("States.TaskFailed", cause)

    return answer


def packages(host: LambdaHost, functions: Mapping[str, str]) -> Answer:
    """Answer tasks whose Resource is in `functions`, by the function of that name in `host`.

    Nobody could answer one that waits for its token: it fails, saying so.
    """

    def answer(call: Call) -> Any:
        waits = call.resource == _CALLBACK and isinstance(call.arguments, Mapping)
        if waits and call.arguments.get("FunctionName") in functions:
            cause = (
                f"`{call.state}` waits for somebody's answer through its token: give one with --mock '{call.state}=…'"
            )
            raise TaskFailed("States.TaskFailed", cause)
        if call.resource not in functions:
            return UNANSWERED
        return invoked(host, functions[call.resource], call.arguments)

    return answer


def invoked(host: LambdaHost, function: str, payload: Any) -> Any:
    """What the function of this name in `host` gives; TaskFailed with its error."""
    try:
        return host.invoke(function, payload)
    except FunctionFailed as failure:
        raise TaskFailed(failure.error, failure.cause) from failure


def services(clients: Clients | None) -> Answer:
    """Answer what goes to AWS or to the web by asking there; without clients, the web alone."""
    ask = service_answer(clients or _nowhere)

    def answer(call: Call) -> Any:
        is_service = ":states:::" in call.resource
        if not is_service or (clients is None and not call.resource.endswith(":http:invoke")):
            return UNANSWERED
        return ask(call)

    return answer


def clients_of(options: Mapping[str, Any]) -> Clients:
    """One boto3 client for each service, made with these options."""

    @cache
    def client(service: str) -> Any:
        import boto3

        return boto3.client(service, **options)  # type: ignore[call-overload]

    return client


def _nowhere(service: str) -> Any:
    raise TaskFailed("States.TaskFailed", f"there is no {service} on this machine; give an endpoint")
