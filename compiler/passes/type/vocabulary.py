"""The words of `dsl` that start work: parallel, each, wait, run; and lengths of time.

parallel(import_orders(day), import_customers(day))      ParallelCall
each(import_order, rows, concurrency=10)                 EachCall
wait(minutes(5))                                         WaitCall(seconds=300)
run(other_pipeline, day)                                 PipelineCall
"""

import ast
from collections.abc import Callable
from datetime import timedelta
from typing import cast

from compiler import library
from compiler.diagnostics.codes import flows, types
from compiler.forms.expressions import Binary, Constant, Expression
from compiler.forms.program import ParallelCall, PipelineCall, Value, WaitCall
from compiler.forms.types import ANY, BOOL, FLOAT, INT, NEVER, NONE, UNKNOWN, Scalar, TupleOf
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import expressions, mapping_calls, web_calls
from compiler.passes.type.arguments import bind, read_all
from compiler.passes.type.block_calls import report_recursion
from compiler.passes.type.body import Body
from compiler.passes.type.displays import kept
from compiler.passes.type.operators import missing_none_check
from compiler.passes.type.options import NotConstant, static_value
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.signatures import signature_of
from compiler.passes.type.unit import key_of
from dsl.blocks import parallel
from dsl.definitions import PipelineDefinition, definition_of
from dsl.durations import days, hours, minutes, seconds
from dsl.maps import each
from dsl.pipelines import run
from dsl.waits import LONGEST_WAIT, wait

Meaning = Callable[[Body, ast.Call], Value]
_LENGTHS: tuple[tuple[object, int], ...] = ((seconds, 1), (minutes, 60), (hours, 3600), (days, 86_400))


def meaning_of(callee: object) -> Meaning | None:
    """What a word of the vocabulary does; None for everything else."""
    for word, meaning in _MEANINGS:
        if callee is word:
            return meaning
    if getattr(callee, "__module__", None) == "dsl.web" and getattr(callee, "__name__", None) == "http":
        return web_calls.http_value
    return None


def parallel_value(body: Body, node: ast.Call) -> Value:
    """`parallel(a(x), b(y))`."""
    if len(node.args) < 2 or node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        body.error(
            types.UNEXPECTED_ARGUMENT,
            "`parallel` takes two calls or more",
            node,
            "write `parallel(first(x), second(y))`",
        )
        read_all(body, node)
        return body.hole(node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.NamedExpr):
            body.error(
                flows.OUTER_ASSIGNMENT,
                f"`{inner.target.id}` is assigned inside a branch",
                inner,
                "a branch cannot assign an outer variable: assign it before",
            )
    branches = tuple(kept(body, one, expressions.value_of(body, one)) for one in node.args)
    return ParallelCall(branches, TupleOf(tuple(one.type for one in branches)), body.span(node))


def wait_value(body: Body, node: ast.Call) -> Value:
    """`wait(minutes(5))`, `wait(until=t)`."""
    until = next((one.value for one in node.keywords if one.arg == "until"), None)
    if len(node.args) + len(node.keywords) != 1 or (node.keywords and until is None):
        body.error(types.UNEXPECTED_ARGUMENT, "`wait` takes a duration or `until=`", node, "write `wait(minutes(5))`")
        read_all(body, node)
        return body.hole(node)
    span = body.span(node)
    if until is not None:
        instant = _checked(body, until, expressions.value_of(body, until), Scalar.DATETIME, "`until` is a datetime")
        return body.hole(node) if instant.type is UNKNOWN else WaitCall(None, instant, NONE, span)
    length = node.args[0]
    given = _checked(body, length, expressions.value_of(body, length), Scalar.TIMEDELTA, "`wait` takes a duration")
    if isinstance(given, Constant) and isinstance(given.value, timedelta):
        given = _whole_seconds(body, length, given.value)
    return body.hole(node) if given.type is UNKNOWN else WaitCall(given, None, NONE, span)


