"""Running a built pipeline on this machine: its packages, an embedded AWS, and what a person sees meanwhile.

    run_pipeline(host_build, Request(input={"day": "2024-01-31"}))       "SUCCEEDED"

The template says what each function's environment holds and which tables, buckets, queues and topics there are: the
artefact that is deployed. Resources are made in the embedded AWS only; an endpoint that was given stays as it is.
"""

import json
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import click

from compiler.cli.building import HostBuild
from compiler.cli.progress import Progress
from compiler.driver import PipelineBuild
from compiler.forms.files import write_text
from compiler.forms.naming import pascal, resource_placeholder
from compiler.forms.package import step_key
from compiler.library.shapes import spelled
from compiler.passes.template import resources_of
from dsl.definitions import PipelineDefinition, StepDefinition
from dsl.resources import Bucket, Queue, Table, Topic
from runtime.local import Answer, LiveExecution, Run
from runtime.local.answers import clients_of, first_of, packages, services
from runtime.local.embedded.aws import EmbeddedAws, client_options_for, environment_for
from runtime.local.embedded.lambda_host import Function, LambdaHost
from runtime.local.embedded.resources import DATA, make_resources, put_files, resolve
from runtime.local.engine.history import MOST_EVENTS
from runtime.local.engine.integrations import Clients, service_put
from runtime.local.mocking import UnknownMock, mocked
from runtime.local.nesting import Linked, link

_SERVICE = re.compile(r":::(?!states:startExecution)")
"""A Resource that AWS answers; nested pipelines are run here."""


@dataclass(frozen=True, slots=True)
class Request:
    """How to run: the input, who answers by hand, and where AWS is."""

    input: Any
    mocks: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """What is in S3, by bucket and key."""
    endpoint: str | None = None
    clock: Literal["virtual", "wall"] = "wall"
    history: Path | None = None


def run_pipeline(host_build: HostBuild, request: Request) -> str:
    """Execute, show the progress on standard error and the result on standard output; the execution's status."""
    _check_input(request, host_build.built)
    progress = Progress(host_build.built)
    with ExitStack() as stack:
        environment, options, physical = _aws(host_build, request, stack)
        linked = link(host_build.built, request.mocks, lambda one: with_resources(one, physical))
        functions = {
            placeholder: _function(step, host_build, physical)
            for placeholder, step in linked.steps.items()
            if isinstance(step, StepDefinition) and not {step.name, step.function.__name__} & request.mocks.keys()
        }
        host = LambdaHost(
            {one.name: one for one in functions.values()}, environment=environment, on_output=progress.steps.printed
        )
        stack.enter_context(host)
        names = {f"${{{name}}}": one.name for name, one in functions.items()}
        clients = clients_of(options) if options else None
        answer: Answer = first_of(_mocks(request, linked), packages(host, names), services(clients))
        run = _execute(host_build, request, answer, linked, clients, progress)
    if request.history is not None:
        write_text(request.history, json.dumps({"events": run.history}, indent=2, default=str) + "\n")
    progress.finished(run, host_build.folder)
    if run.status == "SUCCEEDED":
        click.echo(_json_text(run.output))
    return run.status


def _check_input(request: Request, built: PipelineBuild) -> None:
    """click.UsageError for an input without its keys."""
    signature = built.routine.signature
    required = [] if signature.whole else [one for one in signature.parameters if one.default is None]
    given = request.input if isinstance(request.input, dict) else {}
    missing = [f"{one.name}: {spelled(one.type)}" for one in required if one.name not in given]
    if missing:
        raise click.UsageError(f"the input of `{built.name}` lacks {', '.join(missing)}; give it with --input")


def _mocks(request: Request, linked: Linked) -> Answer:
    """Who answers by hand; click.UsageError for a mock of nothing."""
    try:
        return mocked(request.mocks, linked.definitions, linked.steps)
    except UnknownMock as error:
        raise click.UsageError(f"--mock: {error}") from None


