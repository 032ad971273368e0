"""The API as boto3 sees it, operation by operation."""

import json
import socket
import threading
import time

import pytest

from runtime.local import TaskFailed
from runtime.local.serve import Server, Service, Store, Tasks
from tests.serve.serving import FUNCTION, ROLE, client, created, ended, machine, served, shown, started, task

STATES = "arn:aws:states:us-east-1:123456789012"
PASS = machine(A={"Type": "Pass", "Output": "{% $states.input %}", "End": True})
SLOW = machine(A={"Type": "Wait", "Seconds": 600, "End": True})


@pytest.fixture(scope="module")
def sfn():
    with served() as found:
        yield found


def test_a_machine_lives_through_its_operations(sfn):
    made = sfn.create_state_machine(name="life", definition=PASS, roleArn=ROLE, tags=[{"key": "a", "value": "1"}])
    arn = made["stateMachineArn"]
    assert arn == "arn:aws:states:us-east-1:123456789012:stateMachine:life"
    assert sfn.create_state_machine(name="life", definition=PASS, roleArn=ROLE)["creationDate"] == made["creationDate"]
    told = sfn.describe_state_machine(stateMachineArn=arn)
    assert (told["status"], told["type"], told["definition"]) == ("ACTIVE", "STANDARD", PASS)
    updated = sfn.update_state_machine(stateMachineArn=arn, definition=SLOW)
    told = sfn.describe_state_machine(stateMachineArn=arn)
    assert (told["definition"], told["revisionId"]) == (SLOW, updated["revisionId"])
    sfn.tag_resource(resourceArn=arn, tags=[{"key": "b", "value": "2"}])
    sfn.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert sfn.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]
    execution = started(sfn, arn)
    sfn.delete_state_machine(stateMachineArn=arn)
    assert arn not in [one["stateMachineArn"] for one in sfn.list_state_machines()["stateMachines"]]
    with pytest.raises(sfn.exceptions.ExecutionDoesNotExist):
        sfn.describe_execution(executionArn=execution)


def test_an_execution_is_described_listed_and_told(sfn):
    arn = created(sfn, PASS, "told")
    execution = started(sfn, arn, {"n": 1}, name="one")
    assert execution == "arn:aws:states:us-east-1:123456789012:execution:told:one"
    told = ended(sfn, execution)
    assert (told["status"], told["output"], told["input"]) == ("SUCCEEDED", '{"n":1}', '{"n": 1}')
    assert told["redriveStatus"] == "NOT_REDRIVABLE"
    assert [one["name"] for one in sfn.list_executions(stateMachineArn=arn)["executions"]] == ["one"]
    assert sfn.list_executions(stateMachineArn=arn, statusFilter="FAILED")["executions"] == []
    assert sfn.describe_state_machine_for_execution(executionArn=execution)["definition"] == PASS


def test_the_history_comes_in_pages_and_backwards(sfn):
    execution = started(sfn, created(sfn, PASS, "paged"))
    ended(sfn, execution)
    whole = sfn.get_execution_history(executionArn=execution)["events"]
    assert [(one["id"], one["type"]) for one in whole] == [
        (1, "ExecutionStarted"), (2, "PassStateEntered"), (3, "PassStateExited"), (4, "ExecutionSucceeded"),
    ]  # fmt: skip
    pages = sfn.get_paginator("get_execution_history").paginate(
        executionArn=execution, reverseOrder=True, PaginationConfig={"PageSize": 3}
    )
    assert [[one["id"] for one in page["events"]] for page in pages] == [[4, 3, 2], [1]]
    bare = sfn.get_execution_history(executionArn=execution, includeExecutionData=False)["events"]
    assert "input" not in bare[0]["executionStartedEventDetails"]


def test_a_name_stands_for_one_execution(sfn):
    arn = created(sfn, SLOW, "names")
    first = started(sfn, arn, {"n": 1}, name="same")
    assert started(sfn, arn, {"n": 1}, name="same") == first
    with pytest.raises(sfn.exceptions.ExecutionAlreadyExists, match="Execution Already Exists: 'arn"):
        started(sfn, arn, {"n": 2}, name="same")
    sfn.stop_execution(executionArn=first, error="Enough", cause="of it")
    told = ended(sfn, first)
    assert (told["status"], told["error"], told["cause"]) == ("ABORTED", "Enough", "of it")
    with pytest.raises(sfn.exceptions.ExecutionAlreadyExists):
        started(sfn, arn, {"n": 1}, name="same")


