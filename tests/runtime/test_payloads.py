"""Values in S3: stored by one step, loaded in their own types by another."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from dsl import Stored
from runtime import clients, contract, invocation, payloads
from runtime.handler import make_handler


@dataclass
class Order:
    day: date
    qty: int


@pytest.fixture
def bucket(aws: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    clients.client("s3").create_bucket(Bucket="payloads")
    monkeypatch.setenv(contract.PAYLOAD_BUCKET_VARIABLE, "payloads")
    return "payloads"


def export(count: int) -> Stored[list[Order]]:
    return payloads.store([Order(date(2024, 1, 31), number) for number in range(count)])


def total(orders: Stored[list[Order]]) -> int:
    return sum(order.qty for order in payloads.load(orders))


def test_a_value_travels_as_a_reference(bucket: str) -> None:
    facts = {contract.INVOCATION_KEY: {"execution": "arn:aws:states:x:1:execution:m:run-7", "state": "export"}}
    reference = make_handler(export)({"count": 20_000, **facts})
    assert reference["$stored"].startswith("s3://payloads/statemill/run-7/")
    assert reference["bytes"] > contract.EXECUTION_LIMIT
    assert make_handler(export)({"count": 20_000, **facts}) == reference
    assert make_handler(total)({"orders": json.loads(json.dumps(reference))}) == sum(range(20_000))


def test_a_changed_or_absent_object_is_noticed(bucket: str) -> None:
    stored = payloads.store([1, 2])
    assert payloads.load(stored) == [1, 2]
    key = stored.uri.removeprefix("s3://payloads/")
    clients.client("s3").put_object(Bucket=bucket, Key=key, Body=b"[1]")
    with pytest.raises(payloads.PayloadUnavailable, match="holds 3 other bytes than the 5 stored"):
        payloads.load(stored)
    clients.client("s3").delete_object(Bucket=bucket, Key=key)
    with pytest.raises(payloads.PayloadUnavailable, match="cannot be read: NoSuchKey"):
        payloads.load(stored)


def test_without_a_bucket_it_says_so(aws: Any) -> None:
    with pytest.raises(payloads.PayloadUnavailable, match="STATEMILL_PAYLOAD_BUCKET is not set"):
        payloads.store(1)
    assert invocation.current().execution == ""
