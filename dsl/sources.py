"""What a Distributed Map reads its items from, straight out of S3.

    each(load_file, source=S3Objects("landing", prefix="2027/"))             one item for each object
    each(load_row, source=S3Csv("landing", "orders.csv"))                    one item for each row
    each(load_row, source=S3JsonLines("landing", "orders.jsonl"), batch=100)

Each names a bucket, by its name or as a `Bucket`, and a key (or prefix). `most` stops after so many items.
In plain Python objects, CSV, JSON and JSON Lines are read with boto3; Parquet and inventories need Step Functions.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.errors import DeclarationError, Problems
from dsl.resources import Bucket, physical
from dsl.values import dataclass

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal

    Delimiter = Literal["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]


DELIMITERS: dict[str, str] = {"COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"}


@dataclass(frozen=True)
class S3Objects:
    """The objects under a prefix: items are `{"Etag", "Key", "LastModified", "Size", "StorageClass"}`.

    each(load_file, source=S3Objects("landing", prefix=f"{day}/"))
    """

    bucket: str | Bucket
    prefix: str = ""
    most: int | None = None

    def __post_init__(self) -> None:
        _check(self, self.bucket, None, self.most)


@dataclass(frozen=True)
class S3Csv:
    """The rows of a CSV file as `dict[str, str]`. `header` gives the column names where the first row does not.

    each(load_row, source=S3Csv("landing", "orders.csv", header=("id", "sum"), delimiter="PIPE"))
    """

    bucket: str | Bucket
    key: str
    header: tuple[str, ...] | None = None
    delimiter: Delimiter = "COMMA"
    most: int | None = None

    def __post_init__(self) -> None:
        _check(self, self.bucket, self.key, self.most)
        problems = Problems("S3Csv")
        problems.add(_are_names(self.header), f"header is {self.header!r}; give a tuple of the columns' names")
        problems.add(
            self.delimiter in DELIMITERS, f"delimiter is {self.delimiter!r}; give one of {', '.join(DELIMITERS)}"
        )
        problems.raise_any()


@dataclass(frozen=True)
class _Whole:
    """An object of which nothing but its place has to be said."""

    bucket: str | Bucket
    key: str
    most: int | None = None

    def __post_init__(self) -> None:
        _check(self, self.bucket, self.key, self.most)


@dataclass(frozen=True)
class S3Json(_Whole):
    """The items of a JSON array.

    each(load_row, source=S3Json("landing", "orders.json"))
    """


@dataclass(frozen=True)
class S3JsonLines(_Whole):
    """The values of a JSON Lines file, one a line.

    each(load_rows, source=S3JsonLines("landing", "orders.jsonl"), batch=100)
    """


@dataclass(frozen=True)
class S3Parquet(_Whole):
    """The rows of a Parquet file.

    each(load_row, source=S3Parquet("landing", "orders.parquet", most=1000))
    """


@dataclass(frozen=True)
class S3Inventory(_Whole):
    """The objects that an S3 inventory lists; `key` is its `manifest.json`.

    each(check, source=S3Inventory("inventories", "shop/all/2027-04-01T01-00Z/manifest.json"))
    """


Source = S3Objects | S3Csv | S3Json | S3JsonLines | S3Parquet | S3Inventory


def items_of(source: Source) -> Iterator[Any]:
    """The source's items, read with boto3: its plain-Python meaning."""
    from itertools import islice

    return islice(_all_items(source), source.most)


def _all_items(source: Source) -> Iterator[Any]:
    import json

    match source:
        case S3Objects():
            yield from _objects(source)
        case S3Csv():
            import csv

            lines = _text(source.bucket, source.key).splitlines(keepends=True)
            yield from csv.DictReader(lines, fieldnames=source.header, delimiter=DELIMITERS[source.delimiter])
        case S3Json():
            yield from json.loads(_text(source.bucket, source.key))
        case S3JsonLines():
            yield from (json.loads(line) for line in _text(source.bucket, source.key).splitlines() if line.strip())
        case S3Parquet() | S3Inventory():
            kind = type(source).__name__
            raise DeclarationError(
                "each", (f"{kind} is read by Step Functions only; give plain Python a list of items",)
            )


def _objects(source: S3Objects) -> Iterator[dict[str, Any]]:
    pages = _s3().get_paginator("list_objects_v2").paginate(Bucket=physical(source.bucket), Prefix=source.prefix)
    for page in pages:
        for found in page.get("Contents", ()):
            yield {
                "Etag": found["ETag"],
                "Key": found["Key"],
                "LastModified": int(found["LastModified"].timestamp()),
                "Size": found["Size"],
                "StorageClass": found.get("StorageClass", "STANDARD"),
            }


def _text(bucket: str | Bucket, key: str) -> str:
    body: bytes = _s3().get_object(Bucket=physical(bucket), Key=key)["Body"].read()
    return body.decode("utf-8-sig")


def _s3() -> Any:
    import boto3

    return boto3.client("s3")


def _are_names(header: object) -> bool:
    return header is None or (isinstance(header, tuple) and all(isinstance(name, str) for name in header))


def _check(source: object, bucket: object, key: object, most: object) -> None:
    problems = Problems(type(source).__name__)
    named = isinstance(bucket, Bucket) or (isinstance(bucket, str) and bool(bucket))
    problems.add(named, f"bucket is {bucket!r}; give the bucket's name")
    if key is not None:
        problems.add(isinstance(key, str) and bool(key), f"key is {key!r}; give the object's key")
    whole = most is None or (isinstance(most, int) and not isinstance(most, bool) and most >= 1)
    problems.add(whole, f"most is {most!r}; give a whole number, 1 or more, or None for all")
    problems.raise_any()
