"""One expression computed twice: by CPython's eval, and by the JSONata that it renders to."""

from collections.abc import Mapping
from typing import Any

from compiler.forms.expressions import Expression
from compiler.library.variables import variable_name
from compiler.passes.emit.expressions import Scope, render
from runtime.local import jsonata
from tests.compiler.expressions.reading import NAMESPACE
from tests.compiler.expressions.wire import to_wire

FAILED = "failed"
"""What stands for a computation that raised."""


def in_python(source: str, values: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
    """The wire form of what CPython computes, or FAILED."""
    try:
        return to_wire(eval(source, {**NAMESPACE, **more, **values}))
    except Exception:  # whatever Python raises, the state must fail
        return FAILED


def in_jsonata(text: str, values: Mapping[str, Any]) -> Any:
    """What the text computes over the wire form of the values, or FAILED where it fails or gives nothing."""
    bindings = {variable_name(name): to_wire(value) for name, value in values.items()}
    try:
        found = jsonata.compile(text).evaluate(bindings)
    except jsonata.JsonataError:
        return FAILED
    return FAILED if found is jsonata.UNDEFINED else found


def text_for(expression: Expression) -> str:
    """The text, where it stands alone."""
    return render(expression, Scope())


def same(expected: Any, found: Any) -> bool:
    """Equal as JSON: bools are no numbers, 3.0 is 3, key order is nothing."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(same(expected[key], found[key]) for key in expected)
    return bool(type(expected) is type(found) or {type(expected), type(found)} <= {int, float}) and expected == found
