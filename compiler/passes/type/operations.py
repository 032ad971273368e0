"""Builtins, functions and methods of the library.

len(rows)                  Operation("len", (Local("rows"),))
code.upper()               Operation("str.upper", (Local("code"),))
sorted(rows, key=lambda r: r.day)      the lambda is typed by what the others are
"""

import ast
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from types import MethodDescriptorType
from typing import cast

from compiler import library
from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Constant, Expression, Lambda, Operation
from compiler.forms.program import WORK, Value
from compiler.forms.traverse import mentions
from compiler.forms.types import ANY, BOOL, INT, NEVER, STR, UNKNOWN, DictOf, ErrorOf, Record, Type, Union, union
from compiler.library.entry import Entry, Typed
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type import constructors, expressions, rewordings, templates
from compiler.passes.type.annotations import Unsupported
from compiler.passes.type.arguments import read_all
from compiler.passes.type.assignable import is_dict_like
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import caution
from compiler.passes.type.comprehensions import lambda_value
from compiler.passes.type.error_classes import instance_of_error
from compiler.passes.type.iterating import allow_arguments, once
from compiler.passes.type.operators import missing_none_check
from compiler.passes.type.options import NotConstant, static_value
from compiler.passes.type.own_methods import spelled_out
from compiler.passes.type.resolve import ABSENT, static_of
from compiler.passes.type.strings import table_of, text_of_error
from compiler.passes.type.suggestions import did_you_mean
from compiler.passes.type.updates import CHANGING, explain_change


def function_value(body: Body, node: ast.Call, callee: object) -> Value | None:
    """A function of the library; None where it has none for this callee."""
    if callee is isinstance:
        return _instance(body, node)
    if callee is str and len(node.args) == 1 and not node.keywords:
        error = expressions.value_of(body, node.args[0]) if isinstance(node.args[0], ast.Name) else None
        if error is not None and isinstance(error.type, ErrorOf):
            return text_of_error(error)
    other = rewordings.reworded(body, node, callee)
    if other is not None:
        return other
    entry = library.function(callee)
    return _operation(body, node, entry, ()) if entry is not None else None


def method_value(body: Body, node: ast.Call, function: ast.Attribute) -> Value:
    """A method of a value."""
    pattern = static_of(body, function.value)
    if isinstance(pattern, re.Pattern):
        return _of_pattern(body, node, pattern, function.attr)
    by_number = rewordings.got_by_number(body, node, function)
    if by_number is not None:
        return by_number
    receiver = expressions.value_of(body, function.value)
    if receiver.type is UNKNOWN or missing_none_check(body, function.value, receiver, f".{function.attr}()"):
        read_all(body, node)
        return body.hole(node)
    if receiver.type is NEVER:  # there is no such value: getting to it has failed already
        read_all(body, node)
        return receiver
    if function.attr == "format" and isinstance(receiver, Constant) and isinstance(receiver.value, str):
        return templates.format_method_value(body, node, receiver.value)
    if function.attr == "translate" and len(node.args) == 1 and (table := table_of(body, node.args[0])) is not None:
        shown = Constant(table, DictOf(STR, STR), body.span(node.args[0]))
        entry = library.method(receiver.type, "translate")
        if entry is not None:
            return Operation(entry.key, (cast(Expression, receiver), shown), (), STR, body.span(node))
    derived = constructors.derived_tuple(body, node, function.attr, receiver)
    if derived is not None:
        return derived
    entry = library.method(receiver.type, function.attr)
    if entry is None:
        _unknown_method(body, function, receiver.type, None if node.keywords else node.args)
        read_all(body, node)
        return body.hole(node)
    return _operation(body, node, entry, (receiver,))


def _of_pattern(body: Body, node: ast.Call, pattern: "re.Pattern[str]", name: str) -> Value:
    """`CODE.search(text)`, where `CODE = re.compile(…)` stands in the module: `re.search` of what it was made of."""
    entry = library.function(getattr(re, name, None))
    if entry is None:
        help_ = did_you_mean(name, ("search", "match", "fullmatch", "sub", "split", "findall")) or "match in a step"
        body.error(types.UNKNOWN_ATTRIBUTE, f"a pattern's `{name}` has no meaning here", node.func, help_)
        read_all(body, node)
        return body.hole(node)
    shown = Constant(pattern.pattern, STR, body.span(node.func))
    flags = Constant(int(pattern.flags), INT, body.span(node.func))
    return _operation(body, node, entry, (shown,), {"flags": flags})


