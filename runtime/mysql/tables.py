"""A table's columns, from the server's own catalogue.

    table_columns(link, "orders")      (Column("id", "int", unsigned=True, key=1), Column("price", "decimal", …), …)

Widths, signs and the primary key are what `runtime.dynamodb` and `loading` decide by.
"""

from runtime.columns import Column, Kind
from runtime.mysql.connections import Link

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "integer", "bigint"), "int"),
    **dict.fromkeys(("decimal", "numeric"), "decimal"),
    "float": "float",
    "double": "double",
    "bit": "bit",
    "date": "date",
    "datetime": "datetime",
    "timestamp": "timestamp",
    "time": "time",
    "year": "year",
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "binary"),
    "enum": "enum",
    "set": "set",
    "json": "json",
    **dict.fromkeys(
        ("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"), "geometry"
    ),
    **dict.fromkeys(("geometrycollection", "geomcollection"), "geometry"),
}
"""Every other type (the texts, UUID, INET6, …) comes and goes as text."""

_QUERY = """
select c.column_name, c.data_type, c.column_type, c.character_maximum_length, c.numeric_precision, c.numeric_scale,
       c.datetime_precision, c.is_nullable, c.extra, coalesce(k.ordinal_position, 0)
from information_schema.columns c
left join information_schema.key_column_usage k
  on k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name
 and k.constraint_name = 'PRIMARY'
where c.table_schema = %s and c.table_name = %s
order by c.ordinal_position
"""


def table_columns(link: Link, table: str) -> tuple[Column, ...]:
    """The columns of `table` or `schema.table`. Raises ValueError where there is none of that name."""
    schema, _, name = table.rpartition(".")
    if not schema:
        schema = link.run("select database()", repeatable=True).fetchone()[0]
    rows = link.run(_QUERY, (schema, name), repeatable=True).fetchall()
    if not rows:
        raise ValueError(f"the database {schema} has no table {name} that this user may see")
    return tuple(_column(row) for row in rows)


def _column(row: tuple[object, ...]) -> Column:
    name, data_type, column_type, characters, precision, scale, fraction, nullable, extra, key = row
    kind = _KINDS.get(str(data_type).lower(), "text")
    digits = {"decimal": precision, "bit": precision, "binary": characters, "text": characters}.get(kind)
    decimals = {"decimal": scale, "datetime": fraction, "timestamp": fraction, "time": fraction}.get(kind)
    return Column(
        str(name),
        kind,
        unsigned="unsigned" in str(column_type),
        length=_number(digits),
        scale=_number(decimals),
        nullable=nullable == "YES",
        key=_number(key),
        # MySQL also says DEFAULT_GENERATED, of a default that is an expression and may well be written.
        generated=any(word in str(extra).upper() for word in ("VIRTUAL", "STORED", "PERSISTENT")),
    )


def _number(value: object) -> int:
    return int(value) if isinstance(value, int) else 0
