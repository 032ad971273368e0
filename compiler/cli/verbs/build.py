"""`statemill build`: everything that `compile` writes, and one Lambda package a step.

statemill build pipelines -o build
statemill build pipelines --target host        packages that run on this machine
"""

from pathlib import Path

import click

from compiler.cli.building import build_paths
from compiler.cli.options import dump_option, format_option, output_option, paths_argument, settings_options


@click.command("build")
@paths_argument
@output_option
@format_option
@settings_options
@dump_option
@click.option(
    "--target", type=click.Choice(["lambda", "host"]), default="lambda", help="Whose Python and processor to build for."
)
def command(
    paths: tuple[Path, ...],
    output: Path,
    format_name: str,
    python: str | None,
    architecture: str | None,
    roots: tuple[Path, ...],
    dump: bool,
    target: str,
) -> None:
    """Write everything that is deployed for the pipelines in PATH..., packages included."""
    build_paths(
        paths,
        output,
        format_name,
        python=python,
        architecture=architecture,
        roots=roots,
        dump=dump,
        packages=True,
        host=target == "host",
    )
