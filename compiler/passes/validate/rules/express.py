"""Express workflows call and answer: no `.sync`, no `.waitForTaskToken`, no activities, no Distributed Map.

    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"     not in an Express workflow

The same holds for the child executions of a Distributed Map whose ExecutionType is EXPRESS.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.integrations import integration_of
from compiler.passes.validate.model import Findings, State, View
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Look at every state that runs in an Express workflow."""
    for state in view.states:
        if state.scope.kind != "EXPRESS":
            continue
        what, pointer = _refused(state)
        if what:
            findings.add(codes.NOT_IN_EXPRESS, f"an Express workflow does not support {what}", pointer)


def _refused(state: State) -> tuple[str, str]:
    resource = state.body.get("Resource")
    if state.type == "Task" and isinstance(resource, str):
        integration = integration_of(resource)
        if integration is not None and integration.pattern:
            return f"the pattern `.{integration.pattern}`", state.at("Resource")
        if ":activity:" in resource:
            return "activities", state.at("Resource")
    if state.type == "Map":
        for name in ("ItemProcessor", "Iterator"):
            processor = state.body.get(name)
            config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
            if isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED":
                return "a Distributed Map", state.at(name, "ProcessorConfig", "Mode")
    return "", ""


RULE = Rule("express", "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html", check)
