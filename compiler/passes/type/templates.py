"""Constant templates filled with values, as the f-strings that they stand for.

"%s has %05.2f" % (name, price)         Format((FormatField(Local("name"), "", "s"), " has ", FormatField(…, "05.2f")))
"{0}: {total:,}".format(day, total=n)   the same of the other kind
"""

import ast
import re
import string
from collections.abc import Sequence
from typing import Any, cast

from compiler import library
from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Collection, Constant, Expression, Format, FormatField, Mapping, Spread
from compiler.forms.program import WORK, Value
from compiler.forms.traverse import mentions
from compiler.forms.types import ANY, INT, STR, UNKNOWN, ErrorOf, Record, RecordKind, TupleOf
from compiler.library.signature import Refusal
from compiler.passes.type import expressions
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import caution
from compiler.passes.type.strings import text_of_error

_PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?(?P<flags>[-+ 0#]*)(?P<width>\d+|\*)?(?:\.(?P<precision>\d+|\*))?(?P<kind>.?)", re.DOTALL
)
_HELP = 'write an f-string: f"{value:.2f}"'
_Part = str | tuple[Value, str, str]
"""A text, or a value with its format specification and conversion."""


class _Unfit(Exception):
    """What a template asks for that cannot be; the text says why."""


def percent_value(body: Body, node: ast.BinOp | ast.AugAssign, template: str, given: Value) -> Value:
    """`template % given`."""
    try:
        parts = _percent_parts(template, given)
    except _Unfit as why:
        body.error(types.UNSUPPORTED_OPERATION, str(why), node, _HELP)
        return body.hole(node)
    return _format(body, node, parts, _operands(given))


def format_method_value(body: Body, node: ast.Call, template: str) -> Value:
    """`template.format(…)`."""
    starred = any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords)
    written: dict[int | str, ast.expr] = {} if starred else dict(enumerate(node.args))
    written |= {one.arg: one.value for one in node.keywords if one.arg is not None}
    given = {key: expressions.value_of(body, one) for key, one in written.items()}
    if any(one.type is UNKNOWN for one in given.values()):
        return body.hole(node)
    try:
        if starred:
            raise _Unfit("`str.format()` takes no `*` here")
        parts = _brace_parts(body, written, template, given)
    except (_Unfit, ValueError) as why:
        body.error(types.UNSUPPORTED_OPERATION, f"the template cannot be filled: {why}", node, _HELP)
        return body.hole(node)
    return _format(body, node, parts, tuple(given.values()))


def _format(body: Body, node: ast.expr | ast.AugAssign, parts: Sequence[_Part], given: tuple[Value, ...]) -> Value:
    used = [part[0] for part in parts if not isinstance(part, str)]
    if [one for one in used if mentions(one, WORK)] != [one for one in given if mentions(one, WORK)]:
        body.error(
            syntax.UNSUPPORTED_EXPRESSION,
            "a call in a template's values must be used once, and in order",
            node,
            "assign it to a name first",
        )
        return body.hole(node)
    fields: list[str | FormatField] = []
    for part in parts:
        if isinstance(part, str):
            fields.append(part)
            continue
        value, spec, conversion = text_of_error(part[0]), part[1], part[2]
        refusal = library.format_field(value, spec, conversion)
        if conversion in ("r", "a") and isinstance(part[0].type, ErrorOf):  # `value` is its text
            refusal = Refusal("the source of an error is not kept", 'write `f"{type(e).__name__}: {e}"`')
        if refusal is not None:
            return body.refuse(types.UNSUPPORTED_OPERATION, refusal, node)
        fields.append(FormatField(cast(Expression, value), spec, cast(Any, conversion)))
    found = Format(tuple(fields), STR, body.span(node))
    if isinstance(node, ast.expr):
        caution(body, node, found)
    return found


# ---- % ----


def _operands(given: Value) -> tuple[Value, ...]:
    if isinstance(given, Collection) and isinstance(given.type, TupleOf):
        return cast(tuple[Value, ...], given.items)
    if isinstance(given, Mapping):
        return tuple(cast(Value, entry[1]) for entry in given.entries if isinstance(entry, tuple))
    return (given,)


