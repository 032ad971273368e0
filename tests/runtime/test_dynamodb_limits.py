"""Our own checks and the service's: whatever one refuses the other refuses, asked of Amazon's own engine."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from dsl import Index, Table
from runtime import clients, dynamodb
from runtime.dynamodb.coercion import Coder
from runtime.dynamodb.limits import Keys, check_item

KEYS = {
    "partition_key": {"p": "S"},
    "sort_key": {"s": "N"},
    "indexes": (Index("by-owner", {"owner": "S"}, {"at": "N"}),),
}

ITEMS: list[tuple[str, dict[str, Any], str | None]] = [
    ("a whole item", {"p": "a", "s": 1, "owner": "x", "at": 5}, None),
    ("no partition key", {"s": 1}, "the key p is missing"),
    ("no sort key", {"p": "a"}, "the key s is missing"),
    ("a partition key of another type", {"p": 1, "s": 1}, "the key p is of type S and is given N '1'"),
    ("a sort key of another type", {"p": "a", "s": "1"}, "the key s is of type N and is given S '1'"),
    ("a sort key of 39 digits", {"p": "a", "s": int("9" * 39)}, "the key s is of type N"),
    ("a NULL key", {"p": None, "s": 1}, "the key p is of type S and is given NULL"),
    ("an empty key", {"p": "", "s": 1}, "the key p may not be empty"),
    ("a partition key of 2048 bytes", {"p": "é" * 1024, "s": 1}, None),
    ("a partition key of 2049 bytes", {"p": "é" * 1024 + "a", "s": 1}, "the key p has 2,049 bytes"),
    ("an index's key of another type", {"p": "a", "s": 1, "owner": 5}, "the key of an index owner is of type S"),
    ("an empty index's key", {"p": "a", "s": 1, "owner": ""}, "the key of an index owner may not be empty"),
    ("an index's key that is text", {"p": "a", "s": 1, "at": "5"}, "the key of an index at is of type N"),
    ("an index without its keys", {"p": "a", "s": 1}, None),
    ("an item just small enough", {"p": "a", "s": 1, "b": bytes(409_600 - 6)}, None),
    ("an item one byte too large", {"p": "a", "s": 1, "b": bytes(409_600 - 5)}, "the item has 409,601 bytes"),
    ("a large list", {"p": "a", "s": 1, "b": ["x" * 9] * 40_958}, None),
    ("a larger list", {"p": "a", "s": 1, "b": ["x" * 9] * 40_960}, "bytes and DynamoDB takes 409,600"),
    ("an empty attribute name", {"p": "a", "s": 1, "": 1}, "an attribute's name has at least one character"),
]


@pytest.fixture
def table(exact: str, make_dynamodb_table: Callable[..., Table]) -> dynamodb.Table:
    return dynamodb.table(make_dynamodb_table(**KEYS))


@pytest.mark.parametrize(("name", "row", "reason"), ITEMS, ids=[name for name, _, _ in ITEMS])
def test_an_item_is_judged_as_the_service_judges_it(
    table: dynamodb.Table, name: str, row: dict[str, Any], reason: str | None
) -> None:
    raw = {key: next(iter(Coder().item({"v": found}).values())) for key, found in row.items()}
    if reason is None:
        clients.client("dynamodb").put_item(TableName=table.name, Item=raw)
        table.put(row)
        return
    with pytest.raises(ClientError, match="ValidationException"):
        clients.client("dynamodb").put_item(TableName=table.name, Item=raw)
    with pytest.raises(dynamodb.Unstorable, match=reason):
        table.put(row)
    written = table.write([row, {"p": "good", "s": 1}], refused="collect")
    assert written.rows == 1
    assert reason in written.refused[0].reason


def test_a_null_index_key_is_left_out_so_that_the_item_can_be_kept(table: dynamodb.Table) -> None:
    table.put({"p": "a", "s": 1, "owner": None, "at": None, "other": None})
    assert table.get({"p": "a", "s": 1}) == {"p": "a", "s": 1, "other": None}


def test_a_key_has_its_own_names_only(table: dynamodb.Table) -> None:
    with pytest.raises(dynamodb.Unstorable, match="owner is no key of"):
        table.get({"p": "a", "s": 1, "owner": "x"})


def test_numbers_just_out_of_range_are_refused_as_keys() -> None:
    keys = Keys(("n", "N"), None)
    for text in ("9" * 38 + "E+88", "1E-130"):
        check_item(keys, Coder().item({"n": Decimal(text)}))
    with pytest.raises(dynamodb.Unstorable, match="the key n is of type N"):
        check_item(keys, Coder().item({"n": 1e126}))
