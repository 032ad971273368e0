"""A service's error reaches the handler with the same text in plain Python and in the built ASL, both against moto."""

from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from compiler import compile_module
from dsl import aws
from runtime.codec import signature_of
from runtime.local import execute
from runtime.local.engine.integrations import service_answer

SOURCE = """
from dsl import aws, pipeline


@pipeline
def add(order: str, table: str, bucket: str) -> str:
    try:
        if bucket:
            aws.s3.get_object(Bucket=bucket, Key=order)
        aws.dynamodb.put_item(
            TableName=table, Item={"id": {"S": order}}, ConditionExpression="attribute_not_exists(id)"
        )
    except aws.dynamodb.exceptions.ConditionalCheckFailedException as error:
        return f"{type(error).__name__}: {error}"
    except (aws.dynamodb.exceptions.ResourceNotFoundException, aws.s3.exceptions.NoSuchKey) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:
        return f"else {error}"
    return "added"
"""

INPUTS = [("1", "orders", ""), ("2", "orders", ""), ("2", "none", ""), ("3", "none", "landing")]


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "t",
        "AWS_SECRET_ACCESS_KEY": "t",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        boto3.client("s3").create_bucket(
            Bucket="landing", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        boto3.client("dynamodb").create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        boto3.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "1"}})
        yield


@pytest.mark.parametrize(("order", "table", "bucket"), INPUTS)
def test_the_same_text_both_ways(tmp_path: Path, region: None, order: str, table: str, bucket: str) -> None:
    path = tmp_path / "orders.py"
    path.write_text(SOURCE)
    built = compile_module(path).pipelines["add"]
    given = {"order": order, "table": table, "bucket": bucket}
    run = execute(built.definition, given, service_answer(boto3.client), clock="virtual")
    boto3.client("dynamodb").delete_item(TableName="orders", Key={"id": {"S": "2"}})
    function = built.routine.definition.function
    arguments, keywords = signature_of(function).read(given)
    assert run.output == function(*arguments, **keywords)


def test_a_mock_may_raise_it() -> None:
    error = aws.dynamodb.exceptions.ConditionalCheckFailedException
    assert error is aws.dynamodb.exceptions.ConditionalCheckFailedException
    assert error is not aws.dynamodb.exceptions.ResourceNotFoundException
    assert aws.sfn.exceptions.InvalidArn is aws.stepfunctions.exceptions.InvalidArn
    with pytest.raises(error, match="refused"):
        raise error("refused")
