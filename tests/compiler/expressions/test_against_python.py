"""Every expression of the tables computes in JSONata what it computes in CPython."""

import pytest

from runtime.local.jsonata import check_dialect, parse
from tests.compiler.expressions.comparing import in_jsonata, in_python, same, text_for
from tests.compiler.expressions.reading import read
from tests.compiler.expressions.tables import GROUPS

CASES = [
    pytest.param(group, source, id=f"{group.name}: {source}")
    for group in GROUPS
    for source in filter(None, map(str.strip, group.sources.splitlines()))
]


@pytest.mark.parametrize(("group", "source"), CASES)
def test_computes_what_python_computes(group, source):
    text = text_for(read(source, group.types, **group.more))
    assert not check_dialect(parse(text)), text
    for row in group.rows:
        values = dict(zip(group.types, row, strict=True))
        expected, found = in_python(source, values, group.more), in_jsonata(text, values)
        assert same(expected, found), f"{row}: {expected!r} in Python, {found!r} by {text}"
