"""Rendering pure expressions as JSONata that computes exactly what CPython computes.

render(Compare(Field(Local("orders"), "rejected"), ((">", Constant(0)),)), Scope())      $orders.rejected > 0
"""

from compiler.passes.emit.expressions.render import render
from compiler.passes.emit.expressions.scope import Scope

__all__ = ["Scope", "render"]