def _unknown_method(body: Body, node: ast.Attribute, type_: Type, given: list[ast.expr] | None) -> None:
    if node.attr in CHANGING and explain_change(body, node, type_):
        return
    help_ = did_you_mean(node.attr, library.methods_of(type_))
    if isinstance(type_, Record) and not is_dict_like(type_):
        fields = [one.name for one in type_.fields]
        if node.attr in fields:
            body.error(
                types.NOT_CALLABLE, f"`{ast.unparse(node)}` is a value, not a function", node, "drop the parentheses"
            )
            return
        said = spelled_out(type_.python, node.attr, node.value, given) if given is not None else None
        help_ = said or "a record's own methods run in Python only: call them in a step"
    elif type_ is ANY:
        help_ = "give the value a type, so that its methods are known"
    elif node.attr in ("len", "sum", "max", "min", "sorted", "abs", "round", "str", "int"):
        help_ = f"it is a function: `{node.attr}({ast.unparse(node.value)})`"
    elif help_ is None and (python := _PYTHON.get(spelled(type_).partition("[")[0])) is not None:
        help_ = "do it in a step" if hasattr(python, node.attr) else None
    body.error(
        types.UNKNOWN_ATTRIBUTE,
        f"`{spelled(type_)}` has no method `{node.attr}` here",
        body.attribute_span(node),
        help_,
    )


_PYTHON: dict[str, type] = {
    one.__name__: one for one in (bool, bytes, int, float, str, list, dict, set, tuple, date, datetime, time, timedelta)
}


def _operation(
    body: Body, node: ast.Call, entry: Entry, receiver: tuple[Value, ...], more: Mapping[str, Value] | None = None
) -> Value:
    """An entry applied to the call's arguments; lambdas are typed last, by what the others are."""
    if "key" in entry.signature.names and any(one.arg == "key" for one in node.keywords):
        over = node.args[0] if len(node.args) == 1 else None
        said = [ast.keyword(one.arg, rewordings.as_lambda(body, one.value, over)) for one in node.keywords]
        node = ast.copy_location(ast.Call(node.func, node.args, said), node)
    allow_arguments(body, node, entry.key)
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            body.error(syntax.UNSUPPORTED_EXPRESSION, f"`{entry.spoken}` takes no `*` here", argument)
            read_all(body, node)
            return body.hole(node)
    positions: list[Typed | None] = [*receiver, *(_argument(body, entry, one) for one in node.args)]
    keywords: dict[str, Typed | None] = {
        str(one.arg): _argument(body, entry, one.value) for one in node.keywords
    } | dict(more or {})
    if any(one is not None and one.type is UNKNOWN for one in (*positions, *keywords.values())):
        return body.hole(node)
    offset = len(receiver)
    for place, argument in enumerate(node.args):
        if positions[offset + place] is None:
            positions[offset + place] = _function_argument(body, entry, argument, offset + place, positions, keywords)
    for keyword in node.keywords:
        if keywords[str(keyword.arg)] is None:
            keywords[str(keyword.arg)] = _function_argument(
                body, entry, keyword.value, str(keyword.arg), positions, keywords
            )
    known = [one for one in positions if one is not None and one.type is not UNKNOWN]
    named = {name: one for name, one in keywords.items() if one is not None}
    if len(known) < len(positions) or len(named) < len(keywords):
        return body.hole(node)
    result = library.check(entry, known, named)
    if isinstance(result, Refusal):
        nothing = next((one for one in (*known, *named.values()) if one.type is NEVER), None)
        return cast(Value, nothing) if nothing is not None else _refused(body, node, result, known)
    found = Operation(
        entry.key,
        tuple(cast("Expression | Lambda", one) for one in known),
        tuple((name, cast("Expression | Lambda", one)) for name, one in named.items()),
        result,
        body.span(node),
    )
    caution(body, node, found)
    return once(body, node, found, f"`{entry.spoken}`") if entry.iterator else found


def _refused(body: Body, node: ast.Call, refusal: Refusal, arguments: list[Typed]) -> Value:
    """Report why an operation cannot be; a None that was not asked about is the reason where there is one."""
    written = node.args if len(arguments) == len(node.args) else [node.func, *node.args]
    for place, value in zip(written, arguments, strict=False):
        if isinstance(value.type, Union) and missing_none_check(body, place, cast(Value, value), "meaning here"):
            return body.hole(node)
    return body.refuse(types.UNSUPPORTED_OPERATION, refusal, node)


