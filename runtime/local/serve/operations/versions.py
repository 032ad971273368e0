"""Versions and aliases of state machines.

publish_version(service, {"stateMachineArn": arn}, caller)
create_alias(service, {"name": "PROD", "routingConfiguration": [{"stateMachineVersionArn": v1, "weight": 100}]}, caller)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html
"""

import time
from typing import Any

from runtime.local.serve.arns import Arn, check_name, check_unlabelled, read_arn
from runtime.local.serve.caller import Caller
from runtime.local.serve.failures import ApiError, bad_name, in_conflict, machine_missing, not_valid, resource_missing
from runtime.local.serve.machines import Alias, StateMachine
from runtime.local.serve.paging import page
from runtime.local.serve.service import Service

MOST_VERSIONS, MOST_ALIASES = 1000, 100
"""https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""

BAD_ROUTING = "INVALID_ROUTING_CONFIGURATION"


def publish_version(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """PublishStateMachineVersion; a revision that is published already keeps its version."""
    with service.lock:
        machine = _machine(service, request["stateMachineArn"])
        expected = request.get("revisionId")
        if expected is not None and expected != (machine.revision.id or "INITIAL"):
            raise in_conflict("The provided revisionId does not match the current revisionId of the state machine")
        if len(machine.versions) >= MOST_VERSIONS:
            raise ApiError("ServiceQuotaExceededException", f"At most {MOST_VERSIONS} versions are allowed")
        version = machine.publish(request.get("description"))
        service.save_machine(machine)
    return {"creationDate": version.created, "stateMachineVersionArn": machine.version_arn(version.number)}


def delete_version(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DeleteStateMachineVersion; one that an alias names stays."""
    arn = read_arn(request["stateMachineVersionArn"], "stateMachine")
    if arn.qualifier is None or not arn.qualifier.isdigit():
        raise not_valid("State machine version ARN must have a version number")
    with service.lock:
        machine = service.machines.get(arn.unqualified)
        if machine is None or int(arn.qualifier) not in machine.versions:
            return {}
        users = [name for name, one in machine.aliases.items() if arn.text in _versions_of(one)]
        if users:
            raise in_conflict(f"Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: {users}")  # fmt: skip  # noqa: E501
        del machine.versions[int(arn.qualifier)]
        service.save_machine(machine)
    return {}


def list_versions(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """ListStateMachineVersions, the latest first."""
    machine = _machine(service, request["stateMachineArn"])
    ordered = sorted(machine.versions.values(), key=lambda one: -one.number)
    found, token = page(ordered, request, f"ListStateMachineVersions {machine.arn}", lambda one: one.number)
    told = [{"stateMachineVersionArn": machine.version_arn(one.number), "creationDate": one.created} for one in found]
    return {"stateMachineVersions": told, "nextToken": token}


def create_alias(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """CreateStateMachineAlias; the same request again is the same alias."""
    name = check_name(request["name"])
    if name.isdigit():
        raise bad_name(name)
    routing = request["routingConfiguration"]
    now = time.time()
    with service.lock:
        machine = _routed(service, routing)
        known = machine.aliases.get(name)
        if known is not None:
            if (known.routing, known.description) != (routing, request.get("description")):
                raise in_conflict("Failed to create alias because an alias with the same name and a different routing configuration already exists.")  # fmt: skip  # noqa: E501
            return {"stateMachineAliasArn": f"{machine.arn}:{name}", "creationDate": known.created}
        if len(machine.aliases) >= MOST_ALIASES:
            raise ApiError("ServiceQuotaExceededException", f"At most {MOST_ALIASES} aliases are allowed")
        machine.aliases[name] = Alias(name, routing, now, now, request.get("description"))
        service.save_machine(machine)
    return {"stateMachineAliasArn": f"{machine.arn}:{name}", "creationDate": now}


def update_alias(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """UpdateStateMachineAlias."""
    if "routingConfiguration" not in request and "description" not in request:
        raise not_valid("Either the routing configuration or the description must be specified")
    with service.lock:
        machine, alias = _alias(service, request["stateMachineAliasArn"])
        if "routingConfiguration" in request:
            if _routed(service, request["routingConfiguration"]) is not machine:
                raise not_valid("Routing configuration must contain versions of the alias's machine", BAD_ROUTING)
            alias.routing = request["routingConfiguration"]
        alias.description = request.get("description", alias.description)
        alias.updated = time.time()
        service.save_machine(machine)
    return {"updateDate": alias.updated}


def delete_alias(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DeleteStateMachineAlias."""
    with service.lock:
        machine, alias = _alias(service, request["stateMachineAliasArn"])
        del machine.aliases[alias.name]
        service.save_machine(machine)
    return {}


def describe_alias(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """DescribeStateMachineAlias."""
    machine, alias = _alias(service, request["stateMachineAliasArn"])
    return {
        "stateMachineAliasArn": f"{machine.arn}:{alias.name}",
        "name": alias.name,
        "description": alias.description,
        "routingConfiguration": alias.routing,
        "creationDate": alias.created,
        "updateDate": alias.updated,
    }


def list_aliases(service: Service, request: dict[str, Any], _caller: Caller) -> dict[str, Any]:
    """ListStateMachineAliases, of a machine or of one of its versions."""
    arn = read_arn(request["stateMachineArn"], "stateMachine")
    machine = service.machines.get(arn.unqualified)
    if machine is None:
        raise machine_missing(arn.text)
    own = [one for one in machine.aliases.values() if arn.qualifier is None or arn.text in _versions_of(one)]
    own.sort(key=lambda one: one.name)
    found, token = page(own, request, f"ListStateMachineAliases {arn.text}", lambda one: one.name)
    told = [{"stateMachineAliasArn": f"{machine.arn}:{one.name}", "creationDate": one.created} for one in found]
    return {"stateMachineAliases": told, "nextToken": token}


def _machine(service: Service, text: str) -> StateMachine:
    arn: Arn = read_arn(text, "stateMachine")
    check_unlabelled(arn)
    if arn.qualifier is not None:
        raise not_valid("State machine ARN must be unqualified")
    return service.machine(text)


def _alias(service: Service, text: str) -> tuple[StateMachine, Alias]:
    arn = read_arn(text, "stateMachine")
    machine = service.machines.get(arn.unqualified)
    alias = machine.aliases.get(arn.qualifier or "") if machine is not None else None
    if machine is None or alias is None:
        raise resource_missing(text)
    return service.machine(machine.arn), alias


def _versions_of(alias: Alias) -> list[str]:
    return [one["stateMachineVersionArn"] for one in alias.routing]


def _routed(service: Service, routing: list[dict[str, Any]]) -> StateMachine:
    """The one machine whose versions a routing names; ApiError where it makes no sense."""
    arns = [read_arn(one["stateMachineVersionArn"], "stateMachine") for one in routing]
    if sum(one["weight"] for one in routing) != 100:
        raise not_valid("Sum of routing configuration weights must equal 100", BAD_ROUTING)
    if len({one.text for one in arns}) != len(arns):
        raise not_valid("Routing configuration must contain distinct state machine version ARNs", BAD_ROUTING)
    if len({one.unqualified for one in arns}) != 1:
        raise not_valid("Routing configuration must contain versions of the same state machine", BAD_ROUTING)
    machine = service.machines.get(arns[0].unqualified)
    for arn in arns:
        number = arn.qualifier or ""
        if machine is None or not number.isdigit() or int(number) not in machine.versions:
            raise resource_missing(arn.text)
    assert machine is not None
    return machine
