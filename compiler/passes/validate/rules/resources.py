"""Resources: the ARN of a Lambda function or an activity, or a service integration that exists, in one of its patterns.

    "Resource": "arn:aws:states:::dynamodb:query"                 not an optimised integration
    "Resource": "arn:aws:states:::dynamodb:getItem.sync"          has no pattern `.sync`
    "Resource": "arn:aws:states:::aws-sdk:s3:getObjct"            no such operation

A `${placeholder}` that a deployment fills in, or `<one>` that an author does, stands for anything.
"""

import re
from difflib import get_close_matches

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.integrations import OPTIMISED, RETIRED, Integration, integration_of, sdk_operations
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.rules.rule import Rule

_FUNCTION = re.compile(r"arn:[\w-]+:lambda:[\w-]*:[\w-]*:function:[\w.$-]+(?::[\w$-]+)?")
_ACTIVITY = re.compile(r"arn:[\w-]+:states:[\w-]*:[\w-]*:activity:[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/]{1,80}")
_PLACEHOLDER = re.compile(r"\$\{|^arn:.*[<>{}\[\]]")
_SDK_PATTERNS = ("", "waitForTaskToken")


def check(view: View, findings: Findings) -> None:
    """Look at the Resource of every Task."""
    for state in view.states:
        resource = state.body.get("Resource")
        if state.type == "Task" and isinstance(resource, str) and not _PLACEHOLDER.search(resource):
            _check(resource, state.at("Resource"), findings)


def _check(resource: str, pointer: str, findings: Findings) -> None:
    if _FUNCTION.fullmatch(resource) or _ACTIVITY.fullmatch(resource):
        return
    integration = integration_of(resource)
    if integration is None:
        message = f"`{resource}` is no ARN of a Lambda function, an activity or a service integration"
        findings.add(codes.UNKNOWN_RESOURCE, message, pointer)
    elif integration.sdk:
        _check_sdk(integration, pointer, findings)
    else:
        _check_optimised(integration, pointer, findings)


def _check_optimised(integration: Integration, pointer: str, findings: Findings) -> None:
    actions = OPTIMISED.get(integration.service)
    if actions is None or integration.action not in actions:
        known = [f"{service}:{action}" for service, table in OPTIMISED.items() for action in table]
        given = f"{integration.service}:{integration.action}"
        message = f"there is no optimised integration `{given}`"
        near = get_close_matches(given, known, n=1)
        if sdk_operations(integration.service) and integration.action in (sdk_operations(integration.service) or ()):
            cure = f"as an SDK integration it is `aws-sdk:{given}`"
        else:
            cure = f"did you mean `{near[0]}`?" if near else "any operation of a service is `aws-sdk:service:operation`"
        findings.add(codes.UNKNOWN_RESOURCE, message, pointer, help=cure)
    elif integration.pattern not in actions[integration.action]:
        _unknown_pattern(integration, actions[integration.action], pointer, findings)


def _check_sdk(integration: Integration, pointer: str, findings: Findings) -> None:
    operations = sdk_operations(integration.service)
    if integration.service.lower() in RETIRED:
        return
    if operations is None:
        findings.add(codes.UNKNOWN_RESOURCE, f"there is no service `{integration.service}` in the AWS SDK", pointer)
    elif integration.action not in operations:
        near = get_close_matches(integration.action, operations, n=1)
        message = f"the service `{integration.service}` has no operation `{integration.action}`"
        findings.add(codes.UNKNOWN_RESOURCE, message, pointer, help=f"did you mean `{near[0]}`?" if near else None)
    elif integration.pattern not in _SDK_PATTERNS:
        _unknown_pattern(integration, _SDK_PATTERNS, pointer, findings)


def _unknown_pattern(
    integration: Integration, patterns: "tuple[str, ...] | list[str]", pointer: str, findings: Findings
) -> None:
    known = " and ".join(f"`.{pattern}`" for pattern in patterns if pattern) or "none"
    message = f"`{integration.service}:{integration.action}` has no pattern `.{integration.pattern}`"
    findings.add(codes.UNKNOWN_PATTERN, message, pointer, help=f"its patterns: {known}")


RULE = Rule("resources", "https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html", check)
