"""Nightly copy of a day's orders from the shop's database to the warehouse, staged in DynamoDB.

    statemill run pipelines/nightly_orders.py --input '{"day": "2027-01-31"}' --secret batch/shop-db=@shop.json …
    python -m pipelines.demo          all of it on this machine, with two private database servers

The warehouse belongs to another account: nothing reaches both databases, so the rows wait in a table between them.
What the warehouse refuses is kept there with its reason and counted; people are told, and too much of it fails the run.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from dsl import Retry, Secret, Table, Topic, Vpc, cron, hours, minutes, parallel, pipeline, seconds, step
from runtime import clients, contract, dynamodb, mysql
from runtime.resources import physical

shop = Secret("batch/shop-db")
warehouse = Secret("batch/warehouse-db")
staging = Table("orders-staging", partition_key={"batch": "S"}, sort_key={"number": "N"}, expires="expires")
alerts = Topic("batch-alerts")
network = Vpc("batch")

patient = Retry(attempts=4, first=seconds(2), backoff=2.0, jitter="FULL", max_delay=minutes(1))

TOKYO = timezone(timedelta(hours=9))
STAGED_DAYS = 14
"""How long staged rows are kept, for looking into a failed night."""
TOLERATED_PERCENT = 1
"""How much of an export the warehouse may refuse before the run counts as failed."""
TOLD_REASONS = 5

log = logging.getLogger(__name__)


@dataclass
class Export:
    """What was staged."""

    day: date
    orders: int
    customers: int


@dataclass
class Import:
    """What became of one table's staged rows."""

    table: str
    rows: int
    rejected: int
    reasons: list[str]


class ImportFailed(Exception):
    """Too many rows were refused by the warehouse."""


@step(uses=[shop, staging.read, staging.write], vpc=network, timeout=minutes(10), memory=512, retry=patient)
def export_orders(day: date | None = None) -> Export:
    """Stage a day's orders and the customers who placed them; without a day, yesterday's."""
    chosen = day or datetime.now(TOKYO).date() - timedelta(days=1)
    with mysql.connect(shop) as db, db.transaction():  # one view of both tables
        orders = db.read("orders", where="order_date = %s", args=[chosen])
        who = "customer_id in (select customer_id from orders where order_date = %s)"
        customers = db.read("customers", where=who, args=[chosen])
        return Export(
            chosen,
            stage("orders", chosen, orders, "order_id", db.columns("orders")),
            stage("customers", chosen, customers, "customer_id", db.columns("customers")),
        )


@step(uses=[warehouse, staging.read], vpc=network, timeout=minutes(10), memory=512, retry=patient)
def import_orders(day: date) -> Import:
    """Bring the staged orders into the warehouse."""
    return bring_in("orders", day)


@step(uses=[warehouse, staging.read], vpc=network, timeout=minutes(10), memory=512, retry=patient)
def import_customers(day: date) -> Import:
    """Bring the staged customers into the warehouse."""
    return bring_in("customers", day)


@step(uses=[alerts.publish], timeout=minutes(1), retry=patient)
def alert(day: date, imports: list[Import]) -> None:
    """Tell people which rows the warehouse refused."""
    lines = [f"{one.table}: {one.rejected} refused\n  " + "\n  ".join(one.reasons) for one in imports if one.rejected]
    clients.client("sns").publish(
        TopicArn=physical(contract.topic_variable, alerts.name),
        Subject=f"Warehouse refused rows of {day}",
        Message="\n".join(lines),
    )


@pipeline(schedule=cron("0 3 * * ? *", timezone="Asia/Tokyo"), timeout=hours(2))
def nightly_orders(day: date | None = None) -> dict[str, date | int]:
    """Copy one day of orders and their customers to the warehouse."""
    export = export_orders(day)
    orders, customers = parallel(import_orders(export.day), import_customers(export.day))
    exported = export.orders + export.customers
    rejected = orders.rejected + customers.rejected
    if rejected > 0:
        alert(export.day, [orders, customers])
    if rejected * 100 > exported * TOLERATED_PERCENT:
        raise ImportFailed(f"{rejected} of {exported} rows refused")
    return {"day": export.day, "orders": orders.rows, "customers": customers.rows, "rejected": rejected}


def stage(name: str, day: date, rows: Iterable[mysql.Row], key: str, columns: Sequence[mysql.Column]) -> int:
    """Put one table's rows into the staging table, in place of what an earlier run left there; gives their number."""
    staged = dynamodb.table(staging)
    batch = batch_of(name, day)
    expires = int((datetime.now(TOKYO) + timedelta(days=STAGED_DAYS)).timestamp())
    staged.delete(staged.query(batch, select=["batch", "number"]))
    marked = ({**row, "batch": batch, "number": row[key], "expires": expires} for row in rows)
    written = staged.write(marked, columns=columns).rows
    log.info("staged", extra={"source": name, "rows": written})
    return written


def bring_in(name: str, day: date) -> Import:
    """Write one table's staged rows into the warehouse; what it refuses goes to its table of rejected rows."""
    with mysql.connect(warehouse) as db:
        columns = [column for column in db.columns(name) if not column.generated]
        names = [column.name for column in columns]
        staged = dynamodb.table(staging).query(batch_of(name, day), columns=columns)
        rows = ({name: row[name] for name in names} for row in staged)
        loaded = db.upsert(name, rows, refused="collect")
        keep_rejected(db, name, day, names[0], loaded.refused)
    log.info("imported", extra={"source": name, "rows": loaded.rows, "refused": len(loaded.refused)})
    reasons = [f"{names[0]} {one.row[names[0]]}: {one.reason}" for one in loaded.refused]
    return Import(name, loaded.rows, len(loaded.refused), reasons[:TOLD_REASONS])


def keep_rejected(db: mysql.Database, name: str, day: date, key: str, refused: Sequence[mysql.Refused]) -> None:
    """Keep the refused rows of a day, in place of those that an earlier run of the same day kept."""
    with db.transaction():
        db.execute("delete from rejected_rows where day = %s and source = %s", day, name)
        kept = [
            {"day": day, "source": name, "row_key": str(one.row[key]), "code": one.code, "reason": one.reason}
            | {"content": json.dumps(one.row, default=legible, ensure_ascii=False)}
            for one in refused
        ]
        db.insert("rejected_rows", kept)


def batch_of(name: str, day: date) -> str:
    """The staging table's partition for one table's rows of a day."""
    return f"{name}#{day.isoformat()}"


def legible(value: object) -> str:
    """A value that JSON has no form for, as a person reads it."""
    return value.hex() if isinstance(value, bytes) else str(value)
