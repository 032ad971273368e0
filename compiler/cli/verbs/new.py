"""`statemill new`: the beginning of a project that compiles, runs and is tested.

statemill new orders        a folder `orders` with a pyproject.toml, a pipeline and its test
"""

import re
from pathlib import Path

import click
from jinja2 import Environment, PackageLoader, StrictUndefined

from compiler import __version__
from compiler.forms.files import write_text

FILES = ("pyproject.toml", "pipelines/__init__.py", "pipelines/{name}.py", "tests/test_{name}.py", "README.md")
"""What a new project has; each is rendered from the template of its name in `compiler/cli/scaffold`."""


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Begin a project in FOLDER, which must be new or empty."""
    name = re.sub(r"\W+", "_", folder.resolve().name).strip("_").lower()
    if not name.isidentifier():
        raise click.UsageError(f"`{folder.name}` gives no module name; begin it with a letter")
    if folder.is_file():
        raise click.UsageError(f"{folder} is a file; name a new folder")
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is there already and not empty; name a new folder")
    templates = Environment(
        loader=PackageLoader("compiler.cli", "scaffold"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python and TOML, not HTML
    )
    for file in FILES:
        template = templates.get_template(file.replace("{name}", "pipeline") + ".jinja")
        write_text(folder / file.format(name=name), template.render(name=name, version=__version__))
    click.echo(f"made {folder}; next:\n  cd {folder}\n  pip install 'statemill[local]' pytest")
    click.echo(f"""  statemill run pipelines/{name}.py --input '{{"numbers": [1, 2, 3]}}'""")
