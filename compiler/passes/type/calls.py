"""The dispatcher of calls: what is called decides which file understands it.

export_orders(day)                 a step               → step_calls
load(day)                          a block              → block_calls
parallel(…), each(…), wait(…)      the vocabulary       → vocabulary
aws.sns.publish(…), http(…)        a service            → services
Export(day=day, rows=0)            a record's class     → constructors
len(rows), code.upper()            an operation         → operations
"""

import ast
import dataclasses
import enum

from compiler.diagnostics.codes import modules, names, types
from compiler.forms.program import Value
from compiler.forms.stand_in import stand_in_name
from compiler.forms.types import UNKNOWN
from compiler.passes.type import block_calls, constructors, enum_members, operations, services, step_calls, vocabulary
from compiler.passes.type.arguments import read_all
from compiler.passes.type.body import Body
from compiler.passes.type.names import constant_value, name_value
from compiler.passes.type.options import NotConstant, is_value_class, static_value
from compiler.passes.type.resolve import ABSENT, is_namespace, members, static_of
from compiler.passes.type.spellings import nearest_spelling
from compiler.passes.type.suggestions import did_you_mean
from dsl.definitions import ActivityDefinition, BlockDefinition, PipelineDefinition, StepDefinition, definition_of
from dsl.services import Operation, Service, Services, Waited


def call_value(body: Body, node: ast.Call) -> Value:
    """The value of a call."""
    function = node.func
    configured = step_calls.configured_step(body, function)
    if configured is not None:
        if configured.definition is None:
            return _ignored(body, node)
        return step_calls.step_value(body, node, configured.definition, configured.computed)
    if (service := services.configured_service(body, function)) is not None:
        return services.service_value(body, node, service) if service.operation else _ignored(body, node)
    callee = static_of(body, function)
    if callee is ABSENT:
        return _computed_callee(body, node)
    definition = definition_of(callee) if not isinstance(callee, type) else None
    match definition:
        case StepDefinition() | ActivityDefinition():
            return step_calls.step_value(body, node, definition)
        case BlockDefinition():
            return block_calls.block_value(body, node, definition)
        case PipelineDefinition():
            return _pipeline_called(body, node)
        case None:
            pass
    spoken = vocabulary.meaning_of(callee)
    if spoken is not None:
        return spoken(body, node)
    if isinstance(callee, Operation | Waited):
        return services.service_value(body, node, services.Configured(callee))
    if isinstance(callee, type) and constructors.is_record_class(callee):
        return constructors.record_value(body, node, callee)
    if callee in (dataclasses.replace, dataclasses.asdict):
        return constructors.derived_value(body, node, callee)
    made = _made_of_constants(body, node, callee)
    if made is not None:
        return made
    if isinstance(callee, enum.EnumMeta) and callee.__members__:
        return enum_members.member_value(body, node, callee)
    found = operations.function_value(body, node, callee)
    return found if found is not None else _unknown_callee(body, node, callee)


def _made_of_constants(body: Body, node: ast.Call, callee: object) -> Value | None:
    """`Decimal("1.5")`, `date(2027, 4, 1)`, `Color("red")`: what constants make is a constant."""
    if not is_value_class(callee) or not (node.args or node.keywords):
        return None
    try:
        return constant_value(body, node, static_value(body, node))
    except NotConstant:
        return None


def _pipeline_called(body: Body, node: ast.Call) -> Value:
    name = ast.unparse(node.func)
    inner = ast.unparse(ast.Call(ast.Name("run"), [node.func, *node.args], node.keywords))
    body.error(types.NOT_CALLABLE, f"`{name}` is a pipeline of its own", node.func, f"start it and wait: `{inner}`")
    return _ignored(body, node)


def _computed_callee(body: Body, node: ast.Call) -> Value:
    """A method of a value, or a name that is no function."""
    function = node.func
    if isinstance(function, ast.Attribute):
        owner = static_of(body, function.value)
        if owner is not ABSENT and is_namespace(owner):
            text = ast.unparse(function.value)
            help_ = did_you_mean(function.attr, members(owner))
            body.error(names.UNKNOWN_MEMBER, f"`{text}` has no `{function.attr}`", function, help_)
            return _ignored(body, node)
        return operations.method_value(body, node, function)
    if isinstance(function, ast.Name):
        value = name_value(body, function)
        if value.type is not UNKNOWN:
            body.error(types.NOT_CALLABLE, f"`{function.id}` is a value, not a function", function)
        return _ignored(body, node)
    body.error(
        types.NOT_CALLABLE, "only functions with a name can be called", function, "call a step, a block or a method"
    )
    return _ignored(body, node)


def _unknown_callee(body: Body, node: ast.Call, callee: object) -> Value:
    text = ast.unparse(node.func)
    missing = stand_in_name(callee)
    if missing is not None:
        if missing.partition(".")[0] in body.unit.module.missing:
            body.error(
                modules.MISSING_MODULE, f"`{missing}` is not installed here", node.func, "call it in a step's body"
            )
        return _ignored(body, node)
    if isinstance(callee, Services | Service):
        help_ = "name a service and an operation: `aws.sns.publish(…)`"
        body.error(types.NOT_CALLABLE, f"`{text}` is no operation", node.func, help_)
    elif isinstance(callee, type) and issubclass(callee, BaseException):
        body.error(
            names.NOT_A_VALUE, f"the error `{text}` is no JSON value", node, f"raise it: `raise {ast.unparse(node)}`"
        )
        return body.hole(node)
    elif callable(callee):
        own = getattr(callee, "__module__", "") in body.unit.module.first_party
        help_ = (
            "put `@step` above it to run it as a Lambda function, or `@serial` to make it part of the flow"
            if own and not isinstance(callee, type)
            else nearest_spelling(callee) or "do it in a step"
        )
        kind = "class" if isinstance(callee, type) else "function"
        body.error(
            names.UNDECORATED_FUNCTION, f"the {kind} `{text}` has no meaning in a state machine", node.func, help_
        )
    else:
        body.error(types.NOT_CALLABLE, f"`{text}` is a value, not a function", node.func)
    return _ignored(body, node)


def _ignored(body: Body, node: ast.Call) -> Value:
    """A hole; the arguments are read all the same, for their own findings."""
    read_all(body, node)
    return body.hole(node)