def test_an_express_machine_answers_at_its_end(sfn):
    arn = created(sfn, PASS, "quick", type="EXPRESS")
    told = sfn.start_sync_execution(stateMachineArn=arn, input="[1]")
    assert (told["status"], told["output"]) == ("SUCCEEDED", "[1]")
    assert told["billingDetails"]["billedDurationInMilliseconds"] == 100
    with pytest.raises(sfn.exceptions.StateMachineTypeNotSupported):
        sfn.list_executions(stateMachineArn=arn)


def test_an_alias_leads_to_its_version(sfn):
    arn = created(sfn, PASS, "versions")
    first = sfn.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"]
    assert first == f"{arn}:1"
    assert sfn.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"] == first
    second = sfn.update_state_machine(stateMachineArn=arn, definition=SLOW, publish=True)["stateMachineVersionArn"]
    routing = [{"stateMachineVersionArn": first, "weight": 100}]
    alias = sfn.create_state_machine_alias(name="PROD", routingConfiguration=routing)["stateMachineAliasArn"]
    assert ended(sfn, started(sfn, alias))["status"] == "SUCCEEDED", "the first version does not wait"
    assert [one["stateMachineAliasArn"] for one in sfn.list_executions(stateMachineArn=alias)["executions"]] == [alias]
    with pytest.raises(sfn.exceptions.ConflictException, match="must not be referenced by an alias"):
        sfn.delete_state_machine_version(stateMachineVersionArn=first)
    routing = [{"stateMachineVersionArn": second, "weight": 100}]
    sfn.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=routing)
    sfn.delete_state_machine_version(stateMachineVersionArn=first)
    listed = sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]
    assert [one["stateMachineVersionArn"] for one in listed] == [second]
    assert sfn.describe_state_machine_alias(stateMachineAliasArn=alias)["routingConfiguration"] == routing
    sfn.delete_state_machine_alias(stateMachineAliasArn=alias)
    assert sfn.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"] == []


def test_pages_keep_their_place_while_the_list_grows(sfn):
    arn = created(sfn, SLOW, "growing")
    names = [f"n{number}" for number in range(5)]
    for name in names:
        started(sfn, arn, name=name)
    found = sfn.list_executions(stateMachineArn=arn, maxResults=2)
    started(sfn, arn, name="late")
    seen = [one["name"] for one in found["executions"]]
    while "nextToken" in found:
        found = sfn.list_executions(stateMachineArn=arn, maxResults=2, nextToken=found["nextToken"])
        seen += [one["name"] for one in found["executions"]]
    assert seen == names[::-1]
    token = sfn.list_executions(stateMachineArn=arn, maxResults=2)["nextToken"]
    with pytest.raises(sfn.exceptions.InvalidToken):
        sfn.list_executions(stateMachineArn=arn, nextToken=token, statusFilter="RUNNING")
    sfn.delete_state_machine(stateMachineArn=arn)


def test_a_redrive_is_asked_once_by_its_token(sfn):
    execution = started(sfn, created(sfn, SLOW, "token"))
    sfn.stop_execution(executionArn=execution)
    first = sfn.redrive_execution(executionArn=execution, clientToken="one")["redriveDate"]
    assert sfn.redrive_execution(executionArn=execution, clientToken="one")["redriveDate"] == first
    with pytest.raises(sfn.exceptions.ExecutionNotRedrivable, match="is RUNNING and cannot be redriven"):
        sfn.redrive_execution(executionArn=execution, clientToken="two")
    assert sfn.describe_execution(executionArn=execution)["redriveCount"] == 1
    listed = sfn.list_executions(stateMachineArn=f"{STATES}:stateMachine:token", redriveFilter="REDRIVEN")["executions"]
    assert [one["executionArn"] for one in listed] == [execution]


