"""Arguments of optimised integrations: what the service cannot do without is there.

    {"Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"MessageBody": "x"}}     lacks `QueueUrl`

A warning: the call fails when it is made.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.integrations import integration_of
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.rules.rule import Rule

REQUIRED: dict[str, tuple[str, ...]] = {
    "apigateway:invoke": ("ApiEndpoint", "Method"),
    "athena:startQueryExecution": ("QueryString",),
    "batch:submitJob": ("JobDefinition", "JobName", "JobQueue"),
    "dynamodb:deleteItem": ("Key", "TableName"),
    "dynamodb:getItem": ("Key", "TableName"),
    "dynamodb:putItem": ("Item", "TableName"),
    "dynamodb:updateItem": ("Key", "TableName"),
    "ecs:runTask": ("TaskDefinition",),
    "events:putEvents": ("Entries",),
    "glue:startJobRun": ("JobName",),
    "http:invoke": ("ApiEndpoint", "Method"),
    "lambda:invoke": ("FunctionName",),
    "sns:publish": ("Message",),
    "sqs:sendMessage": ("MessageBody", "QueueUrl"),
    "states:startExecution": ("StateMachineArn",),
}


def check(view: View, findings: Findings) -> None:
    """Look at the arguments of every integration in the table."""
    for state in view.states:
        resource = state.body.get("Resource")
        integration = integration_of(resource) if isinstance(resource, str) and state.type == "Task" else None
        if integration is None or integration.sdk:
            continue
        field = "Arguments" if state.language == "JSONata" else "Parameters"
        given = state.body.get(field, {})
        required = REQUIRED.get(f"{integration.service}:{integration.action}", ())
        # Without Parameters the state's input is the arguments, which nobody knows here.
        if not isinstance(given, dict) or (field not in state.body and field == "Parameters"):
            continue
        for name in required:
            if name not in given and f"{name}.$" not in given:
                message = f"`{integration.service}:{integration.action}` needs `{name}`"
                findings.add(codes.MISSING_ARGUMENT, message, state.at(field) if field in state.body else state.pointer)


RULE = Rule("arguments", "https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html", check)
