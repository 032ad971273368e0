"""Random expressions over random values compute in JSONata what they compute in CPython, or are refused."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.compiler.expressions.comparing import in_jsonata, in_python, same, text_for
from tests.compiler.expressions.random_sources import NAMES, VALUES, sources
from tests.compiler.expressions.reading import Refused, read


# The evaluator raises the recursion limit when it first runs.
@pytest.mark.filterwarnings("ignore:The recursion limit")
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(sources(), VALUES)
def test_computes_what_python_computes(source, values):
    try:
        text = text_for(read(source, NAMES))
    except Refused:
        return
    expected, found = in_python(source, values, {}), in_jsonata(text, values)
    assert same(expected, found), f"{source} with {values}: {expected!r} in Python, {found!r} by {text}"
