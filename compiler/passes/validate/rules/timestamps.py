"""Timestamps are RFC 3339 with an upper-case T and a zone, and exist.

    "Timestamp": "2016-12-05 21:29:29Z"     no RFC 3339 timestamp

A timestamp that a path or an expression gives is known at run time only.
"""

import re
from datetime import datetime

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.expressions import code_of
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.rules.rule import Rule

_FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII)


def is_timestamp(text: str) -> bool:
    """Whether the text is a timestamp that exists."""
    form = _FORM.fullmatch(text)
    if form is None:
        return False
    try:
        datetime.fromisoformat(form[1])
    except ValueError:
        return False
    return True


def check(view: View, findings: Findings) -> None:
    """Look at the Timestamp of every Wait."""
    for state in view.states:
        text = state.body.get("Timestamp")
        if state.type != "Wait" or not isinstance(text, str) or "${" in text:
            continue
        if state.language == "JSONata" and code_of(text) is not None:
            continue
        if not is_timestamp(text):
            message = f"`{text}` is no RFC 3339 timestamp"
            cure = "write it as `2030-01-31T08:00:00Z`"
            findings.add(codes.BAD_TIMESTAMP, message, state.at("Timestamp"), help=cure)


RULE = Rule("timestamps", "https://states-language.net/spec.html#timestamps", check)
