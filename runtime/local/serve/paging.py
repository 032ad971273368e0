"""Lists in pages: `maxResults` at a time, with a token that leads to the next ones.

page(items, {"maxResults": 2}, "ListActivities")       # ([first, second], "eyJ…")
"""

import base64
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from runtime.local.serve.failures import bad_token

_Item = TypeVar("_Item")

USUAL, MOST = 100, 1000
"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html (maxResults)"""


def page(items: Sequence[_Item], request: dict[str, Any], what: str) -> tuple[list[_Item], str | None]:
    """The page that the request asks for and the token of the next; a token is good for the same list only."""
    start = _read(request["nextToken"], what) if "nextToken" in request else 0
    count = min(request.get("maxResults") or USUAL, MOST)
    following = start + count
    token = _written(following, what) if following < len(items) else None
    return list(items[start:following]), token


def _written(start: int, what: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([what, start]).encode()).decode()


def _read(token: str, what: str) -> int:
    try:
        of, start = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError, UnicodeError):
        raise bad_token() from None
    if of != what or not isinstance(start, int) or start < 0:
        raise bad_token()
    return start