def _argument(body: Body, entry: Entry, node: ast.expr) -> Typed | None:
    """An argument's value; None for a function, which is typed later."""
    if isinstance(node, ast.Lambda):
        return None
    if isinstance(node, ast.Name | ast.Attribute):
        found = static_of(body, node)
        if found is not ABSENT and callable(found) and _names_function(found):
            return None
        if isinstance(found, re.RegexFlag):
            return Constant(int(found), INT, body.span(node))
        if isinstance(found, tzinfo):  # a zone is no value, but says what `datetime.now` gives
            return Constant(found, ANY, body.span(node))
    if isinstance(node, ast.Call) and static_of(body, node.func) is timezone:
        with suppress(NotConstant):
            return Constant(static_value(body, node), ANY, body.span(node))
    value = text_of_error(expressions.value_of(body, node))
    if isinstance(node, ast.ListComp) and entry.key in ("any", "all") and value.type is not UNKNOWN:
        # Python makes the whole list before `any` looks at it; a generator it leaves where the answer is known.
        return Operation("list", (cast(Expression, value),), (), value.type, value.span)
    return value


def _names_function(found: object) -> bool:
    """Whether a function given by its name can be called for each item: `abs`, or a method such as `str.lower`."""
    return library.function(found) is not None or isinstance(found, MethodDescriptorType)


def _function_argument(
    body: Body,
    entry: Entry,
    node: ast.expr,
    place: int | str,
    positions: list[Typed | None],
    keywords: dict[str, Typed | None],
) -> Typed | None:
    """A lambda, or a function of the library by its name, given to an operation."""
    if isinstance(place, int) and place >= len(entry.signature.names):
        return body.refuse(types.UNSUPPORTED_OPERATION, Refusal(f"`{entry.spoken}` takes no function here"), node)
    wanted = library.lambda_parameters(entry, place, positions, keywords)
    if isinstance(wanted, Refusal):
        body.refuse(types.UNSUPPORTED_OPERATION, wanted, node)
        return None
    if isinstance(node, ast.Lambda):
        return _called_inside(body, node, lambda_value(body, node, wanted))
    names = [f"item{place}" for place in range(len(wanted))]
    given: list[ast.expr] = [ast.Name(name, ast.Load()) for name in names]
    if isinstance(static_of(body, node), MethodDescriptorType) and isinstance(node, ast.Attribute):  # `str.lower`
        call = ast.Call(ast.Attribute(given[0], node.attr, ast.Load()), given[1:], [])
    else:
        call = ast.Call(node, given, [])
    wrapped = ast.Lambda(ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, []), call)
    for made in ast.walk(wrapped):
        if isinstance(made, ast.expr | ast.arg) and not hasattr(made, "lineno"):
            ast.copy_location(made, node)
    return _called_inside(body, node, lambda_value(body, wrapped, wanted))


def _called_inside(body: Body, node: ast.expr, found: Lambda | None) -> Lambda | None:
    """The function, if it calls nothing that needs a state."""
    if found is None or not mentions(found.body, WORK):
        return found
    message = "a function that is given away is called inside one expression, where nothing can run"
    body.error(types.UNSUPPORTED_OPERATION, message, node, "call it first, in a comprehension: `[f(x) for x in xs]`")
    return None


def _instance(body: Body, node: ast.Call) -> Value:
    """`isinstance(x, str)`: which of a union's options a value is; of an error, whether its class is one."""
    if len(node.args) != 2 or node.keywords:
        body.error(types.UNEXPECTED_ARGUMENT, "`isinstance` takes a value and a class", node)
        return body.hole(node)
    subject = expressions.value_of(body, node.args[0])
    if subject.type in (UNKNOWN, NEVER):
        return body.hole(node)
    if isinstance(subject.type, ErrorOf):
        return instance_of_error(body, node, subject)
    classes = [static_of(body, one) for one in _classes(node.args[1])]
    asked = [_asked(body, one) for one in _classes(node.args[1])]
    if any(one is None for one in asked):
        return body.hole(node)
    wanted = union(*(one for one in asked if one is not None))
    shown = Constant(tuple(classes), wanted, body.span(node.args[1]))
    entry = library.function(isinstance)
    if entry is not None:
        result = library.check(entry, (subject, shown), {})
        if isinstance(result, Refusal):
            return body.refuse(types.UNSUPPORTED_OPERATION, result, node)
    return Operation("isinstance", (cast(Expression, subject), shown), (), BOOL, body.span(node))


def _classes(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Tuple(elts=items):
            return [inner for item in items for inner in _classes(item)]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return [*_classes(left), *_classes(right)]
        case _:
            return [node]


def _asked(body: Body, node: ast.expr) -> Type | None:
    found = static_of(body, node)
    if found is ABSENT:
        body.error(types.UNSUPPORTED_OPERATION, "`isinstance` asks for a class by its name", node)
        return None
    try:
        return body.unit.annotations.type_of(found, body.namespace)
    except Unsupported as problem:
        body.error(types.UNSUPPORTED_OPERATION, str(problem), node, problem.help)
        return None
