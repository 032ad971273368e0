"""CloudFormation resources that moto's engine lacks or only half has, each by the service's own API inside moto.

Importing the module registers them: moto finds models as subclasses of `CloudFormationModel`.
"""

import json
from typing import Any, ClassVar

import boto3
import pytest
from moto.cloudformation import parsing
from moto.cloudformation.models import CloudFormationBackend, Stack
from moto.core.common_models import CloudFormationModel
from moto.stepfunctions.models import stepfunctions_backends

AWS: Any = boto3  # the stubs know a client only by a literal name


class Made:
    """A resource that was made: what `Ref` and `Fn::GetAtt` answer, and what CloudFormation remembers of it."""

    cf_resource_type = ""
    logical_resource_id = ""

    def __init__(self, identity: str, attributes: dict[str, str]) -> None:
        self.physical_resource_id = identity
        self.attributes = attributes

    @property
    def type(self) -> str:
        return self.cf_resource_type

    def get_cfn_attribute(self, name: str) -> str:
        return self.attributes[name]

    def is_created(self) -> bool:
        return True


class ByApi(CloudFormationModel):
    """The lifecycle of a resource in calls of one client."""

    service: ClassVar[str]

    @staticmethod
    def cloudformation_name_type() -> str:
        return "Name"

    @staticmethod
    def cloudformation_type() -> str:
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in {"Arn", "Name"}

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **_: Any
    ) -> Made:
        return cls.make(AWS.client(cls.service, region_name), resource_name, cloudformation_json["Properties"])

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: Any, new_resource_name: str, cloudformation_json: dict[str, Any], account_id: str,
        region_name: str,
    ) -> Made:  # fmt: skip
        client = AWS.client(cls.service, region_name)
        cls.remove(client, original_resource.physical_resource_id)
        return cls.make(client, new_resource_name, cloudformation_json["Properties"])

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str
    ) -> None:
        cls.remove(AWS.client(cls.service, region_name), resource_name)

    @classmethod
    def make(cls, client: Any, name: str, properties: dict[str, Any]) -> Made:
        raise NotImplementedError

    @classmethod
    def remove(cls, client: Any, identity: str) -> None:
        raise NotImplementedError


class ScheduleModel(ByApi, CloudFormationModel):
    service = "scheduler"

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Scheduler::Schedule"

    @classmethod
    def make(cls, client: Any, name: str, properties: dict[str, Any]) -> Made:
        made = client.create_schedule(Name=properties.pop("Name", name), **properties)
        return Made(name, {"Arn": made["ScheduleArn"]})

    @classmethod
    def remove(cls, client: Any, identity: str) -> None:
        client.delete_schedule(Name=identity)


class ActivityModel(ByApi, CloudFormationModel):
    service = "stepfunctions"

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::StepFunctions::Activity"

    @classmethod
    def make(cls, client: Any, name: str, properties: dict[str, Any]) -> Made:
        arn = client.create_activity(name=properties["Name"])["activityArn"]
        return Made(arn, {"Arn": arn, "Name": properties["Name"]})

    @classmethod
    def remove(cls, client: Any, identity: str) -> None:
        client.delete_activity(activityArn=identity)


class StateMachineModel(ByApi, CloudFormationModel):
    """moto's own leaves the definition in S3 empty, fills no placeholder, and forgets type, logging and tracing."""

    service = "stepfunctions"

    @staticmethod
    def cloudformation_name_type() -> str:
        return "StateMachineName"

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::StepFunctions::StateMachine"

    @classmethod
    def make(cls, client: Any, name: str, properties: dict[str, Any]) -> Made:
        where = properties["DefinitionS3Location"]
        text = AWS.client("s3").get_object(**where)["Body"].read().decode()
        for placeholder, value in properties.get("DefinitionSubstitutions", {}).items():
            text = text.replace(f"${{{placeholder}}}", value)
        logging = properties.get("LoggingConfiguration")
        more: dict[str, Any] = {}
        if logging:
            groups = [
                {"cloudWatchLogsLogGroup": {"logGroupArn": one["CloudWatchLogsLogGroup"]["LogGroupArn"]}}
                for one in logging["Destinations"]
            ]
            more["loggingConfiguration"] = {"level": logging["Level"], "destinations": groups}
        if "TracingConfiguration" in properties:
            more["tracingConfiguration"] = {"enabled": properties["TracingConfiguration"]["Enabled"]}
        made = client.create_state_machine(
            name=properties["StateMachineName"],
            definition=text,
            roleArn=properties["RoleArn"],
            type=properties["StateMachineType"],
            **more,
        )
        return Made(made["stateMachineArn"], {"Arn": made["stateMachineArn"], "Name": properties["StateMachineName"]})

    @classmethod
    def remove(cls, client: Any, identity: str) -> None:
        backend = stepfunctions_backends["123456789012"][client.meta.region_name]
        backend.delete_state_machine(identity)


def repair(patch: pytest.MonkeyPatch) -> None:
    """Where moto answers otherwise than CloudFormation: outputs after a change set, parameters that are lists."""
    executed, listed = CloudFormationBackend.execute_change_set, vars(Stack)["parameter_list"].fget

    def execute_change_set(self: Any, change_set_name: str, stack_name: str | None = None) -> None:
        executed(self, change_set_name, stack_name)
        for stack in self.stacks.values():
            if stack_name in {stack.name, stack.stack_id}:
                stack._parse_template()
                stack.output_map = stack._create_output_map()

    def parameter_list(self: Any) -> list[dict[str, Any]]:
        found = [(one["ParameterKey"], one["ParameterValue"]) for one in listed(self)]
        return [{"ParameterKey": k, "ParameterValue": ",".join(v) if isinstance(v, list) else v} for k, v in found]

    patch.setattr(CloudFormationBackend, "execute_change_set", execute_change_set)
    patch.setattr(Stack, "parameter_list", property(parameter_list))
    patch.setattr(Stack, "parse_template", staticmethod(json.loads))  # as YAML it takes a second for each template


parsing.get_model_list.cache_clear()
for name in ("get_model_map", "get_name_type_map"):
    getattr(parsing, name).cache_clear()
