"""Compiling what the command line names, with the project's settings and the flags that win over them.

compiled = compile_paths((Path("pipelines"),), python="3.12")
for module in compiled.modules: module.build.pipelines, module.settings
"""

from dataclasses import dataclass
from pathlib import Path

import click

from compiler.cli.modules import modules_of
from compiler.diagnostics import Diagnostic, Report
from compiler.driver import Build, compile_module
from compiler.forms.settings import Settings, override, settings_for


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """One module's build and the settings it was made with."""

    build: Build
    settings: Settings


@dataclass(frozen=True, slots=True)
class Compiled:
    """Every module, and the findings of all of them together."""

    modules: tuple[CompiledModule, ...]
    diagnostics: tuple[Diagnostic, ...]


def compile_paths(
    paths: tuple[Path, ...],
    *,
    python: str | None = None,
    architecture: str | None = None,
    roots: tuple[Path, ...] = (),
    dump: bool = False,
) -> Compiled:
    """Compile every module that `paths` name."""
    report = Report()
    modules = []
    for path in modules_of(paths):
        settings = override(
            settings_for(path, report),
            python=python,
            architecture=architecture,
            roots=tuple(root.resolve() for root in roots) or None,
        )
        build = compile_module(path, roots=settings.roots, dump=_print_form if dump else None)
        report.extend(build.diagnostics)
        modules.append(CompiledModule(build, settings))
    return Compiled(tuple(modules), tuple(report))


def _print_form(name: str, text: str) -> None:
    click.echo(f"# {name}\n{text}\n")
