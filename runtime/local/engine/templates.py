"""JSONata templates: any JSON value whose strings may be expressions, as in Arguments, Output, Assign and Items.

    template = read_template({"id": "{% $states.input.id %}", "kind": "order"}, "Arguments")
    evaluate(template, {"states": {"input": {"id": 7}}})      # {"id": 7, "kind": "order"}

Parts without an expression are kept as they are and never copied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from runtime.local.engine.expressions import Expression, is_expression


@dataclass(frozen=True)
class Constant:
    """A part without expressions."""

    value: Any


@dataclass(frozen=True)
class ListTemplate:
    """A list with an expression somewhere in it."""

    items: "tuple[Template, ...]"


@dataclass(frozen=True)
class DictTemplate:
    """An object with an expression somewhere in it."""

    items: "tuple[tuple[str, Template], ...]"


Template = Constant | Expression | ListTemplate | DictTemplate


def read_template(value: Any, field: str) -> Template:
    """Prepare a JSON value that stands in this field."""
    match value:
        case dict():
            pairs = tuple((key, read_template(one, f"{field}/{key}")) for key, one in value.items())
            constant = all(isinstance(one, Constant) for _, one in pairs)
            return Constant(value) if constant else DictTemplate(pairs)
        case list():
            items = tuple(read_template(one, f"{field}[{place}]") for place, one in enumerate(value))
            return Constant(value) if all(isinstance(one, Constant) for one in items) else ListTemplate(items)
        case str() if is_expression(value):
            return Expression.read(value, field)
        case _:
            return Constant(value)


def needs_states(template: Template | None) -> bool:
    """Whether an expression of the template looks at `$states`."""
    match template:
        case None | Constant():
            return False
        case Expression():
            return template.needs_states
        case DictTemplate():
            return any(needs_states(one) for _, one in template.items)
        case ListTemplate():
            return any(needs_states(one) for one in template.items)
        case _:
            assert_never(template)


def evaluate(template: Template, bindings: Mapping[str, Any]) -> Any:
    """The template's value."""
    match template:
        case Constant():
            return template.value
        case Expression():
            return template.evaluate(bindings)
        case DictTemplate():
            return {key: evaluate(one, bindings) for key, one in template.items}
        case ListTemplate():
            return [evaluate(one, bindings) for one in template.items]
        case _:
            assert_never(template)
