"""Connections that die, stall, rest too long or are refused; and what is done about each."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pymysql
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from dsl import Secret
from runtime import clients, invocation, mysql, redaction
from runtime.local.embedded.mariadb import Login, MariaDB, mariadb
from runtime.mysql import connections
from tests.runtime.faults import Wire

MakeSecret = Callable[[str], Secret]
MakeTable = Callable[[str], str]


@pytest.fixture
def shop(login: Login, make_secret: MakeSecret) -> Secret:
    return make_secret(json.dumps(login.secret()))


def _id(db: mysql.Database) -> int:
    return int(db.value("select connection_id()"))


def test_a_connection_is_kept_for_the_next_invocation(shop: Secret) -> None:
    with mysql.connect(shop) as db:
        first = _id(db)
    with mysql.connect(shop) as db:
        assert _id(db) == first
    with mysql.connect(shop, database="information_schema") as db:
        assert _id(db) != first


def test_a_reading_statement_survives_a_killed_connection(shop: Secret, server: MariaDB) -> None:
    with mysql.connect(shop) as db:
        before = _id(db)
        server.execute(f"kill {before}")
        assert _id(db) != before


def test_a_connection_that_rested_is_asked_first(
    shop: Secret, server: MariaDB, make_table: MakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = make_table("id int primary key")
    monkeypatch.setattr(connections, "IDLE", 0.0)
    with mysql.connect(shop) as db:
        server.execute(f"kill {_id(db)}")
        time.sleep(0.05)
        assert db.execute(f"insert into {table} values (1)") == 1


def test_a_writing_statement_is_not_run_twice(shop: Secret, server: MariaDB, make_table: MakeTable) -> None:
    table = make_table("id int auto_increment primary key")
    with mysql.connect(shop) as db:
        connection = _id(db)
        with Wire(server.host, server.port) as wire, mysql.connect(shop, port=wire.port) as through:
            through.execute(f"insert into {table} values ()")
            wire.mode = "drop"  # the server runs the statement, its answer never arrives
            with pytest.raises(pymysql.err.OperationalError, match="Lost connection"):
                through.execute(f"insert into {table} values ()")
            wire.mode = "pass"
            through.execute(f"insert into {table} values ()")
        assert connection == _id(db)
        assert db.value(f"select count(*) from {table}") in (2, 3)


def test_an_upsert_is_repeated_because_it_may_be(shop: Secret, server: MariaDB, make_table: MakeTable) -> None:
    table = make_table("id int primary key, n int")
    with mysql.connect(shop) as db:
        db.columns(table)
        server.execute(f"kill {_id(db)}")
        assert db.upsert(table, [{"id": 1, "n": 1}]).rows == 1


def test_nothing_is_repeated_inside_a_transaction(shop: Secret, server: MariaDB, make_table: MakeTable) -> None:
    table = make_table("id int primary key")
    with mysql.connect(shop) as db:
        with pytest.raises(pymysql.err.OperationalError), db.transaction():  # noqa: PT012
            db.execute(f"insert into {table} values (1)")
            server.execute(f"kill {_id(db)}")
            db.rows(f"select * from {table}")
        assert db.rows(f"select * from {table}") == []


def test_a_lost_transaction_cannot_be_gone_on_with(shop: Secret, server: MariaDB, make_table: MakeTable) -> None:
    table = make_table("id int primary key")
    with mysql.connect(shop) as db:
        with pytest.raises(mysql.TransactionLost), db.transaction():  # noqa: PT012
            db.execute(f"insert into {table} values (1)")
            server.execute(f"kill {_id(db)}")
            with pytest.raises(pymysql.err.OperationalError):
                db.execute(f"insert into {table} values (2)")
            db.execute(f"insert into {table} values (3)")
        with pytest.raises(mysql.TransactionLost), db.transaction():  # noqa: PT012
            server.execute(f"kill {_id(db)}")
            with suppress(pymysql.err.OperationalError):
                db.execute(f"insert into {table} values (4)")
        assert db.rows(f"select * from {table}") == []


def test_a_wrong_argument_leaves_the_transaction_as_it_is(shop: Secret, make_table: MakeTable) -> None:
    table = make_table("id int primary key")
    with mysql.connect(shop) as db:
        with db.transaction():
            db.execute(f"insert into {table} values (1)")
            with pytest.raises(TypeError, match="is a dict"):
                db.execute(f"insert into {table} values (%s, %s)", {}, 1)
        assert db.rows(f"select * from {table}") == [{"id": 1}]


def test_a_full_server_is_waited_for(server: MariaDB) -> None:
    user = server.add_user(f"few{time.monotonic_ns()}", "few-password", "shop")
    server.execute(f"alter user {user.user}@'%' with max_user_connections 2")
    taken = [pymysql.connect(**user.arguments()) for _ in range(2)]

    def leave(seconds: float) -> None:
        while taken:
            taken.pop().close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.sleep", leave)
        with mysql.connect(user.secret()) as db:
            assert db.value("select 1") == 1


def test_a_transaction_is_all_or_nothing(shop: Secret, make_table: MakeTable) -> None:
    table = make_table("id int primary key")
    with mysql.connect(shop) as db:
        with pytest.raises(pymysql.err.IntegrityError), db.transaction():  # noqa: PT012
            db.execute(f"insert into {table} values (1)")
            db.execute(f"insert into {table} values (1)")
        with db.transaction():
            db.execute(f"insert into {table} values (2)")
        with pytest.raises(RuntimeError, match="already open"), db.transaction(), db.transaction():
            pass
        assert db.rows(f"select * from {table}") == [{"id": 2}]


def test_a_silent_server_costs_a_timeout_not_the_invocation(shop: Secret, server: MariaDB) -> None:
    with Wire(server.host, server.port) as wire:
        wire.mode = "stall"
        with invocation.entered(invocation.Invocation(deadline=time.monotonic() + 1.5)):
            started = time.monotonic()
            with pytest.raises(pymysql.err.OperationalError), mysql.connect(shop, port=wire.port) as db:
                db.value("select 1")
            assert time.monotonic() - started < 1.4


def test_a_statement_has_a_timeout(shop: Secret) -> None:
    with mysql.connect(shop, read_timeout=0.3) as db:
        started = time.monotonic()
        with pytest.raises(pymysql.err.OperationalError):
            db.execute("do sleep(5)")
        assert time.monotonic() - started < 2
        assert db.value("select 1") == 1


@pytest.fixture
def rotating(server: MariaDB, make_secret: MakeSecret) -> tuple[Login, Secret]:
    name = f"rotating{time.monotonic_ns()}"
    login = server.add_user(name, "password-one", "shop")
    return login, make_secret(json.dumps(login.secret()))


def _rotate(server: MariaDB, login: Login, secret: Secret, password: str) -> None:
    server.change_password(login.user, password)
    document = json.dumps({**login.secret(), "password": password})
    clients.client("secretsmanager").put_secret_value(SecretId=secret.name, SecretString=document)


def test_a_rotated_password_is_fetched_again(server: MariaDB, rotating: tuple[Login, Secret]) -> None:
    login, secret = rotating
    with mysql.connect(secret) as db:
        connection = _id(db)
        _rotate(server, login, secret, "password-two")
        assert _id(db) == connection  # an open connection lives on
        server.execute(f"kill {connection}")
        assert _id(db) != connection  # and the next one takes the new password


def test_a_password_changed_before_its_secret_is_waited_for(
    server: MariaDB, rotating: tuple[Login, Secret], monkeypatch: pytest.MonkeyPatch
) -> None:
    login, secret = rotating
    server.change_password(login.user, "password-two")
    slept: list[float] = []

    def meanwhile(seconds: float) -> None:
        slept.append(seconds)
        _rotate(server, login, secret, "password-two")

    monkeypatch.setattr("time.sleep", meanwhile)
    with mysql.connect(secret) as db:
        assert db.value("select 1") == 1
    assert slept == [connections._ROTATION_PAUSE]


def test_a_wrong_password_is_told_and_never_shown(
    server: MariaDB, make_secret: MakeSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = server.add_user(f"wrong{time.monotonic_ns()}", "right-password", "shop")
    secret = make_secret(json.dumps({**login.secret(), "password": "wrong-password"}))
    monkeypatch.setattr(connections, "_ROTATION_PAUSE", 0.01)
    with pytest.raises(pymysql.err.OperationalError, match="Access denied") as caught, mysql.connect(secret) as db:
        db.value("select 1")
    assert "wrong-password" not in str(caught.value)
    assert redaction.redact("with wrong-password") == "with ***"


def test_a_secret_without_a_host_says_so(make_secret: MakeSecret, login: Login) -> None:
    secret = make_secret(json.dumps({"username": login.user, "password": login.password}))
    with pytest.raises(mysql.LoginIncomplete, match="has no host"), mysql.connect(secret):
        pass
    with mysql.connect(secret, host=login.host, port=login.port, database="shop") as db:
        assert db.value("select database()") == "shop"


def test_every_session_has_the_same_settings(shop: Secret) -> None:
    with mysql.connect(shop) as db:
        found = db.one("select @@time_zone as zone, @@sql_mode as mode, @@character_set_client as charset")
        assert found is not None
        assert found["zone"] == "+00:00"
        assert found["charset"] == "utf8mb4"
        assert "STRICT_TRANS_TABLES" in found["mode"]


def test_leaving_a_stream_early_does_not_read_the_rest(shop: Secret) -> None:
    with mysql.connect(shop) as db:
        started = time.monotonic()
        with db.stream("select seq, repeat('x', 1000) as pad from seq_1_to_3000000") as rows:
            assert next(rows)["seq"] == 1
            assert [column.name for column in rows.columns] == ["seq", "pad"]
        assert time.monotonic() - started < 2
        assert db.value("select 1") == 1


def test_a_stream_gives_every_row(shop: Secret) -> None:
    with mysql.connect(shop) as db:
        assert [row["seq"] for row in db.stream("select seq from seq_1_to_1234 where seq > %s", 1000)] == list(
            range(1001, 1235)
        )


def test_reading_a_table_goes_on_where_it_stopped(shop: Secret, make_table: MakeTable) -> None:
    table = make_table("a int, b varchar(5), n int, primary key (a, b)")
    with mysql.connect(shop) as db:
        db.insert(table, [{"a": number // 3, "b": str(number % 3), "n": number} for number in range(100)])
        rows = db.read(table, where="n <> %s", args=[50], columns=["n"], page=7)
        first = [next(iter_row)["n"] for iter_row in [iter(rows)] for _ in range(40)]
        rest = [row["n"] for row in db.read(table, where="n <> %s", args=[50], columns=["n"], after=rows.position)]
        assert first + rest == [number for number in range(100) if number != 50]
        with pytest.raises(ValueError, match="has no column nope"):
            db.read(table, columns=["nope"])


def test_a_table_without_a_key_is_not_read_by_pages(shop: Secret, make_table: MakeTable) -> None:
    table = make_table("n int")
    with mysql.connect(shop) as db, pytest.raises(ValueError, match="no primary key"):
        db.read(table)
    with mysql.connect(shop) as db, pytest.raises(ValueError, match="has no table nowhere"):
        db.columns("nowhere")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a self-signed `server.pem` for 127.0.0.1, its `server.key`, and `other.pem` of nobody."""
    folder = tmp_path_factory.mktemp("tls")
    for name in ("server", "other"):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        )
        (folder / f"{name}.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(text)
    return folder


def test_tls_is_used_where_it_is_offered_and_verified_where_it_is_asked(certificates: Path) -> None:
    pair = [f"--ssl-cert={certificates}/server.pem", f"--ssl-key={certificates}/server.key"]
    with mariadb(("shop",), options=pair) as secured:
        secret = secured.add_user("app", "app-password", "shop").secret()
        with mysql.connect(secret) as db:
            assert db.rows("show status like 'Ssl_cipher'")[0]["Value"]
        with mysql.connect(secret, tls_ca=f"{certificates}/server.pem") as db:
            assert db.rows("show status like 'Ssl_cipher'")[0]["Value"]
        with (
            pytest.raises(pymysql.err.OperationalError, match="CERTIFICATE_VERIFY_FAILED"),
            mysql.connect(secret, tls_ca=f"{certificates}/other.pem") as db,
        ):
            db.value("select 1")
        mysql.forget()


def test_a_server_without_tls_is_refused_where_it_was_asked_for(certificates: Path, login: Login) -> None:
    with (
        pytest.raises(pymysql.err.OperationalError, match="SSL"),
        mysql.connect(login.secret(), tls_ca=f"{certificates}/server.pem") as db,
    ):
        db.value("select 1")
