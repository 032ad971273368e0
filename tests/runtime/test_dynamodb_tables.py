"""Tables: batches under faults, reads page by page, conditions, indexes."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from dsl import Index, Table
from runtime import dynamodb, invocation
from runtime.dynamodb import calls
from tests.runtime.faults import answer, refuse, service_fault

MakeTable = Callable[..., Table]


@pytest.fixture
def table(aws: Any, make_dynamodb_table: MakeTable) -> dynamodb.Table:
    return dynamodb.table(make_dynamodb_table(partition_key={"day": "S"}, sort_key={"id": "N"}))


@pytest.fixture
def real(exact: str, make_dynamodb_table: MakeTable) -> dynamodb.Table:
    indexes = (
        Index("by-owner", {"owner": "S"}, {"id": "N"}, projection="KEYS_ONLY"),
        Index("by-kind", {"kind": "S"}),
    )
    declared = make_dynamodb_table(partition_key={"day": "S"}, sort_key={"id": "N"}, indexes=indexes)
    return dynamodb.table(declared)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses as short as tests want them; how long they really are is tested by itself."""
    real_pause = invocation.pause
    monkeypatch.setattr(invocation, "pause", lambda attempt: real_pause(attempt, first=0.001, longest=0.01) or 0.01)


def _rows(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"day": "2024-01-31", "id": number, "body": "x" * 100, **more} for number in range(count)]


def _keep(count: int, requests: list[int]) -> Callable[[Any], AWSResponse | None]:
    """Leaves all but the first item of each batch unprocessed, for `count` requests."""

    def fault(request: Any) -> AWSResponse | None:
        asked = json.loads(request.body)["RequestItems"]
        (name,) = asked
        items = asked[name]
        requests.append(len(items if isinstance(items, list) else items["Keys"]))
        if len(requests) > count:
            return None
        if isinstance(items, list):
            return answer(request, 200, {"UnprocessedItems": {name: items}})
        return answer(request, 200, {"Responses": {name: []}, "UnprocessedKeys": {name: items}})

    return fault


def test_unprocessed_writes_are_sent_until_they_are_done(table: dynamodb.Table) -> None:
    requests: list[int] = []
    with service_fault("dynamodb", "BatchWriteItem", _keep(3, requests)):
        assert table.write(_rows(60)).rows == 60
    assert requests == [25, 25, 25, 25, 25, 10]
    assert len(list(table.query("2024-01-31"))) == 60


def test_unprocessed_reads_are_asked_until_they_are_there(table: dynamodb.Table) -> None:
    table.write(_rows(150))
    requests: list[int] = []
    keys = [{"day": "2024-01-31", "id": number} for number in (*range(149, -1, -1), 7, 999)]
    with service_fault("dynamodb", "BatchGetItem", _keep(2, requests)):
        found = list(table.get_many(keys))
    assert requests == [100, 100, 100, 51]  # 7 is asked for once
    assert [row and row["id"] for row in found] == [*range(149, -1, -1), 7, None]


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_throttling_is_waited_out(table: dynamodb.Table, code: str) -> None:
    with service_fault("dynamodb", "BatchWriteItem", refuse(code, times=9)):
        assert table.write(_rows(3)).rows == 3


def test_the_service_s_own_failures_are_waited_out(table: dynamodb.Table) -> None:
    with service_fault("dynamodb", "BatchWriteItem", refuse("InternalServerError", times=5, status=500)):
        assert table.write(_rows(3)).rows == 3


def test_what_the_service_refuses_for_good_is_raised(table: dynamodb.Table) -> None:
    with (
        service_fault("dynamodb", "BatchWriteItem", refuse("AccessDeniedException", times=99)),
        pytest.raises(ClientError, match="AccessDenied"),
    ):
        table.write(_rows(3))


def test_when_the_time_is_up_it_says_what_is_left(table: dynamodb.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "PATIENCE", 0.03)
    requests: list[int] = []
    with (
        service_fault("dynamodb", "BatchWriteItem", _keep(9999, requests)),
        pytest.raises(dynamodb.Unfinished, match="took 0 writes and left 25") as caught,
    ):
        table.write(_rows(30))
    assert len(caught.value.left) == 25


def test_of_one_key_twice_the_last_wins(real: dynamodb.Table) -> None:
    rows = [*_rows(10, n=1), *_rows(10, n=2), {"day": "2024-01-31", "id": 1.0, "n": 3}]
    assert real.write(rows).rows == 21
    assert [row["n"] for row in real.query("2024-01-31")] == [2, 3, *[2] * 8]


def test_deleting_is_in_batches_too(table: dynamodb.Table) -> None:
    table.write(_rows(40))
    assert table.delete({"day": "2024-01-31", "id": number} for number in range(39)) == 39
    assert [row["id"] for row in table.scan()] == [39]


def test_put_can_refuse_to_replace(table: dynamodb.Table) -> None:
    table.put({"day": "a", "id": 1}, replace=False)
    with pytest.raises(dynamodb.AlreadyThere, match="day=a, id=1"):
        table.put({"day": "a", "id": 1}, replace=False)
    table.put({"day": "a", "id": 1, "n": 2})
    assert table.get({"day": "a", "id": 1}) == {"day": "a", "id": 1, "n": 2}
    assert table.get({"day": "a", "id": 2}) is None


