"""A project of a few files in a folder, its module imported, its steps ready for the packager.

project = Project(tmp_path, {"orders.py": "…"})
project.build().packages["orders:export"]
"""

import importlib
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from compiler.diagnostics import Report, Span
from compiler.forms.package import Package, step_key
from compiler.forms.program import Signature, Step
from compiler.forms.settings import Settings
from compiler.forms.types import ANY
from compiler.passes.package import Target, build_packages
from dsl import definition_of
from dsl.definitions import StepDefinition

HEADER = "from dsl import step\n"
STEP = "\n@step()\ndef run() -> int:\n    return 1\n"


@dataclass
class Built:
    packages: dict[str, Package]
    report: Report

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(found.code.id, found.message) for found in self.report]

    def names(self, key: str = "main:run", *, own: bool = True) -> list[str]:
        names = zipfile.ZipFile(self.packages[key].file).namelist()
        tooling = ("dsl/", "runtime/", "statemill_entry.py")
        return [name for name in names if not own or not name.startswith(tooling)]


@dataclass
class Project:
    root: Path
    files: Mapping[str, str]
    settings: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, text in self.files.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def steps(self, *modules: str) -> dict[str, Step]:
        with imported(self.root, modules or ("main",)) as found:
            definitions = [
                definition
                for name in found
                for value in vars(sys.modules[name]).values()
                if isinstance(definition := definition_of(value), StepDefinition)
                and definition.function.__module__ == name
            ]
            return {
                step_key(one): Step(one, Signature((), whole=False, result=ANY), "", Span("main.py", 1, 1, 1, 2))
                for one in definitions
            }

    def build(
        self, *modules: str, out: Path | None = None, target: Target | None = None, verify: bool = False
    ) -> Built:
        report = Report()
        settings = Settings(self.root, (self.root,), **self.settings)  # type: ignore[arg-type]
        steps = self.steps(*modules)
        built = build_packages(steps, settings, out or self.root / "build", report, target=target, verify=verify)
        return Built(built, report)


@contextmanager
def imported(root: Path, modules: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The modules of a folder, imported and forgotten again."""
    before = set(sys.modules)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    try:
        for name in modules:
            importlib.import_module(name)
        yield modules
    finally:
        sys.path.remove(str(root))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file is None or str(root) in file:
                del sys.modules[name]
