"""What `statemill serve` takes from the compiler: the validator, and functions from what was built.

answer = functions_of("build/nightly_orders", endpoint, stack)       # or "pipelines/nightly_orders.py:name"
find_problems(text, "STANDARD")                                       # findings as the API gives them
"""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from compiler.cli.building import built_for_host
from compiler.forms.naming import pascal, pipeline_placeholder
from compiler.passes.validate import findings_of
from runtime.local import Answer
from runtime.local.embedded.aws import environment_for
from runtime.local.embedded.lambda_host import Function, LambdaHost
from runtime.local.embedded.resources import resolve
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


def functions_of(given: str, endpoint: str | None, stack: ExitStack) -> Answer:
    """Lambda functions of a build's folder, or of a pipeline, which is built first."""
    folder = Path(given)
    if not folder.is_dir():
        folder = built_for_host(given, Path("build")).folder
    functions = _functions(folder)
    if not functions:
        raise click.UsageError(f"{folder} has no packages; make them with `statemill build --target host`")
    environment = environment_for(endpoint) if endpoint else {}
    host = LambdaHost({one.name: one for one in functions.values()}, environment=environment)
    stack.enter_context(host)
    names = {one.name: one.name for one in functions.values()} | {key: one.name for key, one in functions.items()}
    return packaged(host, names)


def _functions(folder: Path, known: frozenset[Path] = frozenset()) -> dict[str, Function]:
    """By placeholder the functions of a pipeline's build, and of those that it runs, which are beside it."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        template = json.loads((folder / "template.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sentence = f"{folder} has no readable build: {error}; make one with `statemill build --target host`"
        raise click.UsageError(sentence) from None
    found: dict[str, Function] = {}
    for placeholder, key in manifest["placeholders"].items():
        beside = folder.parent / key.rpartition(":")[2]
        if manifest["steps"].get(key, {}).get("package"):
            found[f"${{{placeholder}}}"] = _function(manifest["steps"][key], folder, template)
        elif placeholder == pipeline_placeholder(beside.name) and beside.is_dir() and beside not in known:
            found = _functions(beside, known | {folder}) | found
    return found


def _function(step: Mapping[str, Any], folder: Path, template: Mapping[str, Any]) -> Function:
    resource = template["Resources"][f"{pascal(step['function'])}Function"]["Properties"]
    variables = resource.get("Environment", {}).get("Variables", {})
    return Function(
        step["name"],
        folder.parent / step["package"],
        timeout=resource.get("Timeout", 900),
        memory=resource.get("MemorySize", 256),
        environment={name: resolve(value, template, {}) for name, value in variables.items()},
    )
