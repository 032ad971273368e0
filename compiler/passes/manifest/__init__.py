"""`manifest.json`: what a build made, for people, for `deploy`, and for pointing from a state back to Python.

{"compiler": "0.1.0", "pipeline": "nightly_orders",
 "steps": {"orders:export_orders": {"package": "packages/export_orders-3f2a….zip", "size": 61204, …}},
 "placeholders": {"ExportOrdersArn": "orders:export_orders"},
 "states": {"export_orders": "pipelines/orders.py:31:14"},
     "types": {"orders:export_orders": {"day": "date", "return": "Export"}}}
"""

from collections.abc import Mapping
from typing import Any

from compiler.diagnostics import Span
from compiler.forms.package import Package, step_key
from compiler.forms.program import Step
from compiler.library.shapes import spelled
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition


def manifest_of(
    pipeline: PipelineDefinition,
    placeholders: Mapping[str, object],
    steps: Mapping[str, Step],
    spans: Mapping[str, Span],
    packages: Mapping[str, Package],
    version: str,
) -> dict[str, Any]:
    """The manifest of one pipeline. Steps without a package, as after `compile`, have no digest or size."""
    keys = {
        placeholder: step_key(behind)
        for placeholder, behind in placeholders.items()
        if isinstance(behind, StepDefinition | ActivityDefinition | PipelineDefinition)
    }
    used = {key: steps[key] for key in sorted(set(keys.values())) if key in steps}
    return {
        "compiler": version,
        "pipeline": pipeline.function.__name__,
        "name": pipeline.name,
        "kind": pipeline.kind,
        "schedule": pipeline.schedule.expression if pipeline.schedule else None,
        "steps": {key: _step(step, packages.get(key)) for key, step in used.items()},
        "placeholders": {
            placeholder: keys[placeholder] if placeholder in keys else str(getattr(behind, "name", behind))
            for placeholder, behind in placeholders.items()
        },
        "states": {state: str(span) for state, span in spans.items()},
        "types": {key: _types(step) for key, step in used.items()},
    }


def _step(step: Step, package: Package | None) -> dict[str, Any]:
    definition = step.definition
    module, _, function = step_key(definition).partition(":")
    facts: dict[str, Any] = {"name": definition.name, "module": module, "function": function, "at": str(step.span)}
    if isinstance(definition, ActivityDefinition):
        return facts | {"activity": True}
    uses = [f"{type(one.resource).__name__}({one.resource.name}).{one.access}" for one in definition.uses]
    facts |= {
        "memory": definition.memory,
        "resources": uses,
        "network": definition.vpc.name if definition.vpc else None,
    }
    if package:
        facts |= {
            "package": package.key,
            "sha256": package.sha256,
            "size": package.size,
            "unpacked": package.unpacked,
            "target": package.target,
            "modules": list(package.modules),
            "distributions": {one.name: one.version for one in package.distributions},
        }
    return facts


def _types(step: Step) -> dict[str, str]:
    named = {parameter.name: spelled(parameter.type) for parameter in step.signature.parameters}
    return named | {"return": spelled(step.signature.result)}
