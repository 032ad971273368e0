"""What is computed both ways: groups of sources over typed names, each source with every row of values."""

from tests.compiler.expressions.tables import lists, moments, numbers, records, words
from tests.compiler.expressions.tables.group import Group

GROUPS: tuple[Group, ...] = (
    *numbers.GROUPS,
    *words.GROUPS,
    *lists.GROUPS,
    *records.GROUPS,
    *moments.GROUPS,
)