def test_metadata_only_leaves_data_out(sfn):
    arn = created(sfn, PASS, "bare", type="EXPRESS")
    told = sfn.start_sync_execution(stateMachineArn=arn, input="[1]", includedData="METADATA_ONLY")
    assert "output" not in told
    assert told["inputDetails"] == {"included": False}
    assert sfn.describe_state_machine(stateMachineArn=arn, includedData="METADATA_ONLY")["definition"] == "{}"
    execution = started(sfn, created(sfn, PASS, "bare-standard"))
    assert ended(sfn, execution)["output"] == "{}"
    for describe in (sfn.describe_execution, sfn.describe_state_machine_for_execution):
        told = describe(executionArn=execution, includedData="METADATA_ONLY")
        assert "output" not in told
        assert told.get("definition", "{}") == "{}"


def test_a_machine_that_is_being_deleted_takes_no_orders():
    service = Service(Store(None), Tasks())
    with Server(service) as server:
        sfn = client(server.url)
        arn = created(sfn, PASS)
        service.machines[arn].deleting = True
        assert sfn.describe_state_machine(stateMachineArn=arn)["status"] == "DELETING"
        for ask in (
            lambda: sfn.start_execution(stateMachineArn=arn),
            lambda: sfn.update_state_machine(stateMachineArn=arn, roleArn=ROLE),
            lambda: sfn.publish_state_machine_version(stateMachineArn=arn),
            lambda: created(sfn, PASS),
        ):
            with pytest.raises(sfn.exceptions.StateMachineDeleting, match="is being deleted: 'arn"):
                ask()


def test_a_server_without_a_folder_remembers_the_last_executions(monkeypatch):
    monkeypatch.setattr("runtime.local.serve.service.MOST_IN_MEMORY", 3)
    with served() as sfn:
        arn = created(sfn, PASS)
        for number in range(5):
            ended(sfn, started(sfn, arn, name=f"n{number}"))
        listed = [one["name"] for one in sfn.list_executions(stateMachineArn=arn)["executions"]]
        assert listed == ["n4", "n3", "n2"]


def test_a_worker_takes_a_task_and_answers(sfn):
    activity = sfn.create_activity(name="pack")["activityArn"]
    arn = created(sfn, machine(A=task(activity, Arguments={"n": 3})), "packing")
    execution = started(sfn, arn)
    given = sfn.get_activity_task(activityArn=activity, workerName="w")
    assert json.loads(given["input"]) == {"n": 3}
    sfn.send_task_heartbeat(taskToken=given["taskToken"])
    sfn.send_task_success(taskToken=given["taskToken"], output="4")
    assert ended(sfn, execution)["output"] == "4"
    events = sfn.get_execution_history(executionArn=execution)["events"]
    assert [one["activityStartedEventDetails"] for one in events if one["type"] == "ActivityStarted"] == [
        {"workerName": "w"}
    ]
    with pytest.raises(sfn.exceptions.TaskTimedOut, match="Provided task does not exist anymore"):
        sfn.send_task_success(taskToken=given["taskToken"], output="4")
    assert sfn.describe_activity(activityArn=activity)["name"] == "pack"
    sfn.delete_activity(activityArn=activity)
    assert sfn.list_activities()["activities"] == []


