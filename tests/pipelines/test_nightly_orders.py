"""The nightly pipeline as plain Python, on real parts: two MariaDB servers and an embedded AWS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import nightly_orders as nightly
from pipelines.demo.__main__ import prepared
from pipelines.demo.data import DAY, REFUSED_CUSTOMERS, REFUSED_ORDERS, fill
from pipelines.demo.verifying import Raw, differences, verify
from runtime import clients, mysql, secrets
from runtime.local.embedded.aws import EmbeddedAws
from runtime.local.embedded.mariadb import MariaDB, mariadb

ORDERS, CUSTOMERS = 300, 100
MODULE = Path(nightly.__file__)
ROOT = MODULE.parents[1]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[MariaDB, MariaDB]]:
    with mariadb(("shop",)) as shop, mariadb(("warehouse",)) as warehouse:
        yield shop, warehouse
    mysql.forget()


@pytest.fixture(scope="module")
def night(servers: tuple[MariaDB, MariaDB], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The pipeline's result and the message that was published, after a first run over the shop's rows."""
    shop, warehouse = servers
    logins = {"batch/shop-db": prepared(shop, "shop"), "batch/warehouse-db": prepared(warehouse, "warehouse")}
    with EmbeddedAws() as aws, pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment.items():
            patch.setenv(name, value)
        for name, login in logins.items():
            clients.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(login.secret()))
        clients.client("dynamodb").create_table(
            TableName=nightly.staging.name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "batch", "AttributeType": "S"},
                {"AttributeName": "number", "AttributeType": "N"},
            ],
            KeySchema=[{"AttributeName": "batch", "KeyType": "HASH"}, {"AttributeName": "number", "KeyType": "RANGE"}],
        )
        topic = clients.client("sns").create_topic(Name=nightly.alerts.name)["TopicArn"]
        patch.setenv("STATEMILL_TOPIC_BATCH_ALERTS", topic)
        fill(mysql.Login(**logins["batch/shop-db"].arguments()), ORDERS, CUSTOMERS)
        yield {"first": nightly.nightly_orders(DAY), "second": nightly.nightly_orders(DAY)}
        clients.forget()
        secrets.forget()


def test_every_row_arrives_unchanged(servers: tuple[MariaDB, MariaDB], night: dict[str, Any]) -> None:
    verified = verify(*servers, DAY)
    assert verified.problems == ()
    assert verified.orders == ORDERS - len(REFUSED_ORDERS) == night["first"]["orders"]
    assert verified.customers == CUSTOMERS - len(REFUSED_CUSTOMERS) == night["first"]["customers"]
    assert night["first"]["rejected"] == len(REFUSED_ORDERS) + len(REFUSED_CUSTOMERS)


def test_refused_rows_are_kept_with_their_reasons(servers: tuple[MariaDB, MariaDB], night: dict[str, Any]) -> None:
    kept = servers[1].rows("select source, row_key, code, content from rejected_rows order by 1, 2", "warehouse")
    assert [row[:3] for row in kept] == [
        ("customers", "15", 1406),
        ("orders", "17", 4025),
        ("orders", "19", 4025),
    ]
    assert json.loads(kept[1][3])["total"] == "-12.50"


def test_a_second_night_changes_nothing(servers: tuple[MariaDB, MariaDB], night: dict[str, Any]) -> None:
    assert night["second"] == night["first"]


def test_too_many_refused_rows_fail_the_run(night: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "TOLERATED_PERCENT", 0)
    with pytest.raises(nightly.ImportFailed, match=r"3 of \d+ rows refused"):
        nightly.nightly_orders(DAY)


def demonstrated(orders: int, customers: int, output: Path) -> "subprocess.CompletedProcess[str]":
    """`make run` with fewer rows: packages in processes of their own, the state machine in the local engine."""
    sizes = ["--orders", str(orders), "--customers", str(customers), "--output", str(output)]
    command = [sys.executable, "-m", "pipelines.demo", *sizes]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_the_demonstration_runs_the_built_packages(tmp_path: Path) -> None:
    done = demonstrated(280, 50, tmp_path)
    assert done.returncode == 0, done.stderr
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line)
    assert json.loads(lines["result"]) == {"day": DAY.isoformat(), "orders": 278, "customers": 49, "rejected": 3}
    assert lines["verified"] == "no difference"
    assert "alert gave null" in done.stderr
    assert (tmp_path / "nightly_orders" / "state-machine.asl.json").exists()


def test_a_failed_demonstration_names_the_line(tmp_path: Path) -> None:
    """Three refused rows are too many of eighty."""
    done = demonstrated(60, 20, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    number = next(at for at, line in enumerate(MODULE.read_text().splitlines(), 1) if "raise ImportFailed" in line)
    assert f"nightly_orders.py:{number}" in done.stderr
    assert "3 of 80 rows refused" in done.stderr
    assert "Traceback" not in done.stderr


def test_differences_are_found() -> None:
    """The comparison itself: each way in which a row can be wrong."""
    was: dict[bytes, Raw] = {b"1": (b"a", None), b"2": (b"b", b"x"), b"3": (b"c", b"y"), b"4": (b"d", b"z")}
    now: dict[bytes, Raw] = {b"1": (b"a", b""), b"3": (b"c", b"y"), b"4": (b"d", b"z"), b"5": (b"e", b"e")}
    assert differences("t", was, now, {b"4"}) == [
        "t 1: value 2 was None and is b''",
        "t 2: it is missing, and no reason was kept",
        "t 4: it is there, and was kept as refused",
        "t 5: it is nowhere in the shop's day",
    ]
