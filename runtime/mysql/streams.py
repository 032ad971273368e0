# ruff: noqa: SLF001  (leaving a result early has no public way in the driver)
"""Rows as they are used: a server-side cursor, and pages along the primary key.

    with db.stream("select * from orders") as rows:
        for row in rows: ...

    rows = db.read("orders", page=2000)
    for row in rows: ...
    rows.position      the key of the last row, to go on after it later

The first holds one connection for itself until it is closed; the second asks anew for every page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from runtime.columns import Column
from runtime.mysql.connections import Link
from runtime.mysql.literals import Arguments, identifier, put
from runtime.mysql.results import Row, columns_of

_CHUNK = 500


class Stream:
    """The rows of one query from a server-side cursor. Leaving early closes its connection instead of reading the
    rest.
    """

    def __init__(self, opener: Callable[[], Any], sql: str, arguments: Arguments) -> None:
        self._opener = opener
        self._sql = sql
        self._arguments = arguments
        self._connection: Any = None
        self._cursor: Any = None
        self._rows = self._walk()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The result's columns."""
        return columns_of(self._opened()._result.fields)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __next__(self) -> Row:
        return next(self._rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Ends the query on the server."""
        if self._connection is None:
            return
        if self._cursor is not None and self._cursor._result is not None:
            self._cursor._result.unbuffered_active = False  # or its end would read every row that is left
            self._cursor._result = None
        self._connection._force_close()
        self._connection = None

    def _opened(self) -> Any:
        if self._cursor is None:
            from pymysql.cursors import SSCursor

            self._connection = self._opener()
            self._cursor = SSCursor(self._connection)
            sql = self._sql
            if self._arguments:
                sql = put(sql, self._arguments, self._connection.escape)
            self._cursor.execute(sql)
        return self._cursor

    def _walk(self) -> Iterator[Row]:
        try:
            cursor = self._opened()
            names = [field[0] for field in cursor.description or ()]
            while chunk := cursor.fetchmany(_CHUNK):
                for row in chunk:
                    yield dict(zip(names, row, strict=True))
        finally:
            self.close()


class Pages:
    """The rows of a table by keyset pagination: each page begins after the last key, so that nothing is held open."""

    def __init__(
        self,
        link: Link,
        table: str,
        columns: tuple[Column, ...],
        where: str,
        arguments: Sequence[Any] | Mapping[str, Any],
        chosen: Sequence[str] | None,
        after: Sequence[Any] | None,
        page: int,
    ) -> None:
        self._link = link
        self._key = [column.name for column in sorted(columns, key=lambda one: one.key) if column.key]
        if not self._key:
            raise ValueError(f"the table {table} has no primary key to read along; use db.stream(…)")
        self.columns = _chosen(table, columns, chosen)
        self._where = where
        self._arguments = arguments
        self._page = page
        self._names = [column.name for column in self.columns]
        hidden = [column for column in columns if column.key and column.name not in self._names]
        listed = ", ".join(_expression(column) for column in (*self.columns, *hidden))
        self._select = f"select {listed} from {identifier(table)}"  # noqa: S608
        self._places = [[*self._names, *(column.name for column in hidden)].index(name) for name in self._key]
        self.position: tuple[Any, ...] | None = tuple(after) if after is not None else None
        """The key of the last row that was handed out."""

    def __iter__(self) -> Iterator[Row]:
        width = len(self._names)
        while True:
            rows = self._link.run(self._statement(), repeatable=True).fetchall()
            for row in rows:
                self.position = tuple(row[place] for place in self._places)
                yield dict(zip(self._names, row[:width], strict=True))
            if len(rows) < self._page:
                return

    def _statement(self) -> str:
        escape = self._link.connection().escape
        conditions = [f"({put(self._where, self._arguments, escape)})"] if self._where else []
        if self.position is not None:
            conditions.append(_beyond(self._key, self.position, escape))
        order = ", ".join(map(identifier, self._key))
        filtered = f" where {' and '.join(conditions)}" if conditions else ""
        return f"{self._select}{filtered} order by {order} limit {self._page}"


def _chosen(table: str, columns: tuple[Column, ...], names: Sequence[str] | None) -> tuple[Column, ...]:
    if names is None:
        return columns
    known = {column.name: column for column in columns}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"the table {table} has no column {', '.join(unknown)}; it has {', '.join(known)}")
    return tuple(known[name] for name in names)


def _expression(column: Column) -> str:
    """A column in a select list. A FLOAT is shown with six digits; as a DOUBLE it shows all that it holds."""
    name = identifier(column.name)
    return f"{name} + 0e0 as {name}" if column.kind == "float" else name


def _beyond(key: list[str], position: tuple[Any, ...], escape: Callable[[str], str]) -> str:
    """`(a, b) > (1, 2)`, spelt so that MySQL uses the index for it: a >= 1 and (a > 1 or (a = 1 and b > 2))."""
    names = [identifier(name) for name in key]
    steps = []
    for index in range(len(key)):
        equal = [f"{names[at]} = %s" for at in range(index)]
        steps.append(" and ".join([*equal, f"{names[index]} > %s"]))
    values = [value for index in range(len(key)) for value in position[: index + 1]]
    text = f"({' or '.join(f'({step})' for step in steps)})"
    if len(key) > 1:
        text = f"{names[0]} >= %s and {text}"
        values = [position[0], *values]
    return put(text, values, escape)
