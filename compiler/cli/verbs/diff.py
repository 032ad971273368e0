"""`statemill diff`: what deploying would change, without changing anything.

statemill diff pipelines --stage production      exit code 1 where something would change
"""

import sys
from pathlib import Path

import click

from compiler.cli.building import build_paths
from compiler.cli.compiling import compile_paths
from compiler.cli.options import format_option, output_option, paths_argument
from compiler.cli.staging import refusals_told, stage_of, stage_options
from compiler.passes.deploy import diff


@click.command("diff")
@paths_argument
@output_option
@format_option
@stage_options
def command(
    paths: tuple[Path, ...],
    output: Path,
    format_name: str,
    stage: str,
    bucket: str | None,
    region: str | None,
    profile: str | None,
) -> None:
    """Build the pipelines of PATH... and compare them with what is deployed."""
    build_paths(paths, output, format_name, packages=True, aside=True)
    changed = False
    for module in compile_paths(paths).modules:
        chosen = stage_of(module.settings, stage, bucket, region, profile)
        for name in module.build.pipelines:
            with refusals_told():
                text = diff(output, name, chosen)
            changed = changed or bool(text)
            click.echo(text or f"{name}: nothing changes")
    if changed:
        sys.exit(1)
