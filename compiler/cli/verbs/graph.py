"""`statemill graph`: a picture of a pipeline.

statemill graph pipelines/nightly_orders.py            Mermaid text on standard output
statemill graph pipelines/nightly_orders.py -o nightly.svg
"""

from pathlib import Path

import click

from compiler.cli.compiling import compile_paths
from compiler.cli.findings import show, stop_if_failed
from compiler.cli.modules import chosen, split_pipeline
from compiler.cli.options import format_option
from compiler.forms.files import write_text
from compiler.passes.graph import graph_of, mermaid, svg


@click.command("graph")
@click.argument("pipeline", metavar="PIPELINE")
@format_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file ending in .svg or .mmd.")
def command(pipeline: str, format_name: str, output: Path | None) -> None:
    """Draw PIPELINE (path.py or path.py:name) as Mermaid text, or as a picture into a file."""
    if output is not None and output.suffix not in {".svg", ".mmd"}:
        raise click.UsageError(f"{output} ends in neither .svg nor .mmd")
    path, name = split_pipeline(pipeline)
    if not path.is_file():
        raise click.UsageError(f"there is no file {path}; name one as path.py or path.py:name")
    compiled = compile_paths((path,))
    show(compiled.diagnostics, format_name, aside=True)
    stop_if_failed(compiled.diagnostics)
    drawn = graph_of(chosen(compiled.modules[0].build, name).definition)
    text = svg(drawn) if output is not None and output.suffix == ".svg" else mermaid(drawn)
    if output is None:
        click.echo(text, nl=False)
    elif write_text(output, text):
        click.echo(f"wrote {output}")
