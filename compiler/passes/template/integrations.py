"""Which permissions a direct integration needs: data, one line a service or an exception.

    arn:aws:states:::sns:publish                   sns:Publish on the TopicArn
    arn:aws:states:::aws-sdk:s3:listObjectsV2      s3:ListBucket on the Bucket
    arn:aws:states:::glue:startJobRun.sync         glue:StartJobRun, and GetJobRun, BatchStopJobRun to see its end

The rule is that an API action is the IAM action of the same name; `ACTIONS` says where it is not. `RESOURCES` says
which argument names the resource, and the pattern of its ARN where the argument is a bare name.
Sources: "IAM policies for integrated services" in the Step Functions developer guide; service authorization reference.
"""

PREFIXES = {
    "accessanalyzer": "access-analyzer",
    "apigatewaymanagementapi": "execute-api",
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchevents": "events",
    "cloudwatchlogs": "logs",
    "cognitoidentity": "cognito-identity",
    "cognitoidentityprovider": "cognito-idp",
    "configservice": "config",
    "costexplorer": "ce",
    "databasemigration": "dms",
    "devicefarm": "devicefarm",
    "directory": "ds",
    "efs": "elasticfilesystem",
    "elasticloadbalancingv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "emrcontainers": "emr-containers",
    "emrserverless": "emr-serverless",
    "eventbridge": "events",
    "iotdataplane": "iot",
    "opensearch": "es",
    "rdsdata": "rds-data",
    "redshiftdata": "redshift-data",
    "resourcegroupstaggingapi": "tag",
    "sagemakerruntime": "sagemaker",
    "servicequotas": "servicequotas",
    "sesv2": "ses",
    "sfn": "states",
    "bedrockruntime": "bedrock",
    "elasticmapreduce": "elasticmapreduce",
}
"""The SDK's name of a service, as `aws-sdk:` spells it -> its IAM prefix; the same word where it is not here."""

