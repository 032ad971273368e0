"""A step as Lambda function: the function, its log group, and a role that allows its `uses` and nothing else.

    export_orders  =>  ExportOrdersFunction, ExportOrdersRole, ExportOrdersLogs

The code is an S3 key that carries the package's digest: an unchanged package is no change of the stack. The log group
is the stack's own, so the role may write but not make groups, and logs end with their retention.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import assert_never

from compiler.diagnostics import Report
from compiler.diagnostics.codes import deployment as codes
from compiler.forms.naming import pascal
from compiler.forms.package import Package, step_key
from compiler.forms.program import Step
from compiler.forms.settings import Settings
from compiler.forms.types import (
    DictOf,
    EnumOf,
    ErrorOf,
    ListOf,
    LiteralOf,
    Record,
    Scalar,
    SetOf,
    StoredOf,
    TupleOf,
    Type,
    Union,
)
from compiler.passes.template.draft import TRACING, Draft, Value, allow, arn, attribute, document, sub, trust
from compiler.passes.template.grants import objects_of, statements_of
from compiler.passes.template.storage import Storage
from dsl.definitions import StepDefinition
from dsl.resources import Bucket, Queue, Secret, Table, Topic, Vpc
from runtime.contract import (
    HANDLER,
    PAYLOAD_BUCKET_VARIABLE,
    PIPELINE_VARIABLE,
    STEP_VARIABLE,
    bucket_variable,
    queue_variable,
    secret_variable,
    table_variable,
    topic_variable,
)

LONGEST = 900
"""Seconds: Lambda's own longest run."""
MOST_ENVIRONMENT = 4096
"""Bytes of all of a function's variables (Lambda quotas)."""


@dataclass(frozen=True, slots=True)
class Functions:
    """Writes the functions of one pipeline's template."""

    draft: Draft
    storage: Storage
    settings: Settings
    packages: Mapping[str, Package]
    pipeline: str
    tracing: bool
    report: Report

    def add(self, definition: StepDefinition, step: Step | None) -> Value:
        """Write one step's resources; the function's ARN."""
        stem = pascal(definition.function.__name__)
        name = definition.function.__name__
        group = f"/aws/lambda/${{AWS::StackName}}/{name}"
        self.draft.resource(
            f"{stem}Logs",
            "AWS::Logs::LogGroup",
            {"LogGroupName": sub(group), "RetentionInDays": log_days(self.draft)},
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
        )
        role = self._role(definition, step, stem, group)
        variables = self._variables(definition, step)
        properties = {
            "Description": _first_line(step.comment if step else "", name),
            "Runtime": f"python{self.settings.python}",
            "Architectures": [self.settings.architecture],
            "Handler": HANDLER,
            "Code": {"S3Bucket": artefact_bucket(self.draft), "S3Key": self._code(definition, stem)},
            "Role": role,
            "MemorySize": definition.memory,
            "Timeout": _timeout(definition),
            "EphemeralStorage": {"Size": definition.storage} if definition.storage != 512 else None,
            "Environment": {"Variables": variables},
            "LoggingConfig": {"LogGroup": sub(group)},
            "VpcConfig": self._network(definition.vpc) if definition.vpc else None,
            "TracingConfig": {"Mode": "Active"} if self.tracing else None,
            "ReservedConcurrentExecutions": definition.concurrency,
        }
        self.draft.resource(f"{stem}Function", "AWS::Lambda::Function", properties, DependsOn=[f"{stem}Logs"])
        return attribute(f"{stem}Function", "Arn")

    def _role(self, definition: StepDefinition, step: Step | None, stem: str, group: str) -> Value:
        streams = arn("logs", f"log-group:{group}:log-stream:*")
        statements = [allow(["logs:CreateLogStream", "logs:PutLogEvents"], streams)]
        for grant in definition.uses:
            statements += statements_of(grant, self.storage)
        if step and uses_stored(step):
            statements.append(allow(["s3:GetObject", "s3:PutObject"], objects_of(self.storage.payloads())))
        if self.tracing:
            statements.append(TRACING)
        if definition.vpc:
            statements += _network_statements()
        properties = {
            "Description": f"What the step {definition.function.__name__} of {self.pipeline} may do.",
            "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
            "Policies": [{"PolicyName": "step", "PolicyDocument": document(*statements)}],
        }
        self.draft.resource(f"{stem}Role", "AWS::IAM::Role", properties)
        return attribute(f"{stem}Role", "Arn")

    def _variables(self, definition: StepDefinition, step: Step | None) -> dict[str, Value]:
        variables: dict[str, Value] = {STEP_VARIABLE: definition.name, PIPELINE_VARIABLE: self.pipeline}
        for grant in definition.uses:
            match grant.resource:
                case Table(name=name):
                    variables[table_variable(name)] = self.storage.known(grant.resource).name
                case Secret(name=name):
                    variables[secret_variable(name)] = self.storage.known(grant.resource).name
                case Bucket(name=name):
                    variables[bucket_variable(name)] = self.storage.known(grant.resource).name
                case Queue(name=name):
                    variables[queue_variable(name)] = self.storage.known(grant.resource).name
                case Topic(name=name):
                    variables[topic_variable(name)] = self.storage.known(grant.resource).arn
        if step and uses_stored(step):
            variables[PAYLOAD_BUCKET_VARIABLE] = self.storage.payloads().name
        variables |= definition.env
        size = sum(len(name) + len(str(value)) for name, value in variables.items())
        if size > MOST_ENVIRONMENT and step:
            self.report.add(
                codes.ENVIRONMENT_TOO_LARGE,
                f"the variables of `{definition.name}` take {size:,} bytes; Lambda takes {MOST_ENVIRONMENT:,}",
                step.span,
                help="keep long values in a secret, a parameter or a file of the package",
            )
        return variables

    def _code(self, definition: StepDefinition, stem: str) -> Value:
        """The package's key; where nothing was built, a parameter for it."""
        package = self.packages.get(step_key(definition))
        return package.key if package else self.draft.parameter(f"{stem}Package", "The S3 key of the step's package.")

    def _network(self, vpc: Vpc) -> Value:
        stem = pascal(vpc.name)
        subnets = self.draft.parameter(
            f"{stem}Subnets", f"Subnets of the network {vpc.name}.", "List<AWS::EC2::Subnet::Id>"
        )
        groups = self.draft.parameter(
            f"{stem}SecurityGroups", f"Security groups of the network {vpc.name}.", "List<AWS::EC2::SecurityGroup::Id>"
        )
        return {"SubnetIds": subnets, "SecurityGroupIds": groups}


