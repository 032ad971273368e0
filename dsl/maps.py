"""Doing the same for every item, side by side.

    each(import_order, orders)                                 an inline Map, results in the items' order
    each(import_order, orders, concurrency=10)
    each(import_orders, rows, batch=100, tolerate=0.05)        a Distributed Map: f gets lists of up to 100 items
    each(load_row, source=S3Csv("landing", "orders.csv"), results="s3://results/orders/")

`batch`, `batch_bytes`, `tolerate`, `source`, `results`, `label` and `kind` each make it a Distributed Map, as a
`Stored` list does.
In plain Python the items are done one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dsl.errors import DeclarationError, Problems
from dsl.sources import Source, items_of
from dsl.spelling import json_text
from dsl.stored import Stored, opened

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal, TypeVar, overload

    T = TypeVar("T")
    R = TypeVar("R")


MOST_CONCURRENT = 10_000
"""Child executions of one Distributed Map at a time (Step Functions developer guide, "Quotas")."""
MOST_BYTES = 262_144
"""JSON that one child execution may be given."""
LONGEST_LABEL = 40


if TYPE_CHECKING:

    @overload
    def each(
        function: Callable[[list[T]], R],
        items: Iterable[T] | Stored[list[T]],
        /,
        *,
        batch: int,
        batch_bytes: int | None = None,
        concurrency: int | None = None,
        tolerate: float | None = None,
        results: None = None,
        label: str | None = None,
        kind: Literal["STANDARD", "EXPRESS"] | None = None,
    ) -> list[R]: ...
    @overload
    def each(
        function: Callable[[T], R],
        items: Iterable[T] | Stored[list[T]],
        /,
        *,
        concurrency: int | None = None,
        tolerate: float | None = None,
        results: None = None,
        label: str | None = None,
        kind: Literal["STANDARD", "EXPRESS"] | None = None,
    ) -> list[R]: ...
    @overload
    def each(
        function: Callable[[Any], R],
        items: Iterable[Any] | Stored[Any],
        /,
        *,
        results: str,
        batch: int | None = None,
        batch_bytes: int | None = None,
        concurrency: int | None = None,
        tolerate: float | None = None,
        label: str | None = None,
        kind: Literal["STANDARD", "EXPRESS"] | None = None,
    ) -> Stored[list[R]]: ...
    @overload
    def each(
        function: Callable[[Any], R],
        /,
        *,
        source: Source,
        batch: int | None = None,
        batch_bytes: int | None = None,
        concurrency: int | None = None,
        tolerate: float | None = None,
        results: None = None,
        label: str | None = None,
        kind: Literal["STANDARD", "EXPRESS"] | None = None,
    ) -> list[R]: ...
    @overload
    def each(
        function: Callable[[Any], R],
        /,
        *,
        source: Source,
        results: str,
        batch: int | None = None,
        batch_bytes: int | None = None,
        concurrency: int | None = None,
        tolerate: float | None = None,
        label: str | None = None,
        kind: Literal["STANDARD", "EXPRESS"] | None = None,
    ) -> Stored[list[R]]: ...


def each(
    function: Callable[[Any], Any],
    items: Any = None,
    /,
    *,
    concurrency: int | None = None,
    tolerate: float | None = None,
    batch: int | None = None,
    batch_bytes: int | None = None,
    source: Source | None = None,
    results: str | None = None,
    label: str | None = None,
    kind: Literal["STANDARD", "EXPRESS"] | None = None,
) -> Any:
    """`function` (a step or a block) over every item; gives the list of its results, in the items' order.

        sums = each(add_up, source=S3Csv("landing", "orders.csv"), batch=100, tolerate=0.05)

    - `concurrency`: how many at a time, 1 or more; None leaves it to Step Functions.
    - `tolerate`: how many items may fail: a whole number of items, or a float from 0.0 to 1.0 as a share of them.
    - `batch`: how many items one call gets, as a list; `batch_bytes`: how many bytes of JSON they may be together,
      256 KiB at most. Either makes batches, both bound them.
    - `source`: where to read the items from S3, instead of `items`.
    - `results`: an `s3://bucket/prefix/` to write the results to; `each` then gives a `Stored` reference, and a step
      that loads it may read there: `uses=[bucket.read]`.
    - `label`: the Distributed Map's label in ARNs, up to 40 characters. `kind`: of its child executions.

    Raises `DeclarationError` with everything that is wrong, and what `function` raises.
    """
    problems = Problems("each")
    check_each(
        problems,
        concurrency=concurrency,
        tolerate=tolerate,
        batch=batch,
        batch_bytes=batch_bytes,
        results=results,
        label=label,
        kind=kind,
    )
    problems.add(
        (items is None) != (source is None), "give items or source=, one of the two: each(import_order, orders)"
    )
    problems.add(
        callable(function), f"it is given {function!r}; give a step or block first: each(import_order, orders)"
    )
    problems.raise_any()
    if results is not None:
        raise DeclarationError("each", ("results are written by Step Functions; run the pipeline in the local engine",))
    if isinstance(items, Stored):
        items = opened(items)
    given = items_of(source) if source is not None else iter(items)
    every = list(given)
    calls = every if batch is None and batch_bytes is None else list(batched(every, batch, batch_bytes))
    return list(_done(function, calls, len(every), tolerate, whole=calls is every))


OPTIONS = ("concurrency", "tolerate", "batch", "batch_bytes", "source", "results", "label", "kind")
"""The keywords of `each`."""


def check_each(
    problems: Problems,
    *,
    concurrency: object = None,
    tolerate: object = None,
    batch: object = None,
    batch_bytes: object = None,
    results: object = None,
    label: object = None,
    kind: object = None,
) -> None:
    """Note what is wrong about each's keywords."""
    bounded = (
        ("concurrency", concurrency, MOST_CONCURRENT),
        ("batch", batch, None),
        ("batch_bytes", batch_bytes, MOST_BYTES),
    )
    for option, given, most in bounded:
        whole = isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= (most or given)
        said = f"1 to {most:,}" if most else "1 or more"
        problems.add(given is None or whole, f"{option} is {given!r}; give a whole number, {said}")
    match tolerate:
        case None:
            pass
        case bool():
            problems.add(False, f"tolerate is {tolerate!r}; give a number of items, or a share such as 0.05")
        case int():
            problems.add(tolerate >= 0, f"tolerate is {tolerate!r}; give 0 or more items")
        case float():
            problems.add(0.0 <= tolerate <= 1.0, f"tolerate is {tolerate!r}; a share is 0.0 to 1.0, a count is an int")
        case _:
            problems.add(False, f"tolerate is {tolerate!r}; give a number of items, or a share such as 0.05")
    place = results is None or (
        isinstance(results, str) and results.startswith("s3://") and len(results) > len("s3://")
    )
    problems.add(place, f'results is {results!r}; give "s3://bucket/prefix/"')
    plain = isinstance(label, str) and label.isascii() and label.replace("-", "a").replace("_", "a").isalnum()
    fits = label is None or (plain and len(str(label)) <= LONGEST_LABEL)
    problems.add(fits, f"label is {label!r}; give up to {LONGEST_LABEL} letters, digits, - and _")
    problems.add(kind in (None, "STANDARD", "EXPRESS"), f'kind is {kind!r}; give "STANDARD" or "EXPRESS"')


def batched(items: list[Any], most: int | None, most_bytes: int | None) -> Iterator[list[Any]]:
    """The items in lists of at most so many, and so many bytes of JSON; one that is larger is alone."""
    batch: list[Any] = []
    size = 0
    for item in items:
        length = len(json_text(item, _as_json).encode()) + 1 if most_bytes else 0
        if batch and ((most and len(batch) >= most) or (most_bytes and size + length > most_bytes)):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _as_json(value: Any) -> Any:
    """A record or a value of Python's own as it travels, near enough to be measured."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return value.isoformat() if hasattr(value, "isoformat") else str(getattr(value, "value", value))


def _done(
    function: Callable[[Any], Any], calls: list[Any], items: int, tolerate: float | None, *, whole: bool
) -> Iterator[Any]:
    """The results of the calls, until more items have failed than may; `whole` where a call is one item."""
    allowed: float = 0 if tolerate is None else tolerate
    if isinstance(tolerate, float):
        allowed = tolerate * items
    failed = 0
    for call in calls:
        try:
            result = function(call)
        except Exception:
            failed += 1 if whole else len(call)
            if failed > allowed:
                raise
        else:
            yield result
