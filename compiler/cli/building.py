"""Building what the command line names: compile, pack, and write the artefacts, all or nothing.

    build_paths((Path("pipelines"),), Path("build"), "text", packages=True)

Nothing is written while a module has an error: a good build stays as it was.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from compiler import __version__
from compiler.cli.compiling import Compiled, CompiledModule, compile_paths
from compiler.cli.findings import show, stop_if_failed
from compiler.cli.modules import chosen, split_pipeline
from compiler.diagnostics import Report
from compiler.driver import Build, PipelineBuild
from compiler.forms.files import write_text
from compiler.forms.machine import definition_text
from compiler.forms.package import Package
from compiler.forms.program import Program
from compiler.forms.settings import Settings
from compiler.passes.graph import graph_of, mermaid, svg
from compiler.passes.limits import cost_of
from compiler.passes.manifest import manifest_of
from compiler.passes.package import build_packages, host_target
from compiler.passes.template import resources_of, template_of
from dsl.definitions import PipelineDefinition


@dataclass(frozen=True, slots=True)
class HostBuild:
    """One pipeline built for this machine: what `statemill run` runs."""

    built: PipelineBuild
    build: Build
    packages: dict[str, Package]
    """Step's key (`module:qualname`) → its package."""
    template: dict[str, Any]
    """Its own and those of the pipelines that it runs as one: every function and all data that they use."""
    folder: Path
    """Where its artefacts are."""


def build_paths(
    paths: tuple[Path, ...],
    output: Path,
    format_name: str,
    *,
    packages: bool,
    host: bool = False,
    python: str | None = None,
    architecture: str | None = None,
    roots: tuple[Path, ...] = (),
    dump: bool = False,
    cost: str | None = None,
    aside: bool = False,
) -> None:
    """Compile the modules of `paths`, write their artefacts below `output`, and tell what is new and what runs cost.

    `cost` is the region whose prices to take; None tells nothing of them.
    """
    compiled = compile_paths(paths, python=python, architecture=architecture, roots=roots, dump=dump)
    report = Report()
    report.extend(compiled.diagnostics)
    made: dict[str, Package] = {}
    if not report.has_errors and packages:
        for module in compiled.modules:
            made |= _packages(module, output, report, host=host)
    texts = _artefacts(compiled, made, report) if not report.has_errors else {}
    show(report, format_name, aside=aside)
    stop_if_failed(report)
    _write(texts, made, output, format_name)
    for module in compiled.modules if cost else ():
        for built in module.build.pipelines.values():
            _tell_cost(built, cost or "", format_name)


def _tell_cost(built: PipelineBuild, region: str, format_name: str) -> None:
    cost = cost_of(built.flow, region)
    if format_name == "json":
        click.echo(json.dumps({"cost": {"pipeline": built.name, **cost.as_json()}}, ensure_ascii=False))
    else:
        click.echo("\n  ".join([f"{built.name}:", *cost.lines()]), err=format_name != "text")


def built_for_host(pipeline: str, output: Path, format_name: str = "text") -> HostBuild:
    """Build one pipeline and its packages for this machine; findings are shown, and an error ends the command."""
    path, name = split_pipeline(pipeline)
    if not path.is_file():
        raise click.UsageError(f"there is no file {path}; name one as path.py or path.py:name")
    compiled = compile_paths((path,))
    show(compiled.diagnostics, format_name, aside=True)
    stop_if_failed(compiled.diagnostics)
    module = compiled.modules[0]
    built = chosen(module.build, name)
    report = Report()
    packages = _packages(module, output, report, host=True)
    texts = _artefacts(compiled, packages, report)
    show(report, format_name, aside=True)
    stop_if_failed(report)
    _write(texts, packages, output, "quiet")
    return HostBuild(built, module.build, packages, _whole_template(module, built, packages), output / built.name)


def _whole_template(module: CompiledModule, built: PipelineBuild, packages: dict[str, Package]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    assert module.build.program is not None
    for one in (built, *built.nested.values()):
        # Each declares all that it uses, as if it were alone: what two use is the same twice.
        files = _pipeline_artefacts(one, module.build.program, packages, module.settings, Report(), frozenset())
        for part, entries in json.loads(files["template.json"]).items():
            whole[part] = {**whole.get(part, {}), **entries} if isinstance(entries, dict) else entries
    return whole


def _packages(module: CompiledModule, output: Path, report: Report, *, host: bool) -> dict[str, Package]:
    program = module.build.program
    assert program is not None, "a module without a Program has errors"
    target = host_target() if host else None
    return build_packages(program.steps, module.settings, output, report, target=target, verify=True)


def _artefacts(compiled: Compiled, packages: dict[str, Package], report: Report) -> dict[tuple[str, str], str]:
    """(pipeline, file name) → text, for every pipeline; pipelines of one name are a finding of wrong use."""
    texts: dict[tuple[str, str], str] = {}
    seen: dict[str, Path] = {}
    elsewhere: frozenset[Any] = frozenset()
    for module in compiled.modules:
        for built in module.build.pipelines.values():
            if built.name in seen:
                first, second = seen[built.name], module.build.path
                raise click.UsageError(f"{first} and {second} both have a pipeline `{built.name}`; rename one")
            seen[built.name] = module.build.path
            assert module.build.program is not None
            files = _pipeline_artefacts(built, module.build.program, packages, module.settings, report, elsewhere)
            texts |= {(built.name, name): text for name, text in files.items()}
            elsewhere |= resources_of(built.steps)
    return texts


def _pipeline_artefacts(
    built: PipelineBuild,
    program: Program,
    packages: dict[str, Package],
    settings: Settings,
    report: Report,
    elsewhere: frozenset[Any],
) -> dict[str, str]:
    pipeline = built.routine.definition
    assert isinstance(pipeline, PipelineDefinition)
    definition = definition_text(built.definition)
    template = template_of(
        pipeline,
        built.definition,
        definition,
        built.steps,
        program.steps,
        packages,
        settings,
        report,
        spans=built.source_map,
        span=built.routine.span,
        comment=built.routine.comment,
        elsewhere=elsewhere,
    )
    manifest = manifest_of(pipeline, built.steps, program.steps, built.source_map, packages, __version__)
    drawn = graph_of(built.definition)
    return {
        "state-machine.asl.json": definition,
        "template.json": json.dumps(template, indent=2) + "\n",
        "manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False) + "\n",
        "graph.svg": svg(drawn),
        "graph.mmd": mermaid(drawn),
    }


def _write(texts: dict[tuple[str, str], str], packages: dict[str, Package], output: Path, format_name: str) -> None:
    written: dict[str, int] = {}
    for (pipeline, name), text in texts.items():
        written.setdefault(pipeline, 0)
        written[pipeline] += write_text(output / pipeline / name, text)
    if format_name != "text":
        return
    for pipeline, count in written.items():
        click.echo(f"{output / pipeline}: {f'{count} of 5 files new' if count else 'unchanged'}")
    for package in {one.file: one for one in packages.values()}.values():
        click.echo(f"{package.file}: {package.size:,} bytes")
