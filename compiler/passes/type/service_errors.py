"""Handlers of AWS services' errors: the names that the calls of a `try` can fail with.

try: aws.dynamodb.put_item(…)
except aws.dynamodb.exceptions.ConditionalCheckFailedException:      catch DynamoDB.ConditionalCheckFailedException

Which errors a service has and which an operation declares is botocore's word.
"""

import ast
from collections.abc import Iterator
from typing import Any

from compiler.diagnostics.codes import flows, types
from compiler.forms.program import BlockCall, ServiceCall, Statement
from compiler.forms.traverse import children
from compiler.passes.type.body import Body
from compiler.passes.type.integrations import UnknownOperation, error_shapes, service_model
from compiler.passes.type.suggestions import did_you_mean
from dsl.service_errors import ServiceError, error_name, error_prefix
from dsl.services import boto3_name

_BASES = ("ClientError", "ServiceError")


def service_error_names(
    body: Body, node: ast.expr, cls: type[ServiceError], tried: tuple[Statement, ...]
) -> tuple[str, ...]:
    """What the calls in a `try` would call this error; none, and a finding, where none can raise it."""
    service = cls.service
    if not _is_known(body, node, cls):
        return ()
    calls = [one for one in _calls(tried) if isinstance(one, ServiceCall) and _service(one) == service]
    blocks = any(isinstance(one, BlockCall) for one in _calls(tried))
    if blocks:
        return both_names(cls)
    if not calls:
        _unmatchable(body, node, f"nothing in this `try` calls `{service}`")
    elif not any(cls.shape in error_shapes(service, one.name.partition(" ")[2]) for one in calls):
        names = " or ".join(sorted({f"`{one.name.partition(' ')[2]}`" for one in calls}))
        _unmatchable(body, node, f"{names} of `{service}` does not fail with `{cls.shape}`")
    return tuple(dict.fromkeys(error_name(_prefix(one), cls.shape) for one in calls))


def both_names(cls: type[ServiceError]) -> tuple[str, ...]:
    """The error as optimised and as SDK integrations name it."""
    service_id = service_model(cls.service).service_id
    word = {"stepfunctions": "states"}.get(cls.service, cls.service)
    prefixes = (error_prefix(word, service_id), error_prefix(f"aws-sdk:{word}", service_id))
    return tuple(dict.fromkeys(error_name(prefix, cls.shape) for prefix in prefixes))


def _is_known(body: Body, node: ast.expr, cls: type[ServiceError]) -> bool:
    name, service = cls.shape, cls.service
    try:
        known = error_shapes(service, None)
    except UnknownOperation as problem:
        body.error(types.UNKNOWN_SERVICE, str(problem), node, did_you_mean(service, problem.known))
        return False
    if name in known:
        return True
    if name in _BASES or not service:
        text = "a state machine catches a service's errors by their own names"
        body.error(flows.BAD_HANDLER, text, node, "name those that you expect, or write `except Exception:`")
        return False
    text = f"`{service}` has no error `{name}`"
    body.error(types.UNKNOWN_SERVICE, text, node, did_you_mean(name, known) or did_you_mean(f"{name}Exception", known))
    return False


def _calls(node: Any) -> Iterator[ServiceCall | BlockCall]:
    if isinstance(node, ServiceCall | BlockCall):
        yield node
    for child in node if isinstance(node, tuple) else children(node):
        yield from _calls(child)


def _service(call: ServiceCall) -> str:
    return boto3_name(call.name.partition(" ")[0])


def _prefix(call: ServiceCall) -> str:
    word = call.resource.removeprefix("arn:aws:states:::").rpartition(":")[0]
    return error_prefix(word, service_model(_service(call)).service_id)


def _unmatchable(body: Body, node: ast.expr, why: str) -> None:
    body.error(flows.UNMATCHABLE, f"this handler can never be chosen: {why}", node)
