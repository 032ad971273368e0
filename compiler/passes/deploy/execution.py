"""Carrying a plan out: upload, let CloudFormation propose a change set, ask, execute it, watch it to its end.

    carry_out(plan, clients, say, agree)     =>  {"StateMachineArn": "arn:…"}, the stack's outputs

A failure is told with the reasons that the stack's events give, the first cause first: what only stopped because
something else had failed is left out.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from compiler.passes.deploy.artefacts import DeployError, Upload
from compiler.passes.deploy.difference import Change
from compiler.passes.deploy.plan import Clients, Plan, read_stack

Say = Callable[[str], None]
Agree = Callable[[Plan], bool]
_AT_ONCE = 8
"""Uploads under way together."""
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_CONSEQUENCES = ("cancelled", "Rollback requested")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change set that waits to be executed, and what CloudFormation says of it."""

    name: str
    changes: tuple[Change, ...]


def carry_out(
    plan: Plan, clients: Clients, say: Say, agree: Agree = lambda _: True, *, pause: float = 2.0
) -> dict[str, str] | None:
    """Do what the plan says; the stack's outputs, or None where `agree` says no.

    It is asked once, with the plan completed by CloudFormation's own view of it, before anything that runs is changed:
    uploads are only files beside others. `pause` is how many seconds lie between two looks at the stack.
    """
    if plan.action == "nothing":
        return outputs_of(plan.stack, clients)
    if plan.action == "replace":  # only where nothing is left can CloudFormation say what it would make
        if not agree(plan):
            return None
        say(f"{plan.stack}: removing what a failed creation left")
        delete(plan.stack, clients, say, pause=pause)
    upload(plan, clients, say)
    proposal = propose(plan, clients, pause=pause)
    if proposal is None:
        say(f"{plan.stack}: nothing changes")
        return outputs_of(plan.stack, clients)
    completed = replace(plan, changes=with_replacements(plan.changes, proposal.changes))
    for change in completed.changes:
        if change.replaced:
            say(f"  {change.name} will be made anew, and the old one removed")
    if plan.action != "replace" and not agree(completed):
        withdraw(plan, proposal, clients)
        return None
    execute(plan.stack, proposal, clients, say, pause=pause)
    return outputs_of(plan.stack, clients)


def upload(plan: Plan, clients: Clients, say: Say) -> None:
    """Send the files that the bucket does not hold."""

    def send(one: Upload) -> str:
        try:
            clients.s3.put_object(Bucket=plan.bucket, Key=one.key, Body=one.file.read_bytes())
        except clients.s3.exceptions.ClientError as error:
            raise DeployError(f"{one.key} cannot be uploaded to {plan.bucket}: {error}") from error
        return one.key

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for number, key in enumerate(pool.map(send, plan.uploads), 1):
            say(f"  uploaded {key} ({number} of {len(plan.uploads)})")


def propose(plan: Plan, clients: Clients, *, pause: float = 2.0) -> Proposal | None:
    """Have CloudFormation make a change set; None where it finds nothing to change."""
    name = f"statemill-{uuid.uuid4().hex[:12]}"
    region = clients.cloudformation.meta.region_name
    creating = plan.action != "update"
    partition = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    request: dict[str, Any] = {
        "StackName": plan.stack,
        "ChangeSetName": name,
        "ChangeSetType": "CREATE" if creating else "UPDATE",
        "TemplateURL": f"https://{plan.bucket}.s3.{region}.{partition}/{plan.template_key}",
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in plan.parameters.items()],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    if creating:
        request["OnStackFailure"] = "DELETE"
    try:
        clients.cloudformation.create_change_set(**request)
        described = _await_change_set(plan.stack, name, clients, pause)
    except clients.cloudformation.exceptions.ClientError as error:
        raise DeployError(f"CloudFormation refuses the template of {plan.stack}: {error}") from error
    if described["Status"] == "FAILED":
        reason = described.get("StatusReason", "")
        clients.cloudformation.delete_change_set(StackName=plan.stack, ChangeSetName=name)
        if any(words in reason for words in _UNCHANGED):
            return None
        raise DeployError(f"CloudFormation refuses the change of {plan.stack}: {reason}")
    changes = (_told(one["ResourceChange"]) for one in described.get("Changes", ()) if "ResourceChange" in one)
    return Proposal(name, tuple(changes))


