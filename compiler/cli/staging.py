"""What deploying verbs share: the stage they speak of, and AWS's refusals as plain sentences.

@stage_options
def command(..., stage, bucket, region, profile): ...
    with refusals_told():
        deploy(…, stage_of(settings, stage, bucket, region, profile), say=click.echo)
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import click

from compiler.forms.settings import Settings, Stage
from compiler.passes.deploy import DeployError

_Function = TypeVar("_Function", bound=Callable[..., Any])


def stage_options(function: _Function) -> _Function:
    """`--stage`, and what wins over its settings."""
    options = (
        click.option("--stage", default="dev", show_default=True, help="Which stage, as in [tool.statemill.stages]."),
        click.option("--bucket", help="The S3 bucket for packages and definitions."),
        click.option("--region", help="The AWS region."),
        click.option("--profile", help="The AWS profile."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def stage_of(settings: Settings, name: str, bucket: str | None, region: str | None, profile: str | None) -> Stage:
    """The stage of that name, with the flags that were given."""
    found = settings.stage(name)
    return replace(
        found, bucket=bucket or found.bucket, region=region or found.region, profile=profile or found.profile
    )


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what AWS refuses, or cannot be reached for, into a sentence and exit code 1."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (DeployError, BotoCoreError, ClientError) as error:
        click.echo(f"statemill: {error}", err=True)
        sys.exit(1)
