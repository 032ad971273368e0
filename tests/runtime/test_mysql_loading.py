"""Loading: everything that can arrive does, and what cannot is kept with its reason."""

from collections.abc import Callable, Iterator

import pymysql
import pytest

from runtime import invocation, mysql
from runtime.local.embedded.mariadb import Login, MariaDB

MakeTable = Callable[[str], str]


@pytest.fixture
def db(login: Login) -> Iterator[mysql.Database]:
    with mysql.connect(login.secret()) as found:
        yield found


def test_refused_rows_are_kept_with_their_reasons(db: mysql.Database, make_table: MakeTable) -> None:
    table = make_table("id int primary key, name varchar(5) not null, n tinyint check (n <> 13), day date")
    rows = [{"id": number, "name": "ok", "n": number % 12, "day": "2024-01-01"} for number in range(2500)]
    rows[7]["name"] = "too long"
    rows[800]["n"] = 1000
    rows[801]["name"] = None
    rows[1500]["day"] = "2024-02-31"
    rows[2499]["n"] = 13
    loaded = db.upsert(table, rows, refused="collect")
    assert [(one.row["id"], one.code) for one in loaded.refused] == [
        (7, 1406),
        (800, 1264),
        (801, 1048),
        (1500, 1292),
        (2499, 4025),
    ]
    assert "too long" in loaded.refused[0].reason
    assert loaded.rows == db.value(f"select count(*) from {table}") == 2495


def test_a_refused_row_raises_unless_it_is_collected(db: mysql.Database, make_table: MakeTable) -> None:
    table = make_table("id int primary key")
    with pytest.raises(pymysql.err.IntegrityError, match="Duplicate"):
        db.insert(table, [{"id": 1}, {"id": 1}])
    assert db.insert(table, [{"id": 1}, {"id": 1}], refused="collect").rows == 1


def test_an_upsert_changes_what_is_there(db: mysql.Database, make_table: MakeTable) -> None:
    table = make_table("id int primary key, a int, b int")
    db.insert(table, [{"id": 1, "a": 1, "b": 1}])
    db.upsert(table, [{"id": 1, "a": 2, "b": 2}], update=["a"])
    assert db.one(f"select * from {table}") == {"id": 1, "a": 2, "b": 1}
    db.upsert(table, [{"id": 1, "a": 3}, {"b": 9, "id": 1}])
    assert db.one(f"select * from {table}") == {"id": 1, "a": 3, "b": 9}
    db.upsert(table, [{"id": 1}])
    assert db.one(f"select * from {table}") == {"id": 1, "a": 3, "b": 9}


def test_large_rows_are_split_by_bytes(db: mysql.Database, make_table: MakeTable) -> None:
    table = make_table("id int primary key, body mediumblob")
    loaded = db.upsert(table, ({"id": number, "body": bytes(700_000)} for number in range(6)))
    assert loaded.rows == 6
    assert db.value(f"select sum(length(body)) from {table}") == 4_200_000


def test_an_unknown_column_is_named(db: mysql.Database, make_table: MakeTable) -> None:
    table = make_table("id int primary key")
    with pytest.raises(ValueError, match="has no column idd; it has id"):
        db.insert(table, [{"idd": 1}])


def test_a_row_that_somebody_else_holds_is_tried_again(
    db: mysql.Database, server: MariaDB, make_table: MakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = make_table("id int primary key, n int")
    db.insert(table, [{"id": 1, "n": 0}])
    db.execute("set innodb_lock_wait_timeout = 0")
    pauses: list[int] = []
    with server.admin("shop") as other:
        other.begin()
        other.cursor().execute(f"update {table} set n = 5 where id = 1")

        def let_go(attempt: int) -> None:
            pauses.append(attempt)
            other.commit()

        monkeypatch.setattr(invocation, "pause", let_go)
        assert db.upsert(table, [{"id": 1, "n": 7}]).rows == 1
    assert pauses == [1]
    assert db.value(f"select n from {table}") == 7
