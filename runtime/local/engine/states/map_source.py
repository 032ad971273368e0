"""ItemReader, ItemBatcher and ResultWriter of a distributed Map, prepared from the definition.

    reader = read_reader(raw["ItemReader"], language)
    items = yield from reader.items(visit, value)

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from runtime.local.engine.calls import Call
from runtime.local.engine.distributed.readers import ReaderConfig, failed, items_from, objects_named
from runtime.local.engine.distributed.writing import Target
from runtime.local.engine.errors import RESULT_WRITER, RUNTIME, Problem, StateFailure
from runtime.local.engine.invoking import Invoke
from runtime.local.engine.json_text import text
from runtime.local.engine.payloads import Payload, filled, read_payload
from runtime.local.engine.scheduler import Steps
from runtime.local.engine.settings import NUMBER, Setting, read_setting
from runtime.local.engine.templates import Template, evaluate, read_template
from runtime.local.engine.visits import Visit

GET_OBJECT = "arn:aws:states:::s3:getObject"


@dataclass(frozen=True)
class Blend:
    """A JSON value with expressions or paths in it, in either language."""

    language: str
    template: Any

    def value(self, visit: Visit) -> Any:
        """Its value; `$` is the state's input."""
        if self.language == "JSONata":
            return evaluate(self.template, visit.bindings())
        return filled(self.template, visit, visit.value)


def read_blend(raw: Mapping[str, Any], language: str, place: str, *names: str) -> Blend | None:
    """The first of these fields that is there."""
    for name in names:
        if name in raw:
            template: Template | Payload = (
                read_template(raw[name], f"{place}{name}") if language == "JSONata" else read_payload(raw[name], name)
            )
            return Blend(language, template)
    return None


@dataclass(frozen=True)
class Reader:
    """ItemReader."""

    resource: str
    arguments: Blend | None
    config: Mapping[str, Any]
    limit: Setting | None

    def items(self, visit: Visit, _value: Any) -> Steps:
        """Read the items; asks for the objects as tasks are asked for."""
        limit = self._limit(visit)
        config = ReaderConfig.read(self.config, limit)
        arguments = {} if self.arguments is None else self.arguments.value(visit)
        answer = yield from self._ask(visit, self.resource, arguments)
        if self.resource.endswith("listObjectsV2"):
            return (yield from self._listed(visit, config, arguments, answer))
        body = _body(answer)
        held: dict[tuple[str, str], Any] = {}
        for named in objects_named(config, body):
            held[named] = yield from self._object(visit, *named)
        return items_from(config, body, lambda bucket, key: held[bucket, key])

    def _listed(self, visit: Visit, config: ReaderConfig, arguments: Any, answer: Any) -> Steps:
        """The objects of a bucket, page after page, or what they hold."""
        limit = config.limit
        if isinstance(answer, list):
            return answer[:limit] if limit else answer
        if not isinstance(answer, dict):
            raise failed("Attempting to map over non-iterable node.")
        found = list(answer.get("Contents", []))
        while answer.get("NextContinuationToken") and not (limit and len(found) >= limit):
            page = {**arguments, "ContinuationToken": answer["NextContinuationToken"]}
            answer = yield from self._ask(visit, self.resource, page)
            found += answer.get("Contents", [])
        if self.config.get("Transformation") != "LOAD_AND_FLATTEN":
            return found[:limit] if limit else found
        held: list[Any] = []
        for one in found:
            if limit and len(held) >= limit:
                break
            body = yield from self._object(visit, arguments.get("Bucket"), one["Key"])
            held += items_from(config, body, lambda _bucket, _key: "")
        return held[:limit] if limit else held

    def _object(self, visit: Visit, bucket: str, key: str) -> Steps:
        answer = yield from self._ask(visit, GET_OBJECT, {"Bucket": bucket, "Key": key})
        return _body(answer)

    def read(self, visit: Visit, body: Any) -> list[Any]:
        """The items in data that somebody else has fetched; files that a manifest names are not looked for."""
        config = ReaderConfig.read(self.config, self._limit(visit))
        if self.resource.endswith("listObjectsV2") and str(body).lstrip().startswith("{"):
            config = replace(config, pointer="/Contents")
        return items_from(config, body, lambda _bucket, _key: "")

    def _ask(self, visit: Visit, resource: str, arguments: Any) -> Steps:
        execution = visit.strand.execution
        call = Call(visit.name, resource, arguments, None, visit.retries or 0, visit.context())
        reply = yield Invoke(execution.answer, call, execution.waiting, None, None)
        if reply.failure is not None:
            raise failed(reply.failure.cause or str(reply.failure.error))
        return reply.result

    def _limit(self, visit: Visit) -> int:
        if self.limit is None:
            return 0
        number = self.limit.whole(visit)
        if number < 0:
            raise failed("field MaxItems must be positive")
        return number


