"""Who answers the tasks of served executions: functions of this machine first, then services at an endpoint.

    tasks = Tasks(functions=(packaged(host, names),), endpoint="http://127.0.0.1:5000")
    tasks.answer(call)

A function that neither knows fails as it does on AWS: Lambda.ResourceNotFoundException.
"""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from runtime.local.answers import UNANSWERED, invoked
from runtime.local.embedded.lambda_host import LambdaHost
from runtime.local.engine.calls import Answer, Call, Pending, Submitted, TaskFailed
from runtime.local.engine.resources import Resource, function_name, read_resource
from runtime.local.serve.caller import REGION


class Tasks:
    """Answers in order; the endpoint, where there is one, takes what is left."""

    def __init__(
        self,
        functions: tuple[Answer, ...] = (),
        endpoint: str | None = None,
        places: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`places` are what placeholders of builds stand for, as `${LandingBucket}` for `landing`."""
        self._places = {name: json.dumps(value)[1:-1] for name, value in places.items()}
        self._functions = functions
        self._clients = clients_at(endpoint) if endpoint else None
        self._services: Answer | None = None

    def answer(self, call: Call) -> Any:
        """The task's result; TaskFailed."""
        for function in self._functions:
            found = function(call)
            if found is not UNANSWERED:
                return found
        if self._clients is not None:
            return self._ask_service(call)
        resource = read_resource(call.resource)
        if resource.is_lambda or (resource.service, resource.action) == ("lambda", "invoke"):
            raise _no_function(resource, call)
        sentence = f"Nothing on this machine answers {call.resource}: the server was started without --endpoint."
        raise TaskFailed("States.TaskFailed", sentence)

    def placed(self, definition: str) -> str:
        """The definition with the placeholders of builds filled in."""
        for name, value in self._places.items():
            definition = definition.replace(name, value)
        return definition

    def put(self, bucket: str, key: str, body: str) -> None:
        """Store what a Distributed Map writes."""
        if self._clients is None:
            raise ValueError("The results cannot be written: the server was started without --endpoint.")
        self._clients("s3").put_object(Bucket=bucket, Key=key, Body=body.encode("utf-8", "surrogatepass"))

    def _ask_service(self, call: Call) -> Any:
        if self._services is None:
            # boto3 takes a moment to import, and not every server has an endpoint.
            from runtime.local.engine.integrations import service_answer

            assert self._clients is not None
            self._services = service_answer(self._clients)
        return self._services(call)


def clients_at(endpoint: str) -> Callable[[str], Any]:
    """boto3's clients for an endpoint; with the environment's credentials, or made-up ones."""

    @lru_cache(maxsize=64)
    def client(service: str) -> Any:
        import boto3

        session = boto3.session.Session()
        made_up = {} if session.get_credentials() else {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        return session.client(
            service,  # type: ignore[call-overload]
            endpoint_url=endpoint,
            region_name=session.region_name or REGION,
            **made_up,
        )

    return client


def packaged(host: LambdaHost, functions: Mapping[str, str]) -> Answer:
    """Answer Lambda tasks by the functions of `host`: by name or placeholder, as `functions` maps them."""

    def answer(call: Call) -> Any:
        resource = read_resource(call.resource)
        if resource.is_lambda:
            name = functions.get(_name(call.resource))
            return UNANSWERED if name is None else invoked(host, name, call.arguments)
        if (resource.service, resource.action) == ("lambda", "invoke") and isinstance(call.arguments, dict):
            name = functions.get(_name(str(call.arguments.get("FunctionName", ""))))
            if name is None:
                return UNANSWERED
            response = _invocation(invoked(host, name, call.arguments.get("Payload", {})))
            # What the function gives says only that it has been called: the result comes with the token.
            return Submitted(response, Pending()) if resource.pattern == "waitForTaskToken" else response
        return UNANSWERED

    return answer


def _name(text: str) -> str:
    """The name in a function's ARN, or the text itself, without its version, where it is a name or a placeholder."""
    return function_name(text) or text.partition(":")[0]


def _invocation(payload: Any) -> dict[str, Any]:
    """The response of Lambda's Invoke as `lambda:invoke` gives it."""
    headers = {"Content-Length": str(len(json.dumps(payload))), "Content-Type": "application/json"}
    return {
        "ExecutedVersion": "$LATEST",
        "Payload": payload,
        "SdkHttpMetadata": {"HttpHeaders": headers, "HttpStatusCode": 200},
        "StatusCode": 200,
    }


def _no_function(resource: Resource, call: Call) -> TaskFailed:
    named = call.arguments.get("FunctionName", "") if isinstance(call.arguments, dict) else ""
    name = resource.arn if resource.is_lambda else named
    where = (
        "(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: local; Proxy: null)"
    )
    return TaskFailed("Lambda.ResourceNotFoundException", f"Function not found: {name} {where}")
