"""A day's returns, imported from a CSV file: one refund a row, a person's word on what looks odd, a note to the shop.

The file is read by a Distributed Map straight from S3, which writes the decisions back there; the state machine itself
asks for approval, counts the day in DynamoDB and tells the topic. Nothing but the steps' own work runs in Lambda.
"""

import json
from dataclasses import dataclass
from decimal import Decimal

from dsl import (
    TOKEN,
    Bucket,
    Queue,
    S3Csv,
    Stored,
    Table,
    TaskToken,
    Topic,
    aws,
    days,
    each,
    minutes,
    pipeline,
    step,
)
from runtime import clients, payloads, resources

landing = Bucket("returns-landing")
approvals = Queue("returns-approvals")
totals = Table("returns-by-day", partition_key={"day": "S"})
news = Topic("returns-news")

ODD = Decimal("200.00")
"""Refunds above this are looked at by a person."""


@dataclass
class Refund:
    """What one row comes to."""

    order: str
    amount: Decimal
    odd: bool


@dataclass
class Summary:
    """A day's refunds."""

    rows: int
    amount: Decimal
    odd: list[str]


class ReturnsRefused(Exception):
    """A person has said no."""


@step(timeout=minutes(1))
def refund(row: dict[str, str], /) -> Refund:
    """Reckon the refund of one row; a row that says nothing usable fails alone."""
    amount = Decimal(row["price"]) * int(row["count"])
    return Refund(row["order"], amount, amount > ODD)


@step(uses=[landing.read], timeout=minutes(5))
def summarise(refunds: Stored[list[Refund]]) -> Summary:
    """Read the decisions back, whatever their size."""
    found = payloads.load(refunds)
    return Summary(len(found), sum((one.amount for one in found), Decimal(0)), [one.order for one in found if one.odd])


@step(uses=[approvals.send], timeout=days(2), heartbeat=days(1))
def ask_for_approval(day: str, orders: list[str], token: TaskToken = TOKEN) -> bool:
    """Put the question where a person finds it; the answer comes through the token."""
    question = json.dumps({"day": day, "orders": orders, "token": token})
    clients.client("sqs").send_message(QueueUrl=resources.name_of(approvals), MessageBody=question)
    return False


@pipeline(timeout=days(3))
def returns_import(day: str) -> dict[str, object]:
    """Import one day's returns."""
    refunds = each(
        refund,
        source=S3Csv(landing, f"in/{day}.csv"),
        results=f"s3://{landing}/decisions/{day}",
        concurrency=50,
        tolerate=0.1,
        label="refunds",
    )
    summary = summarise(refunds)
    if len(summary.odd) > 0 and not ask_for_approval(day, summary.odd):
        raise ReturnsRefused(f"{len(summary.odd)} refunds of {day} are refused")
    aws.dynamodb.put_item(
        TableName=totals,
        Item={"day": {"S": day}, "rows": {"N": str(summary.rows)}, "amount": {"N": str(summary.amount)}},
    )
    told = aws.sns.publish(TopicArn=news, Subject="Returns", Message={"day": day, "rows": summary.rows})
    return {"rows": summary.rows, "told": told["MessageId"]}
