"""A step's Lambda package, built: a zip named by its own content, and what is in it.

Package(step="orders:export_orders", name="export_orders", file=build/packages/export_orders-3f2a….zip,
        sha256="3f2a…", size=61_204, unpacked=203_991, distributions=(Distribution("pymysql", "1.1.2", 120_144),))
"""

from dataclasses import dataclass
from pathlib import Path

from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition


@dataclass(frozen=True, slots=True)
class Distribution:
    """A third-party distribution inside a package; `bytes` is what it takes unpacked."""

    name: str
    version: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Package:
    """One zip. Sizes are bytes."""

    step: str
    """The step's key, `module:qualname`."""
    name: str
    """The function's name."""
    file: Path
    sha256: str
    """Of the zip's bytes; the file is named by its beginning."""
    size: int
    unpacked: int
    own: int
    """How much of `unpacked` is first-party code, the rest being dsl, the runtime and `distributions`."""
    modules: tuple[str, ...]
    """First-party files, as paths inside the zip."""
    distributions: tuple[Distribution, ...]
    target: str
    """`python3.13-aarch64`, or `host`."""

    @property
    def key(self) -> str:
        """Where `deploy` puts it in the artefact bucket."""
        return f"packages/{self.file.name}"


def step_key(definition: StepDefinition | ActivityDefinition | PipelineDefinition) -> str:
    """A declaration's key, as in a Program: `module:qualname`."""
    return f"{definition.function.__module__}:{definition.function.__qualname__}"
