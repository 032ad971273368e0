"""Arguments of calls bound to parameters.

bound = bind(body, node, signature, "export_orders")      {"day": Local("day")}, or None and findings
"""

import ast

from compiler.diagnostics.codes import types
from compiler.forms.program import Parameter, Signature, Value
from compiler.forms.types import NONE, UNKNOWN, Record, Scalar, StoredOf, Union
from compiler.library.shapes import spelled
from compiler.passes.type import expressions
from compiler.passes.type.assignable import assignable, fits, is_dict_like, record_problems
from compiler.passes.type.body import Body
from compiler.passes.type.displays import json_value
from compiler.passes.type.suggestions import did_you_mean


def read_all(body: Body, node: ast.Call) -> None:
    """Read the arguments for their own findings only."""
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        if not isinstance(inner, ast.Lambda):
            expressions.value_of(body, inner)


def bind(
    body: Body, node: ast.Call, signature: Signature, name: str, *, skip: int = 0, defaults: bool = False
) -> dict[str, Value] | None:
    """Each given parameter's value in the call's order, typed and checked; `skip` positions belong to somebody else.

    With `defaults`, parameters that the call leaves out get theirs.
    """
    given, fine = _match(body, node, signature, name, skip)
    parameters = {parameter.name: parameter for parameter in signature.parameters}
    found: dict[str, Value] = {}
    for key, argument in given.items():
        value = json_value(body, argument, parameters[key].type)
        found[key] = value
        fine = check_argument(body, argument, value, parameters[key], name) and fine
    if defaults:
        left_out = {one.name: one.default for one in signature.parameters if one.default is not None}
        found |= {key: default for key, default in left_out.items() if key not in found}
    return found if fine else None


def _match(body: Body, node: ast.Call, signature: Signature, name: str, skip: int) -> tuple[dict[str, ast.expr], bool]:
    """Which argument is which parameter's, and whether all fit."""
    if signature.refused:
        read_all(body, node)
        return {}, False
    parameters = [parameter.name for parameter in signature.parameters]
    starred = next((one for one in node.args if isinstance(one, ast.Starred)), None)
    splat = next((one for one in node.keywords if one.arg is None), None)
    if starred is not None or splat is not None:
        odd = starred if starred is not None else splat
        assert odd is not None
        body.error(
            types.UNEXPECTED_ARGUMENT, f"`{name}` must be given its arguments one by one", odd, "write each of them out"
        )
        read_all(body, node)
        return {}, False
    positional = node.args[skip:]
    given: dict[str, ast.expr] = dict(zip(parameters, positional, strict=False))
    fine = True
    for extra in positional[len(parameters) :]:
        body.error(
            types.UNEXPECTED_ARGUMENT, f"`{name}` takes {_counted(len(parameters))}", extra, _signature(name, signature)
        )
        expressions.value_of(body, extra)
        fine = False
    for keyword in node.keywords:
        fine = _keyword(body, keyword, given, parameters, signature, name) and fine
    return given, fine and _complete(body, node, given, signature, name)


def _keyword(
    body: Body,
    keyword: ast.keyword,
    given: dict[str, ast.expr],
    parameters: list[str],
    signature: Signature,
    name: str,
) -> bool:
    word = str(keyword.arg)
    problem, help_ = None, None
    if word == signature.token:
        problem, help_ = f"`{word}` is the task token, which the workflow gives", "leave it out"
    elif signature.whole and word in parameters:
        problem, help_ = f"`{word}` of `{name}` is positional-only", f"write `{name}({ast.unparse(keyword.value)})`"
    elif word not in parameters:
        problem = f"`{name}` has no parameter `{word}`"
        help_ = did_you_mean(word, parameters) or _signature(name, signature)
    elif word in given:
        problem = f"`{word}` is given twice"
    if problem is None:
        given[word] = keyword.value
        return True
    body.error(types.UNEXPECTED_ARGUMENT, problem, keyword, help_)
    expressions.value_of(body, keyword.value)
    return False


