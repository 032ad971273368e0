"""The state machine, its role and log group, and the schedule that starts it.

    add_machine(draft, pipeline, "definitions/nightly_orders-5f….asl.json", substitutions, permissions, comment)
    draft.resources["StateMachine"]      =>  {"Type": "AWS::StepFunctions::StateMachine", "Properties": {…}}

The definition is an S3 object named by its own content (DefinitionS3Location with DefinitionSubstitutions), so that the
template stays small: a DefinitionString would count against CloudFormation's 1 MB for the whole template, and against
51,200 bytes where somebody passes the template inline, while a definition alone may have 1 MB.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from compiler.passes.template.draft import (
    OWN_ACCOUNT,
    TRACING,
    Draft,
    Value,
    allow,
    arn,
    attribute,
    document,
    sub,
    trust,
)
from compiler.passes.template.functions import artefact_bucket, log_days
from compiler.passes.template.services import Permissions
from dsl.definitions import PipelineDefinition
from dsl.schedules import Schedule

MACHINE = "StateMachine"
DELIVERY = [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
]
"""What Step Functions needs to send logs; none of these takes a resource ("Logging using CloudWatch Logs")."""
CALLS = 45
"""Functions that one policy names: the 6,144 characters of a managed policy hold so many of the longest ARNs."""
SAMPLING = allow(["xray:GetSamplingRules", "xray:GetSamplingTargets"], "*")


def add_machine(
    draft: Draft,
    pipeline: PipelineDefinition,
    definition_key: str,
    substitutions: Mapping[str, Value],
    permissions: Permissions,
    comment: str,
) -> None:
    """Write the state machine with its role and logs."""
    logged = pipeline.logging != "OFF"
    group = "/aws/vendedlogs/states/${AWS::StackName}"
    if logged:
        properties = {"LogGroupName": sub(group), "RetentionInDays": log_days(draft)}
        draft.resource(
            "StateMachineLogs", "AWS::Logs::LogGroup", properties, DeletionPolicy="Delete", UpdateReplacePolicy="Delete"
        )
    _add_role(draft, pipeline, permissions)
    destination = {"CloudWatchLogsLogGroup": {"LogGroupArn": arn("logs", f"log-group:{group}:*")}}
    # A name of one's own cannot survive a change of kind, which replaces the machine: each kind has its own.
    express = pipeline.kind == "EXPRESS"
    draft.resource(
        MACHINE,
        "AWS::StepFunctions::StateMachine",
        {
            "StateMachineName": sub("${AWS::StackName}-express" if express else "${AWS::StackName}"),
            "StateMachineType": pipeline.kind,
            "DefinitionS3Location": {"Bucket": artefact_bucket(draft), "Key": definition_key},
            "DefinitionSubstitutions": dict(substitutions) or None,
            "RoleArn": attribute("StateMachineRole", "Arn"),
            "LoggingConfiguration": {
                "Level": pipeline.logging,
                "IncludeExecutionData": pipeline.logging == "ALL",
                "Destinations": [destination],
            }
            if logged
            else None,
            "TracingConfiguration": {"Enabled": True} if pipeline.tracing else None,
        },
        **({"DependsOn": ["StateMachineLogs"]} if logged else {}),
    )
    if permissions.distributed:
        _let_run_itself(draft)
    draft.outputs["StateMachineArn"] = {"Description": comment or pipeline.name, "Value": {"Ref": MACHINE}}


def _add_role(draft: Draft, pipeline: PipelineDefinition, permissions: Permissions) -> None:
    """The machine's role: what its definition needs, and sending its logs and traces."""
    functions = permissions.functions
    statements = [*permissions.statements]
    if 0 < len(functions) <= CALLS:
        statements.insert(0, allow("lambda:InvokeFunction", functions))
    statements += [allow(DELIVERY, "*")] if pipeline.logging != "OFF" else []
    statements += [TRACING, SAMPLING] if pipeline.tracing else []
    executing = {**OWN_ACCOUNT, "ArnLike": {"aws:SourceArn": arn("states", "stateMachine:*")}}
    policies = [{"PolicyName": "machine", "PolicyDocument": document(*statements)}] if statements else None
    draft.resource(
        "StateMachineRole",
        "AWS::IAM::Role",
        {
            "Description": f"What the pipeline {pipeline.name} may do itself.",
            "AssumeRolePolicyDocument": trust("states.amazonaws.com", executing),
            "Policies": policies,
        },
    )
    if len(functions) > CALLS:
        _add_calls(draft, functions)


def _add_calls(draft: Draft, functions: list[Value]) -> None:
    """Policies of their own for calling many functions: a role's inline ones have 10,240 characters for all of them."""
    for number, start in enumerate(range(0, len(functions), CALLS), 1):
        some = functions[start : start + CALLS]
        properties = {
            "Description": "Which functions the pipeline may call.",
            "PolicyDocument": document(allow("lambda:InvokeFunction", some)),
            "Roles": [{"Ref": "StateMachineRole"}],
        }
        draft.resource(f"StateMachineCalls{number}", "AWS::IAM::ManagedPolicy", properties)


def _let_run_itself(draft: Draft) -> None:
    """Children of a Distributed Map are executions of the machine, which comes after its role: a policy apart."""
    name = attribute(MACHINE, "Name")
    executions = [
        sub(f"arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:execution:${{Name}}{rest}", Name=name)
        for rest in ("/*:*", ":*")
    ]
    statements = [
        allow("states:StartExecution", {"Ref": MACHINE}),
        allow(["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"], executions),
    ]
    properties = {
        "PolicyName": "children",
        "PolicyDocument": document(*statements),
        "Roles": [{"Ref": "StateMachineRole"}],
    }
    draft.resource("StateMachineChildren", "AWS::IAM::Policy", properties)


def add_schedule(draft: Draft, schedule: Schedule, description: str) -> None:
    """Write the schedule, and the role with which it starts the machine and nothing else."""
    role = {
        "Description": "Starts the pipeline on its schedule.",
        "AssumeRolePolicyDocument": trust("scheduler.amazonaws.com", OWN_ACCOUNT),
        "Policies": [
            {"PolicyName": "start", "PolicyDocument": document(allow("states:StartExecution", {"Ref": MACHINE}))}
        ],
    }
    draft.resource("ScheduleRole", "AWS::IAM::Role", role)
    window: dict[str, Any] = {"Mode": "OFF"}
    if schedule.window:
        window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": int(schedule.window.total_seconds() // 60)}
    state = draft.parameter(
        "ScheduleState",
        "Whether the schedule starts the pipeline.",
        Default="ENABLED",
        AllowedValues=["ENABLED", "DISABLED"],
    )
    target = {
        "Arn": {"Ref": MACHINE},
        "RoleArn": attribute("ScheduleRole", "Arn"),
        "Input": json.dumps(dict(schedule.input or {}), separators=(",", ":"), ensure_ascii=False),
    }
    properties = {
        "Description": description[:512] or None,
        "ScheduleExpression": schedule.expression,
        "ScheduleExpressionTimezone": schedule.timezone if schedule.kind != "rate" else None,
        "FlexibleTimeWindow": window,
        "StartDate": _instant(schedule.start),
        "EndDate": _instant(schedule.end),
        "State": state,
        "Target": target,
    }
    draft.resource("Schedule", "AWS::Scheduler::Schedule", properties)


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
