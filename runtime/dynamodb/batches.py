"""Batches that lose nothing: what the service leaves unprocessed is sent again until it is done or the time is up.

    put_all("orders", keys, items)      how many were written; Unfinished tells what was not
    get_all("orders", keys, wanted)     items by key, whatever their number

A batch has 25 writes or 100 reads, no key twice (the last write wins), and at most 16 MB, which 25 items of 400 KB
stay under.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from runtime.dynamodb.attributes import Attribute
from runtime.dynamodb.calls import Waiter, call
from runtime.dynamodb.limits import Keys, key_mark

WRITES = 25
READS = 100

Item = dict[str, Attribute]
Write = dict[str, Any]
"""A put or delete as the service writes it."""


class Unfinished(RuntimeError):
    """The time was up before everything was written. `left` holds the requests that were not; `done` counts the
    others.
    """

    def __init__(self, table: str, done: int, left: list[Write]) -> None:
        super().__init__(f"{table} took {done} writes and left {len(left)} in the time there was")
        self.done = done
        self.left = left


def write_all(table: str, keys: Keys, writes: Iterable[Write]) -> int:
    """Puts and deletes, in batches; how many were asked for. Raises Unfinished."""
    done = 0
    for batch, asked in _batches(keys, writes):
        _send(table, batch, done)
        done += asked
    return done


def _batches(keys: Keys, writes: Iterable[Write]) -> Iterator[tuple[list[Write], int]]:
    """Batches without a key twice, and how many writes each stands for."""
    batch: dict[tuple[Any, ...], Write] = {}
    asked = 0
    for write in writes:
        asked += 1
        mark = key_mark(keys, _key_of(write))
        batch.pop(mark, None)  # the last one wins, and keeps its place in the order
        batch[mark] = write
        if len(batch) == WRITES:
            yield list(batch.values()), asked
            batch, asked = {}, 0
    if batch:
        yield list(batch.values()), asked


def _key_of(write: Write) -> Item:
    item: Item = write["PutRequest"]["Item"] if "PutRequest" in write else write["DeleteRequest"]["Key"]
    return item


def _send(table: str, batch: list[Write], done: int) -> None:
    waiter = Waiter()
    while batch:
        answer = call("batch_write_item", RequestItems={table: batch})
        left = answer.get("UnprocessedItems", {}).get(table, [])
        if left and len(left) < len(batch):
            waiter.progressed()
        if left and not waiter.pause():
            raise Unfinished(table, done, left)
        batch = left


def read_all(
    table: str, keys: Keys, wanted: Iterable[Item], *, consistent: bool = False, options: dict[str, Any] | None = None
) -> Iterator[Item | None]:
    """The items of the keys, in the keys' order; None where there is none."""
    window: list[Item] = []
    for key in wanted:
        window.append(key)
        if len(window) == READS:
            yield from _read(table, keys, window, consistent, options or {})
            window = []
    if window:
        yield from _read(table, keys, window, consistent, options or {})


def _read(
    table: str, keys: Keys, window: list[Item], consistent: bool, options: dict[str, Any]
) -> Iterator[Item | None]:
    waiter = Waiter()
    marks = [key_mark(keys, key) for key in window]
    ask = list(dict(zip(marks, window, strict=True)).values())  # the service refuses a key twice
    found: dict[tuple[Any, ...], Item] = {}
    while ask:
        request = {table: {"Keys": ask, **({"ConsistentRead": True} if consistent else {}), **options}}
        answer = call("batch_get_item", RequestItems=request)
        items = answer.get("Responses", {}).get(table, [])
        found |= {key_mark(keys, item): item for item in items}
        ask = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        if ask and items:
            waiter.progressed()
        if ask and not waiter.pause():
            raise Unfinished(table, len(found), ask)
    for mark in marks:
        yield found.get(mark)
