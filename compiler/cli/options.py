"""Options that several verbs take, declared once.

@click.command()
@format_option
@settings_options
def check(...): ...
"""

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from compiler.diagnostics.render import FORMATS
from compiler.forms.settings import ARCHITECTURES, PYTHONS

_Function = TypeVar("_Function", bound=Callable[..., Any])


class ExistingPath(click.Path):
    """A file or folder that is there; for one that is not, what may have been meant."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; a usage error where it leads nowhere."""
        path = Path(str(super().convert(value, param, ctx)))
        if path.exists():
            return path
        file, colon, _name = str(path).rpartition(":")
        if colon and Path(file).is_file():
            raise click.BadParameter(f"{path} names one pipeline; this verb takes whole files: {file}", ctx, param)
        there = [one.name for one in path.parent.glob("*")] if path.parent.is_dir() else []
        near = difflib.get_close_matches(path.name, there, 1)
        hint = f"; did you mean {path.parent / near[0]}?" if near else ""
        raise click.BadParameter(f"{path} does not exist{hint}", ctx, param)


class Endpoint(click.types.StringParamType):
    """The address of an HTTP endpoint."""

    name = "URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The address; a usage error where it is none."""
        try:
            parts = urlsplit(str(value))
            known = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            known = False
        if not known:
            raise click.BadParameter(f"{value} is no address; write http://HOST:PORT", ctx, param)
        return value


format_option = click.option(
    "--format", "format_name", type=click.Choice(list(FORMATS)), default="text", help="How findings are shown."
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("build"), help="Where to write."
)
dump_option = click.option("--dump", is_flag=True, help="Print the form that every pass gives.")
paths_argument = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=ExistingPath())


def settings_options(function: _Function) -> _Function:
    """`--python`, `--architecture` and `--root`, which win over `[tool.statemill]`."""
    options = (
        click.option("--python", type=click.Choice(PYTHONS), help="The functions' Python version."),
        click.option("--architecture", type=click.Choice(ARCHITECTURES), help="The functions' processor."),
        click.option(
            "--root",
            "roots",
            multiple=True,
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help="A folder where first-party modules are found; may be given again.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function
