"""Starting executions: which machine, version or alias is meant, and what a name that is taken means.

    execution = start_execution(service, {"stateMachineArn": arn, "name": "monday", "input": "{}"})

A Standard execution of the same name and input that still runs is the same execution; any other is refused.
AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

import json
import random
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runtime.local.engine.json_text import MAXIMUM_BYTES, as_json
from runtime.local.serve.arns import Arn, check_name, check_unlabelled, read_arn
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.facts import Facts
from runtime.local.serve.failures import ApiError, execution_exists, machine_deleting, machine_missing, type_unsupported
from runtime.local.serve.journal import Journal
from runtime.local.serve.machines import Revision, StateMachine

if TYPE_CHECKING:
    from runtime.local.serve.service import Service


@dataclass(frozen=True)
class Meant:
    """What a state machine's ARN, qualified or not, stands for at this moment."""

    machine: StateMachine
    revision: Revision
    version_arn: str | None = None
    alias_arn: str | None = None


def meant(service: "Service", text: str) -> Meant:
    """The machine and revision of an ARN; an alias with two versions draws one by their weights."""
    arn = read_arn(text, "stateMachine")
    check_unlabelled(arn)
    machine = service.machines.get(arn.unqualified)
    if machine is None:
        raise machine_missing(text)
    if arn.qualifier is None:
        return Meant(machine, machine.revision)
    if arn.qualifier.isdigit():
        return Meant(machine, _version(machine, int(arn.qualifier), arn), arn.text)
    alias = machine.aliases.get(arn.qualifier)
    if alias is None:
        raise machine_missing(text)
    weights = [one["weight"] for one in alias.routing]
    chosen = random.choices(alias.routing, weights)[0]["stateMachineVersionArn"]  # noqa: S311 - not for secrets
    return Meant(machine, _version(machine, int(chosen.rpartition(":")[2]), arn), chosen, arn.text)


def _version(machine: StateMachine, number: int, arn: Arn) -> Revision:
    version = machine.versions.get(number)
    if version is None:
        raise machine_missing(arn.text)
    return version.revision


def start_execution(service: "Service", request: dict[str, Any], parent: str | None = None) -> ServedExecution:
    """The execution, running and on the disk; a `parent` that asks again is given its child. Raises ApiError."""
    target = meant(service, request["stateMachineArn"])
    given = request.get("input", "{}")
    _check_input(given)
    name = request.get("name") or str(uuid.uuid4())
    check_name(name)
    with service.lock:
        if target.machine.deleting:
            raise machine_deleting(target.machine.arn)
        standard = target.machine.kind == "STANDARD"
        arn = _execution_arn(target.machine, name)
        known = service.executions.get(arn) if standard else None
        execution = known
        if execution is None:
            execution = _made(service, target, arn, name, given, request.get("traceHeader"), parent)
            service.executions[arn] = execution
    if known is not None:
        again = parent is not None and known.facts.parent == parent
        if not again and (known.facts.input != given or not known.running):
            raise execution_exists(arn)
        known.accepted.wait()
        # The one that it waited for may have been refused by the disk.
        return known if service.executions.get(arn) is known else start_execution(service, request, parent)
    try:
        execution.accept()
    except OSError:
        service.executions.pop(arn)
        execution.accepted.set()
        raise
    execution.begin()
    return execution


def run_sync(service: "Service", request: dict[str, Any]) -> ServedExecution:
    """StartSyncExecution: run an Express execution to its end, in this thread and in memory only."""
    target = meant(service, request["stateMachineArn"])
    if target.machine.kind != "EXPRESS":
        raise type_unsupported()
    if target.machine.deleting:
        raise machine_deleting(target.machine.arn)
    given = request.get("input", "{}")
    _check_input(given)
    name = check_name(request.get("name") or str(uuid.uuid4()))
    arn = _execution_arn(target.machine, name)
    execution = _made(service, target, arn, name, given, request.get("traceHeader"), keep=False)
    execution.run_here()
    return execution


def _made(
    service: "Service",
    target: Meant,
    arn: str,
    name: str,
    given: str,
    trace: str | None,
    parent: str | None = None,
    *,
    keep: bool = True,
) -> ServedExecution:
    revision = target.revision
    facts = Facts(
        arn=arn,
        name=name,
        machine_arn=target.machine.arn,
        kind=target.machine.kind,
        input=given,
        role_arn=revision.role,
        definition=service.store.keep_definition(revision.definition),
        revision=revision.id or "INITIAL",
        began=time.time(),
        version_arn=target.version_arn,
        alias_arn=target.alias_arn,
        trace=trace,
        parent=parent,
        more={
            "logging": revision.logging,
            "tracing": revision.tracing,
            "encryption": revision.encryption,
            "created": revision.created,
        },
    )
    journal = service.store.journal(arn) if keep else Journal(None)
    return ServedExecution(facts, lambda: service.prepared(facts.definition), journal, service)


def _execution_arn(machine: StateMachine, name: str) -> str:
    if machine.kind == "STANDARD":
        return f"{machine.arn.replace(':stateMachine:', ':execution:')}:{name}"
    return f"{machine.arn.replace(':stateMachine:', ':express:')}:{name}:{uuid.uuid4()}"


def _check_input(given: str) -> None:
    if len(given.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        raise ApiError("InvalidExecutionInput", "Invalid State Machine Execution Input: 'Input is too long'")
    try:
        as_json(json.loads(given, parse_constant=_no_constant))
    except (ValueError, TypeError, RecursionError) as error:
        raise ApiError("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"Unrecognized token '{name}'")
