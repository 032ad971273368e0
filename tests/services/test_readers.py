"""Distributed Maps over files that text cannot show: Parquet, compressed CSV, inventories, listings of many pages."""

import gzip
import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from compiler import compile_module
from runtime.local import Run, execute
from runtime.local.answers import clients_of
from runtime.local.embedded.aws import EmbeddedAws
from runtime.local.engine.integrations import service_answer
from runtime.local.functions import call_step

HEAD = """
from dsl import S3Csv, S3Inventory, S3Objects, S3Parquet, each, pipeline, step

@step(retry=None)
def show(row: dict[str, object], /) -> str:
    return " ".join(f"{key}={value}" for key, value in row.items())

"""


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    with EmbeddedAws() as aws:
        client = clients_of(aws.client_options)
        client("s3").create_bucket(Bucket="landing")
        yield client


def run(s3: Any, folder: Path, each: str) -> Run:
    """What a pipeline of this one `each` does in the engine."""
    path = folder / "readers.py"
    path.write_text(f"{HEAD}@pipeline\ndef read() -> list[str]:\n    return {each}\n", "utf-8")
    build = compile_module(path)
    assert build.ok, build.diagnostics
    built = build.pipelines["read"]
    steps = {f"${{{name}}}": one.function for name, one in built.steps.items()}  # type: ignore[union-attr]
    ask = service_answer(s3)
    return execute(
        built.definition,
        {},
        lambda call: call_step(steps[call.resource], call.arguments) if call.resource in steps else ask(call),
    )


def put(s3: Any, key: str, body: bytes) -> None:
    s3("s3").put_object(Bucket="landing", Key=key, Body=body)


def parquet_file(columns: dict[str, Any]) -> bytes:
    body = io.BytesIO()
    parquet.write_table(pa.table(columns), body)
    return body.getvalue()


def test_rows_of_a_parquet_file(s3: Any, tmp_path: Path) -> None:
    columns = {"id": [1, 2, 3], "name": ["a", None, "ü"], "day": [date(2026, 11, 24)] * 3, "sum": [Decimal("1.50")] * 3}
    put(s3, "orders.parquet", parquet_file(columns))
    found = run(s3, tmp_path, 'each(show, source=S3Parquet("landing", "orders.parquet", most=2))')
    assert found.output == ["id=1 name=a day=2026-11-24 sum=1.50", "id=2 name=None day=2026-11-24 sum=1.50"]


def test_a_file_that_is_no_parquet(s3: Any, tmp_path: Path) -> None:
    put(s3, "plain.txt", b"id,name\n1,a\n")
    found = run(s3, tmp_path, 'each(show, source=S3Parquet("landing", "plain.txt"))')
    assert found.error == "States.ItemReaderFailed"
    assert found.cause is not None
    assert found.cause.startswith("Unable to read the Parquet file: ")


def test_parquet_without_pyarrow_says_what_to_install(s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    put(s3, "some.parquet", b"PAR1")
    found = run(s3, tmp_path, 'each(show, source=S3Parquet("landing", "some.parquet"))')
    assert found.error == "States.ItemReaderFailed"
    assert found.cause == "Reading Parquet needs pyarrow: pip install 'statemill[parquet]'"


def test_a_compressed_csv_file(s3: Any, tmp_path: Path) -> None:
    put(s3, "orders.csv.gz", gzip.compress(b"a,b\n1,2\n"))
    found = run(s3, tmp_path, 'each(show, source=S3Csv("landing", "orders.csv.gz"))')
    assert found.output == ["a=1 b=2"]


@pytest.mark.parametrize("kind", ["CSV", "Parquet"])
def test_an_inventory(s3: Any, tmp_path: Path, kind: str) -> None:
    if kind == "CSV":
        put(s3, "inventory/data.1", gzip.compress(b'"shop","a.txt","3"\n"shop","b.txt","4"\n'))
    else:
        put(s3, "inventory/data.1", parquet_file({"Bucket": ["shop"] * 2, "Key": ["a.txt", "b.txt"], "Size": [3, 4]}))
    manifest = {
        "sourceBucket": "shop",
        "destinationBucket": "arn:aws:s3:::landing",
        "fileFormat": kind,
        "fileSchema": "Bucket, Key, Size",
        "files": [{"key": "inventory/data.1", "size": 1}],
    }
    put(s3, "inventory/manifest.json", json.dumps(manifest).encode())
    found = run(s3, tmp_path, 'each(show, source=S3Inventory("landing", "inventory/manifest.json"))')
    assert found.output == ["Bucket=shop Key=a.txt Size=3", "Bucket=shop Key=b.txt Size=4"]


def test_a_listing_of_several_pages(s3: Any, tmp_path: Path) -> None:
    for number in range(1_005):
        put(s3, f"many/{number:04}", b"")
    shown = 'show({"key": found["Key"], "size": found["Size"]})'
    found = run(s3, tmp_path, f'each(lambda found: {shown}, source=S3Objects("landing", "many/"))')
    assert len(found.output) == 1_005
    assert found.output[-1] == "key=many/1004 size=0"