def _json_text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _execute(
    host_build: HostBuild,
    request: Request,
    answer: Answer,
    linked: Linked,
    clients: Clients | None,
    progress: Progress,
) -> Run:
    definition = host_build.built.routine.definition
    assert isinstance(definition, PipelineDefinition)
    live = LiveExecution(
        linked.definition,
        request.input,
        tasks=answer,
        clock=request.clock,
        kind=definition.kind,
        machine_name=host_build.built.name,
        listen=progress.listener(),
        listen_nested=progress.listener,
        machines=linked.machines,
        history_limit=MOST_EVENTS,
        put=service_put(clients) if clients else None,
    )
    live.start()
    with _interrupting(live):
        return live.join()


@contextmanager
def _interrupting(live: LiveExecution) -> Iterator[None]:
    """Stop the execution when the person or the system says so; a second time ends the command at once."""

    def stop(number: int, _frame: object) -> None:
        live.stop(None, f"interrupted by {signal.Signals(number).name}")
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def with_resources(built: PipelineBuild, physical: Mapping[str, str]) -> dict[str, Any]:
    """The definition with what stands for tables, buckets, queues and topics filled in, as a deployment does.

    `physical` are names, URLs and ARNs by placeholder; what has none there has its declared name.
    """
    text = json.dumps(built.definition)
    for name, behind in built.steps.items():
        if isinstance(behind, Table | Bucket | Queue | Topic):
            text = text.replace(f"${{{name}}}", json.dumps(physical.get(name, behind.name))[1:-1])
    placed: dict[str, Any] = json.loads(text)
    return placed


def _aws(
    host_build: HostBuild, request: Request, stack: ExitStack
) -> tuple[dict[str, str], dict[str, Any] | None, dict[str, str]]:
    """What leads functions to AWS, what leads clients there, and logical id → physical name of the resources there."""
    if request.endpoint:
        if request.secrets or request.files:
            given = "--secret" if request.secrets else "--file"
            raise click.UsageError(f"{given} fills the embedded AWS; put it into the one at --endpoint yourself")
        options = client_options_for(request.endpoint)
        return environment_for(request.endpoint), options, _there_already(host_build, clients_of(options))
    if not _needs_aws(host_build):
        return {}, None, {}
    aws = stack.enter_context(EmbeddedAws())
    physical = make_resources(aws, host_build.template, request.secrets)
    put_files(aws, request.files)
    return aws.environment, aws.client_options, physical


def _there_already(host_build: HostBuild, clients: Clients) -> dict[str, str]:
    """URLs of the queues and ARNs of the topics at an endpoint, by logical id; a table or bucket is its name."""
    found: dict[str, str] = {}
    family = (host_build.built, *host_build.built.nested.values())
    for resource in frozenset[Any]().union(*(resources_of(one.steps) for one in family)):
        name = resource_placeholder(resource)
        if isinstance(resource, Queue):
            places = clients("sqs").list_queues(QueueNamePrefix=resource.name).get("QueueUrls", ())
        elif isinstance(resource, Topic):
            pages = clients("sns").get_paginator("list_topics").paginate()
            places = [one["TopicArn"] for page in pages for one in page["Topics"]]
        else:
            places = []
        found[name] = next((one for one in places if re.split("[/:]", one)[-1] == resource.name), resource.name)
    return found


def _needs_aws(host_build: HostBuild) -> bool:
    family = (host_build.built, *host_build.built.nested.values())
    uses = any(step.uses for one in family for step in one.steps.values() if isinstance(step, StepDefinition))
    resources = any(one["Type"] in DATA for one in host_build.template["Resources"].values())
    asked = any(_SERVICE.search(json.dumps(one.definition)) for one in family)
    return uses or resources or asked


def _function(step: StepDefinition, host_build: HostBuild, physical: Mapping[str, str]) -> Function:
    resource = host_build.template["Resources"][f"{pascal(step.function.__name__)}Function"]
    variables = resource["Properties"].get("Environment", {}).get("Variables", {})
    timeout = step.options.timeout
    return Function(
        step.name,
        host_build.packages[step_key(step)].file,
        timeout=timeout.total_seconds() if timeout else 900,
        memory=step.memory,
        environment={name: resolve(value, host_build.template, physical) for name, value in variables.items()},
    )
