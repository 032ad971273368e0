"""Connections that outlive an invocation: opened once a process, checked when they rested, opened again when they died.

    link = linked(shop, settings)
    link.run("select 1", Cursor)           reconnects where that is safe

A password that was rotated is fetched anew and tried again. Every call has a timeout that ends before Lambda does.
Outside a transaction a reading statement that met a dead connection is run once more; a writing one only when it
cannot have arrived; inside a transaction nothing is, because what came before is lost with the connection.
"""

import time
from collections.abc import Callable
from typing import Any

from runtime import invocation, secrets
from runtime.mysql.literals import Arguments, put
from runtime.mysql.logins import Login, login_of
from runtime.mysql.results import converters

SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"
"""Strict, but a zero in an AUTO_INCREMENT column and a zero date are data like any other."""

INIT_COMMAND = f"SET time_zone = '+00:00', sql_mode = '{SQL_MODE}'"
"""The same text for every connection, so that RDS Proxy can share them: it tracks these two variables."""

IDLE = 30.0
"""Seconds after which a connection is asked whether it lives before it is used."""

READ_TIMEOUT = 300.0
"""Seconds that a statement may take."""

CONNECT_TIMEOUT = 10.0

_REFUSED = frozenset({1045, 1698, 1862})
"""Access denied: a password that is no longer, or has expired."""

_LOST = frozenset({2006, 2013, 2055, 4031, 1053, 1927})
"""The connection is gone: went away, lost, closed for idling, shut down, killed."""

_UNSENT = frozenset({0, 2006, 4031, 1927, 1053})
"""Of those, the ones that a statement meets before the server can have run it."""

_DEADLOCK = 1213
"""The server undid the whole transaction."""

_FULL = frozenset({1040, 1203, 1226})
"""The server, or the user's share of it, has no connection left."""

_TRIES_WHEN_FULL = 6

_ROTATION_PAUSE = 1.5
"""Seconds between a refused password and asking for a newer one, when the secret has not changed yet."""


class TransactionLost(RuntimeError):
    """A statement inside a transaction that the server has undone already: it would stand alone."""


