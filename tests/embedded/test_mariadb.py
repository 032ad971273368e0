"""The private MariaDB: two at a time, real users, gone afterwards; and what is said where none can be had."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pymysql
import pytest

from runtime.local.embedded import mariadb_files
from runtime.local.embedded.mariadb import MariaDBUnavailable, mariadb
from runtime.local.embedded.mariadb_files import fetch, find_or_fetch, installed


def test_two_servers_with_users_of_their_own() -> None:
    with mariadb(("shop",)) as one, mariadb(("warehouse",), options=["--max-connections=20"]) as other:
        assert one.port != other.port
        login = one.add_user("reader", "it's %s", "shop")
        connection = pymysql.connect(**login.arguments())
        connection.close()
        one.change_password("reader", "other")
        with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
            pymysql.connect(**login.arguments())
        assert other.rows("select @@max_connections") == [(20,)]
        folders = (one.folder, other.folder)
    assert not any(folder.exists() for folder in folders)


def test_a_server_ends_with_whoever_started_it(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from runtime.local.embedded.mariadb import mariadb\n"
        "with mariadb() as server:\n"
        "    print(server.rows('select @@pid_file')[0][0], flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid_file = Path(starter.stdout.readline().strip())
        pid = int(pid_file.read_text())
        starter.kill()
    until = time.monotonic() + 5
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _runs(pid)
    shutil.rmtree(pid_file.parent)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_server_that_cannot_start_says_why() -> None:
    with (
        pytest.raises(MariaDBUnavailable, match="unknown variable 'no-such-option=1'"),
        mariadb(options=["--no-such-option=1"]),
    ):
        pass


def test_without_any_way_to_a_server_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(mariadb_files, "_ELSEWHERE", ())
    assert installed() is None
    with pytest.raises(MariaDBUnavailable, match="apt-get install mariadb-server-core"):
        find_or_fetch()


def test_an_archive_without_the_package_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, body in (("apt-get", "echo 'E: Unable to locate package' >&2; exit 100"), ("dpkg", "exit 1")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    with pytest.raises(MariaDBUnavailable, match=r"cannot be read \(E: Unable to locate package\): install MariaDB"):
        fetch()
    assert list((tmp_path / "cache/statemill").iterdir()) == []
