"""What step code does with a database: ask, stream, change, load.

    db.rows("select * from orders where day = %s", day)          list of dicts
    for row in db.stream("select * from orders"): ...            from the server as they are used
    for row in db.read("orders", where="day = %s", args=[day]):  page by page along the primary key
    db.execute("delete from orders where day = %s", day)         how many
    db.upsert("orders", rows)                                    in batches; refused rows with their reasons
    with db.transaction(): ...                                   all or nothing

Every argument is sent as a literal by `literals`, never pasted as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from runtime.columns import Column
from runtime.mysql.connections import Link
from runtime.mysql.loading import Loaded, load
from runtime.mysql.results import Row, columns_of
from runtime.mysql.streams import Pages, Stream
from runtime.mysql.tables import table_columns

_READS = ("select", "show", "with", "explain", "describe", "desc", "values", "(")


class Database:
    """A connection as step code sees it, made by `mysql.connect`. Outside a transaction a statement commits by itself.

    Arguments are written `%s` in order or `%(name)s` from one mapping; a list stands for `(a, b)`; a `%` elsewhere is
    itself.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._columns: dict[str, tuple[Column, ...]] = {}

    def rows(self, sql: str, *args: Any) -> list[Row]:
        """Every row of a query, in memory."""
        cursor = self._run(sql, args)
        names = [field[0] for field in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, *args: Any) -> Row | None:
        """The first row of a query; None where there is none."""
        found = self.rows(sql, *args)
        return found[0] if found else None

    def value(self, sql: str, *args: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        row = self._run(sql, args).fetchone()
        return row[0] if row else None

    def execute(self, sql: str, *args: Any) -> int:
        """Runs a statement that changes something; how many rows it touched."""
        return int(self._run(sql, args).rowcount)

    def stream(self, sql: str, *args: Any) -> Stream:
        """The rows of a query as they come from the server, on a connection of their own; memory holds one packet.

        The server keeps the query open until the last row: take rows promptly, or use `read`. FLOAT columns arrive
        with the six digits that MySQL shows; `read` asks for them exactly.
        """
        return Stream(self._link.open, sql, _arguments(args))

    def read(
        self,
        table: str,
        *,
        where: str = "",
        args: Sequence[Any] | Mapping[str, Any] = (),
        columns: Sequence[str] | None = None,
        after: Sequence[Any] | None = None,
        page: int = 2000,
    ) -> Pages:
        """The rows of a table, in the order of its primary key, `page` rows a query, every value exact.

        Nothing is held open between pages. `rows.position` is where reading stands; given as `after` to another call,
        in another invocation too, it goes on from there. Raises ValueError for a table without a primary key.
        """
        return Pages(self._link, table, self.columns(table), where, args, columns, after, page)

    def columns(self, table: str) -> tuple[Column, ...]:
        """A table's columns, for `dynamodb` to keep values exact. Raises ValueError where there is no such table."""
        if table not in self._columns:
            self._columns[table] = table_columns(self._link, table)
        return self._columns[table]

    def columns_of(self, sql: str, *args: Any) -> tuple[Column, ...]:
        """The columns that a query gives, without its rows."""
        cursor = self._run(f"select * from ({sql.rstrip().rstrip(';')}) as q limit 0", args)  # noqa: S608
        return columns_of(cursor._result.fields)  # noqa: SLF001

    def insert(
        self, table: str, rows: Iterable[Mapping[str, Any]], *, refused: Literal["raise", "collect"] = "raise"
    ) -> Loaded:
        """Adds rows in batches. A row that the server refuses raises, or is collected with its reason."""
        return load(self._link, table, self.columns(table), rows, update=False, collect=refused == "collect")

    def upsert(
        self,
        table: str,
        rows: Iterable[Mapping[str, Any]],
        *,
        refused: Literal["raise", "collect"] = "raise",
        update: Sequence[str] | None = None,
    ) -> Loaded:
        """Adds rows in batches; a row whose key is there already takes the new values (of `update`, or of every
        column).

        Doing it again changes nothing, so lost connections and deadlocks are answered by another try.
        """
        columns = self.columns(table)
        return load(self._link, table, columns, rows, update=True, only=update, collect=refused == "collect")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's statements, or none of them.

        A connection lost inside, or a deadlock, undoes everything and raises; whoever catches that inside the block and
        goes on meets TransactionLost.
        """
        if self._link.in_transaction:
            raise RuntimeError("a transaction is already open, and MySQL has no second one inside it")
        self._link.run("begin")
        self._link.in_transaction = True
        try:
            yield
        except BaseException:
            self._end("rollback", quietly=True)
            raise
        self._end("commit", quietly=False)

    def _end(self, statement: str, *, quietly: bool) -> None:
        try:
            self._link.run(statement)
        except Exception:
            self._link.discard()  # closing the connection rolls back what is left
            if not quietly:
                raise
        finally:
            self._link.in_transaction = self._link.undone = False

    def _run(self, sql: str, args: tuple[Any, ...]) -> Any:
        repeatable = sql.lstrip().lower().startswith(_READS) and " for update" not in sql.lower()
        return self._link.run(sql, _arguments(args), repeatable=repeatable)


def _arguments(args: tuple[Any, ...]) -> Sequence[Any] | Mapping[str, Any]:
    """The arguments in order, or the one mapping of names."""
    return args[0] if len(args) == 1 and isinstance(args[0], Mapping) else args
