"""Secrets: their forms, their cache, rotation, and that they never show."""

import json
from collections.abc import Callable

import pytest

from dsl import Secret
from runtime import clients, redaction, secrets
from tests.runtime.faults import refuse, service_fault

MakeSecret = Callable[[str | bytes], Secret]


def _put(secret: Secret, value: str) -> None:
    clients.client("secretsmanager").put_secret_value(SecretId=secret.name, SecretString=value)


def test_text_json_and_binary(make_secret: MakeSecret) -> None:
    assert secrets.text(make_secret("plain-text")) == "plain-text"
    assert secrets.binary(make_secret(b"\x00\xff")) == b"\x00\xff"
    document = make_secret(json.dumps({"username": "app", "password": "pass-word-1"}))
    assert secrets.document(document)["password"] == "pass-word-1"
    assert secrets.text(document, part="password") == "pass-word-1"
    with pytest.raises(secrets.SecretUnavailable, match="is not a JSON object"):
        secrets.document(make_secret("not json"))
    with pytest.raises(secrets.SecretUnavailable, match="is binary"):
        secrets.text(make_secret(b"\xff"))
    with pytest.raises(secrets.SecretUnavailable, match="no text under 'nope'"):
        secrets.text(document, part="nope")


def test_a_secret_is_fetched_once_until_it_expires(make_secret: MakeSecret, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = make_secret("first-value")
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    assert secrets.text(secret) == "first-value"
    _put(secret, "second-value")
    now[0] += 0.79 * secrets.MAX_AGE
    assert secrets.text(secret) == "first-value"
    now[0] += 0.22 * secrets.MAX_AGE
    assert secrets.text(secret) == "second-value"


def test_refreshing_asks_now_and_stages_are_apart(make_secret: MakeSecret) -> None:
    secret = make_secret("first-value")
    version = secrets.get(secret).version
    _put(secret, "second-value")
    assert secrets.refresh(secret).value == "second-value"
    assert secrets.text(secret) == "second-value"
    assert secrets.text(secret, stage=secrets.PREVIOUS) == "first-value"
    assert secrets.get(secret, stage=secrets.PREVIOUS).version == version


def test_an_old_secret_serves_while_the_service_is_down(
    make_secret: MakeSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make_secret("first-value")
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("time.sleep", now.append)  # the client's own pauses between tries
    secrets.text(secret)
    now[0] += 2 * secrets.MAX_AGE
    with service_fault("secretsmanager", "GetSecretValue", refuse("ThrottlingException", times=99)):
        assert secrets.text(secret) == "first-value"
        now[0] += secrets.STALE_LIMIT
        with pytest.raises(secrets.SecretUnavailable, match="ThrottlingException"):
            secrets.text(secret)
    now[0] -= secrets.STALE_LIMIT
    with (
        service_fault("secretsmanager", "GetSecretValue", refuse("AccessDeniedException", times=99)),
        pytest.raises(secrets.SecretUnavailable, match=r"may not read .*; list it in the step's uses"),
    ):
        secrets.text(secret)


def test_an_absent_secret_is_named(aws: object) -> None:
    with pytest.raises(secrets.SecretUnavailable, match="there is no secret test/nowhere in this account and region"):
        secrets.text("test/nowhere")


def test_the_environment_gives_the_physical_name(make_secret: MakeSecret, monkeypatch: pytest.MonkeyPatch) -> None:
    real = make_secret("physical-value")
    monkeypatch.setenv("STATEMILL_SECRET_BATCH_SHOP_DB", real.name)
    assert secrets.text(Secret("batch/shop-db")) == secrets.text("batch/shop-db") == "physical-value"


def test_what_was_fetched_never_shows(make_secret: MakeSecret) -> None:
    secret = make_secret(
        json.dumps({"username": "app", "host": "db.internal", "password": "p@ss word", "n": ["deep-secret"]})
    )
    fetched = secrets.get(secret)
    secrets.document(secret)
    assert "p@ss" not in repr(fetched)
    line = redaction.redact("app@db.internal p@ss word p%40ss%20word p%40ss+word cEBzcyB3b3Jk deep-secret")
    assert line == "app@db.internal *** *** *** *** ***"
