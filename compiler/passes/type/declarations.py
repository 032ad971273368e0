"""What a module declares: its own pipelines, blocks and steps, found among its names.

declared_in(unit)      (StepDefinition("export_orders"), …, PipelineDefinition("nightly_orders"))
"""

import ast
import inspect
from collections.abc import Callable
from typing import Any

from compiler.diagnostics import Label, Span
from compiler.diagnostics.codes import modules, names
from compiler.forms.naming import pascal
from compiler.forms.sources import name_span
from compiler.passes.type.unit import Unit, key_of
from dsl.definitions import (
    ActivityDefinition,
    BlockDefinition,
    Definition,
    PipelineDefinition,
    StepDefinition,
    definition_of,
)


def declared_in(unit: Unit) -> tuple[Definition, ...]:
    """The definitions that this module itself makes, in the order of its names."""
    module = unit.module
    found: dict[str, Definition] = {}
    for value in vars(module.module).values():
        definition = definition_of(value) if inspect.isfunction(value) else None
        if definition is not None and definition.function.__module__ == module.name:
            found.setdefault(key_of(definition), definition)
    if not found and not module.failed and not unit.report.has_errors:
        unit.report.add(
            modules.NOTHING_DECLARED,
            "the module declares no pipeline, block or step",
            Span(module.source.path, 1, 1, 1, 1),
            help="put `@pipeline` above a function; `from dsl import pipeline` gives it",
        )
    return tuple(found.values())


def check_names(unit: Unit, declared: tuple[Definition, ...]) -> None:
    """Report two things of one name: both would be one function, activity or state machine when deployed."""
    taken: dict[tuple[str, str], Definition] = {}
    for definition in declared:
        check_name(unit, definition, taken)
    _check_hidden(unit)


def check_name(unit: Unit, definition: Definition, taken: dict[tuple[str, str], Definition]) -> None:
    """Report a definition whose resource's name another one has."""
    for kind, name in _resources(definition):
        other = taken.setdefault((kind, name), definition)
        if other.function is not definition.function:
            first, second = _place(unit, other.function), _place(unit, definition.function)
            unit.report.add(
                names.DUPLICATE_NAME,
                f"there are two {kind}s `{name}`",
                second,
                help="rename one of them",
                labels=(Label(first, "the other one"),),
            )


def _resources(definition: Definition) -> tuple[tuple[str, str], ...]:
    match definition:
        case StepDefinition(function, name):
            return ("function", pascal(function.__name__)), ("step", name)
        case ActivityDefinition(_, name):
            return (("activity", name),)
        case PipelineDefinition(_, name):
            return (("pipeline", name),)
        case BlockDefinition():
            return ()


def _check_hidden(unit: Unit) -> None:
    """Two decorated functions of one name in one file: the second takes the first's place without a word."""
    seen: dict[str, ast.FunctionDef] = {}
    for node in unit.module.source.tree.body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            if node.name in seen and definition_of(vars(unit.module.module).get(node.name)) is not None:
                unit.report.add(
                    names.DUPLICATE_NAME,
                    f"`{node.name}` is defined twice",
                    name_span(unit.module.source, node),
                    help="rename one of them",
                    labels=(Label(name_span(unit.module.source, seen[node.name]), "the other one"),),
                )
            seen[node.name] = node


def _place(unit: Unit, function: Callable[..., Any]) -> Span:
    found = unit.node_of(function)
    return name_span(*found) if found else Span(unit.module.source.path, 1, 1, 1, 1)
