"""Rows into a table, in batches: one statement for many rows, and for the rows that the server refuses, their reasons.

    loaded = load(link, "orders", columns, rows, update=True, collect=True)
    loaded.rows, loaded.refused          119, (Refused(row={...}, code=1062, reason="Duplicate entry …"),)

A refused batch is halved until the refused rows stand alone; every other row arrives. Generated columns are left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime import invocation
from runtime.columns import Column
from runtime.mysql.connections import Link
from runtime.mysql.literals import identifier, literal

_ROWS = 1000
_BYTES = 1_000_000
"""A statement's size at which the batch is sent; far below the smallest usual max_allowed_packet, 4 MiB."""

_TRY_AGAIN = frozenset({1205, 1213})
"""Lock wait timeout and deadlock: the server undid the statement and says to try again."""

_TRIES = 5

_FAULTS_OF_ROWS = frozenset(
    {
        1048,  # a NULL where none may be
        1062,  # a key that is there already
        1153,  # more bytes than a packet takes
        1216,  # a row that refers to none
        1217,
        1261,
        1262,
        1263,
        1264,  # a number out of range
        1265,  # data truncated
        1292,  # a date that is none
        1364,  # a field without a default
        1365,  # a division by zero
        1366,  # text that the column cannot hold
        1367,
        1406,  # data too long
        1416,  # no geometry
        1451,
        1452,  # a row that refers to none
        1525,
        1526,  # no partition for the row
        1557,
        1586,
        1690,  # a number out of range
        3140,  # no JSON
        3819,  # a CHECK
        4025,  # a CHECK, to MariaDB
    }
)
"""Errors that one row's values cause: another row may do better. https://dev.mysql.com/doc/mysql-errors/8.4/en/"""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that the server would not take."""

    row: dict[str, Any]
    code: int
    """MySQL's error number."""
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows."""

    rows: int = 0
    """How many arrived."""
    refused: tuple[Refused, ...] = field(default=())


class _Statement:
    """The text around the rows of one column list."""

    def __init__(
        self, table: str, names: tuple[str, ...], columns: tuple[Column, ...], only: Sequence[str] | None, update: bool
    ) -> None:
        self.names = names
        listed = ", ".join(map(identifier, names))
        self.head = f"insert into {identifier(table)} ({listed}) values "  # noqa: S608
        self.tail = ""
        if update:
            key = {column.name for column in columns if column.key}
            changing = list(only) if only is not None else [name for name in names if name not in key]
            # `values(c)` is the form that MariaDB and every MySQL know. A row that is all key has nothing to change.
            changes = [f"{identifier(name)} = values({identifier(name)})" for name in changing]
            same = f"{identifier(names[0])} = {identifier(names[0])}"
            self.tail = f" on duplicate key update {', '.join(changes) or same}"


def load(
    link: Link,
    table: str,
    columns: tuple[Column, ...],
    rows: Iterable[Mapping[str, Any]],
    *,
    update: bool,
    only: Sequence[str] | None = None,
    collect: bool,
) -> Loaded:
    """Inserts `rows`; with `update`, over what is there. Raises for a refused row, or collects it."""
    written = 0
    refused: list[Refused] = []
    for statement, batch in _batches(link, table, columns, rows, only, update):
        missed = _send(link, statement, batch, update=update, collect=collect)
        refused += missed
        written += len(batch) - len(missed)
    return Loaded(written, tuple(refused))


Batch = list[tuple[dict[str, Any], str]]
"""Rows, each with its literal."""


def _batches(
    link: Link,
    table: str,
    columns: tuple[Column, ...],
    rows: Iterable[Mapping[str, Any]],
    only: Sequence[str] | None,
    update: bool,
) -> Iterator[tuple[_Statement, Batch]]:
    """Rows in batches, each of one column list."""
    known = {column.name: column for column in columns}
    escape = link.connection().escape
    statement: _Statement | None = None
    batch: Batch = []
    size = 0
    given: tuple[str, ...] = ()
    for row in rows:
        keys = tuple(row)
        if statement is None or keys != given:
            if statement is not None and batch:
                yield statement, batch
                batch, size = [], 0
            statement = _Statement(table, _writable(table, keys, known), columns, only, update)
            given = keys
        text = f"({', '.join(literal(row[name], escape, name) for name in statement.names)})"
        if batch and (len(batch) >= _ROWS or size + len(text) > _BYTES):
            yield statement, batch
            batch, size = [], 0
        batch.append((dict(row), text))
        size += len(text)
    if statement is not None and batch:
        yield statement, batch


def _writable(table: str, keys: tuple[str, ...], known: dict[str, Column]) -> tuple[str, ...]:
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise ValueError(f"the table {table} has no column {', '.join(unknown)}; it has {', '.join(known)}")
    names = tuple(key for key in keys if not known[key].generated)
    if not names:
        raise ValueError(f"a row for {table} has no column that may be written")
    return names


def _send(link: Link, statement: _Statement, batch: Batch, *, update: bool, collect: bool) -> list[Refused]:
    """Sends a batch, halving it around rows that the server refuses. Gives the refused ones."""
    import pymysql

    try:
        _insert(link, statement, batch, update=update)
    except pymysql.err.MySQLError as error:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if not collect or code not in _FAULTS_OF_ROWS or link.in_transaction:
            raise
        if len(batch) == 1:
            return [Refused(batch[0][0], code, str(error.args[-1]))]
        middle = len(batch) // 2
        first = _send(link, statement, batch[:middle], update=update, collect=collect)
        return first + _send(link, statement, batch[middle:], update=update, collect=collect)
    return []


def _insert(link: Link, statement: _Statement, batch: Batch, *, update: bool) -> None:
    import pymysql

    sql = f"{statement.head}{', '.join(text for _, text in batch)}{statement.tail}"
    for attempt in range(1, _TRIES + 1):
        try:
            link.run(sql, repeatable=update)
            return
        except pymysql.err.OperationalError as error:
            if error.args[0] not in _TRY_AGAIN or link.in_transaction or attempt == _TRIES:
                raise
            invocation.pause(attempt)
