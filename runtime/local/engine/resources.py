"""What a Task's Resource ARN says: which service, which action, and how to wait for its end.

    read_resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken")
    # Resource(arn, service="sqs", action="sendMessage", pattern="waitForTaskToken")
    read_resource("arn:aws:lambda:eu-west-1:123456789012:function:export").is_lambda      # True

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

Pattern = Literal["", "sync", "sync:2", "waitForTaskToken"]

_PATTERNS: tuple[Pattern, ...] = ("sync:2", "sync", "waitForTaskToken")

SDK = "aws-sdk:"
"""How the service of an SDK integration begins."""

_CLIENTS = {
    "applicationdiscoveryservice": "discovery",
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "configservice": "config",
    "costandusagereportservice": "cur",
    "costexplorer": "ce",
    "databasemigration": "dms",
    "databasemigrationservice": "dms",
    "directoryservice": "ds",
    "directoryservicedata": "ds-data",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "elasticmapreduce": "emr",
    "elasticsearchservice": "es",
    "eventbridge": "events",
    "iotdataplane": "iot-data",
    "iotjobsdataplane": "iot-jobs-data",
    "lexmodelbuildingservice": "lex-models",
    "lexmodelsv2": "lexv2-models",
    "lexruntimeservice": "lex-runtime",
    "lexruntimev2": "lexv2-runtime",
    "marketplaceentitlementservice": "marketplace-entitlement",
    "marketplacemetering": "meteringmarketplace",
    "migrationhub": "mgh",
    "serverlessapplicationrepository": "serverlessrepo",
    "sfn": "stepfunctions",
    "simpledb": "sdb",
    "states": "stepfunctions",
}
"""Services that boto3 calls otherwise; for the rest it puts hyphens between the words at most."""

_OPTIMISED = {
    "apigateway": "invoke",
    "athena": "getQueryExecution getQueryResults startQueryExecution stopQueryExecution",
    "batch": "submitJob",
    "bedrock": "createModelCustomizationJob invokeModel",
    "codebuild": "batchDeleteBuilds batchGetReports deleteBuildBatch retryBuildBatch startBuild startBuildBatch "
    "stopBuild stopBuildBatch",
    "databrew": "startJobRun",
    "dynamodb": "deleteItem getItem putItem updateItem",
    "ecs": "runTask",
    "eks": "call createCluster createFargateProfile createNodegroup deleteCluster deleteFargateProfile deleteNodegroup "
    "runJob",
    "elasticmapreduce": "addStep cancelStep createCluster modifyInstanceFleetByName modifyInstanceGroupByName "
    "setClusterTerminationProtection terminateCluster",
    "emr-containers": "createVirtualCluster deleteVirtualCluster startJobRun",
    "emr-serverless": "cancelJobRun createApplication deleteApplication startApplication startJobRun stopApplication",
    "events": "putEvents",
    "glue": "startJobRun",
    "http": "invoke",
    "lambda": "invoke",
    "mediaconvert": "createJob",
    "sagemaker": "createEndpoint createEndpointConfig createHyperParameterTuningJob createLabelingJob createModel "
    "createProcessingJob createTrainingJob createTransformJob updateEndpoint",
    "sns": "publish",
    "sqs": "sendMessage",
    "states": "startExecution",
}
"""Services with optimised integrations, and their actions
(https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html)."""


@dataclass(frozen=True)
class Resource:
    """A resource: a Lambda function or an activity by its own ARN, else a service and its action."""

    arn: str
    service: str
    action: str
    pattern: Pattern = ""

    @property
    def is_lambda(self) -> bool:
        """Whether it is a function's own ARN; then there are Lambda events in the history, not task events."""
        return self.service == "lambda" and not self.arn.startswith("arn:aws:states:::")

    @property
    def is_activity(self) -> bool:
        """Whether workers poll for it."""
        return self.service == "activity"

    @property
    def kind(self) -> str:
        """`resourceType` of its events."""
        return self.service

    @property
    def action_text(self) -> str:
        """`resource` of its events."""
        return f"{self.action}.{self.pattern}" if self.pattern else self.action

    @property
    def limited_name(self) -> str:
        """What AWS calls the task in the cause of States.DataLimitExceeded."""
        return self.arn if self.is_lambda or self.is_activity else self.service


@lru_cache(maxsize=1024)
def read_resource(arn: str) -> Resource:
    """Understand a Resource; anything that is not an ARN of Step Functions counts as a function."""
    parts = arn.split(":")
    if len(parts) > 6 and parts[2] == "states" and parts[5] == "activity":
        return Resource(arn, "activity", parts[6])
    if not arn.startswith(("arn:aws:states:::", "arn:aws-cn:states:::", "arn:aws-us-gov:states:::")):
        return Resource(arn, "lambda", arn)
    rest = arn.split(":::", 1)[1]
    pattern: Pattern = ""
    for one in _PATTERNS:
        if rest.endswith(f".{one}"):
            rest, pattern = rest[: -len(one) - 1], one
            break
    service, _, action = rest.rpartition(":")
    return Resource(arn, service, action, pattern)


def function_name(arn: str) -> str | None:
    """The name in a Lambda function's ARN; None where it is another text."""
    parts = arn.split(":")
    return parts[6] if len(parts) > 6 and parts[2] == "lambda" else None


def unknown_integration(arn: str) -> bool:
    """Whether it is the ARN of an optimised integration that does not exist."""
    resource = read_resource(arn)
    if resource.is_lambda or resource.is_activity or resource.service.startswith(SDK) or set(arn) & set("${}<>"):
        return False
    return resource.action not in _OPTIMISED.get(resource.service, "").split()


def client_name(service: str) -> str:
    """A resource's service by boto3's name: `aws-sdk:sfn` is `stepfunctions`, `aws-sdk:acmpca` is `acm-pca`."""
    name = service.removeprefix(SDK)
    return _CLIENTS.get(name) or _hyphened().get(name, name)


@cache
def _hyphened() -> dict[str, str]:
    """boto3's names by themselves without hyphens."""
    from botocore.session import Session

    known = Session().get_component("data_loader").list_available_services("service-2")
    return {one.replace("-", ""): one for one in known}


def pascal(name: str) -> str:
    """A member or operation as Step Functions and the services' models spell it: `putItem` → `PutItem`."""
    return name[:1].upper() + name[1:]
