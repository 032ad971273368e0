# ruff: noqa: E501  (a table of edges reads best one type a line)
"""Every MySQL type's edges through the whole road: MySQL, Python, DynamoDB, Python, MySQL again, byte for byte the
same.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from dsl import Table
from runtime import dynamodb, mysql
from runtime.local.embedded.mariadb import Login, MariaDB

EDGES: list[tuple[str, list[str]]] = [
    ("tinyint", ["-128", "127", "0", "null"]),
    ("tinyint unsigned", ["255"]),
    ("tinyint(1)", ["0", "1", "2"]),
    ("smallint", ["-32768", "32767"]),
    ("mediumint", ["-8388608", "8388607"]),
    ("int", ["-2147483648", "2147483647"]),
    ("int(6) zerofill", ["42"]),
    ("bigint", ["-9223372036854775808", "9223372036854775807", "9007199254740993"]),
    ("bigint unsigned", ["18446744073709551615", "9223372036854775808"]),
    ("decimal(5,2)", ["1.50", "-999.99", "0.00", "null"]),
    ("decimal(38,0)", ["99999999999999999999999999999999999999", "10000000000000000000000000000000000000"]),
    ("decimal(38,38)", ["0.12345678901234567890123456789012345678", "0.00000000000000000000000000000000000001"]),
    ("decimal(65,0)", ["9" * 65, "-" + "9" * 65, "1" + "0" * 64, "7"]),
    ("decimal(65,38)", ["1." + "0" * 37 + "1", "123456789012345678901234567.00000000000000000000000000000000000001", "2"]),
    ("float", ["16777217", "1.1", "3.402823466e38", "-3.402823466e38", "1.17549e-38", "0.1", "123456.789", "null"]),
    ("double", ["0.1", "1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "1e-130", "1e-131", "9.99e125"]),
    ("double", ["1e126", "123456789.12345679", "2.2250738585072014e-308", "0", "-1e-7", "1e22", "null"]),
    ("bit(1)", ["b'0'", "b'1'"]),
    ("bit(12)", ["b'101'", "b'111111111111'"]),
    ("bit(64)", ["b'" + "1" * 64 + "'", "b'0'", "null"]),
    ("date", ["'1000-01-01'", "'9999-12-31'", "'2024-02-29'", "'0000-00-00'", "'2024-02-00'", "'2024-00-00'", "null"]),
    ("datetime", ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'0000-00-00 00:00:00'", "null"]),
    ("datetime(6)", ["'2024-01-01 00:00:00.000001'", "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00.999999'"]),
    ("datetime(3)", ["'2024-01-01 12:34:56.789'", "'2024-01-01 12:34:56'"]),
    ("timestamp null", ["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'0000-00-00 00:00:00'", "null"]),
    ("timestamp(6) null", ["'2024-06-01 00:00:00.000001'", "'2024-06-01 00:00:00'"]),
    ("time", ["'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'", "null"]),
    ("time(6)", ["'-00:00:00.500000'", "'-838:59:59.000000'", "'23:59:59.999999'", "'-01:00:00.000001'"]),
    ("year", ["1901", "2155", "0", "null"]),
    ("char(10)", ["'abc'", "''", "'é'", "null"]),
    ("varchar(50)", ["''", "' pad '", "'it''s \\\\ \\n\\t\\0 \\Z \\' \" %s %%'", "'żółć😀'", "'-- #'", "'null'", "null"]),
    ("text", ["''", "'a'", "repeat('x', 60000)"]),
    ("longtext character set latin1", ["'é'"]),
    ("varchar(20) character set utf16", ["'𝄞'"]),
    ("binary(4)", ["X'00ff0000'", "X'00000000'"]),
    ("varbinary(300)", ["X''", "X'00ff27225c0a1a'", "repeat(X'ff', 300)", "null"]),
    ("blob", ["X''", "X'80'", "repeat(X'00', 60000)"]),
    ("varchar(9) character set binary", ["X'ff00'"]),
    ("enum('a','b''c','')", ["'a'", "'b''c'", "''", "null"]),
    ("set('x','y','z')", ["'z,x'", "''", "'y'", "null"]),
    ("json", ["'{\"a\": 1.10, \"a\": 2}'", "'null'", "'[]'", "'\"\\\\u00e9\"'", "null"]),
    ("point", ["point(1, -2.5)", "null"]),
    ("geometry", ["st_geomfromtext('LINESTRING(0 0,1 1)', 4326)"]),
    ("uuid", ["'123e4567-e89b-12d3-a456-426655440000'", "null"]),
    ("inet6", ["'2001:db8::1'"]),
]  # fmt: skip


def _hexes(server: MariaDB, table: str) -> list[tuple[Any, ...]]:
    return server.rows(f"select id, hex(v) from {table} order by id", "shop")


@pytest.mark.parametrize(("column", "values"), EDGES, ids=[column for column, _ in EDGES])
def test_a_value_survives_the_whole_road(
    exact: str,
    server: MariaDB,
    login: Login,
    make_table: Callable[[str], str],
    staging: Table,
    column: str,
    values: list[str],
) -> None:
    source, target = (make_table(f"id int primary key, v {column}") for _ in range(2))
    sql_mode = "set sql_mode='NO_AUTO_VALUE_ON_ZERO'"
    for number, value in enumerate(values):
        server.execute(sql_mode, f"insert into {source} values ({number}, {value})", database="shop")
    with mysql.connect(login.secret()) as db:
        columns = db.columns(source)
        rows = list(db.read(source))
        staged = dynamodb.table(staging)
        staged.write(rows, columns=columns)
        found = list(staged.get_many([{"id": row["id"]} for row in rows], columns=columns))
        for row, again in zip(rows, found, strict=True):
            assert again == row
            assert type(again["v"]) is type(row["v"]), again["v"]
        loaded = db.upsert(target, [row for row in found if row is not None])
    assert loaded.rows == len(values)
    if column.startswith(("float", "double", "decimal")):
        # hex() rounds numbers: compare what they are, as exactly as MySQL can say it.
        say = (
            "select id, v + 0e0, v from {} order by id"
            if column.startswith("float")
            else "select id, v, v from {} order by id"
        )
        assert server.rows(say.format(source), "shop") == server.rows(say.format(target), "shop")
    assert _hexes(server, source) == _hexes(server, target)


@pytest.fixture
def staging(exact: str, make_dynamodb_table: Callable[..., Table]) -> Table:
    return make_dynamodb_table(partition_key={"id": "N"})


def test_auto_increment_zero_is_data(server: MariaDB, login: Login, make_table: Callable[[str], str]) -> None:
    table = make_table("id int auto_increment primary key, n int, g int generated always as (n + 1) stored")
    rows = [{"id": 0, "n": 0, "g": 1}, {"id": 5, "n": 5, "g": 6}]
    with mysql.connect(login.secret()) as db:
        db.upsert(table, rows)
        assert db.rows(f"select * from {table} order by id") == rows


def test_a_result_s_own_columns_are_enough_too(login: Login, make_table: Callable[[str], str]) -> None:
    table = make_table(
        "id int primary key, d decimal(40, 2), b blob, t timestamp(3) null, e enum('x'), y year, z bit(3)"
    )
    with mysql.connect(login.secret()) as db:
        kinds = [(column.name, column.kind) for column in db.columns_of(f"select * from {table}")]
        assert kinds == [(column.name, column.kind) for column in db.columns(table)]
        assert db.columns_of(f"select d from {table}")[0].length == 40


def test_values_keep_python_s_exactness(login: Login) -> None:
    with mysql.connect(login.secret()) as db:
        assert db.value("select %s", Decimal("1.50")) == Decimal("1.50")
        assert db.value("select %s", 0.1) == 0.1
        assert db.value("select %s", b"\x00'\\") == b"\x00'\\"
