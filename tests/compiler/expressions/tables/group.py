"""A group of sources over the same names."""

from dataclasses import dataclass, field

from compiler.forms.types import Type


@dataclass(frozen=True)
class Group:
    """Names with their types, rows of values for them, and the sources to compute."""

    name: str
    types: dict[str, Type]
    rows: list[tuple[object, ...]]
    sources: str
    more: dict[str, object] = field(default_factory=dict)