def test_a_query_reads_on_past_a_page_and_from_where_it_stopped(real: dynamodb.Table) -> None:
    real.write(_rows(60, pad="y" * 40_000))  # 2.4 MB, a page has 1 MB
    rows = real.query("2024-01-31")
    assert [row["id"] for row in rows] == list(range(60))
    assert rows.finished
    first = real.query("2024-01-31", limit=7)
    assert [row["id"] for row in first] == list(range(7))
    assert not first.finished
    position = json.loads(json.dumps(first.position))
    assert [row["id"] for row in real.query("2024-01-31", after=position)] == list(range(7, 60))
    assert [row["id"] for row in real.query("2024-01-31", descending=True, limit=2)] == [59, 58]


CONDITIONS: list[tuple[dict[str, Any], list[int]]] = [
    ({"sort": 3}, [3]),
    ({"sort": dynamodb.between(3, 5)}, [3, 4, 5]),
    ({"sort": dynamodb.below(2)}, [0, 1]),
    ({"sort": dynamodb.at_most(2)}, [0, 1, 2]),
    ({"sort": dynamodb.above(7)}, [8, 9]),
    ({"sort": dynamodb.at_least(8)}, [8, 9]),
    ({"where": {"size": 4}}, [2]),
    ({"where": {"size": dynamodb.unequal(4)}}, [0, 1, 3, 4, 5, 6, 7, 8, 9]),
    ({"where": {"name": dynamodb.begins_with("n5")}}, [5]),
    ({"where": {"name": dynamodb.contains("9")}}, [9]),
    ({"where": {"size": dynamodb.one_of(0, 2, 18)}}, [0, 1, 9]),
    ({"where": {"odd": dynamodb.exists()}}, [1, 3, 5, 7, 9]),
    ({"where": {"odd": dynamodb.missing(), "size": dynamodb.above(10)}}, [6, 8]),
    ({"where": {"deep.list[1]": 6}}, [6]),
    ({"sort": dynamodb.at_least(2), "where": {"odd": True}, "limit": 2}, [3, 5]),
]


@pytest.mark.parametrize(("asked", "found"), CONDITIONS)
def test_conditions_mean_what_they_say(real: dynamodb.Table, asked: dict[str, Any], found: list[int]) -> None:
    real.write(
        {
            "day": "d",
            "id": number,
            "size": number * 2,  # a reserved word
            "name": f"n{number}",
            "deep": {"list": [0, number]},
            **({"odd": True} if number % 2 else {}),
        }
        for number in range(10)
    )
    assert [row["id"] for row in real.query("d", **asked)] == found
    if "sort" not in asked and "limit" not in asked:
        assert sorted(row["id"] for row in real.scan(**asked)) == found


def test_an_index_of_keys_is_followed_by_gets(real: dynamodb.Table) -> None:
    real.write({"day": f"d{number}", "id": number, "owner": "me", "kind": "k", "body": "b"} for number in range(130))
    rows = list(real.query("me", index="by-owner", sort=dynamodb.below(120)))
    assert [row["id"] for row in rows] == list(range(120))
    assert rows[0] == {"day": "d0", "id": 0, "owner": "me", "kind": "k", "body": "b"}
    assert next(real.query("me", index="by-owner", select=["body"], limit=1)) == {"body": "b"}
    assert len(list(real.query("k", index="by-kind"))) == 130
    assert sum(1 for _ in real.scan(index="by-owner")) == 130


def test_a_scan_can_be_shared(real: dynamodb.Table) -> None:
    real.write({"day": f"d{number}", "id": number} for number in range(100))
    parts = [[row["id"] for row in real.scan(segment=(part, 3), select=["id"])] for part in range(3)]
    assert sorted(number for part in parts for number in part) == list(range(100))


def test_mistakes_are_told(real: dynamodb.Table) -> None:
    with pytest.raises(dynamodb.NoSuchIndex, match="declares no index nope; it has by-owner, by-kind"):
        real.query("x", index="nope")
    with pytest.raises(ValueError, match="cannot be read consistently"):
        real.query("x", index="by-kind", consistent=True)
    with pytest.raises(ValueError, match="has no sort key to ask"):
        real.query("x", index="by-kind", sort=1)
    with pytest.raises(ValueError, match="a sort key cannot be asked"):
        real.query("x", sort=dynamodb.one_of(1))
    with pytest.raises(ValueError, match="1 to 100 values"):
        dynamodb.one_of()
    with pytest.raises(dynamodb.Unstorable, match="a row is a mapping or a dataclass"):
        real.write([5])


def test_pauses_grow_and_are_random_and_end_with_the_invocation(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.undo()
    monkeypatch.setattr("time.sleep", slept.append)
    for attempt in (1, 5, 20):
        for _ in range(200):
            invocation.pause(attempt)
    ceilings = [max(slept[start : start + 200]) for start in (0, 200, 400)]
    assert 0.05 < ceilings[0] <= 0.1
    assert 1.0 < ceilings[1] <= 1.6
    assert 15 < ceilings[2] <= 20
    with invocation.entered(invocation.Invocation(deadline=time.monotonic() + 1.2)):
        assert invocation.pause(20) <= 0.2


def test_rows_arrive_as_they_are_asked_for(table: dynamodb.Table) -> None:
    def endless() -> Iterator[dict[str, Any]]:
        number = 0
        while True:
            yield {"day": "d", "id": number}
            number += 1
            if number > 30:
                raise KeyError("the source failed")

    with pytest.raises(KeyError):
        table.write(endless())
    assert len(list(table.query("d"))) == 25
