"""From what a person names on the command line to modules and pipelines.

modules_of(("pipelines",))                     every module below the folder that declares a pipeline
pipeline_of("pipelines/orders.py:nightly")     the module and the pipeline's name
"""

import re
from pathlib import Path

import click

from compiler.driver import Build, PipelineBuild

_DECLARES = re.compile(rb"^\s*@\s*(?:[\w.]+\.)?pipeline\b", re.MULTILINE)
_SKIPPED = {"venv", "node_modules", "__pycache__", "build", "dist", "site-packages"}


def modules_of(paths: tuple[Path, ...]) -> list[Path]:
    """The files named, and of every folder the Python files that declare a pipeline, sorted, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = (file for file in sorted(path.rglob("*.py")) if not _skipped(file.relative_to(path)))
            found |= dict.fromkeys(file for file in below if _may_declare(file))
        else:
            found[path] = None
    if not found:
        raise click.UsageError(f"no module that declares a @pipeline in {', '.join(map(str, paths))}")
    return list(found)


def _may_declare(file: Path) -> bool:
    """Whether a file of a folder speaks of `@pipeline`; one that cannot be read is told of as one that does."""
    if not file.is_file():  # a link to nothing, a pipe
        return False
    try:
        return bool(_DECLARES.search(file.read_bytes()))
    except OSError:
        return True


def _skipped(file: Path) -> bool:
    """Hidden folders, environments and build folders hold nobody's pipelines."""
    return any(part in _SKIPPED or part.startswith(".") for part in file.parts)


def split_pipeline(text: str) -> tuple[Path, str | None]:
    """`path.py` or `path.py:name` as the path and the name."""
    path, colon, name = text.rpartition(":")
    if colon and path.endswith(".py"):
        return Path(path), name
    return Path(text), None


def chosen(build: Build, name: str | None) -> PipelineBuild:
    """The pipeline of that name, or the module's only one; a click.UsageError tells which there are."""
    if name is None and len(build.pipelines) == 1:
        return next(iter(build.pipelines.values()))
    if name in build.pipelines:
        return build.pipelines[name]
    there = ", ".join(f"{build.path}:{each}" for each in build.pipelines) or "none"
    asked = f"no pipeline `{name}`" if name else "several pipelines" if build.pipelines else "no pipeline"
    raise click.UsageError(f"{asked} in {build.path}; there is: {there}")
