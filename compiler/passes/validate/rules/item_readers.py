"""What a Distributed Map reads and writes: the reader's resource and input type, the batcher, the writer fit together.

    "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "GIVEN"}     needs CSVHeaders
    "ItemBatcher": {}                                                      needs a largest number of items or bytes

What the schema cannot see is whether the fields go together; that is looked at here.
"""

from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.integrations import Integration, integration_of
from compiler.passes.validate.model import Findings, Json, State, View
from compiler.passes.validate.rules.rule import Rule

READERS = {("s3", "getObject"), ("s3", "listObjectsV2")}
WRITERS = {("s3", "putObject")}
_BATCH_LIMITS = ("MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath")


def check(view: View, findings: Findings) -> None:
    """Look at the parts of every Map."""
    for state in view.states:
        if state.type != "Map":
            continue
        reader, batcher, writer = (state.body.get(name) for name in ("ItemReader", "ItemBatcher", "ResultWriter"))
        if isinstance(reader, dict):
            _check_reader(state, reader, findings)
        if isinstance(batcher, dict) and not any(name in batcher for name in _BATCH_LIMITS):
            message = "a batcher needs `MaxItemsPerBatch` or `MaxInputBytesPerBatch`"
            findings.add(codes.BAD_ITEM_READER, message, state.at("ItemBatcher"))
        if isinstance(writer, dict):
            _check_writer(state, writer, findings)


def _check_reader(state: State, reader: Json, findings: Findings) -> None:
    integration = _integration(reader.get("Resource"))
    pointer = state.at("ItemReader")
    if integration and (integration.service, integration.action) not in READERS:
        message = "an ItemReader reads with `s3:getObject` or `s3:listObjectsV2`"
        findings.add(codes.BAD_ITEM_READER, message, f"{pointer}/Resource")
        return
    config = reader.get("ReaderConfig")
    config = config if isinstance(config, dict) else {}
    kind = config.get("InputType")
    if integration and integration.action == "getObject" and kind is None:
        findings.add(codes.BAD_ITEM_READER, "reading an object needs `InputType` in `ReaderConfig`", pointer)
    if integration and integration.action == "listObjectsV2" and kind is not None and "Transformation" not in config:
        message = "a list of objects has no `InputType`"
        findings.add(codes.BAD_ITEM_READER, message, f"{pointer}/ReaderConfig/InputType", on_key=True)
    _check_csv(config, kind, f"{pointer}/ReaderConfig", findings)


def _check_csv(config: Json, kind: Any, pointer: str, findings: Findings) -> None:
    location = config.get("CSVHeaderLocation")
    if kind == "CSV" and location is None:
        findings.add(codes.BAD_ITEM_READER, "reading CSV needs `CSVHeaderLocation`", pointer)
    if location == "GIVEN" and "CSVHeaders" not in config:
        findings.add(codes.BAD_ITEM_READER, "given headers need `CSVHeaders`", pointer)
    if location == "FIRST_ROW" and "CSVHeaders" in config:
        message = "`CSVHeaders` stand in the first row, so they are not given"
        findings.add(codes.BAD_ITEM_READER, message, f"{pointer}/CSVHeaders", on_key=True)
    if kind in ("JSON", "JSONL", "PARQUET"):
        for name in ("CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"):
            if name in config:
                message = f"`{name}` is for CSV, and the input is {kind}"
                findings.add(codes.BAD_ITEM_READER, message, f"{pointer}/{name}", on_key=True)


def _check_writer(state: State, writer: Json, findings: Findings) -> None:
    pointer = state.at("ResultWriter")
    arguments = "Arguments" if state.language == "JSONata" else "Parameters"
    integration = _integration(writer.get("Resource"))
    if integration and (integration.service, integration.action) not in WRITERS:
        message = "a ResultWriter writes with `s3:putObject`"
        findings.add(codes.BAD_ITEM_READER, message, f"{pointer}/Resource")
    if ("Resource" in writer) != (arguments in writer):
        findings.add(codes.BAD_ITEM_READER, f"a writer to S3 needs both `Resource` and `{arguments}`", pointer)
    if not writer:
        findings.add(codes.BAD_ITEM_READER, f"a writer needs `Resource` and `{arguments}`, or `WriterConfig`", pointer)


def _integration(resource: Any) -> Integration | None:
    return integration_of(resource) if isinstance(resource, str) else None


RULE = Rule("item-readers", "https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html", check)
