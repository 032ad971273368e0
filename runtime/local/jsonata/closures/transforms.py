"""Order-by, `items^(>price, name)`, and the transform operator, `| pattern | update, delete |`.

    sort(step, closure_of)([{"p": 2}, {"p": 1}], frame)     # [{"p": 1}, {"p": 2}]

JSONata: https://docs.jsonata.org/other-operators
"""

from functools import cmp_to_key
from typing import Any

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures.filters import Closure, Make
from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Frame, Run
from runtime.local.jsonata.signatures import signature_of
from runtime.local.jsonata.values import UNDEFINED, Function, TupleStream, is_number, is_strings, plain


def sort(node: syntax.Sort, make: Make) -> Closure:
    """The function that sorts a list by the terms; the sort is stable and items without a key come last."""
    terms = [(make(term.expression), term.descending) for term in node.terms]

    def keys_of(item: Any, frame: Frame, *, streaming: bool) -> list[Any]:
        if streaming:
            return [term(item["@"], Frame(dict(item), frame, frame.run)) for term, _ in terms]
        return [term(item, frame) for term, _ in terms]

    def order(one: tuple[list[Any], int, Any], other: tuple[list[Any], int, Any]) -> int:
        if one[1] > other[1]:  # an error names the two values in their own order
            return -order(other, one)
        for (_, descending), left, right in zip(terms, one[0], other[0], strict=True):
            compared = _compare(left, right, node.position)
            if compared:
                return -compared if descending and left is not UNDEFINED and right is not UNDEFINED else compared
        return 0

    def ordered(items: Any, frame: Frame) -> Any:
        if len(items) <= 1:
            return items
        streaming = type(items) is TupleStream
        keyed = [(keys_of(item, frame, streaming=streaming), here, item) for here, item in enumerate(items)]
        return [item for _, _, item in sorted(keyed, key=cmp_to_key(order))]

    return ordered


def _compare(left: Any, right: Any, position: int) -> int:
    if left is UNDEFINED or right is UNDEFINED:
        return (left is UNDEFINED) - (right is UNDEFINED)
    kinds = [is_number(left) or type(left) is str, is_number(right) or type(right) is str]
    if not all(kinds):
        raise JsonataError("T2008", position, value=right if kinds[0] else left)
    if is_number(left) != is_number(right):
        raise JsonataError("T2007", position, value=left, value2=right)
    return int(left > right) - int(left < right)


class Transformer(Function):
    """The function that a transform is: it copies its argument and changes what the pattern finds in the copy."""

    __slots__ = ("arity", "delete", "frame", "name", "pattern", "position", "update")

    def __init__(self, parts: tuple[Closure, Closure, Closure | None], position: int, frame: Frame) -> None:
        self.name = None
        self.arity = 1
        self.pattern, self.update, self.delete = parts
        self.position = position
        self.frame = frame

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:  # noqa: ARG002 - every function's form
        """The changed copy."""
        (value,) = signature_of("<(oa):o>").arguments(self.name, arguments, context)
        if value is UNDEFINED:
            return UNDEFINED
        if not isinstance(self.frame.lookup("clone"), Function):
            raise JsonataError("T2013", self.position)
        copy = plain(value)
        matches = self.pattern(copy, self.frame)
        if matches is not UNDEFINED:
            for match in matches if isinstance(matches, list) else [matches]:
                self._change(match)
        return copy

    def _change(self, match: Any) -> None:
        update = self.update(match, self.frame)
        if update is not UNDEFINED:
            if type(update) is not dict:
                raise JsonataError("T2011", self.position, value=update)
            if type(match) is dict:
                match.update(update)
        if self.delete is None:
            return
        deletions = self.delete(match, self.frame)
        if deletions is UNDEFINED:
            return
        names = deletions if isinstance(deletions, list) else [deletions]
        if not is_strings(names):
            raise JsonataError("T2012", self.position, value=deletions)
        for name in names:
            if type(match) is dict:
                match.pop(name, None)


def transform(node: syntax.Transform, make: Make) -> Closure:
    """`| pattern | update, delete |`."""
    delete = make(node.delete) if node.delete is not None else None
    parts = (make(node.pattern), make(node.update), delete)
    return lambda _context, frame: Transformer(parts, node.position, frame)
