"""`statemill explain`: what a code means, with an example that has it and one that does not.

statemill explain SM301
"""

import difflib
from importlib import resources

import click

from compiler.diagnostics.codes import ALL


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """Explain CODE, such as SM301 or its name, such as wrong-argument-type."""
    asked = code.strip()
    by_name = {one.name: one for one in ALL} | {one.id: one for one in ALL}
    found = by_name.get(asked.upper()) or by_name.get(asked.lower())
    if found is None:
        near = difflib.get_close_matches(asked.upper(), by_name, 3) or difflib.get_close_matches(
            asked.lower(), by_name, 3
        )
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise click.UsageError(f"there is no code `{asked}`{hint}")
    page = resources.files("compiler").joinpath("explain", f"{found.id}.md")
    heading = f"# {found.id} {found.name} ({found.severity})\n\n{found.summary}\n"
    click.echo(page.read_text("utf-8") if page.is_file() else heading, nl=False)
