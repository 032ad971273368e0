"""Items page by page, as they are used.

    rows = orders.query(day)
    for row in rows: ...
    rows.position          where reading stands, as JSON; given as `after`, another call goes on from there

One page is held at a time, however long the answer.
"""

import base64
from collections.abc import Callable, Iterator
from typing import Any

from runtime.dynamodb.attributes import Attribute
from runtime.dynamodb.calls import call

Item = dict[str, Attribute]


class Rows:
    """The rows of a query or scan. Iterates once."""

    def __init__(
        self,
        operation: str,
        request: dict[str, Any],
        decode: Callable[[list[Item]], Iterator[dict[str, Any]]],
        limit: int | None,
        after: dict[str, Any] | None,
    ) -> None:
        self._operation = operation
        self._request = request
        self._decode = decode
        self._limit = limit
        self.position: dict[str, Any] | None = after
        """The last key that was read, as JSON; None at the beginning and at the end. Moves page by page."""
        self.finished = False
        """Whether the last item was read."""
        self._rows = self._walk()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._rows

    def __next__(self) -> dict[str, Any]:
        return next(self._rows)

    def _walk(self) -> Iterator[dict[str, Any]]:
        left = self._limit
        while True:
            request = dict(self._request)
            if self.position is not None:
                request["ExclusiveStartKey"] = opened(self.position)
            if left is not None and "FilterExpression" not in request:
                request["Limit"] = left  # with a filter the service would count what it then leaves out
            answer = call(self._operation, **request)
            for row in self._decode(answer.get("Items", [])):
                if left == 0:
                    return
                yield row
                left = None if left is None else left - 1
            last = answer.get("LastEvaluatedKey")
            self.position = sealed(last) if last else None
            self.finished = not last
            if not last or left == 0:
                return


def sealed(key: Item) -> dict[str, Any]:
    """A key as JSON, which has no bytes."""
    return {
        name: {kind: base64.b64encode(bytes(content)).decode() if kind == "B" else content}
        for name, attribute in key.items()
        for kind, content in attribute.items()
    }


def opened(position: dict[str, Any]) -> Item:
    """The key that `sealed` made JSON."""
    return {
        name: {kind: base64.b64decode(content) if kind == "B" else content}
        for name, attribute in position.items()
        for kind, content in attribute.items()
    }
