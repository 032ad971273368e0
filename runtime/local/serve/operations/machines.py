"""State machines: create, update, delete, describe, list.

create_machine(service, {"name": "orders", "definition": "{…}", "roleArn": "arn:…"}, Caller())

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
"""

import json
import time
from dataclasses import replace
from typing import Any

from runtime.local.engine.json_text import text as json_text
from runtime.local.serve.arns import Arn, check_name, check_role, check_unlabelled, made_arn, read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, machine_deleting, machine_exists, machine_missing, not_valid
from runtime.local.serve.machines import Revision, StateMachine, new_revision_id, processor_of
from runtime.local.serve.operations.definitions import check_definition
from runtime.local.serve.operations.settings import NO_LOGGING, NO_TRACING, OWN_KEY, check_settings
from runtime.local.serve.operations.tags import checked_tags
from runtime.local.serve.paging import page
from runtime.local.serve.service import Service
from runtime.local.serve.starting import Meant, meant


def create_machine(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """CreateStateMachine; the same request again is the same machine."""
    name = check_name(request["name"])
    kind = request.get("type", "STANDARD")
    _check_version(request)
    check_role(request["roleArn"])
    check_settings(request)
    tags = checked_tags(request.get("tags", []))
    check_definition(service, request["definition"], kind)
    now = time.time()
    revision = Revision(request["definition"], request["roleArn"], now, None, *_settings(request))
    arn = made_arn(caller.region, "stateMachine", name)
    published = request.get("versionDescription", "") if request.get("publish") else None
    with service.lock:
        machine = service.machines.get(arn)
        if machine is None:
            machine = StateMachine(arn, name, kind, now, revision, tags, published=published)
        elif machine.deleting:
            raise machine_deleting(arn)
        elif not _same(machine, revision, kind, published):
            raise machine_exists(arn)
        version = machine.publish(request.get("versionDescription")) if request.get("publish") else None
        service.save_machine(machine)
        service.machines[arn] = machine
    told = {"stateMachineArn": arn, "creationDate": machine.created}
    return told if version is None else {**told, "stateMachineVersionArn": machine.version_arn(version.number)}


def _check_version(request: dict[str, Any]) -> None:
    if "versionDescription" in request and not request.get("publish"):
        raise not_valid("Version description can only be set when publish is true")


def _settings(request: dict[str, Any]) -> tuple[Any, Any, Any]:
    names = ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration")
    logging, tracing, encryption = (request.get(name) for name in names)
    return logging, tracing, encryption


def _same(machine: StateMachine, revision: Revision, kind: str, published: str | None) -> bool:
    """AWS leaves role and tags out of the comparison."""
    now = replace(revision, role=machine.revision.role, created=machine.revision.created, id=machine.revision.id)
    return machine.kind == kind and machine.revision == now and machine.published == published


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
    check_unlabelled(arn)
    known = service.machine(arn.text)
    if not given:
        choices = "the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration"
        raise ApiError("MissingRequiredParameter", f"Either {choices} must be specified")
    _check_version(request)
    if "role" in given:
        check_role(given["role"])
    check_settings(request)
    if "definition" in given:
        check_definition(service, given["definition"], known.kind)
    with service.lock:
        machine = service.machine(arn.text)
        now = time.time()
        machine.revision = replace(machine.revision, **given, id=new_revision_id(), created=now)
        version = machine.publish(request.get("versionDescription")) if request.get("publish") else None
        service.save_machine(machine)
    told = {"updateDate": now, "revisionId": machine.revision.id}
    return told if version is None else {**told, "stateMachineVersionArn": machine.version_arn(version.number)}


def delete_machine(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DeleteStateMachine: its versions, aliases and executions go with it; one that is not there is no error."""
    arn = read_arn(request["stateMachineArn"], "stateMachine")
    check_unlabelled(arn)
    if arn.qualifier is not None:
        raise not_valid("State machine ARN must be unqualified")
    with service.lock:
        machine = service.machines.get(arn.text)
        if machine is None or machine.deleting:
            return {}
        machine.deleting = True
        service.save_machine(machine)
    service.remove(machine)
    return {}


def describe_machine(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeStateMachine, of a machine or of a version of it."""
    arn = read_arn(request["stateMachineArn"], "stateMachine")
    found = meant(service, arn.unlabelled)
    machine, revision = found.machine, found.revision
    told = {
        "stateMachineArn": found.version_arn or machine.arn,
        "name": machine.name,
        "status": "DELETING" if machine.deleting else "ACTIVE",
        "type": machine.kind,
        "creationDate": machine.created,
        "revisionId": revision.id,
        "description": _description(found),
        **described(revision),
    }
    if arn.label is not None:
        return {**told, **labelled(revision.definition, arn)}
    return {**told, "definition": "{}"} if request.get("includedData") == "METADATA_ONLY" else told


def labelled(definition: str, arn: Arn) -> dict[str, Any]:
    """What is told of a Distributed Map state in place of the whole machine; ApiError where there is none."""
    inner = processor_of(json.loads(definition), arn.label or "")
    if inner is None:
        raise machine_missing(arn.text)
    return {"stateMachineArn": arn.text, "label": arn.label, "definition": json_text(inner)}


def _description(found: Meant) -> str | None:
    if found.version_arn is None:
        return None
    return found.machine.versions[int(found.version_arn.rpartition(":")[2])].description


def described(revision: Revision) -> dict[str, Any]:
    """What a revision says of itself."""
    return {
        "definition": revision.definition,
        "roleArn": revision.role,
        "loggingConfiguration": revision.logging or NO_LOGGING,
        "tracingConfiguration": revision.tracing or NO_TRACING,
        "encryptionConfiguration": revision.encryption or OWN_KEY,
    }


def list_machines(service: Service, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """ListStateMachines of the caller's region, in the order of their creation."""
    with service.lock:
        own = [one for one in service.machines.values() if one.arn.split(":")[3] == caller.region]
    own.sort(key=lambda one: (one.created, one.name))
    found, token = page(own, request, "ListStateMachines", lambda one: one.arn)
    told = [
        {"stateMachineArn": one.arn, "name": one.name, "type": one.kind, "creationDate": one.created} for one in found
    ]
    return {"stateMachines": told, "nextToken": token}
