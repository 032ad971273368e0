"""`statemill run`: build a pipeline for this machine and run its packages in the local engine.

    statemill run pipelines/nightly_orders.py --input '{"day": "2024-01-31"}'
    statemill run pipelines/nightly_orders.py --input @day.json --mock alert=null --endpoint http://127.0.0.1:5000

Progress goes to standard error, the result as JSON to standard output.
"""

import json
import sys
from pathlib import Path
from typing import Any

import click

from compiler.cli.building import built_for_host
from compiler.cli.mocks import mock_option, read_mocks
from compiler.cli.options import Endpoint, format_option, output_option
from compiler.cli.running import Request, run_pipeline
from runtime.local.embedded import NotInstalled
from runtime.local.engine.json_text import as_json

_EXIT = {"SUCCEEDED": 0, "ABORTED": 130}
"""By status; 130 is what shells take for interrupted."""


@click.command("run")
@click.argument("pipeline", metavar="PIPELINE")
@click.option("--input", "input_text", default="{}", help="The input: JSON, or @FILE.")
@mock_option
@click.option(
    "--secret", "secrets", multiple=True, metavar="NAME=VALUE", help="A secret in the embedded AWS; text or @FILE."
)
@click.option(
    "--file", "files", multiple=True, metavar="s3://BUCKET/KEY=FILE", help="An object in S3 of the embedded AWS."
)
@click.option("--endpoint", type=Endpoint(), help="An AWS endpoint to use instead of the embedded one.")
@click.option("--virtual", is_flag=True, help="Let waits and retries take no time.")
@click.option("--history", type=click.Path(path_type=Path, dir_okay=False), help="Write the execution's events here.")
@output_option
@format_option
def command(
    pipeline: str,
    input_text: str,
    mocks: tuple[str, ...],
    secrets: tuple[str, ...],
    files: tuple[str, ...],
    endpoint: str | None,
    virtual: bool,
    history: Path | None,
    output: Path,
    format_name: str,
) -> None:
    """Run PIPELINE (path.py or path.py:name) on this machine."""
    request = Request(
        input=_json(input_text, "--input"),
        mocks=read_mocks(mocks),
        secrets=dict(_secret(text) for text in secrets),
        files=dict(_file(text) for text in files),
        endpoint=endpoint,
        clock="virtual" if virtual else "wall",
        history=history,
    )
    built = built_for_host(pipeline, output, format_name)
    try:
        status = run_pipeline(built, request)
    except NotInstalled as error:
        click.echo(f"statemill: {error}", err=True)
        status = "FAILED"
    sys.exit(_EXIT.get(status, 1))


def _json(text: str, option: str) -> Any:
    try:
        return as_json(json.loads(_content(text, option), parse_constant=_refuse_constant))
    except (ValueError, TypeError, RecursionError) as error:
        raise click.UsageError(f"{option} is not JSON: {error}") from None


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not in JSON")


def _content(text: str, option: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{option}: {text[1:]} cannot be read: {error}") from None


def _file(text: str) -> tuple[tuple[str, str], bytes]:
    address, _, path = text.partition("=")
    bucket, _, key = address.removeprefix("s3://").partition("/")
    if not (address.startswith("s3://") and bucket and key and path):
        raise click.UsageError(f"--file {text} is no `s3://BUCKET/KEY=FILE`")
    try:
        return (bucket, key), Path(path).read_bytes()
    except OSError as error:
        raise click.UsageError(f"--file: {path} cannot be read: {error.strerror}") from None


def _secret(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--secret {text} has no `=`; write --secret NAME=VALUE or --secret NAME=@FILE")
    return name, _content(value, "--secret")