def uses_stored(step: Step) -> bool:
    """Whether the step takes or gives a `Stored` value."""
    types = [step.signature.result, *(parameter.type for parameter in step.signature.parameters)]
    return any(_holds_stored(one) for one in types)


def artefact_bucket(draft: Draft) -> Value:
    """The parameter that names the bucket of packages and definitions."""
    return draft.parameter("ArtefactBucket", "The bucket that holds the packages and the definition.")


def log_days(draft: Draft) -> Value:
    """The parameter for how long logs are kept."""
    days = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
    return draft.parameter("LogDays", "How many days logs are kept.", "Number", Default=30, AllowedValues=days)


def _holds_stored(type_: Type) -> bool:
    match type_:
        case StoredOf():
            return True
        case ListOf(item=item) | SetOf(item=item):
            return _holds_stored(item)
        case DictOf(value=value):
            return _holds_stored(value)
        case TupleOf(items=items) | Union(options=items):
            return any(map(_holds_stored, items))
        case Record(fields=fields):
            return any(_holds_stored(field.type) for field in fields)
        case Scalar() | LiteralOf() | EnumOf() | ErrorOf():
            return False
        case _:
            assert_never(type_)


def _timeout(definition: StepDefinition) -> int:
    """Whole seconds; a callback may be awaited longer than its function runs."""
    asked = definition.options.timeout
    return min(LONGEST, max(1, ceil(asked.total_seconds()))) if asked else LONGEST


def _network_statements() -> list[dict[str, Value]]:
    """What Lambda does in the step's name to put it into a network, denied to the step's own code.

    The describing actions take no resource and the others none that is known before (Lambda developer guide,
    "Required IAM permissions", which also gives the denial).
    """
    actions = ["CreateNetworkInterface", "DeleteNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets"]
    actions += ["AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"]
    allowed = allow([f"ec2:{action}" for action in actions], "*")
    from_code = {"ArnLike": {"lambda:SourceFunctionArn": arn("lambda", "function:${AWS::StackName}-*")}}
    return [allowed, {**allowed, "Effect": "Deny", "Condition": from_code}]


def _first_line(comment: str, name: str) -> str:
    return (comment.strip().splitlines() or [name])[0][:256]
