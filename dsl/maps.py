"""Doing the same for every item, side by side.

    each(import_order, orders)                                 an inline Map, results in the items' order
    each(import_order, orders, concurrency=10)
    each(import_orders, rows, batch=100, tolerate=0.05)        a Distributed Map: f gets lists of up to 100 items
    each(load_row, source=S3Csv("landing", "orders.csv"), results="s3://results/orders/")

`batch`, `tolerate`, `source`, `results`, `label` and `kind` each make it a Distributed Map, as a `Stored` list does.
In plain Python the items are done one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dsl.errors import DeclarationError, Problems
from dsl.sources import Source, items_of
from dsl.stored import Stored, opened

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal, TypeVar, overload

    T = TypeVar("T")
    R = TypeVar("R")


MOST_CONCURRENT = 10_000
"""Child executions of one Distributed Map at a time (Step Functions developer guide, "Quotas")."""
LONGEST_LABEL = 40


if TYPE_CHECKING:

    @overload
    def each(
        function: Callable[[list[T]], R],
        items: Iterable[T] | Stored[list[T]],
        /,
        *,
        batch: int,
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
    source: Source | None = None,
    results: str | None = None,
    label: str | None = None,
    kind: Literal["STANDARD", "EXPRESS"] | None = None,
) -> Any:
    """`function` (a step or a block) over every item; gives the list of its results, in the items' order.

    - `concurrency`: how many at a time, 1 or more; None leaves it to Step Functions.
    - `tolerate`: how many items may fail: a whole number of items, or a float from 0.0 to 1.0 as a share of them.
    - `batch`: how many items one call gets, as a list.
    - `source`: where to read the items from S3, instead of `items`.
    - `results`: an `s3://bucket/prefix/` to write the results to; `each` then gives a `Stored` reference.
    - `label`: the Distributed Map's label in ARNs, up to 40 characters. `kind`: of its child executions.

    Raises `DeclarationError` with everything that is wrong, and what `function` raises.
    """
    problems = Problems("each")
    check_each(concurrency, tolerate, batch, results, label, kind, problems)
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
    return list(_done(function, list(given), batch, tolerate))


def check_each(
    concurrency: object,
    tolerate: object,
    batch: object,
    results: object,
    label: object,
    kind: object,
    problems: Problems,
) -> None:
    """Note what is wrong about each's keywords."""
    for option, given, most in (("concurrency", concurrency, MOST_CONCURRENT), ("batch", batch, None)):
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


def _done(function: Callable[[Any], Any], items: list[Any], batch: int | None, tolerate: float | None) -> Iterator[Any]:
    calls = items if batch is None else [items[at : at + batch] for at in range(0, len(items), batch)]
    allowed: float = 0 if tolerate is None else tolerate
    if isinstance(tolerate, float):
        allowed = tolerate * len(items)
    failed = 0
    for call in calls:
        try:
            result = function(call)
        except Exception:
            failed += 1 if batch is None else len(call)
            if failed > allowed:
                raise
        else:
            yield result
