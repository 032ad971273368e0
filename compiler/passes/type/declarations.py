"""What a module declares: its own pipelines, blocks and steps, found among its names.

declared_in(unit)      (StepDefinition("export_orders"), …, PipelineDefinition("nightly_orders"))
"""

import ast
import inspect
from collections.abc import Callable
from types import CodeType
from typing import Any

import dsl
from compiler.diagnostics import Label, Span
from compiler.diagnostics.codes import modules, names
from compiler.forms.naming import pascal
from compiler.forms.sources import name_span
from compiler.passes.type.unit import Unit, innermost, key_of
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
            _check_wrapped(unit, value, definition)
    _check_inner(unit, tuple(found.values()))
    if not found and not module.failed and not tuple(unit.report):
        unit.report.add(
            modules.NOTHING_DECLARED,
            "the module declares no pipeline, block or step",
            Span(module.source.path, 1, 1, 1, 1),
            help="put `@pipeline` above a function; `from dsl import pipeline` gives it",
        )
    return tuple(found.values())


def _check_wrapped(unit: Unit, value: object, definition: Definition) -> None:
    """Report a decorator above or below `@pipeline` or a block's: a state machine has the function without it."""
    if isinstance(definition, StepDefinition | ActivityDefinition):
        return  # a step's package has its decorators
    if value is not definition.function or hasattr(value, "__wrapped__"):
        unit.report.add(
            names.NOT_THE_SOURCE,
            f"another decorator wraps `{definition.function.__name__}`, and the state machine would leave it out",
            _place(unit, definition.function),
            help="take the other decorator away, or put it on the steps",
        )


def _check_inner(unit: Unit, found: tuple[Definition, ...]) -> None:
    """Report pipelines and blocks in classes and functions that no name of the module leads to."""
    known = {(code.co_name, code.co_firstlineno) for one in found if (code := _code(one.function))}
    waiting: list[ast.AST] = list(unit.module.source.tree.body)
    while waiting:
        node = waiting.pop()
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
        waiting += inner
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        for child in inner:
            if not isinstance(child, ast.FunctionDef) or not any(_declares(unit, one) for one in child.decorator_list):
                continue
            if (child.name, min(one.lineno for one in child.decorator_list)) not in known:
                unit.report.add(
                    modules.NOTHING_DECLARED,
                    f"`{child.name}` is declared inside `{node.name}`, where nothing compiles it",
                    name_span(unit.module.source, child),
                    help="move it to the top level of the module",
                )


def _declares(unit: Unit, decorator: ast.expr) -> bool:
    """Whether a decorator is `@pipeline`, `@serial` or `@parallel`, by whatever name the module has it."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    space = vars(unit.module.module)
    match function:
        case ast.Name(name):
            meant = space.get(name)
        case ast.Attribute(ast.Name(owner), name):
            meant = getattr(space.get(owner), "__dict__", {}).get(name)
        case _:
            return False
    return any(meant is one for one in (dsl.pipeline, dsl.serial, dsl.parallel))


def _code(function: Callable[..., Any]) -> CodeType | None:
    found = getattr(innermost(function), "__code__", None)
    return found if isinstance(found, CodeType) else None


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