def _complete(body: Body, node: ast.Call, given: dict[str, ast.expr], signature: Signature, name: str) -> bool:
    missing = [one.name for one in signature.parameters if one.default is None and one.name not in given]
    if missing:
        several = " and ".join(f"`{one}`" for one in missing)
        body.error(types.MISSING_ARGUMENT, f"the call of `{name}` lacks {several}", node, _signature(name, signature))
    return not missing


def check_argument(body: Body, node: ast.expr, value: Value, parameter: Parameter, name: str) -> bool:
    """Report an argument that its parameter does not take; whether all is well."""
    if value.type is UNKNOWN:
        return False
    if parameter.type is UNKNOWN or fits(value, parameter.type):
        return True
    if isinstance(value.type, Union) and NONE in value.type.options and _fits_without_none(value, parameter):
        text = ast.unparse(node)
        body.error(
            types.MISSING_NONE_CHECK,
            f"`{text}` may be None",
            node,
            f"ask first: `if {text} is not None:`",
            notes=(f"`{name}` takes `{parameter.name}: {spelled(parameter.type)}`",),
        )
        return False
    body.error(
        types.WRONG_ARGUMENT,
        f"`{name}` takes `{parameter.name}: {spelled(parameter.type)}`, got `{spelled(value.type)}`",
        node,
        conversion_help(node, value, parameter.type),
    )
    return False


def _fits_without_none(value: Value, parameter: Parameter) -> bool:
    assert isinstance(value.type, Union)
    return all(assignable(one, parameter.type) for one in value.type.options if one is not NONE)


def conversion_help(node: ast.expr, value: Value, wanted: object) -> str | None:
    """How to make the one type out of the other, where there is a usual way."""
    text = ast.unparse(node)
    match value.type, wanted:
        case Scalar.STR, Scalar.DATE | Scalar.DATETIME | Scalar.TIME:
            return f"write `{wanted.value}.fromisoformat({text})`"
        case Scalar.STR, Scalar.INT | Scalar.FLOAT | Scalar.DECIMAL:
            return f"write `{wanted.value}({text})`"
        case Scalar.INT | Scalar.FLOAT | Scalar.BOOL | Scalar.UUID | Scalar.DECIMAL, Scalar.STR:
            return f"write `str({text})`"
        case Scalar.DATE | Scalar.DATETIME | Scalar.TIME, Scalar.STR:
            return f"write `{text}.isoformat()`"
        case Scalar.DATETIME, Scalar.DATE:
            return f"write `{text}.date()`"
        case Scalar.BOOL, Scalar.INT | Scalar.FLOAT:
            return f"JSON's true is no number: write `int({text})`"
        case Scalar.FLOAT, Scalar.INT:
            return f"write `int({text})` or `round({text})`"
        case StoredOf(item), _ if item == wanted:
            return f"it is kept in S3: let the step take a `{spelled(value.type)}` and read it with `payloads.load`"
    return _record_help(value, wanted)


def _record_help(value: Value, wanted: object) -> str | None:
    if isinstance(value.type, Record) and isinstance(wanted, Record):
        if is_dict_like(value.type) and is_dict_like(wanted):
            problems = record_problems(value.type, wanted)
            return f"the dict {problems[0]}" if problems else None
        if is_dict_like(value.type):
            return f"make it one: `{wanted.name}(…)`"
    return None


def _counted(number: int) -> str:
    return {0: "no arguments", 1: "one argument"}.get(number, f"{number} arguments")


def _signature(name: str, signature: Signature) -> str:
    listed = signature.parameters
    if len(listed) > _MOST_SHOWN:
        listed = tuple(one for one in listed if one.default is None)
    parts = [f"{one.name}: {spelled(one.type)}{'' if one.default is None else ' = …'}" for one in listed]
    parts += ["…"] if len(listed) < len(signature.parameters) else ["/"] if signature.whole else []
    return f"it is `{name}({', '.join(parts)})`"


_MOST_SHOWN = 6
