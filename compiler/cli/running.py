"""Running a built pipeline on this machine: its packages, an embedded AWS, and what a person sees meanwhile.

    run_pipeline(host_build, Request(input={"day": "2024-01-31"}))       True where it succeeded

The template says what each function's environment holds and which tables, buckets, queues and topics there are: the
artefact that is deployed. Resources are made in the embedded AWS only; an endpoint that was given stays as it is.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import click

from compiler.cli.building import HostBuild
from compiler.cli.progress import Progress
from compiler.driver import PipelineBuild
from compiler.forms.files import write_text
from compiler.forms.naming import pascal
from compiler.forms.package import step_key
from compiler.library.shapes import spelled
from dsl.definitions import PipelineDefinition, StepDefinition
from runtime.local import Answer, Run, execute
from runtime.local.answers import first_of, mocks, packages
from runtime.local.embedded.aws import EmbeddedAws, environment_for
from runtime.local.embedded.lambda_host import Function, LambdaHost
from runtime.local.embedded.resources import make_resources, resolve


@dataclass(frozen=True, slots=True)
class Request:
    """How to run: the input, who answers by hand, and where AWS is."""

    input: Any
    mocks: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    endpoint: str | None = None
    clock: Literal["virtual", "wall"] = "wall"
    history: Path | None = None


def run_pipeline(host_build: HostBuild, request: Request) -> bool:
    """Execute, show the progress on standard error and the result on standard output; whether it succeeded."""
    _check(request, host_build.built)
    progress = Progress(host_build.built, host_build.build.path)
    with ExitStack() as stack:
        environment, physical = _aws(host_build, request, stack)
        functions = {
            placeholder: _function(step, host_build, physical)
            for placeholder, step in host_build.built.steps.items()
            if isinstance(step, StepDefinition) and step.name not in request.mocks
        }
        host = LambdaHost(
            {one.name: one for one in functions.values()}, environment=environment, on_output=progress.printed
        )
        stack.enter_context(host)
        run = _execute(
            host_build, request, host, {f"${{{name}}}": one.name for name, one in functions.items()}, progress
        )
    if request.history is not None:
        write_text(request.history, json.dumps({"events": run.history}, indent=2, default=str) + "\n")
    progress.finished(run, host_build.folder)
    if run.status == "SUCCEEDED":
        click.echo(_json_text(run.output))
    return run.status == "SUCCEEDED"


def _check(request: Request, built: PipelineBuild) -> None:
    """Raise click.UsageError for what cannot work: an input without its keys, a mock of no state."""
    signature = built.routine.signature
    required = [] if signature.whole else [one for one in signature.parameters if one.default is None]
    given = request.input if isinstance(request.input, dict) else {}
    missing = [f"{one.name}: {spelled(one.type)}" for one in required if one.name not in given]
    if missing:
        raise click.UsageError(f"the input of `{built.name}` lacks {', '.join(missing)}; give it with --input")
    states = set(state_names(built.definition))
    for name in request.mocks.keys() - states:
        near = difflib.get_close_matches(name, states, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(sorted(states))}"
        raise click.UsageError(f"--mock: no state `{name}`; {hint}")


def state_names(definition: Mapping[str, Any]) -> Iterator[str]:
    """The names of all states, those inside Parallel and Map states too."""
    for name, state in definition["States"].items():
        yield name
        for inner in (*state.get("Branches", ()), *(state[key] for key in ("ItemProcessor",) if key in state)):
            yield from state_names(inner)


def _json_text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _execute(
    host_build: HostBuild, request: Request, host: LambdaHost, functions: Mapping[str, str], progress: Progress
) -> Run:
    definition = host_build.built.routine.definition
    assert isinstance(definition, PipelineDefinition)
    answer: Answer = first_of(mocks(request.mocks), packages(host, functions))
    return execute(
        host_build.built.definition,
        request.input,
        tasks=answer,
        clock=request.clock,
        kind=definition.kind,
        machine_name=host_build.built.name,
        listen=progress.event,
        history_limit=25_000,
    )


def _aws(host_build: HostBuild, request: Request, stack: ExitStack) -> tuple[dict[str, str], dict[str, str]]:
    """What leads functions to AWS, and logical id → physical name of the resources there."""
    if request.endpoint:
        if request.secrets:
            raise click.UsageError(
                "--secret fills the embedded AWS; put the secret into the one at --endpoint yourself"
            )
        return environment_for(request.endpoint), {}
    if not _needs_aws(host_build):
        return {}, {}
    aws = stack.enter_context(EmbeddedAws())
    return aws.environment, make_resources(aws, host_build.template, request.secrets)


def _needs_aws(host_build: HostBuild) -> bool:
    steps = [step for step in host_build.built.steps.values() if isinstance(step, StepDefinition)]
    return any(step.uses for step in steps)


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
