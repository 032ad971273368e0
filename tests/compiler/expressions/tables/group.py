"""A group of sources over the same names."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Group:
    """Names with their types, rows of values for them, and the sources to compute."""

    name: str
    types: dict
    rows: list[tuple]
    sources: str
    more: dict = field(default_factory=dict)