ACTIONS: dict[tuple[str, str], list[str]] = {
    ("apigateway", "Invoke"): ["execute-api:Invoke"],
    ("bedrock", "Converse"): ["bedrock:InvokeModel"],
    ("dynamodb", "BatchExecuteStatement"): [
        "dynamodb:PartiQLSelect",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
    ],
    ("dynamodb", "ExecuteStatement"): ["dynamodb:PartiQLSelect", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
    ("dynamodb", "TransactGetItems"): ["dynamodb:GetItem"],
    ("dynamodb", "TransactWriteItems"): [
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:ConditionCheckItem",
    ],
    ("elasticmapreduce", "AddStep"): ["elasticmapreduce:AddJobFlowSteps"],
    ("elasticmapreduce", "CreateCluster"): ["elasticmapreduce:RunJobFlow"],
    ("elasticmapreduce", "TerminateCluster"): ["elasticmapreduce:TerminateJobFlows"],
    ("lambda", "Invoke"): ["lambda:InvokeFunction"],
    ("mediaconvert", "CreateJob"): ["mediaconvert:CreateJob"],
    ("s3", "CompleteMultipartUpload"): ["s3:PutObject"],
    ("s3", "CopyObject"): ["s3:GetObject", "s3:PutObject"],
    ("s3", "CreateMultipartUpload"): ["s3:PutObject"],
    ("s3", "DeleteObjects"): ["s3:DeleteObject"],
    ("s3", "HeadBucket"): ["s3:ListBucket"],
    ("s3", "HeadObject"): ["s3:GetObject"],
    ("s3", "ListBuckets"): ["s3:ListAllMyBuckets"],
    ("s3", "ListMultipartUploads"): ["s3:ListBucketMultipartUploads"],
    ("s3", "ListObjectVersions"): ["s3:ListBucketVersions"],
    ("s3", "ListObjects"): ["s3:ListBucket"],
    ("s3", "ListObjectsV2"): ["s3:ListBucket"],
    ("s3", "ListParts"): ["s3:ListMultipartUploadParts"],
    ("s3", "SelectObjectContent"): ["s3:GetObject"],
    ("s3", "UploadPart"): ["s3:PutObject"],
    ("sns", "PublishBatch"): ["sns:Publish"],
    ("sqs", "ChangeMessageVisibilityBatch"): ["sqs:ChangeMessageVisibility"],
    ("sqs", "DeleteMessageBatch"): ["sqs:DeleteMessage"],
    ("sqs", "SendMessageBatch"): ["sqs:SendMessage"],
    ("states", "StartSyncExecution"): ["states:StartSyncExecution"],
}
"""(IAM prefix, API action) -> what it needs, where that is not the action of the same name."""

RESOURCES: dict[str, tuple[tuple[str, str], ...]] = {
    "athena": (("WorkGroup", "athena:@:workgroup/{}"),),
    "batch": (),
    "bedrock": (("ModelId", "bedrock:${AWS::Region}::foundation-model/{}"),),
    "codebuild": (("ProjectName", "codebuild:@:project/{}"),),
    "dynamodb": (("TableName", "dynamodb:@:table/{}"),),
    "ecs": (("TaskDefinition", "ecs:@:task-definition/{}"),),
    "emr-serverless": (("ApplicationId", "emr-serverless:@:/applications/{}"),),
    "events": (("EventBusName", "events:@:event-bus/{}"),),
    "firehose": (("DeliveryStreamName", "firehose:@:deliverystream/{}"),),
    "glue": (("JobName", "glue:@:job/{}"),),
    "kinesis": (("StreamName", "kinesis:@:stream/{}"),),
    "lambda": (("FunctionName", "lambda:@:function:{}"),),
    "s3": (("Bucket", "s3:::{}"),),
    "secretsmanager": (("SecretId", "secretsmanager:@:secret:{}-??????"),),
    "sns": (("TopicArn", "sns:@:{}"), ("TargetArn", "sns:@:{}")),
    "sqs": (("QueueUrl", "sqs:@:{}"),),
    "ssm": (("Name", "ssm:@:parameter/{}"),),
    "states": (("StateMachineArn", "states:@:stateMachine:{}"), ("ActivityArn", "states:@:activity:{}")),
}
"""IAM prefix -> (argument, ARN of a bare name after `arn:partition:`); `@` is this region and account."""

BUCKET_ACTIONS = frozenset(
    {"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads", "s3:GetBucketLocation"}
)
"""Actions on a bucket rather than on its objects."""

SYNC: dict[tuple[str, str], tuple[list[str], str]] = {
    ("athena", "StartQueryExecution"): (["GetQueryExecution", "StopQueryExecution", "GetDataCatalog"], ""),
    ("batch", "SubmitJob"): (["DescribeJobs", "TerminateJob"], "BatchJobs"),
    ("bedrock", "CreateModelCustomizationJob"): (["GetModelCustomizationJob", "StopModelCustomizationJob"], ""),
    ("codebuild", "RetryBuildBatch"): (["StopBuildBatch", "BatchGetBuildBatches"], "CodeBuildStartBuildBatch"),
    ("codebuild", "StartBuild"): (["StopBuild", "BatchGetBuilds"], "CodeBuildStartBuild"),
    ("codebuild", "StartBuildBatch"): (["StopBuildBatch", "BatchGetBuildBatches"], "CodeBuildStartBuildBatch"),
    ("databrew", "StartJobRun"): (["DescribeJobRun", "ListJobRuns", "StopJobRun"], ""),
    ("ecs", "RunTask"): (["StopTask", "DescribeTasks"], "ECSTask"),
    ("eks", "CreateCluster"): (["DescribeCluster", "DeleteCluster"], ""),
    ("eks", "CreateFargateProfile"): (["DescribeFargateProfile", "DeleteFargateProfile"], ""),
    ("eks", "CreateNodegroup"): (["DescribeNodegroup", "DeleteNodegroup"], ""),
    ("eks", "DeleteCluster"): (["DescribeCluster"], ""),
    ("eks", "DeleteFargateProfile"): (["DescribeFargateProfile"], ""),
    ("eks", "DeleteNodegroup"): (["DescribeNodegroup"], ""),
    ("elasticmapreduce", "AddStep"): (["DescribeStep", "CancelSteps"], "EMRAddJobFlowSteps"),
    ("elasticmapreduce", "CreateCluster"): (["DescribeCluster", "TerminateJobFlows"], "EMRRunJobFlow"),
    ("elasticmapreduce", "TerminateCluster"): (["DescribeCluster"], "EMRTerminateJobFlows"),
    ("emr-containers", "CreateVirtualCluster"): (["DescribeVirtualCluster", "DeleteVirtualCluster"], ""),
    ("emr-containers", "DeleteVirtualCluster"): (["DescribeVirtualCluster"], ""),
    ("emr-containers", "StartJobRun"): (["DescribeJobRun", "CancelJobRun"], ""),
    ("emr-serverless", "CancelJobRun"): (["GetJobRun"], "EMRServerlessJob"),
    ("emr-serverless", "CreateApplication"): (["GetApplication", "DeleteApplication"], "EMRServerlessApplication"),
    ("emr-serverless", "DeleteApplication"): (["GetApplication"], "EMRServerlessApplication"),
    ("emr-serverless", "StartApplication"): (["GetApplication", "StopApplication"], "EMRServerlessApplication"),
    ("emr-serverless", "StartJobRun"): (["GetJobRun", "CancelJobRun"], "EMRServerlessJob"),
    ("emr-serverless", "StopApplication"): (["GetApplication"], "EMRServerlessApplication"),
    ("glue", "StartJobRun"): (["GetJobRun", "GetJobRuns", "BatchStopJobRun"], ""),
    ("mediaconvert", "CreateJob"): (["GetJob", "CancelJob"], "MediaConvertJob"),
    ("sagemaker", "CreateHyperParameterTuningJob"): (
        ["DescribeHyperParameterTuningJob", "StopHyperParameterTuningJob"],
        "SageMakerTuningJobs",
    ),
    ("sagemaker", "CreateLabelingJob"): (["DescribeLabelingJob", "StopLabelingJob"], "SageMakerLabelingJobs"),
    ("sagemaker", "CreateProcessingJob"): (["DescribeProcessingJob", "StopProcessingJob"], "SageMakerProcessingJobs"),
    ("sagemaker", "CreateTrainingJob"): (["DescribeTrainingJob", "StopTrainingJob"], "SageMakerTrainingJobs"),
    ("sagemaker", "CreateTransformJob"): (["DescribeTransformJob", "StopTransformJob"], "SageMakerTransformJobs"),
}
"""What `.sync` needs more to see a job's end and to stop it: actions of the same service, and the name within the
EventBridge rule that tells of it."""
