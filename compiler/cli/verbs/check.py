"""`statemill check`: every finding of the modules, nothing written.

statemill check pipelines --format sarif > findings.sarif
"""

from pathlib import Path

import click

from compiler.cli.compiling import compile_paths
from compiler.cli.findings import show, stop_if_failed
from compiler.cli.options import dump_option, format_option, paths_argument, settings_options


@click.command("check")
@paths_argument
@format_option
@settings_options
@dump_option
def command(
    paths: tuple[Path, ...],
    format_name: str,
    python: str | None,
    architecture: str | None,
    roots: tuple[Path, ...],
    dump: bool,
) -> None:
    """Tell everything that is wrong with the pipelines of PATH..., and write nothing."""
    compiled = compile_paths(paths, python=python, architecture=architecture, roots=roots, dump=dump)
    show(compiled.diagnostics, format_name)
    stop_if_failed(compiled.diagnostics)
    if format_name == "text":
        names = [name for module in compiled.modules for name in module.build.pipelines]
        click.echo(
            f"{len(names)} pipeline{'s' if len(names) != 1 else ''} checked" + ": " * bool(names) + ", ".join(names)
        )
