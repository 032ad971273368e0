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
from compiler.forms.naming import pascal
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
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        template = json.loads((folder / "template.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sentence = f"{folder} has no readable build: {error}; make one with `statemill build --target host`"
        raise click.UsageError(sentence) from None
    steps = {key: step for key, step in manifest["steps"].items() if step.get("package")}
    if not steps:
        raise click.UsageError(f"{folder} has no packages; make them with `statemill build --target host`")
    functions = {key: _function(step, folder, template) for key, step in steps.items()}
    environment = environment_for(endpoint) if endpoint else {}
    host = LambdaHost({one.name: one for one in functions.values()}, environment=environment)
    stack.enter_context(host)
    names = {one.name: one.name for one in functions.values()}
    names |= {
        f"${{{placeholder}}}": functions[key].name
        for placeholder, key in manifest["placeholders"].items()
        if key in functions
    }
    return packaged(host, names)


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