def withdraw(plan: Plan, proposal: Proposal, clients: Clients) -> None:
    """Forget a change set, and the empty stack that one for a creation stands in."""
    clients.cloudformation.delete_change_set(StackName=plan.stack, ChangeSetName=proposal.name)
    if plan.action == "create":
        clients.cloudformation.delete_stack(StackName=plan.stack)


def with_replacements(changes: tuple[Change, ...], proposed: tuple[Change, ...]) -> tuple[Change, ...]:
    """Our changes, with what only CloudFormation knows: which resources are made anew."""
    anew = {change.name for change in proposed if change.replaced}
    return tuple(replace(change, replaced=change.name in anew) for change in changes)


def execute(stack: str, proposal: Proposal, clients: Clients, say: Say, *, pause: float = 2.0) -> None:
    """Execute the change set and wait for its end. Raises `DeployError` with the reasons where it fails."""
    found = read_stack(stack, clients)
    assert found is not None
    before = frozenset(event["EventId"] for event in _events(found.id, clients))
    clients.cloudformation.execute_change_set(StackName=stack, ChangeSetName=proposal.name)
    status = _watch(found.id, clients, say, set(before), pause)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}:
        raise DeployError("\n".join([f"{stack} was not deployed ({status})", *_reasons(found.id, clients, before)]))


def delete(stack: str, clients: Clients, say: Say, *, pause: float = 2.0) -> None:
    """Delete a stack and wait for its end. Raises `DeployError` where it fails."""
    found = read_stack(stack, clients)
    if found is None:
        return
    before = frozenset(event["EventId"] for event in _events(found.id, clients))
    clients.cloudformation.delete_stack(StackName=stack)
    status = _watch(found.id, clients, say, set(before), pause)
    if status != "DELETE_COMPLETE":
        raise DeployError("\n".join([f"{stack} was not removed ({status})", *_reasons(found.id, clients, before)]))


def outputs_of(stack: str, clients: Clients) -> dict[str, str]:
    """The outputs of a stack."""
    described = clients.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in described.get("Outputs", ())}


def _await_change_set(stack: str, name: str, clients: Clients, pause: float) -> dict[str, Any]:
    while True:
        described: dict[str, Any] = clients.cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)
        if described["Status"] not in {"CREATE_PENDING", "CREATE_IN_PROGRESS"}:
            break
        time.sleep(pause)
    following = described.get("NextToken")
    while following:
        page = clients.cloudformation.describe_change_set(StackName=stack, ChangeSetName=name, NextToken=following)
        described["Changes"] += page["Changes"]
        following = page.get("NextToken")
    return described


def _watch(stack_id: str, clients: Clients, say: Say, seen: set[str], pause: float) -> str:
    """Tell every new event until the stack rests; its last status."""
    while True:
        described = clients.cloudformation.describe_stacks(StackName=stack_id)["Stacks"]
        status = str(described[0]["StackStatus"]) if described else "DELETE_COMPLETE"
        for event in _events(stack_id, clients):
            if event["EventId"] not in seen:
                seen.add(event["EventId"])
                reason = event.get("ResourceStatusReason", "")
                say(f"  {event['ResourceStatus']} {event['LogicalResourceId']}{': ' + reason if reason else ''}")
        if not status.endswith("_IN_PROGRESS") or status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS":
            return status
        time.sleep(pause)


def _events(stack_id: str, clients: Clients) -> Iterator[dict[str, Any]]:
    """A stack's events, the oldest first."""
    pages = clients.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id)
    try:
        yield from reversed([event for page in pages for event in page["StackEvents"]])
    except clients.cloudformation.exceptions.ClientError:
        return  # a stack in review has none


def _reasons(stack_id: str, clients: Clients, before: frozenset[str]) -> list[str]:
    """Why resources failed, the first first; `before` are the events of earlier attempts."""
    since = [event for event in _events(stack_id, clients) if event["EventId"] not in before]
    failed = [event for event in since if event["ResourceStatus"].endswith("_FAILED")]
    lines = [f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', one['ResourceStatus'])}" for one in failed]
    causes = [line for line in lines if not any(words in line for words in _CONSEQUENCES)]
    return list(dict.fromkeys(causes or lines))


def _told(change: dict[str, Any]) -> Change:
    actions = {"Add": "add", "Modify": "modify", "Remove": "remove"}
    return Change(
        actions.get(change["Action"], "modify"),  # type: ignore[arg-type]
        change["LogicalResourceId"],
        change["ResourceType"],
        replaced=change.get("Replacement") == "True",
    )
