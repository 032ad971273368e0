"""F-strings.

f"{rows:,} of {total}"      Format((FormatField(Local("rows"), ","), " of ", FormatField(Local("total"))))
"""

import ast
from typing import Literal, cast

from compiler import library
from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Constant, Expression, Field, Format, FormatField
from compiler.forms.program import Value
from compiler.forms.types import STR, UNKNOWN, ErrorOf
from compiler.passes.type import expressions
from compiler.passes.type.body import Body
from compiler.passes.type.cautions import caution
from compiler.passes.type.constants import is_text
from compiler.passes.type.literals import literal_value

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
    value = text_of_error(expressions.value_of(body, piece.value))
    spec = ""
    if isinstance(piece.format_spec, ast.JoinedStr):
        known = expressions.value_of(body, piece.format_spec)
        if isinstance(known, Constant):
            spec = str(known.value)
        elif known.type is not UNKNOWN:
            body.error(
                syntax.UNSUPPORTED_EXPRESSION,
                "a format specification is constant",
                piece.format_spec,
                "write it out: `{x:.2f}`",
            )
    conversion = _CONVERSIONS[piece.conversion]
    if value.type is not UNKNOWN:
        refusal = library.format_field(value, spec, conversion)
        if refusal is not None:
            body.refuse(types.UNSUPPORTED_OPERATION, refusal, piece.value)
    return FormatField(cast(Expression, value), spec, conversion)


def text_of_error(value: Value) -> Value:
    """A bound error as text is its message; every other value as it is."""
    if isinstance(value.type, ErrorOf):
        return Field(cast(Expression, value), "message", STR, value.span)
    return value
