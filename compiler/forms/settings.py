"""What an author sets once for a project: `[tool.statemill]` of the nearest pyproject.toml.

    [tool.statemill]
    python = "3.13"                    # of the Lambda functions
    architecture = "arm64"             # or "x86_64"
    roots = ["src"]                    # where first-party modules are; default: src/ where it exists, and the project
    include = ["app/templates/*.html"] # files that imports do not show, as globs under a root
    bucket = "my-artefacts"            # where `deploy` puts packages and definitions

    [tool.statemill.stages.production]
    region = "ap-northeast-1"
    bucket = "my-artefacts-production"
    parameters = { BatchSubnets = "subnet-1,subnet-2" }

Every setting has a flag that wins over it (`override`). A project without the table has the defaults.
"""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from compiler.diagnostics import Report, Span
from compiler.diagnostics.codes import modules
from compiler.forms.sources import above_packages

ARCHITECTURES = ("arm64", "x86_64")
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
"""Lambda's Python runtimes that a function can still be created with in 2026 (Lambda's runtime deprecation table)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One place to deploy to; None and {} fall back to the settings of the project and of the AWS profile."""

    name: str
    region: str | None = None
    bucket: str | None = None
    profile: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    """Values of the template's parameters, such as a Vpc's subnets."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A project's settings. `project` is the folder of its pyproject.toml, or the one that imports start from."""

    project: Path
    roots: tuple[Path, ...]
    python: str = "3.13"
    architecture: str = "arm64"
    include: tuple[str, ...] = ()
    bucket: str | None = None
    stages: dict[str, Stage] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    """Requirements that the project declares, in any of pyproject's tables."""
    pins: dict[str, str] = field(default_factory=dict)
    """Distribution (normalised) -> version, from the project's lock file."""

    def stage(self, name: str) -> Stage:
        """The stage of that name; one that is not in pyproject has the project's own settings."""
        found = self.stages.get(name, Stage(name))
        return replace(found, bucket=found.bucket or self.bucket)