def _percent_parts(template: str, given: Value) -> list[_Part]:
    parts: list[_Part] = []
    waiting = list(_operands(given))
    if isinstance(given, Collection) and any(isinstance(one, Spread) for one in given.items):
        raise _Unfit("`*` cannot be counted here")
    named = _named(given) if isinstance(given, Mapping) else None
    if named is None and not isinstance(given, Collection) and _may_be_several(given):
        raise _Unfit("how many values this gives is not known")
    end = 0
    for found in _PERCENT.finditer(template):
        parts.append(template[end : found.start()])
        end = found.end()
        if found["kind"] == "%":
            parts.append("%")
            continue
        if found["key"] is not None:
            if named is None or found["key"] not in named:
                raise _Unfit(f"there is no `{found['key']}` to fill in")
            value = named[found["key"]]
        elif not waiting or named is not None:
            raise _Unfit("there are fewer values than places")
        else:
            value = waiting.pop(0)
        parts.append((value, *_percent_spec(found, value)))
    if waiting and named is None:
        raise _Unfit("there are more values than places")
    return [*parts, template[end:]]


def _may_be_several(given: Value) -> bool:
    several = isinstance(given.type, TupleOf) or given.type is ANY
    return several or (isinstance(given.type, Record) and given.type.kind is RecordKind.NAMED_TUPLE)


def _named(given: Mapping) -> dict[object, Value]:
    pairs = [entry for entry in given.entries if isinstance(entry, tuple)]
    return {key.value: cast(Value, value) for key, value in pairs if isinstance(key, Constant)}


def _percent_spec(found: re.Match[str], value: Value) -> tuple[str, str]:
    """The f-string's specification and conversion."""
    kind, flags, width = found["kind"], found["flags"], found["width"] or ""
    precision = "" if found["precision"] is None else f".{found['precision']}"
    if kind not in "sdiufFxXor" or not kind or "#" in flags or "*" in (width, found["precision"]):
        raise _Unfit(f"`{found[0]}` is not compiled")
    left = "<" if "-" in flags else ""
    if kind in "sr":
        align = left or (">" if width else "")
        return f"{align}{width}{precision}", kind
    if kind in "diu" and (value.type is not INT or precision):
        raise _Unfit(f"`{found[0]}` cuts off what a number has behind its point: only an `int` is compiled")
    sign = "+" if "+" in flags else " " if " " in flags else ""
    zero = "0" if "0" in flags and not left else ""
    return f"{left}{sign}{zero}{width}{precision}{'d' if kind in 'diu' else kind}", ""


# ---- format() ----

_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<item>[^\]]+)\]")


def _brace_parts(
    body: Body, written: dict[int | str, ast.expr], template: str, given: dict[int | str, Value]
) -> list[_Part]:
    parts: list[_Part] = []
    counted = 0
    for text, name, spec, conversion in string.Formatter().parse(template):
        parts.append(text)
        if name is None:
            continue
        if "{" in (spec or ""):
            raise _Unfit("a format specification is constant")
        first = re.split(r"[.\[]", name, maxsplit=1)[0]
        key: int | str = int(first) if first.isdigit() else first or counted
        counted += not first
        if key not in given:
            raise _Unfit(f"there is no `{key}` to fill in")
        rest = list(_STEP.finditer(name[len(first) :]))
        value = expressions.value_of(body, _part_of(written[key], rest)) if rest else given[key]
        parts.append((value, spec or "", conversion or ""))
    return parts


def _part_of(part: ast.expr, steps: Sequence[re.Match[str]]) -> ast.expr:
    """`{0.name}` and `{0[key]}` as the expression that they read."""
    for step in steps:
        if step["item"] is None:
            part = ast.copy_location(ast.Attribute(part, step["name"], ast.Load()), part)
        else:
            index: int | str = int(step["item"]) if step["item"].isdigit() else step["item"]
            place = ast.copy_location(ast.Constant(index), part)
            part = ast.copy_location(ast.Subscript(part, place, ast.Load()), part)
    return part
