"""What a state machine's role must allow, read from its own definition.

    "Resource": "${ExportOrdersArn}"                    lambda:InvokeFunction on that function
    "Resource": "arn:aws:states:::sqs:sendMessage"      sqs:SendMessage on the queue of its QueueUrl
    a Distributed Map                                   reading its items, writing its results, running its children

An argument that is computed can name anything, so its action is allowed on everything of the kind, with a warning.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compiler.diagnostics import NOWHERE, Report, Span
from compiler.diagnostics.codes import deployment as codes
from compiler.passes.template.draft import ACCOUNT, Value, allow, arn, sub
from compiler.passes.template.integrations import ACTIONS, BUCKET_ACTIONS, PREFIXES, RESOURCES, SYNC

_RESULT_ACTIONS = ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"]
_NESTED = "StepFunctionsGetEventsForStepFunctionsExecutionRule"


@dataclass(slots=True)
class Permissions:
    """Statements for one state machine. `values` are what its placeholders stand for, as CloudFormation says it."""

    values: Mapping[str, Value]
    spans: Mapping[str, Span]
    report: Report
    functions: list[Value] = field(default_factory=list)
    """ARNs of the functions that tasks invoke."""
    statements: list[dict[str, Value]] = field(default_factory=list)
    payloads: Value = None
    """The ARN of the bucket of `Stored` values, where there is one: what a Map over such a value reads."""
    arns: Mapping[str, Value] = field(default_factory=dict)
    """ARNs of the stack's own resources, by their placeholders."""
    writes_results: bool = False
    """Whether a Distributed Map writes its results, and so may read there."""
    distributed: bool = False
    """Whether a Distributed Map starts child executions of the machine itself."""
    _seen: set[str] = field(default_factory=set)

    def read(self, definition: Mapping[str, Any]) -> None:
        """Gather what every state of the definition needs."""
        self.writes_results = any("Resource" in state.get("ResultWriter", {}) for _, state in states_of(definition))
        for name, state in states_of(definition):
            match state.get("Type"):
                case "Task":
                    self._task(name, state)
                case "Map":
                    self._map(name, state)

    def _add(self, actions: list[str], resource: Value, condition: Value = None) -> None:
        statement = allow(sorted(actions) if len(actions) > 1 else actions[0], resource, condition)
        if self._is_new(statement):
            self.statements.append(statement)

    def _invoke(self, function: Value) -> None:
        if self._is_new(function):
            self.functions.append(function)

    def _is_new(self, value: Value) -> bool:
        key = json.dumps(value, sort_keys=True)
        new = key not in self._seen
        self._seen.add(key)
        return new

    def _task(self, name: str, state: Mapping[str, Any]) -> None:
        resource, arguments = str(state["Resource"]), _arguments(state)
        if "Credentials" in state:
            self._borrowed(name, state["Credentials"])
            return
        parts = resource.split(":")
        if ":states:::" not in resource:
            if (resource.startswith("${") and resource.endswith("ActivityArn}")) or ":activity:" in resource:
                return  # a worker polls an activity; the machine needs no permission
            self._invoke(self._filled(resource))
            return
        sdk = parts[5] == "aws-sdk"
        service, action = (parts[6], parts[7]) if sdk else (parts[5], parts[6])
        action, _, pattern = action.partition(".")
        prefix = PREFIXES.get(service, service)
        if prefix == "http":
            self._http(arguments)
            return
        api = action[:1].upper() + action[1:]
        actions = ACTIONS.get((prefix, api), [f"{prefix}:{api}"])
        self._call(name, prefix, actions, arguments)
        if pattern.startswith("sync"):
            self._sync(prefix, api, arguments)
        if prefix == "ecs":
            self._add(["iam:PassRole"], "*", {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}})

    def _borrowed(self, name: str, credentials: Mapping[str, Any]) -> None:
        """A task that runs with another role, mostly of another account: ours may take that role, no more."""
        role = credentials.get("RoleArn")
        if _is_constant(role):
            self._add(["sts:AssumeRole"], self._filled(str(role)))
        else:
            self._tell_wide(name, "RoleArn", ["sts:AssumeRole"])
            self._add(["sts:AssumeRole"], "*")

    def _tell_wide(self, state: str, argument: str, actions: list[str]) -> None:
        self.report.add(
            codes.WIDE_PERMISSION,
            f"`{argument}` is computed, so the pipeline's role may call {', '.join(actions)} on everything",
            self.spans.get(state, NOWHERE),
            help=f"give `{argument}` as a constant where there is only one",
        )

    def _call(self, state: str, prefix: str, actions: list[str], arguments: Mapping[str, Any]) -> None:
        rule = next(((key, pattern) for key, pattern in RESOURCES.get(prefix, ()) if key in arguments), None)
        if rule is None:
            self._add(actions, "*")
            return
        argument, pattern = rule
        found = self._named(arguments[argument], pattern)
        if found is None:
            self._tell_wide(state, argument, actions)
            self._add(actions, "*")
        elif actions == ["lambda:InvokeFunction"]:
            self._invoke(found)
        elif prefix == "s3":
            self._bucket(actions, found)
        else:
            self._add(actions, found)

    def _bucket(self, actions: list[str], bucket: Value) -> None:
        whole = [action for action in actions if action in BUCKET_ACTIONS]
        objects = [action for action in actions if action not in BUCKET_ACTIONS]
        if whole:
            self._add(whole, bucket)
        if objects:
            self._add(objects, sub("${Bucket}/*", Bucket=bucket))

    def _sync(self, prefix: str, api: str, arguments: Mapping[str, Any]) -> None:
        if prefix == "states":
            machine = self._named(arguments.get("StateMachineArn"), "states:@:stateMachine:{}")
            executions = executions_of(machine) if machine else arn("states", "execution:*")
            self._add(["states:DescribeExecution", "states:StopExecution"], executions)
            self._rule(_NESTED)
        elif (prefix, api) in SYNC:
            names, rule = SYNC[prefix, api]
            self._add([f"{prefix}:{name}" for name in names], "*")
            if rule:
                self._rule(f"StepFunctionsGetEventsFor{rule}Rule")

    def _rule(self, name: str) -> None:
        self._add(["events:PutTargets", "events:PutRule", "events:DescribeRule"], arn("events", f"rule/{name}"))

    def _http(self, arguments: Mapping[str, Any]) -> None:
        authentication = arguments.get("Authentication") or arguments.get("InvocationConfig") or {}
        connection = authentication.get("ConnectionArn") if isinstance(authentication, Mapping) else None
        condition: dict[str, Any] = {}
        if _is_constant(arguments.get("Method")):
            condition["states:HTTPMethod"] = arguments["Method"]
        if _is_constant(arguments.get("ApiEndpoint")):
            condition["states:HTTPEndpoint"] = arguments["ApiEndpoint"]
        self._add(["states:InvokeHTTPEndpoint"], "*", {"StringEquals": condition} if condition else None)
        known = self._named(connection, "{}") or arn("events", "connection/*")
        self._add(["events:RetrieveConnectionCredentials"], known)
        secrets = arn("secretsmanager", "secret:events!connection/*")
        self._add(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], secrets)

    def _map(self, name: str, state: Mapping[str, Any]) -> None:
        processor = state.get("ItemProcessor") or {}
        if processor.get("ProcessorConfig", {}).get("Mode") != "DISTRIBUTED":
            return
        self.distributed = True
        for one, actions in (("ItemReader", None), ("ResultWriter", _RESULT_ACTIONS)):
            part = state.get(one) or {}
            if "Resource" not in part:
                continue
            listing = part["Resource"].endswith(":listObjectsV2")
            actions = actions or (["s3:ListBucket"] if listing else ["s3:GetObject"])
            arguments = _arguments(part)
            if not _is_constant(arguments.get("Bucket")) and (self.payloads or self.writes_results):
                # A stored list is in the bucket of payloads or, as the results of another Map, where that one writes.
                if self.payloads:
                    self._bucket(actions, self.payloads)
            else:
                self._call(name, "s3", actions, arguments)

    def _named(self, value: object, pattern: str) -> Value | None:
        """The ARN of what an argument names; None where it is computed."""
        if not _is_constant(value):
            return None
        text = str(value)
        if text.removeprefix("${").removesuffix("}") in self.arns:
            return self.arns[text[2:-1]]
        if text.startswith("https://sqs."):
            host, account, queue = text.removeprefix("https://sqs.").split("/")[:3]
            return sub(f"arn:${{AWS::Partition}}:sqs:{host.split('.')[0]}:{account}:{queue}")
        if text.startswith("arn:") or (text.startswith("${") and "Arn}" in text):
            return self._filled(text)
        return self._filled("arn:${AWS::Partition}:" + pattern.replace("@", ACCOUNT).replace("{}", text))

    def _filled(self, text: str) -> Value:
        """A text of the definition with its placeholders, as CloudFormation fills them."""
        used = {name: self.values[name] for name in re.findall(r"\$\{(\w+)\}", text) if name in self.values}
        if len(used) == 1 and text == f"${{{next(iter(used))}}}":
            return next(iter(used.values()))
        return sub(text, **used) if "${" in text else text


def executions_of(machine: Value) -> Value:
    """The executions of a state machine that is given by its ARN."""
    name = {"Fn::Select": [6, {"Fn::Split": [":", machine]}]}
    return sub(f"arn:${{AWS::Partition}}:states:{ACCOUNT}:execution:${{Name}}:*", Name=name)


def states_of(definition: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state of a definition with its name, those of branches and item processors included."""
    for name, state in definition.get("States", {}).items():
        yield name, state
        inner = [*state.get("Branches", ()), state.get("ItemProcessor"), state.get("Iterator")]
        for one in inner:
            if one:
                yield from states_of(one)


def _arguments(state: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments or Parameters; a JSONPath key (`TopicArn.$`) is a computed one."""
    given = state.get("Arguments", state.get("Parameters", {}))
    if not isinstance(given, Mapping):
        return {}
    return {key.removesuffix(".$"): "{% %}" if key.endswith(".$") else value for key, value in given.items()}


def _is_constant(value: object) -> bool:
    return isinstance(value, str) and not value.startswith("{%")
