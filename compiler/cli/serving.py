"""What `statemill serve` takes from the compiler: the validator, and functions from what was built.

found = served("build/nightly_orders", endpoint, stack)             # or "pipelines/nightly_orders.py:name"
find_problems(text, "STANDARD")                                       # findings as the API gives them
"""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from compiler.cli.building import built_for_host
from compiler.cli.progress import StepOutput
from compiler.forms.naming import pascal, pipeline_placeholder
from compiler.passes.validate import findings_of
from runtime.local import Answer
from runtime.local.embedded.aws import environment_for
from runtime.local.embedded.lambda_host import Function, LambdaHost
from runtime.local.embedded.resources import declared, resolve
from runtime.local.serve import Finding, packaged


def find_problems(text: str, kind: str) -> list[Finding]:
    """What the validator says of a definition that the engine can read."""
    found = findings_of(json.loads(text), "EXPRESS" if kind == "EXPRESS" else "STANDARD")
    return [
        {
            "severity": "ERROR" if one.code.severity == "error" else "WARNING",
            "code": one.code.name.upper().replace("-", "_"),
            "message": one.message,
            "location": one.pointer or "/",
        }
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Served:
    """What a build brings: functions, and what its placeholders stand for."""

    answer: Answer
    places: Mapping[str, str]


def served(given: str, endpoint: str | None, stack: ExitStack) -> Served:
    """The functions and resources of a build's folder, or of a pipeline, which is built first."""
    folder = Path(given)
    if not folder.is_dir():
        folder = built_for_host(given, Path("build")).folder
    functions: dict[str, Function] = {}
    places: dict[str, str] = {}
    for one in _family(folder, []):
        manifest, template = _read(one)
        physical = declared(template, endpoint)
        places |= _places(template, physical)
        for placeholder, key in manifest["placeholders"].items():
            if manifest["steps"].get(key, {}).get("package"):
                functions[f"${{{placeholder}}}"] = _function(manifest["steps"][key], folder, template, physical)
    if not functions:
        raise click.UsageError(f"{folder} has no packages; make them with `statemill build --target host`")
    environment = environment_for(endpoint) if endpoint else {}
    output = StepOutput(lambda line: click.echo(line, err=True))
    host = LambdaHost({one.name: one for one in functions.values()}, environment=environment, on_output=output.printed)
    stack.enter_context(host)
    names = {one.name: one.name for one in functions.values()} | {key: one.name for key, one in functions.items()}
    return Served(packaged(host, names), places)


def _family(folder: Path, known: list[Path]) -> list[Path]:
    """The folder, and beside it those of the pipelines that it runs, and that they run."""
    known.append(folder)
    for placeholder, key in _read(folder)[0]["placeholders"].items():
        beside = folder.parent / key.rpartition(":")[2]
        if placeholder == pipeline_placeholder(beside.name) and beside.is_dir() and beside not in known:
            _family(beside, known)
    return known


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The manifest and the template of a build."""
    try:
        manifest, template = (
            json.loads((folder / name).read_text(encoding="utf-8")) for name in ("manifest.json", "template.json")
        )
    except (OSError, ValueError) as error:
        sentence = f"{folder} has no readable build: {error}; make one with `statemill build --target host`"
        raise click.UsageError(sentence) from None
    return manifest, template


def _places(template: Mapping[str, Any], physical: Mapping[str, str]) -> dict[str, str]:
    """What the template substitutes in the definition, but for functions and other machines."""
    machines = [one for one in template["Resources"].values() if one["Type"] == "AWS::StepFunctions::StateMachine"]
    given = machines[0]["Properties"].get("DefinitionSubstitutions", {})
    return {
        f"${{{name}}}": resolve(value, template, physical)
        for name, value in given.items()
        if "Fn::GetAtt" not in value and not name.endswith("StateMachineArn")
    }


def _function(
    step: Mapping[str, Any], folder: Path, template: Mapping[str, Any], physical: Mapping[str, str]
) -> Function:
    resource = template["Resources"][f"{pascal(step['function'])}Function"]["Properties"]
    variables = resource.get("Environment", {}).get("Variables", {})
    return Function(
        step["name"],
        folder.parent / step["package"],
        timeout=resource.get("Timeout", 900),
        memory=resource.get("MemorySize", 256),
        environment={name: resolve(value, template, physical) for name, value in variables.items()},
    )
