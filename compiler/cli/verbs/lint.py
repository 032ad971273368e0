"""`statemill lint`: validate any state machine definition, whoever wrote it.

statemill lint machine.asl.json
statemill lint definitions --format json       {"file": …, "valid": …, "diagnostics": […]} a line
"""

import json
from pathlib import Path
from typing import Literal

import click

from compiler.cli.findings import show, stop_if_failed
from compiler.cli.options import format_option, paths_argument
from compiler.diagnostics import Diagnostic, Report
from compiler.diagnostics.render.json_lines import as_json
from compiler.passes.validate import kind_of, validate_text

_TOP_LEVEL = {"StartAt", "States", "QueryLanguage", "Comment", "TimeoutSeconds"}


@click.command("lint")
@paths_argument
@format_option
@click.option(
    "--kind",
    type=click.Choice(["STANDARD", "EXPRESS"]),
    help="The machines' type; without it, a name like orders.express.json says Express.",
)
def command(paths: tuple[Path, ...], format_name: str, kind: Literal["STANDARD", "EXPRESS"] | None) -> None:
    """Validate the definitions PATH...; of a folder, every .json file that is not plainly something else."""
    files = _definitions(paths)
    results = {file: validate_text(_text(file), str(file), kind=kind or kind_of(file.name)) for file in files}
    everything = [found for each in results.values() for found in each]
    if format_name == "json":
        for file, found in results.items():
            click.echo(_line(file, found))
    else:
        report = Report()
        report.extend(tuple(everything))
        show(report, format_name)
        if format_name == "text":
            valid = sum(not any(one.is_error for one in found) for found in results.values())
            click.echo(f"{valid} of {len(results)} definition{'s' if len(results) != 1 else ''} valid")
    stop_if_failed(everything)


def _definitions(paths: tuple[Path, ...]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(
                file for file in sorted(path.rglob("*.json")) if file.is_file() and _may_be_machine(file)
            )
        else:
            found[path] = None
    if not found:
        raise click.UsageError(f"no state machine definition in {', '.join(map(str, paths))}")
    return list(found)


def _may_be_machine(file: Path) -> bool:
    """Whether a JSON file in a folder may be meant as a definition: broken ones may, others by their keys."""
    try:
        document = json.loads(_text(file))
    except (ValueError, RecursionError):
        return True
    return not isinstance(document, dict) or not document or bool(_TOP_LEVEL & document.keys())


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig", errors="replace")


def _line(file: Path, found: tuple[Diagnostic, ...]) -> str:
    valid = not any(one.is_error for one in found)
    document = {"file": str(file), "valid": valid, "diagnostics": [as_json(one) for one in found]}
    return json.dumps(document, ensure_ascii=False)
