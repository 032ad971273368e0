"""`aws.<service>.<operation>(…)`: direct integrations, checked against botocore's models.

aws.sns.publish(TopicArn=topic, Message="done")                 arn:aws:states:::sns:publish
aws.glue.start_job_run.sync(JobName="nightly")                  arn:aws:states:::glue:startJobRun.sync
aws.sqs.send_message(QueueUrl=q, MessageBody={"t": TOKEN})      arn:aws:states:::sqs:sendMessage.waitForTaskToken
"""

import ast
from dataclasses import dataclass

from compiler.diagnostics.codes import types
from compiler.forms.program import ServiceCall, Signature, Value
from compiler.forms.types import ANY
from compiler.passes.type.arguments import bind, read_all
from compiler.passes.type.body import Body
from compiler.passes.type.call_options import call_options
from compiler.passes.type.credentials import report_answer
from compiler.passes.type.integrations import OperationModel, UnknownOperation, operation
from compiler.passes.type.resolve import static_of
from compiler.passes.type.service_values import spelled_value
from compiler.passes.type.suggestions import did_you_mean
from dsl.definitions import StepOptions
from dsl.errors import DeclarationError
from dsl.services import WITHOUT, Operation, Waited, boto3_name
from dsl.spelling import member
from dsl.steps import TOKEN

_SYNC_OF_A_RUN = "arn:aws:states:::states:startExecution"
"""`.sync:2` gives the nested execution's output as JSON, `.sync` as text."""


@dataclass(frozen=True, slots=True)
class Configured:
    """An operation given options; none where the options are wrong, which has been reported."""

    operation: Operation | Waited | None
    options: StepOptions = WITHOUT
    computed: tuple[tuple[str, Value], ...] = ()


def configured_service(body: Body, node: ast.expr) -> Configured | None:
    """`aws.sns.publish.with_options(…)`; None for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="with_options")):
            operation = static_of(body, inner)
        case _:
            return None
    if not isinstance(operation, Operation | Waited):
        return None
    given = call_options(body, node)
    if given is None:
        return Configured(None)
    try:
        return Configured(operation, operation.with_options(**given.known).options, given.computed)
    except DeclarationError as error:
        for text in error.problems:
            said, _, advice = text.partition("; ")
            body.error(types.BAD_OPTION, f"`{error.subject}`: {said}", node, advice or None)
        return Configured(None)


def service_value(body: Body, node: ast.Call, configured: Configured) -> Value:
    """A service's operation called."""
    callee = configured.operation
    assert callee is not None
    service = boto3_name(callee.service)
    try:
        model = operation(service, callee.name)
    except UnknownOperation as problem:
        sought = callee.name if "operation" in str(problem) else callee.service
        help_ = did_you_mean(sought, problem.known) or ("call it with boto3 in a step" if not problem.known else None)
        body.error(types.UNKNOWN_SERVICE, str(problem), node.func, help_)
        read_all(body, node)
        return body.hole(node)
    if node.args:
        text = f"`{callee!r}` takes its arguments by name"
        body.error(types.UNEXPECTED_ARGUMENT, text, node.args[0], f"write `{_example(model)}`")
        read_all(body, node)
        return body.hole(node)
    pattern = _pattern(body, node, callee, model)
    result = {"": model.result, ".waitForTaskToken": ANY}.get(pattern or "", model.ended)
    body.in_service += 1
    bound = bind(body, node, Signature(model.parameters, whole=False, result=result), f"{callee!r}")
    body.in_service -= 1
    if bound is None or pattern is None:
        return body.typed_hole(node, result)
    arguments = tuple(
        (member(name, sdk=model.sdk), spelled_value(body, value, model.shape.members[name], sdk=model.sdk))
        for name, value in bound.items()
    )
    report_answer(body, node, model.resource)
    name = f"{callee.service.rstrip('_')} {callee.name}"
    resource, options = model.resource + pattern, configured.options
    return ServiceCall(resource, arguments, name, options, result, body.span(node), configured.computed)


def _pattern(body: Body, node: ast.Call, callee: Operation | Waited, model: OperationModel) -> str | None:
    """The suffix of the Resource; None and a finding where there is no such integration."""
    if isinstance(callee, Waited):
        if "sync" in model.patterns:
            return ".sync:2" if model.resource == _SYNC_OF_A_RUN else ".sync"
        help_ = "start it, then ask for its state in a `while` loop with `wait`"
        body.error(types.UNKNOWN_SERVICE, f"Step Functions cannot wait for the end of `{callee!r}`", node.func, help_)
        return None
    if not any(static_of(body, one) is TOKEN for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)):
        return ""
    if "waitForTaskToken" in model.patterns:
        return ".waitForTaskToken"
    help_ = "hand the token out in a step with `token: TaskToken = TOKEN`"
    body.error(types.UNKNOWN_SERVICE, f"`{callee!r}` cannot wait for a task token", node.func, help_)
    return None


def _example(model: OperationModel) -> str:
    needed = [one.name for one in model.parameters if one.default is None] or [one.name for one in model.parameters[:1]]
    return ", ".join(f"{name}=…" for name in needed)
