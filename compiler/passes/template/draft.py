"""A CloudFormation template while it is written, and the words that its parts share.

    draft = Draft("nightly_orders")
    draft.parameter("ArtefactBucket", "Where packages are kept.")      =>  {"Ref": "ArtefactBucket"}
    draft.resource("OrdersTable", "AWS::DynamoDB::Table", {...})       =>  {"Ref": "OrdersTable"}
    draft.external("ShopDbSecret", "shop/db", ARN)                     =>  what is named here or, by parameter, anywhere

What is declared twice in the same words is one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = Any
"""A JSON value that may hold CloudFormation functions."""

ACCOUNT = "${AWS::Region}:${AWS::AccountId}"


@dataclass(frozen=True, slots=True)
class External:
    """What code calls a resource (`name`) and what policies call it (`arn`)."""

    name: Value
    arn: Value
    given: str | None = None
    """The condition that holds where a parameter gives the ARN."""


@dataclass(slots=True)
class Draft:
    """The template's sections so far."""

    description: str
    parameters: dict[str, dict[str, Value]] = field(default_factory=dict)
    conditions: dict[str, Value] = field(default_factory=dict)
    resources: dict[str, dict[str, Value]] = field(default_factory=dict)
    outputs: dict[str, dict[str, Value]] = field(default_factory=dict)

    def parameter(self, name: str, description: str, kind: str = "String", **rest: Value) -> Value:
        """Declare a parameter, once however often it is asked for; its reference."""
        self.parameters.setdefault(name, {"Type": kind, "Description": description, **rest})
        return {"Ref": name}

    def resource(self, name: str, kind: str, properties: Mapping[str, Value], **attributes: Value) -> Value:
        """Declare a resource; its reference. Properties that are None are left out."""
        kept = {key: value for key, value in properties.items() if value is not None}
        self.resources[name] = {"Type": kind, **attributes, "Properties": kept}
        return {"Ref": name}

    def external(self, stem: str, name: str, arn: str) -> External:
        """Something that is there already: by its name in this account, or by the ARN that a parameter gives."""
        if name.startswith("arn:"):
            return External(name, name)
        parameter, condition = f"{stem}Arn", f"Has{stem}Arn"
        self.parameter(parameter, f"The ARN of {name}, where it is in another account or region.", Default="")
        self.conditions[condition] = {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, ""]}]}
        return External(
            {"Fn::If": [condition, {"Ref": parameter}, name]},
            {"Fn::If": [condition, {"Ref": parameter}, sub(arn)]},
            condition,
        )

    def template(self) -> dict[str, Value]:
        """The whole template, in the order in which people read one."""
        sections = {
            "Parameters": self.parameters,
            "Conditions": self.conditions,
            "Resources": self.resources,
            "Outputs": self.outputs,
        }
        head = {"AWSTemplateFormatVersion": "2010-09-09", "Description": self.description}
        return head | {name: section for name, section in sections.items() if section}


def sub(text: str, **values: Value) -> Value:
    """`Fn::Sub` of a text."""
    return {"Fn::Sub": [text, values]} if values else {"Fn::Sub": text}


def attribute(resource: str, name: str) -> Value:
    """`Fn::GetAtt`."""
    return {"Fn::GetAtt": [resource, name]}


def arn(service: str, rest: str) -> Value:
    """An ARN of this region and account."""
    return sub(f"arn:${{AWS::Partition}}:{service}:{ACCOUNT}:{rest}")


def allow(actions: str | list[str], resource: Value, condition: Value = None) -> dict[str, Value]:
    """One statement of a policy."""
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def document(*statements: dict[str, Value]) -> dict[str, Value]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(service: str, condition: Value = None) -> dict[str, Value]:
    """The policy that lets a service take a role."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return document(statement | ({"Condition": condition} if condition else {}))


OWN_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
"""Only on behalf of this account: keeps another account's service from borrowing the role."""
TRACING = allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*")
"""X-Ray's writing actions take no resource (service authorization reference)."""