class Link:
    """One reusable connection to one database."""

    def __init__(self, login: Callable[[bool], Login], *, read_timeout: float = READ_TIMEOUT) -> None:
        self._login = login
        self._read_timeout = read_timeout
        self._connection: Any = None
        self._used = 0.0
        self.in_transaction = False
        self.undone = False
        """Whether the server has undone the transaction that the code still believes to be in."""

    def connection(self) -> Any:
        """A connection that answers, opened or opened again where needed. Raises TransactionLost."""
        if self.undone:
            raise TransactionLost("the transaction was undone with its connection or by a deadlock; leave its block")
        if self._connection is not None and not self.in_transaction and time.monotonic() - self._used > IDLE:
            self._check()
        if self._connection is None:
            self._connection = self.open()
        self._used = time.monotonic()
        self._limit(self._connection)
        return self._connection

    def open(self) -> Any:
        """A new connection, waited for where the server has all it takes."""
        import pymysql

        for attempt in range(1, _TRIES_WHEN_FULL):
            try:
                return self._admitted()
            except pymysql.err.OperationalError as error:
                if error.args[0] not in _FULL:
                    raise
                invocation.pause(attempt, first=0.25)
        return self._admitted()

    def _admitted(self) -> Any:
        """A new connection. A refused password is fetched anew, once more after a moment if it is still the old one."""
        import pymysql

        login = self._login(False)
        for pause in (0.0, _ROTATION_PAUSE, None):
            try:
                connection = self._opened(login)
                self._limit(connection)
                return connection
            except pymysql.err.OperationalError as error:
                if error.args[0] not in _REFUSED or pause is None:
                    raise
                refreshed = self._login(True)
                if refreshed.password == login.password:
                    if pause:  # already waited for: the secret really holds a wrong password
                        raise
                    time.sleep(min(_ROTATION_PAUSE, invocation.within(_ROTATION_PAUSE)))
                    refreshed = self._login(True)
                login = refreshed
        raise AssertionError("the last round returns or raises")

    def _opened(self, login: Login) -> Any:
        import pymysql

        # connect_timeout does not cover the handshake: only the read and write timeouts end a server's silence there.
        return pymysql.connect(
            host=login.host,
            port=login.port,
            user=login.user,
            password=login.password,
            database=login.database,
            charset="utf8mb4",
            autocommit=True,
            conv=converters(),
            init_command=INIT_COMMAND,
            connect_timeout=invocation.within(CONNECT_TIMEOUT),
            read_timeout=invocation.within(min(self._read_timeout, CONNECT_TIMEOUT)),
            write_timeout=invocation.within(self._read_timeout),
            ssl_disabled=not login.tls,
            ssl_ca=login.tls_ca,
            ssl_verify_cert=bool(login.tls_ca),
            ssl_verify_identity=bool(login.tls_ca),
            program_name="statemill",
        )

    def _limit(self, connection: Any) -> None:
        """Sets the timeouts to what the invocation still has."""
        limit = invocation.within(self._read_timeout)
        # The driver takes its timeouts once, as it connects, and has no public way to change them.
        connection._read_timeout = limit  # noqa: SLF001
        connection._write_timeout = limit  # noqa: SLF001

    def _check(self) -> None:
        import pymysql

        try:
            self._limit(self._connection)
            self._connection.ping(reconnect=False)
        except (pymysql.err.Error, OSError):
            self.discard()

    def discard(self) -> None:
        """Drops the connection without a word to the server."""
        if self._connection is not None:
            self._connection._force_close()  # noqa: SLF001  (close() would speak to the server)
        self._connection = None
        self.undone = self.in_transaction

    def run(self, sql: str, arguments: Arguments = (), *, repeatable: bool = False) -> Any:
        """Runs one statement and gives its cursor, everything read.

        `repeatable` says that running it twice does no harm, so that a lost connection may be answered by doing so.
        """
        # A wrong argument raises here, before anything is sent and with the connection as it was.
        text = put(sql, arguments, self.connection().escape) if arguments else sql
        try:
            return self._executed(text)
        except Exception as error:
            if not self._may_repeat(error, repeatable) or self.in_transaction or invocation.remaining() < 1:
                raise
            return self._executed(text)

    def _executed(self, text: str) -> Any:
        import pymysql

        cursor = self.connection().cursor()
        try:
            cursor.execute(text)
        except (pymysql.err.OperationalError, pymysql.err.InterfaceError) as error:
            if _is_lost(error):
                self.discard()
            elif error.args[0] == _DEADLOCK:
                self.undone = self.in_transaction
            raise
        except (pymysql.err.ProgrammingError, pymysql.err.IntegrityError, pymysql.err.DataError):
            raise  # the server's own answer, read to its end
        except BaseException:
            # Anything else happened while a result was read: what is left of it would answer the next statement.
            self.discard()
            raise
        return cursor

    def _may_repeat(self, error: Exception, repeatable: bool) -> bool:
        return _is_lost(error) and (repeatable or _code(error) in _UNSENT)


def _is_lost(error: Exception) -> bool:
    from pymysql.err import InterfaceError, OperationalError

    return isinstance(error, InterfaceError) or (isinstance(error, OperationalError) and _code(error) in _LOST)


def _code(error: Exception) -> int:
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


_links: dict[tuple[Any, ...], Link] = {}


def linked(secret: Any, settings: dict[str, Any], read_timeout: float) -> Link:
    """The connection for a secret and settings, the same one for the life of the process.

    `secret` is a `dsl.Secret`, a secret's name, a mapping that holds the login itself, or a Login.
    """
    login = _login_source(secret, settings)
    key = (*login(False).identity(), read_timeout)
    if key not in _links:
        _links[key] = Link(login, read_timeout=read_timeout)
    return _links[key]


def _login_source(secret: Any, settings: dict[str, Any]) -> Callable[[bool], Login]:
    def source(fresh: bool) -> Login:
        if isinstance(secret, Login):
            return secret
        if isinstance(secret, dict):
            return login_of(secret, **settings)
        if fresh:
            secrets.refresh(secret)
        name = secret if isinstance(secret, str) else secret.name
        return login_of(secrets.document(secret), name, **settings)

    return source


def forget() -> None:
    """Closes every kept connection, for tests and before a snapshot."""
    for link in _links.values():
        link.discard()
    _links.clear()
