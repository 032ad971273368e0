"""A pipeline to its deploy template: plain CloudFormation, and nothing that only one tool understands.

    template_of(pipeline, definition, text, placeholders, steps, packages, settings, report)
    =>  {"Parameters": {"ArtefactBucket": …}, "Resources": {"ExportOrdersFunction": …, "StateMachine": …}}

In order: a function, role and log group for each step (`functions`, `grants`), what they use (`storage`), activities,
the machine with the role that its definition needs (`services`, `integrations`, `machine`), the schedule. One stack
holds one pipeline; what another pipeline of the project declares already is referred to.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from compiler.diagnostics import NOWHERE, Report, Span
from compiler.diagnostics.codes import deployment as codes
from compiler.forms.naming import pascal
from compiler.forms.package import Package, step_key
from compiler.forms.program import Step
from compiler.forms.settings import Settings
from compiler.passes.template.draft import Draft, Value, attribute, sub
from compiler.passes.template.functions import Functions
from compiler.passes.template.machine import add_machine, add_schedule
from compiler.passes.template.services import Permissions
from compiler.passes.template.storage import Storage
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition
from dsl.resources import Bucket, Queue, Resource, Secret, Table, Topic

MOST_RESOURCES = 500
"""Of one stack (CloudFormation quotas)."""
LARGEST = 1_000_000
"""Bytes of a template in S3 (CloudFormation quotas)."""


def template_of(
    pipeline: PipelineDefinition,
    definition: Mapping[str, Any],
    text: str,
    placeholders: Mapping[str, object],
    steps: Mapping[str, Step],
    packages: Mapping[str, Package],
    settings: Settings,
    report: Report,
    *,
    spans: Mapping[str, Span] | None = None,
    span: Span = NOWHERE,
    comment: str = "",
    elsewhere: Collection[Resource] = (),
) -> dict[str, Any]:
    """The template of one pipeline.

    `text` is the state machine's file as written, whose digest names it in S3; `placeholders` say what stands behind
    each `${…}` of the definition: a StepDefinition, ActivityDefinition, PipelineDefinition or resource. A step without
    a package (nothing was built) gets a parameter for its code. `elsewhere` are resources that another pipeline's
    template declares.
    """
    name = pipeline.function.__name__
    draft = Draft(f"Statemill pipeline {name}. {comment}".strip()[:1024])
    storage = Storage(draft, frozenset(elsewhere), report, span)
    functions = Functions(draft, storage, settings, packages, pipeline.name, pipeline.tracing, report)
    values = {
        placeholder: _value(draft, storage, functions, behind, steps) for placeholder, behind in placeholders.items()
    }
    payloads = attribute("PayloadBucket", "Arn") if "PayloadBucket" in draft.resources else None
    named = {name: one for name, one in placeholders.items() if isinstance(one, Table | Bucket | Queue | Topic)}
    arns = {name: storage.known(one).arn for name, one in named.items()}
    permissions = Permissions(values, spans or {}, report, payloads=payloads, arns=arns)
    permissions.read(definition)
    add_machine(draft, pipeline, definition_key(name, text), values, permissions, comment)
    if pipeline.schedule:
        add_schedule(draft, pipeline.schedule, comment)
    template = draft.template()
    _check_limits(template, name, span, report)
    return template


def definition_key(pipeline: str, text: str) -> str:
    """Where `deploy` puts a state machine's file in the artefact bucket: its name says its content."""
    return f"definitions/{pipeline}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.asl.json"


def resources_of(placeholders: Mapping[str, object]) -> frozenset[Resource]:
    """What a pipeline's template declares or refers to: for the `elsewhere` of the project's next pipeline."""
    found: set[Resource] = set()
    for behind in placeholders.values():
        if isinstance(behind, StepDefinition):
            found.update(grant.resource for grant in behind.uses)
        elif isinstance(behind, Table | Bucket | Queue | Topic):
            found.add(behind)
    return frozenset(one for one in found if not isinstance(one, Secret) and not one.existing)


def _value(draft: Draft, storage: Storage, functions: Functions, behind: object, steps: Mapping[str, Step]) -> Value:
    """What a placeholder stands for, its resources written on the way."""
    match behind:
        case StepDefinition():
            return functions.add(behind, steps.get(step_key(behind)))
        case ActivityDefinition(function=function):
            stem = f"{pascal(function.__name__)}Activity"
            return draft.resource(
                stem, "AWS::StepFunctions::Activity", {"Name": sub(f"${{AWS::StackName}}-{function.__name__}")}
            )
        case PipelineDefinition(function=function):
            stem = f"{pascal(function.__name__)}StateMachineArn"
            return draft.parameter(stem, f"The state machine of the pipeline {function.__name__}.")
        case Table() | Bucket() | Queue() | Topic() | Secret():
            return storage.known(behind).name
        case _:
            raise AssertionError(f"nothing is known that {behind!r} could stand for in a template")


def _check_limits(template: dict[str, Any], name: str, span: Span, report: Report) -> None:
    count, size = len(template["Resources"]), len(json.dumps(template, indent=2).encode())
    advice = "move some of its steps to a pipeline of their own and call it with `run(…)`"
    if count > MOST_RESOURCES:
        message = f"the stack of `{name}` has {count} resources; CloudFormation takes {MOST_RESOURCES}"
        report.add(codes.TOO_MANY_RESOURCES, message, span, help=advice)
    elif size > LARGEST:
        message = f"the template of `{name}` has {size:,} bytes; CloudFormation takes {LARGEST:,}"
        report.add(codes.TEMPLATE_TOO_LARGE, message, span, help=advice)
