"""A private MariaDB server in a temporary folder: up in a fraction of a second, gone without a trace.

    with mariadb(databases=("shop",)) as server:
        login = server.add_user("reader", "s3cret", "shop")
        pymysql.connect(**login.arguments())
        server.execute("create table orders (id int primary key)", database="shop")

The program is this machine's own or fetched once into a cache (`mariadb_files`). Users, passwords and grants are
real, so that a rotation of passwords can be played. The system tables are made once and copied for every server.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.local.embedded.folders import cache_folder
from runtime.local.embedded.mariadb_files import (
    MariaDBUnavailable,
    Say,
    ServerFiles,
    find_or_fetch,
)

__all__ = ["Login", "MariaDB", "MariaDBUnavailable", "mariadb"]

_FLAGS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-log-file-size=4M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--character-set-server=utf8mb4",
    "--performance-schema=OFF",
    "--max-allowed-packet=16M",
)
"""A server for minutes, not for years: small, and careless of a power cut."""

_MARIADB_ONLY = frozenset({"--innodb-flush-method=nosync"})
_LEASH = """
exec 3<&0
"$@" </dev/null & server=$!
(read -r _ <&3; kill -9 $server) & watcher=$!
wait $server; code=$?
kill $watcher 2>/dev/null
exit $code
"""
"""Runs a program that ends when its starter does, however that ends: the pipe to it closes with it."""

_PROTOCOL = b"\x0a"
"""What a greeting begins with after its four bytes of length and number; an error would begin otherwise."""

_PATIENCE = 30.0
"""Seconds until a server that does not answer is given up."""


@dataclass(frozen=True, slots=True)
class Login:
    """How one user reaches a server."""

    host: str
    port: int
    user: str
    password: str
    database: str

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for `pymysql.connect`."""
        return {name: getattr(self, name) for name in ("host", "port", "user", "password", "database")}

    def secret(self) -> dict[str, Any]:
        """The JSON of an RDS-style secret."""
        return {
            "engine": "mysql",
            "host": self.host,
            "port": self.port,
            "username": self.user,
            "password": self.password,
            "dbname": self.database,
        }


@dataclass(frozen=True, slots=True)
class MariaDB:
    """A running server."""

    host: str
    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    def admin(self, database: str | None = None) -> Any:
        """A pymysql connection as root, autocommitting."""
        import pymysql

        return pymysql.connect(
            unix_socket=str(self.folder / "s.sock"),
            user="root",
            database=database,
            autocommit=True,
            read_timeout=60,
            ssl_disabled=True,  # a socket file needs none, and preparing TLS takes longer than a statement
        )

    def execute(self, *statements: str, database: str | None = None) -> None:
        """Runs statements as root, one after the other."""
        connection = self.admin(database)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def rows(self, query: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """What a query answers to root."""
        connection = self.admin(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def add_database(self, name: str) -> None:
        """Makes an empty database."""
        self.execute(f"create database `{name}` character set utf8mb4")

    def add_user(self, user: str, password: str, database: str) -> Login:
        """Makes a user who may do everything in `database`, and gives the login."""
        connection = self.admin()
        try:
            with connection.cursor() as cursor:
                cursor.execute("create user %s@'%%' identified by %s", (user, password))
                cursor.execute(f"grant all on `{database}`.* to %s@'%%'", (user,))
        finally:
            connection.close()
        return Login(self.host, self.port, user, password, database)

    def change_password(self, user: str, password: str) -> None:
        """Changes a user's password, as a rotation does; open connections stay."""
        connection = self.admin()
        try:
            with connection.cursor() as cursor:
                cursor.execute("alter user %s@'%%' identified by %s", (user, password))
        finally:
            connection.close()

    def stop(self) -> None:
        """Ends the server at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


@contextmanager
def mariadb(
    databases: Sequence[str] = (), *, options: Sequence[str] = (), say: Say = lambda _: None
) -> Iterator[MariaDB]:
    """A server with empty `databases`, for the length of the block. Raises MariaDBUnavailable.

    `options` are further server options; `say` is told about slow preparations.
    """
    files = find_or_fetch(say)
    folder = Path(tempfile.mkdtemp(prefix="maria-", dir="/tmp" if os.name == "posix" else None))  # noqa: S108
    try:
        # A reflink where the file system can; a plain copy of some 30 MB elsewhere.
        shutil.copytree(_template(files, say), folder / "data")
        server = _start(files, folder, tuple(options))
        try:
            for database in databases:
                server.add_database(database)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(files: ServerFiles, folder: Path, options: tuple[str, ...]) -> MariaDB:
    """Starts the server on a free port; another program may take the port first, hence the tries."""
    log = folder / "server.log"
    for _ in range(3):
        port = _free_port()
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _LEASH, "leash", *_command(files, folder), f"--port={port}", *options],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=files.environment(),
                start_new_session=True,
            )
        server = MariaDB("127.0.0.1", port, folder, process)
        if _answers(server):
            return server
        server.stop()
    raise MariaDBUnavailable(f"{files.program} does not start:\n{_tail(log)}")


def _command(files: ServerFiles, folder: Path) -> list[str]:
    flags = [flag for flag in _FLAGS if not (files.oracle and flag in _MARIADB_ONLY)]
    command = [
        str(files.program),
        "--no-defaults",
        f"--datadir={folder / 'data'}",
        f"--socket={folder / 's.sock'}",
        f"--pid-file={folder / 'pid'}",
        f"--tmpdir={folder}",
        f"--lc-messages-dir={files.share}",
        *flags,
    ]
    return [*command, "--user=root"] if os.geteuid() == 0 else command


def _answers(server: MariaDB) -> bool:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        if _greets(server.folder / "s.sock"):
            return True
        time.sleep(0.02)
    return False


def _greets(path: Path) -> bool:
    """Whether a server sends its greeting. Not asked with the driver: where a server hangs up, that leaves its socket
    to the garbage collector.
    """
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.settimeout(_PATIENCE)
        probe.connect(str(path))
        return probe.recv(5)[4:] == _PROTOCOL
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-12:])


def _template(files: ServerFiles, say: Say) -> Path:
    """A data folder with the system tables and a root user without a password, made once for each program."""
    stat = files.program.stat()
    target = cache_folder() / f"mariadb-data-{stat.st_size:x}-{int(stat.st_mtime):x}"
    if target.exists():
        return target
    say("making MariaDB's system tables (once)")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mariadb-data-", dir=target.parent) as scratch:
        folder = Path(scratch)
        (folder / "data").mkdir(mode=0o700)
        _initialise(files, folder)
        with suppress(OSError):  # another process was quicker
            (folder / "data").rename(target)
    return target


def _initialise(files: ServerFiles, folder: Path) -> None:
    command = _command(files, folder)
    if files.oracle:
        sql, extra = "", ["--initialize-insecure"]
    else:
        (folder / "data" / "mysql").mkdir()
        sql, extra = _system_tables(files.share), ["--bootstrap"]
    done = subprocess.run(
        [*command, *extra], input=sql, env=files.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        lines = "\n".join(done.stderr.splitlines()[-12:])
        raise MariaDBUnavailable(f"{files.program} cannot make its system tables:\n{lines}")


def _system_tables(share: Path) -> str:
    """The SQL that makes the system tables, fed as `mariadb-install-db` feeds it: one statement to a line at first."""
    head = "set @auth_root_socket=NULL;\nset @skip_auth_anonymous=1;\nuse mysql;\n"
    parts = [
        next(iter(sorted(share.glob(f"m*_{name}.sql")))).read_text() for name in ("system_tables", "system_tables_data")
    ]
    return head + "\n".join(parts)