def _checked(body: Body, node: ast.expr, value: Value, wanted: Scalar, message: str) -> Value:
    if value.type in (wanted, UNKNOWN, ANY) or missing_none_check(body, node, value, "duration"):
        return value
    help_ = (
        f"write `seconds({ast.unparse(node)})`" if value.type in (INT, FLOAT) and wanted is Scalar.TIMEDELTA else None
    )
    body.error(types.WRONG_ARGUMENT, f"{message}, got `{spelled(value.type)}`", node, help_)
    return body.hole(node)


def _whole_seconds(body: Body, node: ast.expr, length: timedelta) -> Value:
    total = length.total_seconds()
    if not total.is_integer() or not 0 <= total <= LONGEST_WAIT:
        body.error(types.BAD_OPTION, "a wait is whole seconds, 0 to 99,999,999", node, "round it: `seconds(2)`")
        return body.hole(node)
    return Constant(int(total), INT, body.span(node))


def length_value(body: Body, node: ast.Call) -> Value:
    """`minutes(5)`, or of a number that the pipeline computes."""
    try:
        known = static_value(body, node)
    except NotConstant as problem:
        return _computed_length(body, node, problem)
    return Constant(known, Scalar.TIMEDELTA, body.span(node))


def _computed_length(body: Body, node: ast.Call, problem: NotConstant) -> Value:
    callee = static_of(body, node.func)
    factor = next(number for word, number in _LENGTHS if word is callee)
    if len(node.args) != 1 or node.keywords:
        body.error(types.UNEXPECTED_ARGUMENT, str(problem), node, "write one number")
        read_all(body, node)
        return body.hole(node)
    given = expressions.value_of(body, node.args[0])
    if given.type is UNKNOWN or missing_none_check(body, node.args[0], given, "duration"):
        return body.hole(node)
    if given.type not in (INT, FLOAT, BOOL, NEVER):
        body.error(types.WRONG_ARGUMENT, f"a duration is made of a number, not `{spelled(given.type)}`", node.args[0])
        return body.hole(node)
    span = body.span(node)
    product = library.binary("*", given, Constant(factor, INT, span))
    assert not isinstance(product, Refusal)
    return Binary("*", cast(Expression, given), Constant(factor, INT, span), Scalar.TIMEDELTA, span)


def run_value(body: Body, node: ast.Call) -> Value:
    """`run(other_pipeline, …)`."""
    callee = static_of(body, node.args[0]) if node.args else ABSENT
    definition = definition_of(callee) if callee is not ABSENT else None
    if not isinstance(definition, PipelineDefinition):
        body.error(types.WRONG_ARGUMENT, "`run` takes a pipeline first", node, "write `run(other_pipeline, day)`")
        read_all(body, node)
        return body.hole(node)
    name = definition.function.__name__
    key = key_of(definition)
    signature = signature_of(body.unit, definition.function, asks_result=False)
    bound = bind(body, node, signature, name, skip=1)
    if key in body.unit.open:
        report_recursion(body, node, name, key, "its stack would need itself first: write a `while` loop")
        return body.hole(node)
    result = signature.result
    if definition.function.__module__ == body.unit.module.name:
        routine = body.unit.read_routine(body.unit, definition)  # also where annotated: it may come to run this one
        if "return" not in definition.function.__annotations__:
            result = routine.returns if routine is not None else UNKNOWN
    if bound is None:
        return body.typed_hole(node, result)
    whole = next(iter(bound.values()), None) if signature.whole else None
    return PipelineCall(definition, whole, () if signature.whole else tuple(bound.items()), result, body.span(node))


_MEANINGS: tuple[tuple[object, Meaning], ...] = (
    (parallel, parallel_value),
    (wait, wait_value),
    (run, run_value),
    (each, mapping_calls.each_value),
    *((word, length_value) for word, _ in _LENGTHS),
)
