"""A DynamoDB table as step code sees it.

    staged = dynamodb.table(staging)                                 # staging = Table("orders-staging", …)
    staged.write(rows, columns=db.columns("orders"))                 # in batches, nothing lost
    for row in staged.query(day, columns=columns): ...               # one partition, page by page
    staged.get({"order_date": day, "order_id": 7})                   # a row, or None

`columns` makes what comes back the very values that went in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Literal

from runtime import clients
from runtime.columns import Column
from runtime.dynamodb.attributes import Unstorable, attribute
from runtime.dynamodb.batches import read_all, write_all
from runtime.dynamodb.calls import call
from runtime.dynamodb.coercion import Coder
from runtime.dynamodb.conditions import Expressions, sort_condition
from runtime.dynamodb.limits import Keys, check_item, check_key
from runtime.dynamodb.reading import Item, Rows

Row = dict[str, Any]
Key = Mapping[str, Any]


class NoSuchIndex(ValueError):
    """A query names an index that the table does not declare."""


class AlreadyThere(RuntimeError):
    """A put that must not replace anything met an item with its key."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that DynamoDB cannot keep, and why."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the rows."""

    rows: int = 0
    """How many were written; a row whose key comes again counts each time."""
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexKeys:
    """An index: its keys, and whether it carries whole items."""

    keys: Keys
    whole: bool


class Table:
    """One table. Made by `dynamodb.table`."""

    def __init__(self, name: str, keys: Keys, indexes: Mapping[str, IndexKeys]) -> None:
        self.name = name
        """The physical name."""
        self.keys = keys
        self._indexes = indexes

    def write(
        self,
        rows: Iterable[Any],
        *,
        columns: Sequence[Column] = (),
        nulls: bool = True,
        refused: Literal["raise", "collect"] = "raise",
    ) -> Written:
        """Puts rows (mappings or dataclasses) in batches of 25, over what is there; of one key twice the last wins.

        With `nulls` False a None leaves its attribute out. A row that cannot be kept raises Unstorable, or is
        collected. Throttled and unprocessed writes are repeated while there is time; then Unfinished tells what is
        left.
        """
        coder = Coder(columns, nulls=nulls)
        missed: list[Refused] = []

        def puts() -> Iterator[dict[str, Any]]:
            for row in rows:
                plain = _plain(row)
                try:
                    item = coder.item(plain)
                    check_item(self.keys, item)
                except Unstorable as error:
                    if refused == "raise":
                        raise
                    missed.append(Refused(plain, str(error)))
                else:
                    yield {"PutRequest": {"Item": item}}

        written = write_all(self.name, self.keys, puts())
        return Written(written, tuple(missed))

    def put(self, row: Any, *, columns: Sequence[Column] = (), replace: bool = True) -> None:
        """Puts one row. With `replace` False raises AlreadyThere where its key is taken."""
        item = Coder(columns).item(_plain(row))
        check_item(self.keys, item)
        request: dict[str, Any] = {"TableName": self.name, "Item": item}
        if not replace:
            expressions = Expressions()
            request["ConditionExpression"] = f"attribute_not_exists({expressions.name(self.keys.partition[0])})"
            request |= expressions.request()
        try:
            call("put_item", **request)
        except Exception as error:
            if clients.error_code(error) == "ConditionalCheckFailedException":
                raise AlreadyThere(f"{self.name} already has an item with the key {self._shown(item)}") from None
            raise

    def delete(self, keys: Iterable[Key]) -> int:
        """Deletes items by their keys, in batches; how many keys were given. An absent item is no error."""
        return write_all(self.name, self.keys, ({"DeleteRequest": {"Key": self._key(key)}} for key in keys))

    def get(self, key: Key, *, columns: Sequence[Column] = (), consistent: bool = False) -> Row | None:
        """The row with this key; None where there is none."""
        answer = call("get_item", TableName=self.name, Key=self._key(key), ConsistentRead=consistent)
        return Coder(columns).row(answer["Item"]) if "Item" in answer else None

    def get_many(
        self, keys: Iterable[Key], *, columns: Sequence[Column] = (), consistent: bool = False
    ) -> Iterator[Row | None]:
        """The rows of many keys, 100 a request, in the keys' order; None where there is none."""
        coder = Coder(columns)
        wanted = (self._key(key) for key in keys)
        for item in read_all(self.name, self.keys, wanted, consistent=consistent):
            yield None if item is None else coder.row(item)

    def query(
        self,
        partition: Any,
        *,
        sort: Any = None,
        where: Mapping[str, Any] | None = None,
        index: str | None = None,
        select: Sequence[str] | None = None,
        columns: Sequence[Column] = (),
        descending: bool = False,
        consistent: bool = False,
        limit: int | None = None,
        after: dict[str, Any] | None = None,
    ) -> Rows:
        """The rows of one partition, in the order of the sort key.

        `sort` is a value or a condition on the sort key, `where` more conditions by attribute, applied after reading.
        An `index` that carries only keys is followed by gets, so that whole rows come either way. `select` names the
        attributes to give; `limit` is the most rows to give; `after` is an earlier `rows.position`.
        """
        carrier = self._index(index)
        if index is not None and consistent:
            raise ValueError(f"a global index cannot be read consistently; read {self.name} itself or leave it out")
        expressions = Expressions()
        condition = expressions.condition(carrier.keys.partition[0], partition)
        if sort is not None:
            if carrier.keys.sort is None:
                raise ValueError(f"{index or self.name} has no sort key to ask")
            condition += f" AND {expressions.condition(carrier.keys.sort[0], sort_condition(sort))}"
        request = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ScanIndexForward": not descending,
            **({"IndexName": index} if index else {}),
            **({"ConsistentRead": True} if consistent else {}),
        }
        return self._rows("query", request, expressions, carrier, where, select, columns, limit, after)

    def scan(
        self,
        *,
        where: Mapping[str, Any] | None = None,
        index: str | None = None,
        select: Sequence[str] | None = None,
        columns: Sequence[Column] = (),
        consistent: bool = False,
        limit: int | None = None,
        after: dict[str, Any] | None = None,
        segment: tuple[int, int] | None = None,
    ) -> Rows:
        """Every row, in no order. `segment` (number from 0, of how many) reads one part, for several at a time."""
        request: dict[str, Any] = {"TableName": self.name, **({"IndexName": index} if index else {})}
        if consistent:
            request["ConsistentRead"] = True
        if segment is not None:
            request |= {"Segment": segment[0], "TotalSegments": segment[1]}
        return self._rows("scan", request, Expressions(), self._index(index), where, select, columns, limit, after)

    def _rows(
        self,
        operation: str,
        request: dict[str, Any],
        expressions: Expressions,
        carrier: IndexKeys,
        where: Mapping[str, Any] | None,
        select: Sequence[str] | None,
        columns: Sequence[Column],
        limit: int | None,
        after: dict[str, Any] | None,
    ) -> Rows:
        if where:
            request["FilterExpression"] = expressions.all_of(where)
        if not carrier.whole:
            request["ProjectionExpression"] = ", ".join(expressions.name(name) for name in self.keys.names)
        elif select is not None:
            request["ProjectionExpression"] = ", ".join(expressions.name(name) for name in select)
        request |= expressions.request()
        coder = Coder(columns)
        tops = {name.partition(".")[0].partition("[")[0] for name in select or ()}

        def decode(items: list[Item]) -> Iterator[Row]:
            found: Iterable[Item | None] = items
            if not carrier.whole:
                found = read_all(self.name, self.keys, items, options=self._projection(select))
            for item in found:
                if item is None:  # deleted between the index and the table
                    continue
                row = coder.row(item)
                yield row if select is None else {name: row[name] for name in row if name in tops}

        return Rows(operation, request, decode, limit, after)

    def _projection(self, select: Sequence[str] | None) -> dict[str, Any]:
        """What a get asks for: the selected attributes, and the keys, by which answers find their places."""
        if select is None:
            return {}
        expressions = Expressions()
        names = dict.fromkeys((*select, *self.keys.names))
        return {"ProjectionExpression": ", ".join(map(expressions.name, names)), **expressions.request()}

    def _index(self, name: str | None) -> IndexKeys:
        if name is None:
            return IndexKeys(self.keys, whole=True)
        if name not in self._indexes:
            raise NoSuchIndex(f"{self.name} declares no index {name}; it has {', '.join(self._indexes) or 'none'}")
        return self._indexes[name]

    def _key(self, key: Key) -> Item:
        if extra := [name for name in key if name not in self.keys.names]:
            raise Unstorable(f"{', '.join(extra)} is no key of {self.name}; its keys are {', '.join(self.keys.names)}")
        item = {name: attribute(found, f"$.{name}") for name, found in key.items()}
        check_key(self.keys, item)
        return item

    def _shown(self, item: Item) -> str:
        return ", ".join(f"{name}={next(iter(item[name].values()))}" for name in self.keys.names)


def _plain(row: Any) -> Row:
    if isinstance(row, Mapping):
        return dict(row)
    if is_dataclass(row) and not isinstance(row, type):
        return asdict(row)
    raise Unstorable(f"a row is a mapping or a dataclass, not {type(row).__name__}")