def _body(answer: Any) -> Any:
    """What an object holds, as S3 or whoever stands for it tells."""
    return answer["Body"] if isinstance(answer, dict) and "Body" in answer else answer


@dataclass(frozen=True)
class Batcher:
    """ItemBatcher."""

    most: Setting | None
    most_bytes: Setting | None
    extra: Blend | None

    def limits(self, visit: Visit) -> tuple[int | None, int | None, Any]:
        """Items and bytes in a batch, and what every batch is given besides."""
        extra = None if self.extra is None else self.extra.value(visit)
        return _positive(self.most, visit), _positive(self.most_bytes, visit), extra


def _positive(setting: Setting | None, visit: Visit) -> int | None:
    if setting is None:
        return None
    number = setting.whole(visit)
    if number <= 0:
        raise Problem(RUNTIME, f"{setting.name.rpartition('/')[2].removesuffix('Path')} must be positive.")
    return number


@dataclass(frozen=True)
class Writer:
    """ResultWriter."""

    arguments: Blend | None
    config: Mapping[str, Any]

    def target(self, visit: Visit) -> Target:
        """Where the results of this run go."""
        found = {} if self.arguments is None else self.arguments.value(visit)
        bucket, prefix = (found.get("Bucket"), found.get("Prefix")) if isinstance(found, dict) else (found, None)
        if not isinstance(bucket, str | None) or not isinstance(prefix, str | None) or isinstance(found, str):
            raise StateFailure(RESULT_WRITER, f"A Bucket and a Prefix are texts, but were: {text(found)}")
        return Target(
            bucket,
            prefix or "",
            self.config.get("OutputType") == "JSONL",
            self.config.get("Transformation", "NONE"),
        )


def read_reader(raw: Mapping[str, Any], language: str) -> Reader:
    """Prepare an ItemReader."""
    assert isinstance(raw["Resource"], str), "the Resource of an ItemReader is an ARN"
    assert isinstance(raw.get("ReaderConfig", {}), dict), "a ReaderConfig is an object"
    config = raw.get("ReaderConfig", {})
    assert isinstance(config.get("CSVHeaders", []), list), "CSVHeaders are a list"
    for name in ("InputType", "CSVHeaderLocation", "CSVDelimiter", "ItemsPointer", "ManifestType"):
        assert isinstance(config.get(name, ""), str), f"the {name} of a ReaderConfig is a text"
    arguments = read_blend(raw, language, "ItemReader/", "Arguments", "Parameters")
    return Reader(
        raw["Resource"], arguments, config, read_setting(config, "MaxItems", language, "ReaderConfig/", kind=NUMBER)
    )


def read_batcher(raw: Mapping[str, Any], language: str) -> Batcher:
    """Prepare an ItemBatcher."""
    return Batcher(
        read_setting(raw, "MaxItemsPerBatch", language, "ItemBatcher/", kind=NUMBER),
        read_setting(raw, "MaxInputBytesPerBatch", language, "ItemBatcher/", kind=NUMBER),
        read_blend(raw, language, "ItemBatcher/", "BatchInput"),
    )


def read_writer(raw: Mapping[str, Any], language: str) -> Writer:
    """Prepare a ResultWriter."""
    arguments = read_blend(raw, language, "ResultWriter/", "Arguments", "Parameters")
    return Writer(arguments, raw.get("WriterConfig", {}))
