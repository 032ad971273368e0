"""DynamoDB with exact values: batches that lose nothing, queries that read on by themselves.

    from runtime import dynamodb
    from runtime.dynamodb import between

    staged = dynamodb.table(staging)              # staging = Table("orders-staging", partition_key=…, sort_key=…)
    with mysql.connect(shop) as db:
        columns = db.columns("orders")
        written = staged.write(db.read("orders"), columns=columns)
    for row in staged.query(day, sort=between(1, 999), where={"status": "open"}, columns=columns):
        ...                                       # the same Decimal, date, timedelta, bytes, None that MySQL gave

Without `columns` numbers come as int or Decimal and dates as text. NaN, a missing key, an item of more than 400 KB
and the like raise Unstorable with the value's place before anything is sent, or are collected with
`refused="collect"`.
"""

from typing import Any

from runtime import contract
from runtime.columns import Column
from runtime.dynamodb.attributes import Unstorable
from runtime.dynamodb.batches import Unfinished
from runtime.dynamodb.conditions import (
    Condition,
    above,
    at_least,
    at_most,
    begins_with,
    below,
    between,
    contains,
    equal,
    exists,
    missing,
    one_of,
    unequal,
)
from runtime.dynamodb.limits import Keys
from runtime.dynamodb.reading import Rows
from runtime.dynamodb.tables import AlreadyThere, IndexKeys, NoSuchIndex, Refused, Table, Written
from runtime.resources import physical

__all__ = [
    "AlreadyThere",
    "Column",
    "Condition",
    "NoSuchIndex",
    "Refused",
    "Rows",
    "Table",
    "Unfinished",
    "Unstorable",
    "Written",
    "above",
    "at_least",
    "at_most",
    "begins_with",
    "below",
    "between",
    "contains",
    "equal",
    "exists",
    "missing",
    "one_of",
    "table",
    "unequal",
]


def table(declared: Any) -> Table:
    """The table behind a `dsl.Table`, under the name that it has in this account."""
    indexes = {index.name: IndexKeys(_keys(index), whole=index.projection == "ALL") for index in declared.indexes}
    own = _keys(declared)
    parts = {
        part: None
        for index in indexes.values()
        for part in (index.keys.partition, index.keys.sort)
        if part is not None and part[0] not in own.names
    }
    keys = Keys(own.partition, own.sort, tuple(parts))
    return Table(physical(contract.table_variable, declared.name), keys, indexes)


def _keys(declared: Any) -> Keys:
    """The keys that a table or index declares: one attribute and its type each."""
    sort = declared.sort_key
    return Keys(next(iter(declared.partition_key.items())), next(iter(sort.items())) if sort else None)
