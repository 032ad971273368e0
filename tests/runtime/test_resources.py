"""Names in the account: from the step's environment, under variables that the contract names."""

from typing import Any

import pytest

from dsl import Bucket, Queue, Secret, Table, Topic, Vpc
from runtime.resources import name_of

RESOURCES: list[tuple[Any, str]] = [
    (Secret("batch/shop-db"), "STATEMILL_SECRET_BATCH_SHOP_DB"),
    (Table("orders-staging", {"id": "S"}), "STATEMILL_TABLE_ORDERS_STAGING"),
    (Bucket("some.bucket"), "STATEMILL_BUCKET_SOME_BUCKET"),
    (Queue("jobs.fifo"), "STATEMILL_QUEUE_JOBS_FIFO"),
    (Topic("alerts"), "STATEMILL_TOPIC_ALERTS"),
]


@pytest.mark.parametrize(("resource", "variable"), RESOURCES, ids=[variable for _, variable in RESOURCES])
def test_the_environment_names_a_resource(resource: Any, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert name_of(resource) == resource.name
    monkeypatch.setenv(variable, "physical")
    assert name_of(resource) == "physical"


def test_a_network_has_no_name_there() -> None:
    with pytest.raises(TypeError, match="a Vpc has no name in the account"):
        name_of(Vpc("batch"))
