"""`each`: the same for every item, side by side.

each(import_order, orders)                         body: StepCall(import_order, (("order", Local("order")),))
each(lambda row: load(row, day), rows)             body: StepCall(load, …), the lambda's parameter is the item
"""

import ast

from compiler.diagnostics.codes import types
from compiler.forms.expressions import Constant, Local
from compiler.forms.program import BlockCall, EachCall, Parameter, Signature, StepCall, Value
from compiler.forms.types import ANY, INT, NEVER, STR, UNKNOWN, DictOf, ListOf, StoredOf, Type
from compiler.library.shapes import spelled
from compiler.passes.type import expressions
from compiler.passes.type.arguments import read_all
from compiler.passes.type.assignable import assignable, fits
from compiler.passes.type.block_calls import report_recursion
from compiler.passes.type.body import Body
from compiler.passes.type.comprehensions import iterated, lambda_value
from compiler.passes.type.iterating import allow_iterator
from compiler.passes.type.map_options import map_options
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.signatures import signature_of
from compiler.passes.type.step_calls import configured_step
from compiler.passes.type.steps import step_of
from compiler.passes.type.unit import key_of
from dsl.definitions import BlockDefinition, definition_of
from dsl.sources import S3Csv, S3Inventory, S3Objects


def each_value(body: Body, node: ast.Call) -> Value:
    """`each(f, items, …)`."""
    if not 1 <= len(node.args) <= 2 or any(isinstance(one, ast.Starred) for one in node.args):
        body.error(
            types.UNEXPECTED_ARGUMENT, "`each` takes a step or block, then the items", node, "write `each(load, rows)`"
        )
        read_all(body, node)
        return body.hole(node)
    options = map_options(body, node)
    source, fine = options.known.get("source"), options.fine
    if (len(node.args) == 2) is any(one.arg == "source" for one in node.keywords):
        message = "`each` takes items or `source=`, one of the two"
        body.error(types.BAD_OPTION, message, node, "write `each(load, rows)` or `each(load, source=S3Csv(…))`")
        fine = False
    items, item = _items(body, node, source)
    if "batch" in options or "batch_bytes" in options:
        item = ListOf(item)
    found = _work(body, node, item)
    if found is None or not fine or item is UNKNOWN:
        return body.hole(node)
    parameter, work = found
    result: Type = ListOf(work.type)
    if "results" in options:
        result = StoredOf(result)
    span = body.span(node)
    known = {name: value for name, value in options.known.items() if name != "concurrency"}
    computed = {name: value for name, value in options.computed.items() if name != "concurrency"}
    concurrency = options.computed.get("concurrency")
    if "concurrency" in options.known:
        concurrency = Constant(options.known["concurrency"], INT, span)
    return EachCall(parameter, items, work, concurrency, known, tuple(computed.items()), result, span)


def _items(body: Body, node: ast.Call, source: object) -> tuple[Value | None, Type]:
    """The items and the type of one."""
    if len(node.args) < 2:
        return None, _source_item(source)
    allow_iterator(body, node.args[1])
    value = expressions.value_of(body, node.args[1])
    match value.type:
        case StoredOf(ListOf(item)):
            return value, item
        case StoredOf(item) if item is ANY:
            return value, ANY
        case StoredOf():
            body.error(types.WRONG_ARGUMENT, f"`each` takes a stored list, not `{spelled(value.type)}`", node.args[1])
            return value, UNKNOWN
        case type_ if type_ is UNKNOWN:
            return value, UNKNOWN
        case type_ if type_ is ANY:
            return value, ANY
    with body.tentative():
        again, item = iterated(body, node.args[1])
    if item is UNKNOWN:
        iterated(body, node.args[1])
    return again, item


def _source_item(source: object) -> Type:
    match source:
        case S3Csv():
            return DictOf(STR, STR)
        case S3Objects() | S3Inventory():
            return DictOf(STR, ANY)
        case _:
            return ANY


def _work(body: Body, node: ast.Call, item: Type) -> tuple[str, Value] | None:
    """The item's name, and what is done for one item."""
    function = node.args[0]
    if isinstance(function, ast.Lambda):
        found = lambda_value(body, function, (item,))
        return (found.parameters[0], found.body) if found else None
    configured = configured_step(body, function)
    if configured is not None:
        if configured.definition is None:
            return None
        step = step_of(body.unit, configured.definition)
        if step is None:
            return None
        bound = _one_argument(body, node, step.signature, configured.definition.function.__name__, item)
        if bound is None:
            return None
        name, value = bound
        whole = value if step.signature.whole else None
        arguments = () if step.signature.whole else ((name, value),)
        options = configured.definition.options
        token, result = step.signature.token, step.signature.result
        return name, StepCall(
            configured.definition, whole, arguments, token, options, result, body.span(function), configured.computed
        )
    definition = definition_of(static_of(body, function)) if static_of(body, function) is not ABSENT else None
    if isinstance(definition, BlockDefinition):
        return _block(body, node, definition, item)
    body.error(
        types.WRONG_ARGUMENT,
        "`each` takes a step, a block or a lambda first",
        function,
        "write `each(load, rows)` or `each(lambda row: load(row, day), rows)`",
    )
    return None


def _block(body: Body, node: ast.Call, definition: BlockDefinition, item: Type) -> tuple[str, Value] | None:
    name = definition.function.__name__
    key = key_of(definition)
    if key in body.unit.open:
        report_recursion(body, node, name, key)
        return None
    bound = _one_argument(body, node, signature_of(body.unit, definition.function, asks_result=False), name, item)
    routine = body.unit.read_routine(body.unit, definition)
    if bound is None or routine is None:
        return None
    defaults = [(one.name, one.default) for one in routine.signature.parameters if one.default is not None]
    arguments = {**dict(defaults), bound[0]: bound[1]}
    ordered = tuple((one.name, arguments[one.name]) for one in routine.signature.parameters)
    return bound[0], BlockCall(key, ordered, routine.returns, body.span(node.args[0]))


def _one_argument(body: Body, node: ast.Call, signature: Signature, name: str, item: Type) -> tuple[str, Value] | None:
    """The parameter that takes the item, checked."""
    function = node.args[0]
    needed = [one for one in signature.parameters if one.default is None] or list(signature.parameters)
    if len(needed) != 1 and not (needed and needed[0].default is not None):
        taken = f"{len(needed)} arguments" if needed else "no argument"
        inner = ", ".join(one.name for one in needed)
        help_ = f"say what the others are: `each(lambda {needed[0].name}: {name}({inner}), …)`" if needed else None
        body.error(types.WRONG_ARGUMENT, f"`{name}` takes {taken}, `each` gives it one", function, help_)
        return None
    parameter = needed[0]
    value = Local(parameter.name, item, body.span(function))
    if item is UNKNOWN or item is NEVER or parameter.type is UNKNOWN or fits(value, parameter.type):
        return parameter.name, value
    wanted, given = spelled(parameter.type), spelled(item)
    message = f"`{name}` takes `{parameter.name}: {wanted}`, and an item is `{given}`"
    body.error(types.WRONG_ARGUMENT, message, function, _item_help(item, parameter, name))
    return None


def _item_help(item: Type, parameter: Parameter, name: str) -> str:
    if isinstance(item, ListOf) and assignable(item.item, parameter.type):
        return "`batch=` makes lists of items: take a list, or leave it out"
    return f"make one of it: `each(lambda item: {name}(…), …)`"
