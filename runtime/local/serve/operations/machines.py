"""State machines: create, update, delete, describe, list.

create_machine(service, {"name": "orders", "definition": "{…}", "roleArn": "arn:…"}, Caller())

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
"""

import time
from dataclasses import replace
from typing import Any

from runtime.local.serve.arns import check_name, check_role, made_arn, read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, machine_exists, machine_missing, not_valid
from runtime.local.serve.machines import Revision, StateMachine, new_revision_id
from runtime.local.serve.operations.definitions import check_definition
from runtime.local.serve.operations.tags import checked_tags
from runtime.local.serve.paging import page
from runtime.local.serve.service import Service
from runtime.local.serve.starting import Meant, meant

_NO_LOGGING = {"level": "OFF", "includeExecutionData": False}
_NO_TRACING = {"enabled": False}
_OWN_KEY = {"type": "AWS_OWNED_KEY"}


def create_machine(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """CreateStateMachine; the same request again is the same machine."""
    name = check_name(request["name"])
    kind = request.get("type", "STANDARD")
    if "versionDescription" in request and not request.get("publish"):
        raise not_valid("Version description can only be set when publish is true")
    check_role(request["roleArn"])
    tags = checked_tags(request.get("tags", []))
    check_definition(service, request["definition"], kind)
    now = time.time()
    revision = Revision(request["definition"], request["roleArn"], now, None, *_settings(request))
    arn = made_arn(caller.region, "stateMachine", name)
    with service.lock:
        machine = service.machines.get(arn)
        if machine is None:
            machine = StateMachine(arn, name, kind, now, revision, tags)
        elif not _same(machine, revision, kind):
            raise machine_exists(arn)
        version = machine.publish(request.get("versionDescription")) if request.get("publish") else None
        service.save_machine(machine)
        service.machines[arn] = machine
    told = {"stateMachineArn": arn, "creationDate": machine.created}
    return told if version is None else {**told, "stateMachineVersionArn": machine.version_arn(version.number)}


def _settings(request: dict[str, Any]) -> tuple[Any, Any, Any]:
    names = ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")
    logging, tracing, encryption = (request.get(name) for name in names)
    return logging, tracing, encryption


def _same(machine: StateMachine, revision: Revision, kind: str) -> bool:
    """AWS leaves role and tags out of the comparison."""
    now = replace(revision, role=machine.revision.role, created=machine.revision.created, id=machine.revision.id)
    return machine.kind == kind and machine.revision == now


def update_machine(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """UpdateStateMachine: a new revision; running executions keep the one that they began with."""
    changes = {
        "definition": request.get("definition"),
        "role": request.get("roleArn"),
        "logging": request.get("loggingConfiguration"),
        "tracing": request.get("tracingConfiguration"),
        "encryption": request.get("encryptionConfiguration"),
    }
    given = {name: value for name, value in changes.items() if value is not None}
    arn = read_arn(request["stateMachineArn"], "stateMachine")
    if arn.text not in service.machines:
        raise machine_missing(arn.text)
    if not given and not request.get("publish"):
        choices = "the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration"
        sentence = f"Either {choices} must be specified"
        raise ApiError("MissingRequiredParameter", sentence)
    if "role" in given:
        check_role(given["role"])
    if "definition" in given:
        check_definition(service, given["definition"], service.machines[arn.text].kind)
    with service.lock:
        machine = service.machines.get(arn.text)
        if machine is None:
            raise machine_missing(arn.text)
        now = time.time()
        if given:
            machine.revision = replace(machine.revision, **given, id=new_revision_id(), created=now)
        version = machine.publish(request.get("versionDescription")) if request.get("publish") else None
        service.save_machine(machine)
    told = {"updateDate": now, "revisionId": machine.revision.id}
    return told if version is None else {**told, "stateMachineVersionArn": machine.version_arn(version.number)}


def delete_machine(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DeleteStateMachine: its versions, aliases and executions go with it; one that is not there is no error."""
    arn = read_arn(request["stateMachineArn"], "stateMachine")
    if arn.qualifier is not None:
        raise not_valid("State machine ARN must be unqualified")
    with service.lock:
        machine = service.machines.pop(arn.text, None)
        if machine is None:
            return {}
        service.store.delete("machines", machine.arn)
        own = [one for one in service.executions.values() if one.facts.machine_arn == machine.arn]
    for execution in own:
        execution.bring({"kind": "stop"})
    with service.lock:
        for execution in own:
            service.executions.pop(execution.facts.arn, None)
            execution.forget()
    return {}


def describe_machine(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeStateMachine, of a machine or of a version of it."""
    found = meant(service, request["stateMachineArn"])
    machine, revision = found.machine, found.revision
    told = {
        "stateMachineArn": found.version_arn or machine.arn,
        "name": machine.name,
        "status": "ACTIVE",
        "type": machine.kind,
        "creationDate": machine.created,
        "revisionId": revision.id,
        "description": _description(found),
        **described(revision),
    }
    return _without_data(told) if request.get("includedData") == "METADATA_ONLY" else told


def _description(found: Meant) -> str | None:
    if found.version_arn is None:
        return None
    return found.machine.versions[int(found.version_arn.rpartition(":")[2])].description


def described(revision: Revision) -> dict[str, Any]:
    """What a revision says of itself."""
    return {
        "definition": revision.definition,
        "roleArn": revision.role,
        "loggingConfiguration": revision.logging or _NO_LOGGING,
        "tracingConfiguration": revision.tracing or _NO_TRACING,
        "encryptionConfiguration": revision.encryption or _OWN_KEY,
    }


def _without_data(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "definition": ""}


def list_machines(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """ListStateMachines of the caller's region, in the order of their creation."""
    with service.lock:
        own = [one for one in service.machines.values() if one.arn.split(":")[3] == caller.region]
    found, token = page(sorted(own, key=lambda one: (one.created, one.name)), request, "ListStateMachines")
    told = [
        {"stateMachineArn": one.arn, "name": one.name, "type": one.kind, "creationDate": one.created} for one in found
    ]
    return {"stateMachines": told, "nextToken": token}
