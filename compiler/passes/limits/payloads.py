"""SM504: constants that are larger than any payload or variable may be.

Inputs, outputs and variables have at most 256 KiB (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
"""

import json
from collections.abc import Iterator
from typing import Any

from compiler.diagnostics import Report
from compiler.diagnostics.codes import limits
from compiler.forms.expressions import Constant
from compiler.forms.flow import Flow
from compiler.forms.traverse import children

LARGEST_PAYLOAD = 262_144
"""Bytes of JSON in UTF-8."""


def check_payloads(flow: Flow, report: Report) -> None:
    """Report each constant in the flow that no state can hold."""
    for constant in _constants(flow.body):
        size = _size(constant.value)
        if size > LARGEST_PAYLOAD:
            report.add(
                limits.PAYLOAD_TOO_LARGE,
                f"this value has {size:,} bytes, and a state holds at most {LARGEST_PAYLOAD:,}",
                constant.span,
                help="read it in the step that needs it, from the package or from S3",
            )


def _constants(node: Any) -> Iterator[Constant]:
    waiting = list(node)
    while waiting:
        one = waiting.pop()
        if isinstance(one, Constant):
            yield one
        else:
            waiting += children(one)


def _size(value: object) -> int:
    if isinstance(value, int | float | bool) or value is None or (isinstance(value, str) and len(value) < 1000):
        return 0
    try:
        return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode())
    except (TypeError, ValueError, UnicodeEncodeError):
        return 0
