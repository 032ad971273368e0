"""A module with one of everything that a template can hold."""

from datetime import UTC, datetime

from dsl import Bucket, Index, Queue, Secret, Table, Topic, Vpc, activity, cron, minutes, pipeline, seconds, step

shop = Secret("batch/shop-db")
warehouse = Secret("arn:aws:secretsmanager:eu-central-1:222222222222:secret:batch/warehouse-db-a1B2c3")
staging = Table(
    "orders-staging",
    partition_key={"order_date": "S"},
    sort_key={"order_id": "N"},
    indexes=(Index("by-customer", {"customer": "S"}, projection="KEYS_ONLY"),),
    expires="gone_at",
)
ledger = Table("ledger", partition_key={"id": "S"}, existing=True)
exports = Bucket("acme-exports")
landing = Bucket("acme-landing", existing=True)
refused = Queue("refused.fifo")
alarms = Topic("alarms")
network = Vpc("batch")


@step(uses=[shop, staging.write], vpc=network, timeout=minutes(10), memory=512, storage=1024, concurrency=2)
def export_orders() -> None:
    """Copies the shop's orders.

    And more words.
    """


@step(uses=[staging.read, warehouse, ledger.read, ledger.write], timeout=seconds(90), env={"MODE": "batch"})
def import_orders() -> None:
    """Loads the warehouse."""


@step(uses=[exports.read, exports.write, landing.read, refused.send, refused.receive, alarms.publish])
def report() -> None:
    """Tells people."""


@activity()
def approve() -> bool:
    """Somebody says yes."""
    return True


@pipeline()
def audit() -> None:
    """Another pipeline."""


@pipeline(
    schedule=cron(
        "0 3 * * ? *",
        timezone="Asia/Tokyo",
        input={"day": "<aws.scheduler.scheduled-time>"},
        start=datetime(2027, 1, 1, tzinfo=UTC),
        window=minutes(15),
    ),
    logging="ALL",
    tracing=True,
)
def nightly_orders() -> None:
    """Copy one day of orders."""


@pipeline(kind="EXPRESS", logging="OFF")
def quick() -> None:
    """Quick."""
