"""Names and dotted names as values: variables, constants of the module, facts of the execution.

day               Local("day"), if it is assigned on every path to here
LIMIT             Constant(100)
context.execution.name      Fact(("Execution", "Name"))
"""

import ast
import sys
from enum import EnumMeta
from importlib import import_module

from compiler import library
from compiler.diagnostics import Label
from compiler.diagnostics.codes import flows, modules, names
from compiler.forms.expressions import Constant, Fact, Local
from compiler.forms.naming import resource_placeholder, stand_for
from compiler.forms.program import Value
from compiler.forms.stand_in import stand_in_name
from compiler.forms.types import ANY, INT, STR, Scalar, Type
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import exact
from compiler.passes.type.constants import type_of_constant
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.signatures import value_of_resource
from compiler.passes.type.suggestions import did_you_mean
from dsl.definitions import definition_of
from dsl.facts import FACTS, Context
from dsl.resources import Bucket, Queue, Table, Topic
from dsl.steps import TOKEN

_FACT_TYPES: dict[str, Type] = {
    "execution.start_time": Scalar.DATETIME,
    "execution.input": ANY,
    "execution.redrive_count": INT,
}


def name_value(body: Body, node: ast.Name) -> Value:
    """The value of a name."""
    if body.is_local(node.id):
        return _variable(body, node)
    found = static_of(body, node)
    if found is not ABSENT:
        return constant_value(body, node, found)
    if node.id not in body.unit.module.failed:
        known = {*body.namespace, *body.local_names, *library.functions()}
        help_ = _import_of(node.id) or did_you_mean(node.id, known)
        body.error(names.UNKNOWN_NAME, f"`{node.id}` is not defined", node, help_)
    return body.hole(node)


_FROM = ("dsl", "datetime", "decimal", "math", "typing", "dataclasses", "enum", "json", "operator", "itertools")
"""Modules whose names are often meant."""


def _import_of(name: str) -> str | None:
    """How a name that is missing would be imported."""
    if name in sys.stdlib_module_names:
        return f"import it at the top: `import {name}`"
    modules_ = ((one, import_module(one)) for one in _FROM if not name.startswith("_"))
    found = next((one for one, module in modules_ if name in getattr(module, "__all__", dir(module))), None)
    return f"import it at the top: `from {found} import {name}`" if found else None


def _variable(body: Body, node: ast.Name) -> Value:
    name = node.id
    binding = body.scope.get(name)
    if name in body.siblings and not body.hidden.get(name):
        body.error(
            flows.SIBLING_READ,
            f"`{name}` is computed by another branch",
            node,
            "read it behind the branches, or put both into one `@serial` block",
            labels=(Label(body.siblings[name], "this branch"),),
        )
        return body.hole(node)
    if binding is None or not binding.sure:
        certain = "has no value here" if binding is None else "has no value here on some paths"
        body.error(flows.UNASSIGNED, f"`{name}` {certain}", node, f"assign `{name}` on every path to this line")
        body.scope.set(name, body.unknown_binding())  # said once
        return body.hole(node)
    return Local(name, binding.type, body.span(node))


def _resource(body: Body, node: ast.expr, found: Table | Bucket | Queue | Topic) -> Value:
    """A resource of the stack as its service calls it: a table's or bucket's name, a queue's URL, a topic's ARN."""
    placeholder = resource_placeholder(found)
    body.unit.resources[placeholder] = found
    return Constant(stand_for(placeholder), STR, body.span(node))


def constant_value(body: Body, node: ast.expr, found: object) -> Value:
    """An object of the module as a value, or why it is none."""
    if found is TOKEN and body.in_service:
        return Fact(("Task", "Token"), Scalar.TOKEN, body.span(node))
    if isinstance(found, Table | Bucket | Queue | Topic):
        return _resource(body, node, found)
    found = value_of_resource(found)
    if isinstance(found, EnumMeta) and node in body.iterated:  # its members, in order
        found = list(found)
    type_ = type_of_constant(found, body.unit.annotations)
    if type_ is not None:
        return exact(body, node, Constant(found, type_, body.span(node)))
    missing = stand_in_name(found)
    if missing is not None:
        if missing.partition(".")[0] in body.unit.module.missing:
            body.error(
                modules.MISSING_MODULE,
                f"`{missing}` is not installed here",
                node,
                "install it, or use it in a step's body",
            )
    elif isinstance(found, Context):
        body.error(names.NOT_A_VALUE, "`context` is no value itself", node, "name a fact: `context.execution.name`")
    else:
        body.error(names.NOT_A_VALUE, f"{_spoken(found, node)} is no JSON value", node, _value_help(found, node))
    return body.hole(node)


def _spoken(found: object, node: ast.expr) -> str:
    text = ast.unparse(node)
    if definition_of(found) is not None or callable(found):
        return f"the {'class' if isinstance(found, type) else 'function'} `{text}`"
    return f"`{text}`"


def _value_help(found: object, node: ast.expr) -> str | None:
    if definition_of(found) is not None:
        return f"call it: `{ast.unparse(node)}(…)`"
    if isinstance(found, dict) and all(type(key) is int for key in found):
        return f"a JSON object's keys are texts: look a number up with `{ast.unparse(node)}.get(n)`"
    if isinstance(found, float):
        return "JSON has no such number: begin with None, or with the first item"
    if isinstance(found, EnumMeta):
        return f"name a member, or make a list of all: `list({ast.unparse(node)})`"
    return (
        None if callable(found) else "constants of a module are numbers, texts, dates, enums, dataclasses, lists, dicts"
    )


def fact_value(body: Body, node: ast.Attribute) -> Value | None:
    """`context.execution.name`; None for anything that does not begin with `context`."""
    path: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        path.insert(0, inner.attr)
        inner = inner.value
        if isinstance(static_of(body, inner), Context):
            return _fact(body, node, ".".join(path))
    return None


def _fact(body: Body, node: ast.Attribute, name: str) -> Value | None:
    if name in FACTS:
        return Fact(FACTS[name], _FACT_TYPES.get(name, STR), body.span(node))
    known = [prefix for prefix in FACTS if name.startswith(f"{prefix}.")]
    if known:
        return None  # a part of a fact's value
    body.error(names.UNKNOWN_MEMBER, f"there is no fact `context.{name}`", node, did_you_mean(name, FACTS) or _facts())
    return body.hole(node)


def _facts() -> str:
    return f"there are {', '.join(f'`context.{name}`' for name in FACTS)}"
