"""MySQL from a secret: connections that last, rows that stream, loads that lose nothing.

    from runtime import mysql

    with mysql.connect(shop) as db:                       # shop = Secret("batch/shop-db")
        for row in db.read("orders", where="day = %s", args=[day]):
            ...                                           # row["id"], row["price"]: int, Decimal, date, None, …

    with mysql.connect(warehouse, database="archive") as db:
        loaded = db.upsert("orders", rows, refused="collect")
        loaded.rows, loaded.refused                       # 119, (Refused(row=…, code=1406, reason="Data too long …"),)

        with db.transaction():
            db.execute("update totals set rows = %s where day = %s", loaded.rows, day)

The connection stays open for the next invocation. Sessions run in UTC, TIMESTAMP columns give aware datetimes,
DATETIME columns naive ones. Needs pymysql in the package, which an `import runtime.mysql` in a step's module is the
sign for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from runtime.columns import Column
from runtime.mysql.connections import READ_TIMEOUT, TransactionLost, forget, linked
from runtime.mysql.database import Database
from runtime.mysql.loading import Loaded, Refused
from runtime.mysql.logins import Login, LoginIncomplete
from runtime.mysql.results import Row

__all__ = [
    "Column",
    "Database",
    "Loaded",
    "Login",
    "LoginIncomplete",
    "Refused",
    "Row",
    "TransactionLost",
    "connect",
    "forget",
]


@contextmanager
def connect(
    secret: Any,
    *,
    database: str | None = None,
    host: str | None = None,
    port: int | None = None,
    tls_ca: str | None = None,
    read_timeout: float = READ_TIMEOUT,
) -> Iterator[Database]:
    """A database by its secret: a `dsl.Secret`, a secret's name, or a `Login`. What is given here wins over the secret.

    `tls_ca` is a file of certificates that the server's must descend from (for RDS: the region's bundle); without it
    TLS is used where the server offers it, unverified. `read_timeout` is in seconds for one statement, less where the
    invocation ends sooner. Leaving the block keeps the connection for the next one, and rolls back what an error left
    open.

    Raises secrets.SecretUnavailable, LoginIncomplete and pymysql's errors.
    """
    settings = {"database": database, "host": host, "port": port, "tls_ca": tls_ca}
    link = linked(secret, settings, read_timeout)
    yield Database(link)
