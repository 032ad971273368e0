"""What arrived, compared with what was there: row by row and byte by byte, as the two servers write their values.

    verify(shop, warehouse, day)       Verified(orders=1998, customers=499, rejected=(…), problems=())

Values are taken as the servers' own text, without any conversion, so that no coercion of ours can hide a difference.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from runtime.local.embedded.mariadb import MariaDB

Raw = tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that the warehouse refused and kept the reason of."""

    source: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many rows are equal in both places, what was refused, and every difference in a sentence."""

    orders: int
    customers: int
    rejected: tuple[Rejected, ...]
    values: int
    problems: tuple[str, ...]


def verify(shop: MariaDB, warehouse: MariaDB, day: date) -> Verified:
    """Compare a day's orders and their customers in both databases."""
    kept = warehouse.rows(f"select source, row_key, reason from rejected_rows where day = '{day}'", "warehouse")
    rejected = tuple(Rejected(*row) for row in kept)
    who = f"customer_id in (select customer_id from orders where order_date = '{day}')"
    problems: list[str] = []
    counts = []
    values = 0
    for table, key, chosen in (("orders", "order_id", f"order_date = '{day}'"), ("customers", "customer_id", who)):
        expected = raw_rows(shop, "shop", table, key, chosen)
        found = raw_rows(warehouse, "warehouse", table, key, "true")
        refused = {one.key.encode() for one in rejected if one.source == table}
        problems += differences(table, expected, found, refused)
        counts.append(len(found))
        values += sum(map(len, found.values()))
    return Verified(counts[0], counts[1], rejected, values, tuple(problems))


def differences(table: str, expected: dict[bytes, Raw], found: dict[bytes, Raw], refused: set[bytes]) -> list[str]:
    """Every difference: rows that are missing and not refused, rows that are too many, values that changed."""
    problems = []
    for key, row in expected.items():
        there = found.get(key)
        if there is None and key not in refused:
            problems.append(f"{table} {key.decode()}: it is missing, and no reason was kept")
        elif there is not None and key in refused:
            problems.append(f"{table} {key.decode()}: it is there, and was kept as refused")
        elif there is not None and there != row:
            at = next(index for index, pair in enumerate(zip(row, there, strict=True)) if pair[0] != pair[1])
            problems.append(f"{table} {key.decode()}: value {at + 1} was {row[at]!r} and is {there[at]!r}")
    problems += [f"{table} {key.decode()}: it is nowhere in the shop's day" for key in found.keys() - expected.keys()]
    problems += [f"{table} {key.decode()}: refused, but not in the shop" for key in refused - expected.keys()]
    return problems


def raw_rows(server: MariaDB, database: str, table: str, key: str, condition: str) -> dict[bytes, Raw]:
    """Rows by their key, every value as the bytes that the server sends. A FLOAT is asked for with all its digits."""
    import pymysql.converters

    encoders: Any = pymysql.converters.encoders  # and no decoders: values stay as they came

    columns = server.rows(
        "select column_name, data_type from information_schema.columns"
        f" where table_schema = '{database}' and table_name = '{table}' order by ordinal_position"
    )
    exact = [f"`{name}` + 0e0" if kind == "float" else f"`{name}`" for name, kind in columns]
    connection = pymysql.connect(
        unix_socket=str(server.folder / "s.sock"),
        user="root",
        database=database,
        conv=dict(encoders),
        use_unicode=False,
        init_command="set time_zone = '+00:00'",
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"select `{key}`, {', '.join(exact)} from `{table}` where {condition}")
            rows: Any = cursor.fetchall()
    finally:
        connection.close()
    return {row[0]: tuple(row[1:]) for row in rows}
