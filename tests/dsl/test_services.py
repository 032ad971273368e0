"""Calls to AWS and to the web in plain Python: boto3 against an embedded AWS, urllib against a server of this test."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from dsl import DeclarationError, HttpError, S3Csv, S3Inventory, S3Json, S3JsonLines, S3Objects, aws, each
from dsl.spelling import member
from dsl.web import _request
from runtime.local.embedded.aws import EmbeddedAws
from tests.web_server import Handler, listening


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with EmbeddedAws() as embedded, pytest.MonkeyPatch.context() as patch:
        for name, value in embedded.environment.items():
            patch.setenv(name, value)
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="landing")
        for key, text in {
            "in/orders.csv": '\ufefforder,note\r\n1,"a, ""b"""\r\n2,\r\n',
            "in/orders.json": "[1, {}, null]",
            "in/orders.jsonl": '{"order": 1}\n\n{"order": 2}\n',
            "in/plain.txt": "7|x\n8|y\n",
            "out/other": "",
        }.items():
            s3.put_object(Bucket="landing", Key=key, Body=text.encode())
        yield "landing"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (S3Csv("landing", "in/orders.csv"), [{"order": "1", "note": 'a, "b"'}, {"order": "2", "note": ""}]),
        (S3Csv("landing", "in/orders.csv", most=1), [{"order": "1", "note": 'a, "b"'}]),
        (S3Csv("landing", "in/plain.txt", ("n", "t"), "PIPE"), [{"n": "7", "t": "x"}, {"n": "8", "t": "y"}]),
        (S3Json("landing", "in/orders.json"), [1, {}, None]),
        (S3JsonLines("landing", "in/orders.jsonl"), [{"order": 1}, {"order": 2}]),
    ],
)
def test_items_are_read(bucket: str, source: Any, expected: list[Any]) -> None:
    assert each(lambda item: item, source=source) == expected


def test_objects_are_listed(bucket: str) -> None:
    keys = each(lambda item: (item["Key"], item["Size"]), source=S3Objects(bucket, "in/", most=2))
    assert keys == [("in/orders.csv", 33), ("in/orders.json", 13)]


def test_an_inventory_needs_step_functions(bucket: str) -> None:
    with pytest.raises(DeclarationError, match="S3Inventory is read by Step Functions only"):
        each(lambda item: item, source=S3Inventory(bucket, "manifest.json"))


def test_a_service_is_called(bucket: str) -> None:
    topic = aws.sns.create_topic(Name="orders")["TopicArn"]
    assert set(aws.sns.publish(TopicArn=topic, Message="done")) == {"MessageId"}
    assert aws.s3.get_object(Bucket=bucket, Key="out/other")["ContentLength"] == 0


def test_a_services_error_can_be_named(bucket: str) -> None:
    with pytest.raises(aws.s3.exceptions.NoSuchKey) as caught:
        aws.s3.get_object(Bucket=bucket, Key="nothing")
    assert str(caught.value) == "The specified key does not exist."
    assert isinstance(caught.value.__cause__, ClientError)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("executionArn", "ExecutionArn"),
        ("ETag", "ETag"),
        ("DBInstanceIdentifier", "DbInstanceIdentifier"),
        ("SSEKMSKeyId", "SsekmsKeyId"),
        ("ACL", "Acl"),
        ("ChecksumCRC32", "ChecksumCRC32"),
        ("S3Uri", "S3Uri"),
        ("BOOL", "Bool"),
        ("NULL", "Nul"),
    ],
)
def test_names_of_members_in_a_state_machine(name: str, spelled: str) -> None:
    assert member(name) == spelled


def test_an_optimised_integration_keeps_the_names_of_the_api() -> None:
    assert [member(name, sdk=False) for name in ("BOOL", "SS", "clusterArn")] == ["BOOL", "SS", "ClusterArn"]


class Echo(Handler):
    """Answers with what it was asked."""

    def answer(self) -> None:
        """Give back path, type and body; /teapot refuses."""
        told = {"path": self.path, "type": self.headers["Content-Type"], "body": self.body()}
        self.reply(json.dumps(told), 418 if self.path == "/teapot" else 200, "application/json; charset=utf-8")


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    with listening(Echo) as url:
        yield url


@pytest.mark.parametrize(
    ("query", "body", "form", "said"),
    [
        ({}, {"id": 1}, False, {"path": "/x", "type": "application/json", "body": '{"id": 1}'}),
        ({"a": ["1", "2 3"]}, None, False, {"path": "/x?a=1&a=2+3", "type": None, "body": ""}),
        (
            {},
            {"id": 1, "t": "ü"},
            True,
            {"path": "/x", "type": "application/x-www-form-urlencoded", "body": "id=1&t=%C3%BC"},
        ),
    ],
)
def test_an_endpoint_is_called(web: str, query: dict[str, Any], body: Any, form: bool, said: dict[str, Any]) -> None:
    answer = _request("POST", f"{web}/x", query, {}, body, form=form)
    assert (answer["StatusCode"], answer["ResponseBody"]) == (200, said)
    assert answer["Headers"]["Content-Type"] == ["application/json; charset=utf-8"]


def test_another_answer_than_2xx_is_an_error(web: str) -> None:
    with pytest.raises(HttpError, match="418") as caught:
        _request("POST", f"{web}/teapot", {}, {}, None, form=False)
    assert caught.value.status == 418
