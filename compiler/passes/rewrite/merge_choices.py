"""An `if` alone in an `else` becomes further arms of the `if` around it: one Choice instead of two.

if a: …                      if a: …
else:                   =>   elif b: …
  if b: … else: …            else: …
"""

from dataclasses import replace

from compiler.forms.flow import Body, Flow, If, Operation
from compiler.passes.rewrite.trees import map_bodies


def merge_choices(flow: Flow) -> Flow:
    """The flow with nested choices merged."""
    return replace(flow, body=_body(flow.body))


def _body(body: Body) -> Body:
    return tuple(_merged(map_bodies(operation, _body)) for operation in body)


def _merged(operation: Operation) -> Operation:
    if not isinstance(operation, If) or operation.otherwise_assigns or len(operation.otherwise) != 1:
        return operation
    inner = operation.otherwise[0]
    if not isinstance(inner, If):
        return operation
    return replace(
        operation,
        arms=operation.arms + inner.arms,
        otherwise=inner.otherwise,
        otherwise_assigns=inner.otherwise_assigns,
    )
