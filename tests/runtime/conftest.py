"""Real parts: a MariaDB, an embedded AWS, and DynamoDB Local where the embedded one is not exact."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dsl import Secret, Table
from runtime import clients, mysql, redaction, secrets
from runtime.local.embedded.aws import EmbeddedAws
from runtime.local.embedded.mariadb import Login, MariaDB, mariadb
from tests.runtime.dynamodb_local import dynamodb_local

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[MariaDB]:
    """A MariaDB server with the database `shop`."""
    with mariadb(("shop",)) as running:
        yield running


@pytest.fixture(scope="session")
def _user(server: MariaDB) -> Login:
    return server.add_user("app", "app-password", "shop")


@pytest.fixture
def login(_user: Login) -> Iterator[Login]:
    """A user of `shop`; connections end with the test."""
    yield _user
    mysql.forget()


@pytest.fixture
def make_table(server: MariaDB) -> Callable[[str], str]:
    """Makes a MySQL table with the columns that a text gives, and gives its name."""

    def make(columns: str) -> str:
        name = f"t{next(_numbers)}"
        server.execute(f"create table {name} ({columns})", database="shop")
        return name

    return make


@pytest.fixture(scope="session")
def _embedded() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as running:
        yield running


@pytest.fixture
def aws(_embedded: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedAws]:
    """An embedded AWS that every client of the runtime talks to."""
    for name, value in _embedded.environment.items():
        monkeypatch.setenv(name, value)
    yield _embedded
    secrets.forget()
    redaction.forget()


@pytest.fixture(scope="session")
def _local_dynamodb() -> Iterator[str]:
    with dynamodb_local() as endpoint:
        yield endpoint


@pytest.fixture
def exact(aws: EmbeddedAws, _local_dynamodb: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Amazon's own DynamoDB Local in the place of the embedded one."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", _local_dynamodb)
    return _local_dynamodb


@pytest.fixture
def make_secret(aws: EmbeddedAws) -> Callable[[str | bytes], Secret]:
    """Puts a secret and gives its declaration."""

    def make(value: str | bytes) -> Secret:
        name = f"test/secret-{next(_numbers)}"
        field = "SecretString" if isinstance(value, str) else "SecretBinary"
        clients.client("secretsmanager").create_secret(Name=name, **{field: value})
        return Secret(name)

    return make


@pytest.fixture
def make_dynamodb_table(aws: EmbeddedAws) -> Callable[..., Table]:
    """Makes a DynamoDB table as it is declared, under a name of its own. Ask for `exact` first where that is meant."""

    def make(**declared: Any) -> Table:
        table = Table(f"table-{next(_numbers)}", **declared)
        keys = [table.partition_key, *([table.sort_key] if table.sort_key else [])]
        every = {name: kind for key in keys for name, kind in key.items()}
        indexes = []
        for index in table.indexes:
            own = [index.partition_key, *([index.sort_key] if index.sort_key else [])]
            every |= {name: kind for key in own for name, kind in key.items()}
            projection: dict[str, Any] = {"ProjectionType": index.projection}
            if isinstance(index.projection, tuple):
                projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(index.projection)}
            indexes.append({"IndexName": index.name, "KeySchema": _schema(own), "Projection": projection})
        clients.client("dynamodb").create_table(
            TableName=table.name,
            KeySchema=_schema(keys),
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in every.items()],
            BillingMode="PAY_PER_REQUEST",
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        )
        return table

    return make


def _schema(keys: list[Any]) -> list[dict[str, str]]:
    return [
        {"AttributeName": next(iter(key)), "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
    ]
