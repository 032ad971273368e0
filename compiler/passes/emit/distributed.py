"""A Distributed Map's own fields.

    {"source": S3Csv("landing", "orders.csv"), "batch": 100}
    =>  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", …}, "ItemBatcher": {"MaxItemsPerBatch": 100}

Fields are those of "Using Map state in Distributed mode" (AWS Step Functions developer guide).
"""

from collections.abc import Callable
from typing import Any, assert_never

from compiler.forms.expressions import Expression
from compiler.forms.flow import Map
from dsl.sources import S3Csv, S3Inventory, S3Json, S3JsonLines, S3Objects, S3Parquet, Source

Written = Callable[[Expression], Any]
"""Gives an expression as JSON with JSONata inside."""


def processor_config(work: Map) -> dict[str, Any]:
    """A processor's `ProcessorConfig`; nothing for an inline Map, which is the default."""
    if work.distributed is None:
        return {}
    return {"Mode": "DISTRIBUTED", "ExecutionType": work.distributed.get("kind") or "STANDARD"}


def settings(work: Map, written: Written) -> dict[str, Any]:
    """The state's further fields."""
    given = work.distributed
    if given is None:
        return {}
    fields: dict[str, Any] = {}
    if (label := given.get("label")) is not None:
        fields["Label"] = label
    if (source := given.get("source")) is not None:
        fields["ItemReader"] = _reader(source)
    elif (stored := given.get("stored")) is not None:
        fields["ItemReader"] = _stored_reader(written(stored))
    if (batch := given.get("batch")) is not None:
        fields["ItemBatcher"] = {"MaxItemsPerBatch": batch}
        if (handed := given.get("given")) is not None:
            fields["ItemBatcher"]["BatchInput"] = written(handed)
    tolerate = given.get("tolerate")
    if isinstance(tolerate, float):
        fields["ToleratedFailurePercentage"] = _share(tolerate)
    elif tolerate is not None:
        fields["ToleratedFailureCount"] = tolerate
    if (results := given.get("results")) is not None:
        fields["ResultWriter"] = _writer(results)
    return fields


def _share(tolerate: float) -> float | int:
    percent = round(tolerate * 100, 6)
    return int(percent) if percent.is_integer() else percent


def _reader(source: Source) -> dict[str, Any]:
    most = {} if source.most is None else {"MaxItems": source.most}
    match source:
        case S3Objects(bucket, prefix):
            arguments = {"Bucket": bucket} | ({"Prefix": prefix} if prefix else {})
            reader: dict[str, Any] = {"Resource": "arn:aws:states:::s3:listObjectsV2"}
            reader |= {"ReaderConfig": most} if most else {}
            return reader | {"Arguments": arguments}
        case S3Csv(bucket, key, header, delimiter):
            config: dict[str, Any] = {"InputType": "CSV"}
            if header is None:
                config["CSVHeaderLocation"] = "FIRST_ROW"
            else:
                config |= {"CSVHeaderLocation": "GIVEN", "CSVHeaders": list(header)}
            config |= {} if delimiter == "COMMA" else {"CSVDelimiter": delimiter}
        case S3Json(bucket, key):
            config = {"InputType": "JSON"}
        case S3JsonLines(bucket, key):
            config = {"InputType": "JSONL"}
        case S3Parquet(bucket, key):
            config = {"InputType": "PARQUET"}
        case S3Inventory(bucket, key):
            config = {"InputType": "MANIFEST"}
        case _:
            assert_never(source)
    return _object_reader(config | most, bucket, key)


def _object_reader(config: dict[str, Any], bucket: Any, key: Any) -> dict[str, Any]:
    return {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": config,
        "Arguments": {"Bucket": bucket, "Key": key},
    }


def _stored_reader(reference: str) -> dict[str, Any]:
    """Reads the JSON array that a `Stored` reference points to: `{"$stored": "s3://bucket/key"}`."""
    inner = reference.removeprefix("{% ").removesuffix(" %}")
    place = f"$substringAfter($lookup({inner}, '$stored'), 's3://')"
    bucket = f"{{% $substringBefore({place}, '/') %}}"
    key = f"{{% $substringAfter({place}, '/') %}}"
    return _object_reader({"InputType": "JSON"}, bucket, key)


def _writer(results: str) -> dict[str, Any]:
    bucket, _, prefix = results.removeprefix("s3://").partition("/")
    return {
        "Resource": "arn:aws:states:::s3:putObject",
        # Outputs alone, in one list: what a `Stored` reference to the results stands for.
        "WriterConfig": {"OutputType": "JSON", "Transformation": "COMPACT"},
        "Arguments": {"Bucket": bucket} | ({"Prefix": prefix.rstrip("/")} if prefix.rstrip("/") else {}),
    }
