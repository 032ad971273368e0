"""`statemill deploy`: build, show what changes, and deploy through a CloudFormation change set.

statemill deploy pipelines --stage production
"""

from pathlib import Path

import click

from compiler.cli.building import build_paths
from compiler.cli.compiling import compile_paths
from compiler.cli.options import format_option, output_option, paths_argument
from compiler.cli.staging import refusals_told, stage_of, stage_options
from compiler.passes.deploy import Plan, deploy


@click.command("deploy")
@paths_argument
@output_option
@format_option
@stage_options
@click.option("--yes", is_flag=True, help="Do not ask before changing anything.")
def command(
    paths: tuple[Path, ...],
    output: Path,
    format_name: str,
    stage: str,
    bucket: str | None,
    region: str | None,
    profile: str | None,
    yes: bool,
) -> None:
    """Build the pipelines of PATH... and deploy each as a stack of its own."""
    build_paths(paths, output, format_name, packages=True, aside=True)

    def agree(_plan: Plan) -> bool:
        return yes or click.confirm("deploy this?", err=True)

    for module in compile_paths(paths).modules:
        chosen = stage_of(module.settings, stage, bucket, region, profile)
        for name in module.build.pipelines:
            with refusals_told():
                outputs = deploy(output, name, chosen, say=click.echo, agree=agree)
            for key, value in (outputs or {}).items():
                click.echo(f"  {key} = {value}")
