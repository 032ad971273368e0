"""A Distributed Map's own fields.

    {"source": S3Csv("landing", "orders.csv"), "batch": 100}
    =>  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", …}, "ItemBatcher": {"MaxItemsPerBatch": 100}

Fields are those of "Using Map state in Distributed mode" (AWS Step Functions developer guide).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, assert_never

from compiler.forms.expressions import Binary, Constant, Expression, Format, FormatField
from compiler.forms.flow import Map
from compiler.forms.types import FLOAT, INT, STR
from dsl.sources import S3Csv, S3Inventory, S3Json, S3JsonLines, S3Objects, S3Parquet, Source

Written = Callable[[Expression], Any]
"""Gives an expression as JSON with JSONata inside."""
_PARTS = ("bucket", "key", "prefix", "most")
"""What may be computed of a source."""


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
        parts = {name: _value(given[f"source.{name}"], written) for name in _PARTS if f"source.{name}" in given}
        fields["ItemReader"] = _reader(source, parts)
    elif (stored := given.get("stored")) is not None:
        fields["ItemReader"] = _stored_reader(written(stored))
    batcher = {
        field: _value(given[name], written)
        for name, field in (("batch", "MaxItemsPerBatch"), ("batch_bytes", "MaxInputBytesPerBatch"))
        if given.get(name) is not None
    }
    if batcher:
        extra = {} if given.get("given") is None else {"BatchInput": written(given["given"])}
        fields["ItemBatcher"] = batcher | extra
    fields |= _tolerance(given.get("tolerate"), written)
    if (results := given.get("results")) is not None:
        fields["ResultWriter"] = _writer(results, written)
    return fields


def _value(given: Expression | int | str, written: Written) -> Any:
    return given if isinstance(given, int | str) else written(given)


def _tolerance(tolerate: Expression | float | None, written: Written) -> dict[str, Any]:
    """A float is a share, an int a number of items."""
    if tolerate is None:
        return {}
    if isinstance(tolerate, int):
        return {"ToleratedFailureCount": tolerate}
    if isinstance(tolerate, float):
        percent = round(tolerate * 100, 6)
        return {"ToleratedFailurePercentage": int(percent) if percent.is_integer() else percent}
    if tolerate.type is INT:
        return {"ToleratedFailureCount": written(tolerate)}
    share = Binary("*", tolerate, Constant(100, INT, tolerate.span), FLOAT, tolerate.span)
    return {"ToleratedFailurePercentage": written(share)}


def _reader(source: Source, parts: dict[str, Any]) -> dict[str, Any]:
    """`parts` are computed, and stand in place of the source's own."""
    most = {} if source.most is None else {"MaxItems": parts.get("most", source.most)}
    match source:
        case S3Objects(bucket, prefix):
            arguments = {"Bucket": parts.get("bucket", bucket)}
            arguments |= {"Prefix": parts.get("prefix", prefix)} if prefix else {}
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
    return _object_reader(config | most, parts.get("bucket", bucket), parts.get("key", key))


def _object_reader(config: dict[str, Any], bucket: Any, key: Any) -> dict[str, Any]:
    return {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": config,
        "Arguments": {"Bucket": bucket, "Key": key},
    }


def _stored_reader(reference: str) -> dict[str, Any]:
    """Reads the JSON array that a `Stored` reference points to: `{"$stored": "s3://bucket/key"}`."""
    bucket, key = _place(f"$lookup({_inner(reference)}, '$stored')")
    return _object_reader({"InputType": "JSON"}, bucket, key)


def _place(uri: str) -> tuple[str, str]:
    """Bucket and key of an `s3://` address that is computed."""
    path = f"$substringAfter({uri}, 's3://')"
    return f"{{% $substringBefore({path}, '/') %}}", f"{{% $substringAfter({path}, '/') %}}"


def _parts(text: Format) -> tuple[str | FormatField, ...]:
    """A text's parts, constants among them joined: the bucket's name mostly is the first."""
    joined: list[str | FormatField] = []
    for part in text.parts:
        plain = part if isinstance(part, str) else _constant_text(part)
        if plain is not None and joined and isinstance(joined[-1], str):
            joined[-1] += plain
        else:
            joined.append(part if plain is None else plain)
    return tuple(joined)


def _constant_text(part: FormatField) -> str | None:
    value = part.value
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) and not part.spec else None


def _inner(text: str) -> str:
    return text.removeprefix("{% ").removesuffix(" %}")


def _writer(results: Expression | str, written: Written) -> dict[str, Any]:
    known, *rest = _parts(results) if isinstance(results, Format) else (results,)
    place, slash, prefix = str(known).removeprefix("s3://").partition("/")
    if isinstance(known, str) and not rest:
        arguments = {"Bucket": place} | ({"Prefix": prefix.rstrip("/")} if prefix.rstrip("/") else {})
    elif isinstance(known, str) and slash and isinstance(results, Format):
        start = (prefix,) if prefix else ()
        bucket = written(Constant(place, STR, results.span))
        arguments = {"Bucket": bucket, "Prefix": written(replace(results, parts=(*start, *rest)))}
    else:
        assert not isinstance(results, str)
        bucket, key = _place(f"({_inner(written(results))})")
        arguments = {"Bucket": bucket, "Prefix": key}
    return {
        "Resource": "arn:aws:states:::s3:putObject",
        # Outputs alone, in one list: what a `Stored` reference to the results stands for.
        "WriterConfig": {"OutputType": "JSON", "Transformation": "COMPACT"},
        "Arguments": arguments,
    }
