"""`aws.<service>.<operation>(…)`: direct integrations, checked against botocore's models.

aws.sns.publish(TopicArn=topic, Message="done")      ServiceCall("arn:aws:states:::sns:publish", …)
"""

import ast

from compiler.diagnostics.codes import types
from compiler.forms.program import ServiceCall, Value
from compiler.forms.types import ANY, UNKNOWN
from compiler.passes.type.arguments import read_all
from compiler.passes.type.body import Body
from compiler.passes.type.displays import json_value
from dsl.definitions import StepOptions
from dsl.services import Operation, Waited


def service_value(body: Body, node: ast.Call, callee: Operation | Waited) -> Value:
    """A service's operation called."""
    if node.args or any(keyword.arg is None for keyword in node.keywords):
        body.error(
            types.UNEXPECTED_ARGUMENT,
            f"`{callee!r}` takes its arguments by name",
            node,
            "write `TopicArn=…, Message=…`",
        )
        read_all(body, node)
        return body.hole(node)
    arguments = tuple((str(keyword.arg), json_value(body, keyword.value)) for keyword in node.keywords)
    if any(value.type is UNKNOWN for _, value in arguments):
        return body.hole(node)
    action = callee.name.split("_")
    camel = action[0] + "".join(part.title() for part in action[1:])
    resource = f"arn:aws:states:::aws-sdk:{callee.service.rstrip('_')}:{camel}"
    return ServiceCall(resource, arguments, f"{callee.service} {callee.name}", StepOptions(), ANY, body.span(node))
