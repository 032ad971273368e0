"""What a query asks of a sort key, and what a filter asks of any attribute.

    orders.query(day, sort=between(100, 199), where={"status": one_of("open", "held"), "note": missing()})

A plain value means equality. Names never clash with the service's reserved words, and values are coerced like those
of a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.dynamodb.attributes import Attribute, attribute


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one attribute. `template` has `{name}` for it and `{0}`, `{1}`… for the values."""

    template: str
    values: tuple[Any, ...] = ()


def equal(value: Any) -> Condition:
    """The attribute is `value`; what a plain value means."""
    return Condition("{name} = {0}", (value,))


def unequal(value: Any) -> Condition:
    """The attribute is there and is not `value`."""
    return Condition("{name} <> {0}", (value,))


def below(value: Any) -> Condition:
    """Smaller than `value`, of the same type."""
    return Condition("{name} < {0}", (value,))


def at_most(value: Any) -> Condition:
    """`value` or smaller."""
    return Condition("{name} <= {0}", (value,))


def above(value: Any) -> Condition:
    """Greater than `value`, of the same type."""
    return Condition("{name} > {0}", (value,))


def at_least(value: Any) -> Condition:
    """`value` or greater."""
    return Condition("{name} >= {0}", (value,))


def between(low: Any, high: Any) -> Condition:
    """From `low` to `high`, both included."""
    return Condition("{name} BETWEEN {0} AND {1}", (low, high))


def begins_with(prefix: str | bytes) -> Condition:
    """A text or bytes that begin with `prefix`."""
    return Condition("begins_with({name}, {0})", (prefix,))


def contains(value: Any) -> Condition:
    """A text with this part, or a set or list with this member. Not for keys."""
    return Condition("contains({name}, {0})", (value,))


def one_of(*values: Any) -> Condition:
    """Any of up to 100 values. Not for keys."""
    if not 1 <= len(values) <= 100:
        raise ValueError(f"one_of takes 1 to 100 values and is given {len(values)}")
    return Condition(f"{{name}} IN ({', '.join(f'{{{index}}}' for index in range(len(values)))})", values)


def exists() -> Condition:
    """The item has the attribute. Not for keys."""
    return Condition("attribute_exists({name})")


def missing() -> Condition:
    """The item does not have the attribute. Not for keys."""
    return Condition("attribute_not_exists({name})")


SORTABLE = ("{name} =", "{name} <", "{name} >", "{name} BETWEEN", "begins_with")
"""How the conditions begin that a sort key can be asked for; `<>` is excluded by `sort_condition`."""


@dataclass(slots=True)
class Expressions:
    """Collects placeholders for names and values while expressions are written."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, Attribute] = field(default_factory=dict)

    def name(self, path: str) -> str:
        """The placeholder of an attribute, or of a path into maps and lists: `address.lines[0]`."""
        parts = []
        for part in path.split("."):
            plain, bracket, rest = part.partition("[")
            mark = next((mark for mark, known in self.names.items() if known == plain), f"#n{len(self.names)}")
            self.names[mark] = plain
            parts.append(mark + bracket + rest)
        return ".".join(parts)

    def value(self, found: Attribute) -> str:
        """The placeholder of a value."""
        mark = f":v{len(self.values)}"
        self.values[mark] = found
        return mark

    def condition(self, path: str, wanted: Any) -> str:
        """One condition as text. `wanted` is a Condition or a plain value."""
        condition = wanted if isinstance(wanted, Condition) else equal(wanted)
        marks = [self.value(attribute(one, f"$.{path}")) for one in condition.values]
        return condition.template.format(*marks, name=self.name(path))

    def all_of(self, where: Mapping[str, Any]) -> str:
        """Every condition of a mapping from path to condition, joined by AND."""
        return " AND ".join(self.condition(path, wanted) for path, wanted in where.items())

    def request(self) -> dict[str, Any]:
        """The request's own fields for names and values; absent when empty, as the service demands."""
        fields: dict[str, Any] = {}
        if self.names:
            fields["ExpressionAttributeNames"] = self.names
        if self.values:
            fields["ExpressionAttributeValues"] = self.values
        return fields


def sort_condition(wanted: Any) -> Condition:
    """A condition that a sort key can be asked for. Raises ValueError for one that only a filter knows."""
    condition = wanted if isinstance(wanted, Condition) else equal(wanted)
    if not condition.template.startswith(SORTABLE) or "<>" in condition.template:
        raise ValueError(f"a sort key cannot be asked `{condition.template}`; put it into where={{…}}")
    return condition
