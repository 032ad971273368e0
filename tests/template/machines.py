"""Steps, pipelines and definitions made by hand, and their templates."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compiler.diagnostics import Report, Span
from compiler.forms.naming import activity_placeholder, pipeline_placeholder, step_placeholder
from compiler.forms.package import Package, step_key
from compiler.forms.program import Signature, Step
from compiler.forms.settings import Settings
from compiler.forms.types import ANY, StoredOf
from compiler.passes.template import template_of
from dsl import definition_of
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition

SETTINGS = Settings(Path(), ())


@dataclass
class Templated:
    template: dict[str, Any]
    report: Report

    @property
    def resources(self) -> dict[str, Any]:
        found: dict[str, Any] = self.template["Resources"]
        return found

    def statements(self, role: str) -> list[dict[str, Any]]:
        policies = self.resources[role]["Properties"].get("Policies", [])
        return [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]

    def allowed(self, role: str) -> dict[str, list[Any]]:
        """Action -> resources."""
        found: dict[str, list[Any]] = {}
        for statement in (one for one in self.statements(role) if one["Effect"] == "Allow"):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            for action in actions:
                found.setdefault(action, []).extend(resources)
        return found


def machine(*resources: str, **states: Mapping[str, Any]) -> dict[str, Any]:
    """A definition whose tasks call these resources one after another."""
    tasks: dict[str, Any] = {f"task {n}": {"Type": "Task", "Resource": one} for n, one in enumerate(resources)}
    tasks |= {name: dict(state) for name, state in states.items()}
    names = list(tasks)
    for name, following in zip(names, [*names[1:], None], strict=True):
        tasks[name] |= {"Next": following} if following else {"End": True}
    return {"QueryLanguage": "JSONata", "StartAt": names[0], "States": tasks}


def template(
    pipeline: Any,
    *calls: Any,
    definition: dict[str, Any] | None = None,
    built: bool = True,
    stored: bool = False,
    settings: Settings = SETTINGS,
    **rest: Any,
) -> Templated:
    """The template of a pipeline whose definition calls these steps, activities and pipelines in turn."""
    placeholders: dict[str, Any] = {}
    steps, packages = {}, {}
    for call in calls:
        one = definition_of(call)
        name = call.__name__
        match one:
            case StepDefinition():
                placeholders[step_placeholder(name)] = one
                result = StoredOf(ANY) if stored else ANY
                signature = Signature((), whole=False, result=result)
                steps[step_key(one)] = Step(one, signature, call.__doc__ or "", Span("a.py", 1, 1, 1, 2))
                file = Path(f"{name}-0123456789abcdef.zip")
                packages[step_key(one)] = Package(step_key(one), name, file, "0" * 64, 1, 1, 1, (), (), "python3.13")
            case ActivityDefinition():
                placeholders[activity_placeholder(name)] = one
            case PipelineDefinition():
                placeholders[pipeline_placeholder(name)] = one
    definition = definition or machine(*(f"${{{name}}}" for name in placeholders))
    owner = definition_of(pipeline)
    assert isinstance(owner, PipelineDefinition)
    report = Report()
    made = template_of(
        owner,
        definition,
        json.dumps(definition),
        placeholders,
        steps,
        packages if built else {},
        settings,
        report,
        comment=(pipeline.__doc__ or "").strip(),
        **rest,
    )
    return Templated(made, report)