def test_a_worker_that_has_gone_is_given_no_task(sfn):
    activity = sfn.create_activity(name="left")["activityArn"]
    host, _, port = sfn.meta.endpoint_url.rpartition("@")[2].partition(":")
    body = json.dumps({"activityArn": activity})
    head = "POST / HTTP/1.1\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\n"
    with socket.create_connection((host, int(port)), 10) as gone:
        kind = "Content-Type: application/x-amz-json-1.0\r\n"
        gone.sendall(f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        time.sleep(0.2)
    execution = started(sfn, created(sfn, machine(A=task(activity)), "left"))
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    sfn.send_task_success(taskToken=token, output="1")
    assert ended(sfn, execution)["output"] == "1"


def test_a_worker_can_fail_a_task(sfn):
    activity = sfn.create_activity(name="fail")["activityArn"]
    execution = started(sfn, created(sfn, machine(A=task(activity)), "failing"))
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    sfn.send_task_failure(taskToken=token, error="Torn", cause="paper")
    told = ended(sfn, execution)
    assert (told["status"], told["error"], told["cause"]) == ("FAILED", "Torn", "paper")


def test_an_execution_starts_another_and_waits_for_it(sfn):
    child = created(sfn, PASS, "child")
    arguments = {"StateMachineArn": child, "Input": {"n": 2}}
    parent = machine(A=task("arn:aws:states:::states:startExecution.sync:2", Arguments=arguments))
    told = ended(sfn, started(sfn, created(sfn, parent, "parent")))
    assert json.loads(told["output"])["Output"] == {"n": 2}
    assert len(sfn.list_executions(stateMachineArn=child)["executions"]) == 1


def test_a_parent_that_is_stopped_stops_its_child(sfn):
    child = created(sfn, SLOW, "slow-child")
    arguments = {"StateMachineArn": child, "Input": {}}
    parent = machine(A=task("arn:aws:states:::states:startExecution.sync", Arguments=arguments))
    execution = started(sfn, created(sfn, parent, "stopped-parent"))
    children = shown(lambda: sfn.list_executions(stateMachineArn=child)["executions"])
    time.sleep(0.1)
    sfn.stop_execution(executionArn=execution)
    assert ended(sfn, children[0]["executionArn"])["status"] == "ABORTED"


def test_a_function_that_nobody_knows_fails_as_on_aws(sfn):
    told = ended(sfn, started(sfn, created(sfn, machine(A=task()), "nobody")))
    assert (told["status"], told["error"]) == ("FAILED", "Lambda.ResourceNotFoundException")
    assert FUNCTION in told["cause"]


def test_a_failed_execution_is_redriven():
    answers = [TaskFailed("Busy", "now"), {"rows": 3}]

    def answer(call):
        found = answers.pop(0)
        if isinstance(found, TaskFailed):
            raise found
        return found

    with served(answer) as sfn:
        execution = started(sfn, created(sfn, machine(A={"Type": "Pass", "Next": "B"}, B=task())))
        assert ended(sfn, execution)["redriveStatus"] == "REDRIVABLE"
        sfn.redrive_execution(executionArn=execution)
        told = ended(sfn, execution)
        assert (told["status"], told["output"], told["redriveCount"]) == ("SUCCEEDED", '{"rows":3}', 1)
        kinds = [one["type"] for one in sfn.get_execution_history(executionArn=execution)["events"]]
        assert kinds.count("PassStateEntered") == 1, "what succeeded does not run again"
        assert "ExecutionRedriven" in kinds
        with pytest.raises(sfn.exceptions.ExecutionNotRedrivable, match="SUCCEEDED and cannot be redriven"):
            sfn.redrive_execution(executionArn=execution)


def test_a_map_run_is_counted_and_changed():
    release = threading.Event()

    def answer(call):
        release.wait(10)
        return call.arguments

    inner = {"StartAt": "B", "States": {"B": task()}, "ProcessorConfig": {"Mode": "DISTRIBUTED"}}
    fan = {"Type": "Map", "Items": [1, 2, 3, 4], "ItemProcessor": inner, "MaxConcurrency": 1, "End": True}
    with served(answer) as sfn:
        execution = started(sfn, created(sfn, machine(M=fan)))
        runs = shown(lambda: sfn.list_map_runs(executionArn=execution)["mapRuns"])
        run = runs[0]["mapRunArn"]
        time.sleep(0.1)
        told = sfn.describe_map_run(mapRunArn=run)
        assert (told["status"], told["executionCounts"]["running"], told["itemCounts"]["total"]) == ("RUNNING", 1, 4)
        sfn.update_map_run(mapRunArn=run, maxConcurrency=3)
        assert sfn.describe_map_run(mapRunArn=run)["executionCounts"]["running"] == 3
        release.set()
        assert ended(sfn, execution)["output"] == "[1,2,3,4]"
        told = sfn.describe_map_run(mapRunArn=run)
        assert (told["status"], told["itemCounts"]["succeeded"]) == ("SUCCEEDED", 4)
        children = sfn.list_executions(mapRunArn=run)["executions"]
        child = children[0]["executionArn"]
        kinds = [one["type"] for one in sfn.get_execution_history(executionArn=child)["events"]]
        assert (kinds[0], kinds[-1]) == ("ExecutionStarted", "ExecutionSucceeded")
        assert "LambdaFunctionScheduled" in kinds
        told = sfn.describe_state_machine_for_execution(executionArn=child)
        assert (told["mapRunArn"], told["label"]) == (run, "M")
        assert json.loads(told["definition"])["StartAt"] == "B"
        labelled = sfn.describe_state_machine(stateMachineArn=told["stateMachineArn"])
        assert (labelled["label"], labelled["definition"]) == ("M", told["definition"])
        outputs = [sfn.describe_execution(executionArn=one["executionArn"])["output"] for one in children]
        assert sorted(outputs) == ["1", "2", "3", "4"]


def test_a_map_run_that_is_stopped_stops_its_children(sfn):
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": True}}}
    fan = {"Type": "Map", "Items": [1, 2], "ItemProcessor": {**wait, "ProcessorConfig": {"Mode": "DISTRIBUTED"}}}
    execution = started(sfn, created(sfn, machine(M={**fan, "End": True}), "fan"))
    run = shown(lambda: sfn.list_map_runs(executionArn=execution)["mapRuns"])[0]["mapRunArn"]
    shown(lambda: sfn.list_executions(mapRunArn=run, statusFilter="RUNNING")["executions"])
    sfn.stop_execution(executionArn=execution)
    assert sfn.describe_map_run(mapRunArn=run)["status"] == "ABORTED"
    children = sfn.list_executions(mapRunArn=run)["executions"]
    assert [one["status"] for one in children] == ["ABORTED", "ABORTED"]
    told = sfn.describe_execution(executionArn=children[0]["executionArn"])
    assert (told["status"], told["redriveStatus"]) == ("ABORTED", "REDRIVABLE_BY_MAP_RUN")
    with pytest.raises(sfn.exceptions.ValidationException, match="is ABORTED and cannot be updated"):
        sfn.update_map_run(mapRunArn=run, maxConcurrency=1)


def test_a_state_is_tried_on_its_own(sfn):
    state = {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "End": True}
    told = sfn.test_state(definition=json.dumps(state), roleArn=ROLE, input='{"b": 1}')
    assert (told["status"], json.loads(told["output"])) == ("SUCCEEDED", {"a": 1})


def test_a_definition_is_validated_without_being_created(sfn):
    assert sfn.validate_state_machine_definition(definition=PASS)["result"] == "OK"
    told = sfn.validate_state_machine_definition(definition='{"StartAt": "A", "States": {}}')
    assert (told["result"], told["diagnostics"][0]["code"]) == ("FAIL", "MISSING_TRANSITION_TARGET")


def test_many_executions_run_at_a_time():
    meeting = threading.Barrier(20, timeout=10)

    def answer(call):
        meeting.wait()
        return call.arguments

    with served(answer) as sfn:
        arn = created(sfn, machine(A=task()))
        executions = [started(sfn, arn, n) for n in range(20)]
        assert [ended(sfn, one)["output"] for one in executions] == [str(n) for n in range(20)]


def test_an_express_loop_without_an_end_runs_out_of_time():
    loop = {"Type": "Choice", "Choices": [{"Condition": False, "Next": "B"}], "Default": "A"}
    definition = json.dumps(json.loads(machine(A=loop, B={"Type": "Succeed"})) | {"TimeoutSeconds": 1})
    with served() as sfn:
        told = sfn.start_sync_execution(stateMachineArn=created(sfn, definition, type="EXPRESS"))
    assert told["status"] == "TIMED_OUT"


def test_an_answer_that_would_end_a_program_fails_the_task():
    def leave(_call):
        raise SystemExit(3)

    with served(leave) as sfn:
        told = ended(sfn, started(sfn, created(sfn, machine(A=task()))))
    assert (told["status"], told["error"]) == ("FAILED", "States.TaskFailed")
