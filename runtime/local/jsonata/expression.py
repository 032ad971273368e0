"""An expression ready to be evaluated, any number of times and from any thread.

compile("$x + 1").evaluate({"x": 1})     # 2
"""

import math
import sys
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from runtime.local.jsonata.closures import closure_of
from runtime.local.jsonata.closures.paths import Outer
from runtime.local.jsonata.dialect import free_names
from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Frame, Run
from runtime.local.jsonata.library import FUNCTIONS
from runtime.local.jsonata.parser import parse
from runtime.local.jsonata.values import UNDEFINED, Function

_DEEPEST_STACK = 20_000
"""Frames of Python that the deepest allowed recursion of an expression needs."""
_BUILT_IN: dict[str, Any] = dict(FUNCTIONS)


class CompiledExpression:
    """What `compile` gives."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse(text)
        self._evaluate = closure_of(self.tree)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names of variables that the expression takes from outside, functions included, without `$`."""
        return frozenset(free_names(self.tree))

    def evaluate(self, bindings: Mapping[str, Any], context: Any = UNDEFINED) -> Any:
        """The value for these variables, as plain JSON, `UNDEFINED` for nothing, or a `Function`.

        Args:
            bindings: Values by name without `$`. They are not changed, but the result may share parts with them.
            context: What `$` and bare names mean; Step Functions gives nothing.

        Raises:
            JsonataError: The expression fails, recurses too deep (D1011) or takes too long (D1012).
        """
        if sys.getrecursionlimit() < _DEEPEST_STACK:
            sys.setrecursionlimit(_DEEPEST_STACK)
        run = Run()
        root = Frame({**bindings, "$": context}, Frame(_BUILT_IN, None, run), run)
        try:
            value = self._evaluate(Outer([context]) if isinstance(context, list) else context, root)
            return _plain(value)
        except RecursionError:
            raise JsonataError("D1011") from None


@lru_cache(maxsize=4096)
def compile(text: str) -> CompiledExpression:  # noqa: A001 - the word for it
    """The expression, ready to evaluate.

    Raises:
        JsonataSyntaxError: The text is no JSONata expression.
    """
    return CompiledExpression(text)


def _plain(value: Any) -> Any:
    """The value as plain lists and dicts; what is already plain is shared, not copied."""
    kind = type(value)
    if kind is dict:
        changed = {}
        for key, item in value.items():
            new = _plain(item)
            if new is not item:
                changed[key] = new
        return {**value, **changed} if changed else value
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        if kind is list and all(new is item for new, item in zip(items, value, strict=True)):
            return value
        return items
    if kind is float and not math.isfinite(value):
        raise JsonataError("D1001", value=None)
    if isinstance(value, Function):
        return value
    return value
