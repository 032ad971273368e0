"""What a bound error says, from the object that AWS gives a handler."""

import json

import pytest

from compiler.diagnostics import NOWHERE
from compiler.forms.expressions import Field, Local, Operation
from compiler.forms.types import ANY, STR, ErrorOf
from compiler.passes.emit.expressions import Scope, render
from runtime.local import jsonata

ERROR = Local("e", ErrorOf(("Refused",)), NOWHERE)
FROM_LAMBDA = json.dumps({"errorMessage": "3 rows", "errorType": "Refused", "stackTrace": ["line"]})

CASES = [
    ("type", {"Error": "Refused", "Cause": "m"}, "Refused"),
    ("message", {"Error": "Refused", "Cause": "plain words"}, "plain words"),
    ("message", {"Error": "Refused", "Cause": FROM_LAMBDA}, "3 rows"),
    ("message", {"Error": "Refused", "Cause": "{braces} only"}, "{braces} only"),
    ("message", {"Error": "Refused", "Cause": ""}, ""),
    ("message", {"Error": "States.Timeout"}, ""),
    ("details", {"Error": "Refused", "Cause": FROM_LAMBDA}, json.loads(FROM_LAMBDA)),
    ("details", {"Error": "Refused", "Cause": "plain words"}, None),
    ("details", {"Error": "States.Timeout"}, None),
]


@pytest.mark.parametrize(("name", "error", "expected"), CASES)
def test_fields(name, error, expected):
    field = Field(ERROR, name, ANY if name == "details" else STR, NOWHERE)
    assert jsonata.compile(render(field, Scope())).evaluate({"e": error}) == expected


@pytest.mark.parametrize(("key", "expected"), [("str", "3 rows"), ("error.args@", ["3 rows"])])
def test_str_and_args(key, expected):
    text = render(Operation(key, (ERROR,), (), STR, NOWHERE), Scope())
    assert jsonata.compile(text).evaluate({"e": {"Error": "Refused", "Cause": FROM_LAMBDA}}) == expected
