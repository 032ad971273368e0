"""The operations of the API: each a function of the service, a checked request, and the caller.

OPERATIONS["DescribeExecution"](service, {"executionArn": arn}, Caller())      # the reply, by the API's names
"""

from collections.abc import Callable, Mapping
from typing import Any

from runtime.local.serve.caller import Caller
from runtime.local.serve.operations import (
    activities,
    definitions,
    executions,
    machines,
    map_runs,
    tags,
    tasks,
    versions,
)
from runtime.local.serve.service import Service

Operation = Callable[[Service, dict[str, Any], Caller], dict[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "CreateActivity": activities.create_activity,
    "CreateStateMachine": machines.create_machine,
    "CreateStateMachineAlias": versions.create_alias,
    "DeleteActivity": activities.delete_activity,
    "DeleteStateMachine": machines.delete_machine,
    "DeleteStateMachineAlias": versions.delete_alias,
    "DeleteStateMachineVersion": versions.delete_version,
    "DescribeActivity": activities.describe_activity,
    "DescribeExecution": executions.describe,
    "DescribeMapRun": map_runs.describe_map_run,
    "DescribeStateMachine": machines.describe_machine,
    "DescribeStateMachineAlias": versions.describe_alias,
    "DescribeStateMachineForExecution": executions.describe_machine_for,
    "GetActivityTask": activities.get_task,
    "GetExecutionHistory": executions.history,
    "ListActivities": activities.list_activities,
    "ListExecutions": executions.list_executions,
    "ListMapRuns": map_runs.list_map_runs,
    "ListStateMachineAliases": versions.list_aliases,
    "ListStateMachineVersions": versions.list_versions,
    "ListStateMachines": machines.list_machines,
    "ListTagsForResource": tags.list_tags,
    "PublishStateMachineVersion": versions.publish_version,
    "RedriveExecution": executions.redrive,
    "SendTaskFailure": tasks.send_failure,
    "SendTaskHeartbeat": tasks.send_heartbeat,
    "SendTaskSuccess": tasks.send_success,
    "StartExecution": executions.start,
    "StartSyncExecution": executions.start_sync,
    "StopExecution": executions.stop,
    "TagResource": tags.tag_resource,
    "TestState": definitions.try_state,
    "UntagResource": tags.untag_resource,
    "UpdateMapRun": map_runs.update_map_run,
    "UpdateStateMachine": machines.update_machine,
    "UpdateStateMachineAlias": versions.update_alias,
    "ValidateStateMachineDefinition": definitions.validate_definition,
}
