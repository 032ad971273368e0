"""`statemill compile`: state machines, manifests, graphs and templates, without packages.

statemill compile pipelines -o build --cost
"""

from pathlib import Path

import click

from compiler.cli.building import build_paths
from compiler.cli.options import dump_option, format_option, output_option, paths_argument, settings_options
from compiler.passes.limits import priced_regions


@click.command("compile")
@paths_argument
@output_option
@format_option
@settings_options
@dump_option
@click.option("--cost", is_flag=True, help="Tell the transitions and the price of runs.")
@click.option(
    "--region", type=click.Choice(priced_regions("STANDARD")), default="us-east-1", help="Whose prices --cost takes."
)
def command(
    paths: tuple[Path, ...],
    output: Path,
    format_name: str,
    python: str | None,
    architecture: str | None,
    roots: tuple[Path, ...],
    dump: bool,
    cost: bool,
    region: str,
) -> None:
    """Write the state machines of the pipelines in PATH..., their manifests, graphs and templates."""
    build_paths(
        paths,
        output,
        format_name,
        python=python,
        architecture=architecture,
        roots=roots,
        dump=dump,
        cost=region if cost else None,
        packages=False,
    )
