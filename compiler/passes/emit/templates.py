"""Expressions as JSON with JSONata inside: constants and displays stay JSON, the rest becomes `{% … %}`.

    {"day": day, "limit": 10, "tags": ["new", tag]}    {"day": "{% $day %}", "limit": 10, "tags": ["new", "{% $tag %}"]}

A list that stands as JSON cannot collapse, and an undefined value fails the state instead of vanishing.
"""

from typing import Any

from compiler.forms.expressions import Collection, Constant, Construct, Expression, Mapping, Spread
from compiler.forms.flow import Assign
from compiler.forms.naming import fill_stands
from compiler.forms.types import SetOf
from compiler.library import variable_name
from compiler.passes.emit.expressions import Scope, render, render_condition
from compiler.passes.emit.graph import Emission

_SCOPE = Scope()


def jsonata(expression: Expression, emission: Emission) -> str:
    """`{% text %}`. A `${` in a string literal is escaped: CloudFormation would take it for a placeholder."""
    text = fill_stands(f"{{% {render(expression, _SCOPE)} %}}")
    emission.size += len(text)
    return text


def condition(expression: Expression, emission: Emission) -> str:
    """A Choice's condition: whether the value is true in Python."""
    text = fill_stands(f"{{% {render_condition(expression, _SCOPE)} %}}")
    emission.size += len(text)
    return text


def template(expression: Expression, emission: Emission) -> Any:
    """The JSON value of a state's field that computes the expression."""
    match expression:
        case Constant(value) if _is_plain(value):
            return fill_stands(value) if type(value) is str else value
        case Mapping(entries) if all(_has_text_key(entry) for entry in entries):
            return {entry[0].value: template(entry[1], emission) for entry in entries}  # type: ignore[index,union-attr]
        case Construct(fields):
            return {name: template(value, emission) for name, value in fields}
        case Collection(items, type_) if not isinstance(type_, SetOf) and not _spreads(items):
            return [template(item, emission) for item in items]  # type: ignore[arg-type]
        case _:
            return jsonata(expression, emission)


def whole(expression: Expression, emission: Emission) -> Any:
    """`template` for a field that takes any value: null is JSONata, never a missing field."""
    found = template(expression, emission)
    return "{% null %}" if found is None else found


def payload(expression: Expression, emission: Emission) -> Any:
    """`template` for a task's whole payload, which is an object, a list or JSONata: `{% 1 %}`, never 1."""
    found = whole(expression, emission)
    if isinstance(found, dict | list) or (isinstance(found, str) and found.startswith("{%")):
        return found
    return jsonata(expression, emission)


def assignments(assigns: tuple[Assign, ...], emission: Emission) -> dict[str, Any]:
    """An `Assign` field."""
    return {variable_name(one.name): whole(one.value, emission) for one in assigns}


def _is_plain(value: object) -> bool:
    if type(value) is str:
        return not value.startswith("{%") and not value.endswith("%}") and "${" not in value
    return value is None or type(value) in (bool, int) or (type(value) is float and not value.is_integer())


def _has_text_key(entry: object) -> bool:
    if not isinstance(entry, tuple):
        return False
    key = entry[0]
    return isinstance(key, Constant) and type(key.value) is str and "${" not in key.value


def _spreads(items: tuple[object, ...]) -> bool:
    return any(isinstance(item, Spread) for item in items)
