"""`statemill schedule`: when pipelines start next.

statemill schedule pipelines --count 3
"""

from datetime import UTC, datetime
from pathlib import Path

import click

from compiler.cli.compiling import compile_paths
from compiler.cli.findings import show, stop_if_failed
from compiler.cli.options import format_option, paths_argument
from dsl.definitions import PipelineDefinition
from dsl.occurrences import next_times


@click.command("schedule")
@paths_argument
@format_option
@click.option("--count", type=click.IntRange(1, 1000), default=5, help="How many starts to show.")
@click.option("--after", type=click.DateTime(), help="The UTC time to count from; now by default.")
def command(paths: tuple[Path, ...], format_name: str, count: int, after: datetime | None) -> None:
    """Tell when the pipelines of PATH... start next, in the schedule's own zone and in UTC."""
    compiled = compile_paths(paths)
    show(compiled.diagnostics, format_name, aside=True)
    stop_if_failed(compiled.diagnostics)
    moment = after.replace(tzinfo=UTC) if after else datetime.now(UTC)
    for module in compiled.modules:
        for name, built in module.build.pipelines.items():
            definition = built.routine.definition
            assert isinstance(definition, PipelineDefinition)
            _show(name, definition, moment, count)


def _show(name: str, definition: PipelineDefinition, after: datetime, count: int) -> None:
    if definition.schedule is None:
        click.echo(f"{name}: no schedule")
        return
    click.echo(f"{name}: {definition.schedule.expression} {definition.schedule.timezone}")
    for start in next_times(definition.schedule, after, count):
        click.echo(f"  {start.isoformat(' ')}   {start.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
