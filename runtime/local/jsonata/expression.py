"""An expression ready to be evaluated, any number of times and from any thread.

    compile("$x + 1").evaluate({"x": 1})     # 2

What was compiled is kept, so asking again for the same text costs nothing.
"""

import math
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Final

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures import closure_of
from runtime.local.jsonata.dialect import free_names
from runtime.local.jsonata.errors import JsonataError, JsonataSyntaxError
from runtime.local.jsonata.frames import Frame, Run
from runtime.local.jsonata.library import FUNCTIONS
from runtime.local.jsonata.parser import parse
from runtime.local.jsonata.stack import with_room
from runtime.local.jsonata.values import UNDEFINED, Function, Outer

_BUILT_IN: dict[str, Any] = dict(FUNCTIONS)


class CompiledExpression:
    """What `compile` gives."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse(text)
        try:
            self._evaluate = closure_of(self.tree)
        except RecursionError:
            raise JsonataSyntaxError("D1011", len(text)) from None
        self._fields = _plain_fields(self.tree)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names of variables that the expression takes from outside, functions included, without `$`."""
        return frozenset(free_names(self.tree))

    def evaluate(self, bindings: Mapping[str, Any], context: Any = UNDEFINED) -> Any:
        """The value for these variables, as plain JSON, `UNDEFINED` for nothing, or a `Function` (also one inside it).

        Args:
            bindings: Values by name without `$`. They are not changed, but the result may share parts with them.
            context: What `$` and bare names mean; Step Functions gives nothing.

        Raises:
            JsonataError: The expression fails, recurses too deep (D1011) or takes too long (D1012).
        """
        if self._fields is not None:
            found = _followed(self._fields, bindings)
            if found is not _UNCLEAR:
                return found
        with_room()
        run = Run()
        root = Frame({**bindings, "$": context}, Frame(_BUILT_IN, None, run), run)
        try:
            value = self._evaluate(Outer([context]) if isinstance(context, list) else context, root)
            return _plain(value)
        except _HoldsFunctionError as found:
            return found.function
        except RecursionError:
            raise JsonataError("D1011") from None
        except OverflowError:  # a whole number from outside that no double can hold
            raise JsonataError("D1001", value=None) from None


_UNCLEAR: Final = object()
"""What following names cannot tell by itself: lists have rules of their own."""


def _plain_fields(tree: syntax.Expression) -> tuple[str, ...] | None:
    """The names in an expression such as `$states.input.id`, the commonest of all; None for any other."""
    match tree:
        case syntax.Variable(name) if name not in ("", "$"):
            return (name,)
        case syntax.Path([syntax.Variable(name), *steps], keep_singleton=False) if name not in ("", "$"):
            if all(type(one) is syntax.Name for one in steps):
                return (name, *(one.value for one in steps if isinstance(one, syntax.Name)))
    return None


def _followed(names: tuple[str, ...], bindings: Mapping[str, Any]) -> Any:
    """The value that the names lead to through objects."""
    found = bindings.get(names[0], _UNCLEAR)
    for name in names[1:]:
        if type(found) is not dict:
            return _UNCLEAR
        found = found.get(name, UNDEFINED)
    # A float may be none that JSON has.
    return found if found is UNDEFINED or type(found) in _SIMPLE else _UNCLEAR


_SIMPLE = frozenset({dict, str, int, bool, type(None)})


@lru_cache(maxsize=4096)
def compile(text: str) -> CompiledExpression:  # noqa: A001 - the word for it
    """The expression, ready to evaluate.

    Raises:
        JsonataSyntaxError: The text is no JSONata expression.
    """
    return CompiledExpression(text)


class _HoldsFunctionError(Exception):
    """A result that is, or holds, a function is no JSON."""

    def __init__(self, function: Function) -> None:
        super().__init__()
        self.function = function


def _plain(value: Any) -> Any:
    """The value as plain lists and dicts; what is already plain is shared, not copied."""
    kind = type(value)
    if kind is int or kind is str or kind is bool:
        return value
    if kind is dict:
        changed = {}
        for key, item in value.items():
            new = _plain(item)
            if new is not item:
                changed[key] = new
        return {**value, **changed} if changed else value
    if isinstance(value, list):
        # Nothing in a list can only come of a filter that keeps nothing; JSON writes it as null.
        items = [None if item is UNDEFINED else _plain(item) for item in value]
        if kind is list and all(new is item for new, item in zip(items, value, strict=True)):
            return value
        return items
    if kind is float and not math.isfinite(value):
        raise JsonataError("D1001", value=None)
    if isinstance(value, Function):
        raise _HoldsFunctionError(value)
    return value
