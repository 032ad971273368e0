"""F-strings.

f"{rows:,} of {total}"      Format((FormatField(Local("rows"), ","), " of ", FormatField(Local("total"))))
"""

import ast
from collections.abc import Callable
from typing import Literal, cast

from compiler import library
from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Constant, Expression, Field, Format, FormatField
from compiler.forms.program import Value
from compiler.forms.types import FLOAT, INT, STR, UNKNOWN, ErrorOf
from compiler.library.signature import Refusal
from compiler.passes.type import expressions
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import caution
from compiler.passes.type.constants import is_text
from compiler.passes.type.literals import literal_value
from compiler.passes.type.resolve import ABSENT, static_of

_CONVERSIONS: dict[int, Literal["", "s", "r", "a"]] = {-1: "", ord("s"): "s", ord("r"): "r", ord("a"): "a"}


def format_value(body: Body, node: ast.JoinedStr) -> Value:
    """The Format of an f-string; one without fields is a constant."""
    parts: list[str | FormatField] = []
    for piece in node.values:
        match piece:
            case ast.Constant(value=str(text)) if is_text(text):
                parts.append(text)
            case ast.Constant():
                literal_value(body, piece)
            case ast.FormattedValue():
                parts.append(_field(body, piece))
            case _:
                body.error(syntax.UNSUPPORTED_EXPRESSION, "an f-string cannot hold this", piece)
    if all(isinstance(part, str) for part in parts):
        return Constant("".join(part for part in parts if isinstance(part, str)), STR, body.span(node))
    found = Format(tuple(parts), STR, body.span(node))
    caution(body, node, found)
    return found


def _field(body: Body, piece: ast.FormattedValue) -> FormatField:
    given = expressions.value_of(body, piece.value)
    if isinstance(given.type, ErrorOf) and piece.conversion in (ord("r"), ord("a")):
        unkept = Refusal("the source of an error is not kept", 'write `f"{type(e).__name__}: {e}"`')
        given = body.refuse(types.UNSUPPORTED_OPERATION, unkept, piece)
    value = text_of_error(given)
    spec = ""
    if isinstance(piece.format_spec, ast.JoinedStr):
        known = expressions.value_of(body, piece.format_spec)
        said = _said(known)
        if said is not None:
            spec = said
        elif known.type is not UNKNOWN:
            body.error(
                syntax.UNSUPPORTED_EXPRESSION,
                "a format specification is constant",
                piece.format_spec,
                _spec_help(piece, value),
            )
    conversion = _CONVERSIONS[piece.conversion]
    if value.type is not UNKNOWN:
        refusal = library.format_field(value, spec, conversion)
        if refusal is not None:
            body.refuse(types.UNSUPPORTED_OPERATION, refusal, piece.value)
    return FormatField(cast(Expression, value), spec, conversion)


def _said(known: Value) -> str | None:
    """A specification whose parts are constants of the module, as `{x:>{WIDTH}}`; None where the run decides."""
    if isinstance(known, Constant):
        return str(known.value)
    if not isinstance(known, Format):
        return None
    said = ""
    for part in known.parts:
        if isinstance(part, str):
            said += part
        elif isinstance(part.value, Constant) and isinstance(part.value.value, str | int) and not part.conversion:
            said += format(part.value.value, part.spec)
        else:
            return None
    return said


def _spec_help(piece: ast.FormattedValue, value: Value) -> str:
    """A width that the run decides is a method's argument."""
    text = ast.unparse(piece.value)
    if value.type in (FLOAT, INT):
        return f"write it out: `{{{text}:.2f}}`; a width may be computed: `f'{{{text}:.2f}}'.rjust(width)`"
    return f"pad with a method: `{text}.rjust(width)`, `{text}.ljust(width)`"


def table_of(body: Body, node: ast.expr) -> dict[str, str] | None:
    """The table for `str.translate` that constants make: each character, and what stands there instead."""
    found = static_of(body, node)
    if isinstance(node, ast.Call) and static_of(body, node.func) == str.maketrans and not node.keywords:
        try:
            found = cast(Callable[..., object], str.maketrans)(*(_constant(body, one) for one in node.args))
        except (TypeError, ValueError):
            return None  # Python's own refusal: what reads the call says that it is none
    if not isinstance(found, dict) or not all(type(key) is int and 0 <= key < 0x10000 for key in found):
        return None
    said = {chr(key): chr(to) if isinstance(to, int) else to or "" for key, to in found.items()}
    return said if all(isinstance(to, str) for to in said.values()) else None


def _constant(body: Body, node: ast.expr) -> object:
    found = static_of(body, node)
    return found if found is not ABSENT else ast.literal_eval(node)


def text_of_error(value: Value) -> Value:
    """A bound error as text is its message; every other value as it is."""
    if isinstance(value.type, ErrorOf):
        return Field(cast(Expression, value), "message", STR, value.span)
    return value
