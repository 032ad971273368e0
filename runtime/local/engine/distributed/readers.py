"""ItemReader: the items of a distributed Map from files in S3.

    items = items_from(config, body)      # config from ReaderConfig, body the object's text or bytes

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.errors import ITEM_READER, StateFailure

DELIMITERS = {"COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"}


@dataclass(frozen=True)
class ReaderConfig:
    """The evaluated ReaderConfig."""

    kind: str | None
    """InputType; None for a list of objects (`s3:listObjectsV2`)."""
    headers: tuple[str, ...] | None = None
    """CSVHeaders; None where the first row holds them."""
    delimiter: str = ","
    limit: int = 0
    """MaxItems; 0 for all."""
    pointer: str = ""
    """ItemsPointer: a JSON pointer to the list in the file."""
    manifest: str | None = None

    @classmethod
    def read(cls, raw: Mapping[str, Any], limit: int) -> "ReaderConfig":
        """From the definition's ReaderConfig."""
        given = raw.get("CSVHeaderLocation") == "GIVEN"
        return cls(
            raw.get("InputType"),
            tuple(raw.get("CSVHeaders", ())) if given else None,
            DELIMITERS.get(raw.get("CSVDelimiter", "COMMA"), ","),
            limit,
            raw.get("ItemsPointer", ""),
            raw.get("ManifestType"),
        )


def items_from(config: ReaderConfig, body: Any, fetch: Callable[[str, str], Any]) -> list[Any]:
    """The items in an object's body.

    `fetch(bucket, key)` gives the body of the objects that a manifest names. Raises StateFailure
    (States.ItemReaderFailed) when the body is not what the configuration says.
    """
    try:
        items = _read(config, body, fetch)
    except (ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, RecursionError, csv.Error) as error:
        raise failed(f"Unable to read the items: {error}") from error
    return items[: config.limit] if config.limit else items


def _read(config: ReaderConfig, body: Any, fetch: Callable[[str, str], Any]) -> list[Any]:
    match config.kind:
        case _ if config.manifest == "ATHENA_DATA":
            return _athena(config, _text(body), fetch)
        case "CSV" | "JSONL" | "PARQUET" if isinstance(body, list):
            return body  # a mock's items; S3 gives text or bytes
        case "CSV":
            return _csv(config, _text(body))
        case "JSONL":
            return [_json(line) for line in _text(body).split("\n") if line.strip()]
        case "PARQUET":
            return _parquet(body)
        case "MANIFEST":
            return _manifest(config, _text(body), fetch)
        case _:
            return _json_items(config, body)


def pairs_of(value: Mapping[str, Any]) -> list[Any]:
    """The items of an object."""
    return [{"Key": key, "Value": one} for key, one in value.items()]


def failed(cause: str) -> StateFailure:
    """The failure of a reader."""
    return StateFailure(ITEM_READER, cause)


def _text(body: Any) -> str:
    if isinstance(body, bytes):
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        return str(body.decode("utf-8-sig"))
    return str(body)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise failed(f"Unable to parse the JSON input: {error}") from None


def _json_items(config: ReaderConfig, body: Any) -> list[Any]:
    value = _json(_text(body)) if isinstance(body, str | bytes) else body
    for step in config.pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            raise failed(f"The ItemsPointer '{config.pointer}' does not exist in the input.")
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and config.pointer:
        return pairs_of(value)
    raise failed("Attempting to map over non-iterable node.")


def _csv(config: ReaderConfig, text: str) -> list[Any]:
    rows = list(csv.reader(io.StringIO(text), delimiter=config.delimiter))
    headers = list(config.headers) if config.headers is not None else (rows.pop(0) if rows else [])
    if len(set(headers)) != len(headers):
        raise failed("CSV headers cannot contain duplicates.")
    # Columns without a name are dropped, missing ones are empty.
    return [{name: row[place] if place < len(row) else "" for place, name in enumerate(headers)} for row in rows if row]


def _parquet(body: Any) -> list[Any]:
    try:
        from pyarrow import parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise failed("Reading Parquet needs pyarrow: pip install 'statemill[parquet]'") from None
    from pyarrow import ArrowException  # type: ignore[import-not-found,import-untyped,unused-ignore]

    data = body if isinstance(body, bytes) else str(body).encode("latin-1")
    try:
        rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    except ArrowException as error:
        raise failed(f"Unable to read the Parquet file: {error}") from None
    # Times and decimals as their text: JSON has none. What AWS makes of them is not recorded.
    found: list[Any] = json.loads(json.dumps(rows, default=_as_text))
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def objects_named(config: ReaderConfig, body: Any) -> list[tuple[str, str]]:
    """Buckets and keys of the objects whose rows are the items, where the body is a manifest that names them."""
    if config.manifest == "ATHENA_DATA":
        named = [line.strip().removeprefix("s3://").partition("/") for line in _text(body).splitlines()]
        return [(bucket, key) for bucket, _, key in named if key]
    if config.kind != "MANIFEST":
        return []
    manifest = _inventory(_text(body))
    bucket = str(manifest.get("destinationBucket", "")).rpartition(":::")[2]
    return [(bucket, one["key"]) for one in manifest["files"]]


def _inventory(text: str) -> dict[str, Any]:
    """The manifest of an S3 inventory."""
    manifest = _json(text)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), list):
        raise failed("The manifest names no files.")
    return manifest


def _manifest(config: ReaderConfig, text: str, fetch: Callable[[str, str], Any]) -> list[Any]:
    """The rows of the files that an S3 inventory names."""
    manifest = _inventory(text)
    kind = str(manifest.get("fileFormat", "CSV")).upper()
    if kind not in ("CSV", "PARQUET"):
        raise failed(f"Inventories in the format {kind} are not read here; give CSV or Parquet.")
    names = tuple(one.strip() for one in manifest.get("fileSchema", "").split(","))
    rows = ReaderConfig(kind, names)
    return [item for one in objects_named(config, text) for item in items_from(rows, fetch(*one), fetch)]


def _athena(config: ReaderConfig, text: str, fetch: Callable[[str, str], Any]) -> list[Any]:
    """The rows of the files that the manifest of an Athena UNLOAD names, one a line."""
    kind = config.kind if config.kind in ("CSV", "JSONL", "PARQUET") else "CSV" if config.headers else "JSONL"
    inner = ReaderConfig(kind, config.headers, config.delimiter)
    return [item for one in objects_named(config, text) for item in items_from(inner, fetch(*one), fetch)]