def override(settings: Settings, **flags: object) -> Settings:
    """The settings with the flags that were given; a flag that is None was not.

    >>> override(Settings(Path("."), ()), python="3.12", bucket=None).python
    '3.12'
    """
    return replace(settings, **{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]


def settings_for(path: Path, report: Report) -> Settings:
    """The settings of the project that `path`, a module or folder, belongs to."""
    project = _project_of(path.resolve())
    if project is None:
        folder = above_packages(path.resolve() if path.is_dir() else path.resolve().parent)
        return Settings(folder, (folder,))
    file = project / "pyproject.toml"
    try:
        text = file.read_text("utf-8")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        report.add(modules.BAD_SETTINGS, f"`{file.name}` cannot be read: {error}", _span(file, 1, 1))
        return Settings(project, _default_roots(project))
    table = document.get("tool", {}).get("statemill", {})
    reader = _Reader(file, text, report)
    if not isinstance(table, dict):
        reader.refuse("statemill", "`tool.statemill` is not a table", "write [tool.statemill] above the settings")
        table = {}
    return _read(reader, table, project, _requirements(document))


def _read(reader: "_Reader", table: dict[str, Any], project: Path, dependencies: tuple[str, ...]) -> Settings:
    reader.known(table, ("python", "architecture", "roots", "include", "bucket", "stages"))
    roots = tuple((project / root).resolve() for root in reader.strings(table, "roots"))
    for root in roots:
        if not root.is_dir():
            reader.refuse(
                "roots", f"the source root `{root}` is not a folder", "name folders relative to pyproject.toml"
            )
    stages = table.get("stages", {})
    if not isinstance(stages, dict) or not all(isinstance(stage, dict) for stage in stages.values()):
        reader.refuse("stages", "`stages` holds one table a stage", "write [tool.statemill.stages.production]")
        stages = {}
    return Settings(
        project,
        roots or _default_roots(project),
        reader.choice(table, "python", PYTHONS, "3.13"),
        reader.choice(table, "architecture", ARCHITECTURES, "arm64"),
        reader.strings(table, "include"),
        reader.text(table, "bucket"),
        {name: _stage(reader, name, stage) for name, stage in stages.items()},
        dependencies,
        _pins(project),
    )


def _stage(reader: "_Reader", name: str, table: dict[str, Any]) -> Stage:
    reader.known(table, ("region", "bucket", "profile", "parameters"))
    parameters = table.get("parameters", {})
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        reader.refuse("parameters", f"`parameters` of stage `{name}` maps names to strings", 'write { Name = "value" }')
        parameters = {}
    return Stage(
        name, reader.text(table, "region"), reader.text(table, "bucket"), reader.text(table, "profile"), parameters
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of the table and reports what is wrong at the line of the key."""

    file: Path
    source: str
    report: Report

    def refuse(self, key: str, message: str, help_: str) -> None:
        lines = self.source.splitlines()
        found = [number for number, line in enumerate(lines, 1) if line.lstrip(" [").startswith((key, f"tool.{key}"))]
        line = found[0] if found else 1
        self.report.add(modules.BAD_SETTINGS, message, _span(self.file, line, len(lines[line - 1]) + 1), help=help_)

    def known(self, table: dict[str, Any], names: tuple[str, ...]) -> None:
        for name in table.keys() - set(names):
            self.refuse(name, f"`{name}` is not a setting", f"the settings here are {', '.join(names)}")

    def choice(self, table: dict[str, Any], name: str, allowed: tuple[str, ...], default: str) -> str:
        value = table.get(name, default)
        if value not in allowed:
            self.refuse(name, f"`{name}` is {value!r}", f"write one of {', '.join(map(repr, allowed))}")
            return default
        return str(value)

    def text(self, table: dict[str, Any], name: str) -> str | None:
        value = table.get(name)
        if value is None or (isinstance(value, str) and value):
            return value
        self.refuse(name, f"`{name}` is {value!r}", "write a string")
        return None

    def strings(self, table: dict[str, Any], name: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(name, f"`{name}` is {value!r}", "write a list of strings")
            return ()
        return tuple(value)


def _project_of(path: Path) -> Path | None:
    """The nearest folder above whose pyproject speaks of Statemill, else the nearest with a pyproject at all."""
    holders = [folder for folder in (path, *path.parents) if (folder / "pyproject.toml").is_file()]
    for folder in holders:
        if "[tool.statemill" in (folder / "pyproject.toml").read_text("utf-8", "replace"):
            return folder
    return holders[0] if holders else None


def _default_roots(project: Path) -> tuple[Path, ...]:
    source = project / "src"
    return (source, project) if source.is_dir() else (project,)


def _requirements(document: dict[str, Any]) -> tuple[str, ...]:
    """Every requirement that pyproject declares: the project's own, its extras', its dependency groups'."""
    project = document.get("project", {})
    groups = [
        project.get("dependencies", []),
        *project.get("optional-dependencies", {}).values(),
        *document.get("dependency-groups", {}).values(),
    ]
    found = (item for group in groups if isinstance(group, list) for item in group if isinstance(item, str))
    return tuple(dict.fromkeys(found))


def _pins(project: Path) -> dict[str, str]:
    """Versions that the project's lock file fixes; one that depends on a marker (two versions of a name) fixes none."""
    for name, table in (("uv.lock", "package"), ("pylock.toml", "packages"), ("poetry.lock", "package")):
        try:
            packages = tomllib.loads((project / name).read_text("utf-8")).get(table, [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
        versions: dict[str, set[str]] = {}
        for package in packages:
            if "version" in package and "editable" not in package.get("source", {}):
                versions.setdefault(package["name"].lower().replace("_", "-"), set()).add(package["version"])
        return {distribution: found.pop() for distribution, found in versions.items() if len(found) == 1}
    return {}


def _span(file: Path, line: int, end_column: int) -> Span:
    return Span(str(file), line, 1, line, end_column)
