"""Rendering pure expressions as JSONata that computes exactly what CPython computes.

render(Compare(Field(Local("orders"), "rejected"), ((">", Constant(0)),)), Scope())      $orders.rejected > 0

`render` gives a field's text, `render_condition` a Choice's. A bound error (`except X as e`) holds what AWS gives:
`{"Error": name, "Cause": text}`.
"""

from compiler.passes.emit.expressions.render import render, render_condition
from compiler.passes.emit.expressions.scope import Scope

__all__ = ["Scope", "render", "render_condition"]
