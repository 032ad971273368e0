"""`statemill explain`: what a code means, or where in Python an execution failed.

    statemill explain SM301
    aws stepfunctions get-execution-history --execution-arn … > events.json
    statemill explain events.json --pipeline pipelines/nightly_orders.py

Without `--pipeline`, the manifests of what was built last say which state is which line.
"""

import difflib
import json
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click

from compiler.cli.options import output_option
from compiler.diagnostics import Span
from compiler.diagnostics.codes import ALL


@click.command("explain")
@click.argument("asked", metavar="[CODE | HISTORY.json]", required=False)
@click.option("--pipeline", metavar="PIPELINE", help="Whose execution it was: path.py or path.py:name.")
@output_option
def command(asked: str | None, pipeline: str | None, output: Path) -> None:
    """Explain CODE, such as SM301 or wrong-argument-type, or the failure in an execution's history; - reads one.

    Without either, list all codes.
    """
    if asked is None:
        for code in ALL:
            click.echo(f"{code.id}  {code.name}: {code.summary}")
    elif asked == "-" or Path(asked).is_file() or asked.endswith(".json"):
        _explain_history(asked, pipeline, output)
    else:
        _explain_code(asked.strip())


def _explain_code(asked: str) -> None:
    by_name = {one.name: one for one in ALL} | {one.id: one for one in ALL}
    found = by_name.get(asked.upper()) or by_name.get(asked.lower())
    if found is None:
        near = difflib.get_close_matches(asked.upper(), by_name, 3) or difflib.get_close_matches(
            asked.lower(), by_name, 3
        )
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise click.UsageError(f"there is no code and no file `{asked}`{hint}")
    click.echo(resources.files("compiler").joinpath("explain", f"{found.id}.md").read_text("utf-8"), nl=False)


def _explain_history(asked: str, pipeline: str | None, output: Path) -> None:
    from compiler.cli.events import NoHistory, read_history
    from compiler.cli.failure import headline, told
    from compiler.cli.history import failure_of, states_of

    try:
        text = sys.stdin.read() if asked == "-" else Path(asked).read_text("utf-8")
        events = read_history(text)
    except (OSError, UnicodeDecodeError, NoHistory) as error:
        raise click.UsageError(f"{asked} is no execution's history: {error}") from None
    failure = failure_of(events)
    if failure is None:
        click.echo("the execution succeeded")
        return
    names = states_of(events) | ({failure.state} if failure.state else set())
    spans = _compiled_spans(pipeline) if pipeline else _built_spans(output, names)
    click.echo(headline(failure))
    for line in told(failure, spans):
        click.echo(f"  {line}")
    if failure.state and failure.state not in spans:
        whose = f"`{pipeline}`" if pipeline else f"no pipeline built in {output}"
        has = "has no such state; was it changed since?" if pipeline else "has these states; name it with --pipeline"
        click.echo(f"  {whose} {has}", err=True)
    elif pipeline and (others := sorted(names - spans.keys())):
        listed = ", ".join(f"`{one}`" for one in others[:5])
        click.echo(f"  `{pipeline}` has no state {listed}: the execution is of another version, or pipeline", err=True)


def _compiled_spans(pipeline: str) -> dict[str, Span]:
    from compiler.cli.compiling import compile_paths
    from compiler.cli.findings import show, stop_if_failed
    from compiler.cli.modules import chosen, split_pipeline

    path, name = split_pipeline(pipeline)
    if not path.is_file():
        raise click.UsageError(f"--pipeline: there is no file {path}")
    compiled = compile_paths((path,))
    if any(found.is_error for found in compiled.diagnostics):
        show(compiled.diagnostics, "text")
        stop_if_failed(compiled.diagnostics)
    return chosen(compiled.modules[0].build, name).source_map


def _built_spans(output: Path, names: set[str]) -> dict[str, Span]:
    """The source map of the one built pipeline that has every state of the execution; {} where none or several do."""
    fitting = [spans for spans in _manifests(output) if names <= spans.keys()]
    return fitting[0] if len(fitting) == 1 else {}


def _manifests(output: Path) -> Iterator[dict[str, Span]]:
    for file in sorted(output.glob("*/manifest.json")):
        try:
            states = json.loads(file.read_text("utf-8"))["states"]
            yield {state: _span(place) for state, place in states.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue


def _span(text: str) -> Span:
    """`pipelines/orders.py:31:14`, as a span writes itself."""
    path, line, column = text.rsplit(":", 2)
    return Span(path, int(line), int(column), int(line), int(column))
