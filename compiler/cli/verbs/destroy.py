"""`statemill destroy`: remove what was deployed.

statemill destroy nightly_orders --stage dev
"""

from pathlib import Path

import click

from compiler.cli.findings import show, stop_if_failed
from compiler.cli.staging import refusals_told, stage_of, stage_options
from compiler.diagnostics import Report
from compiler.forms.settings import settings_for
from compiler.passes.deploy import Clients, destroy


@click.command("destroy")
@click.argument("pipelines", metavar="NAME...", nargs=-1, required=True)
@stage_options
@click.option("--data", is_flag=True, help="Remove the stacks' tables and buckets too, with what they hold.")
@click.option("--yes", is_flag=True, help="Do not ask before removing anything.")
def command(
    pipelines: tuple[str, ...],
    stage: str,
    bucket: str | None,
    region: str | None,
    profile: str | None,
    data: bool,
    yes: bool,
) -> None:
    """Remove the stacks of the pipelines NAME..., by the names of their functions; tables and buckets stay."""
    report = Report()
    settings = settings_for(Path.cwd(), report)
    show(report, "text")
    stop_if_failed(report)
    chosen = stage_of(settings, stage, bucket, region, profile)
    what = "its tables and buckets too" if data else "its tables and buckets stay"
    for name in pipelines:
        if yes or click.confirm(f"remove the stack of {name} in stage {stage} ({what})?", err=True):
            with refusals_told():
                kept = destroy(name, chosen, Clients.of(chosen), click.echo, data=data)
            for one in kept:
                click.echo(f"  kept {one}")
