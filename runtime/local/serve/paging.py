"""Lists in pages: `maxResults` at a time, with a token that leads to the next ones.

page(items, {"maxResults": 2}, "ListActivities", lambda one: one.arn)       # ([first, second], "eyJ…")

A token names the last item that was given, so that what is begun or removed meanwhile shifts nothing.
"""

import base64
import json
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from runtime.local.serve.failures import bad_token

_Item = TypeVar("_Item")

USUAL, MOST = 100, 1000
"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html (maxResults)"""

LASTS = 24 * 3600.0
"""Seconds for which a token is good."""


def page(
    items: Sequence[_Item], request: dict[str, Any], what: str, named: Callable[[_Item], object]
) -> tuple[list[_Item], str | None]:
    """The page that the request asks for and the token of the next; a token is good for the same list only."""
    start = _place(items, named, *_read(request["nextToken"], what)) if "nextToken" in request else 0
    count = min(request.get("maxResults") or USUAL, MOST)
    found = list(items[start : start + count])
    following = start + count
    return found, _written(following, what, str(named(found[-1]))) if following < len(items) else None


def _place(items: Sequence[_Item], named: Callable[[_Item], object], start: int, last: str) -> int:
    """Where the list goes on after its item `last`, which was at the place before `start`."""
    if 0 < start <= len(items) and str(named(items[start - 1])) == last:
        return start
    return next((place + 1 for place, one in enumerate(items) if str(named(one)) == last), start)


def _written(start: int, what: str, last: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([_short(what), start, last, int(time.time())]).encode()).decode()


def _read(token: str, what: str) -> tuple[int, str]:
    try:
        match json.loads(base64.urlsafe_b64decode(token.encode())):
            case [of, int(start), str(last), int(given)] if of == _short(what) and start >= 0:
                if time.time() - given <= LASTS:
                    return start, last
    except (ValueError, TypeError, UnicodeError, RecursionError):
        pass
    raise bad_token()


def _short(what: str) -> str:
    """The list's name as a token holds it: a token may not be long."""
    return uuid.uuid5(uuid.NAMESPACE_URL, what).hex[:16]
