"""Values too large for a state, kept in S3: stored by one step, handed on as a reference, loaded by another.

    @step
    def export_orders(day: date) -> Stored[list[Order]]:
        return payloads.store(orders)

    @step
    def count(orders: Stored[list[Order]]) -> int:
        return len(payloads.load(orders))                  # Order values again

The object holds the value's JSON text and is named by its digest, so that a retry writes the same object and a
changed one is noticed. The bucket comes from the step's environment; let a lifecycle rule expire what is under
`statemill/`.
"""

import json
import os
from dataclasses import is_dataclass
from typing import Any, TypeVar

from dsl import Stored
from dsl.stored import open_with
from runtime import clients, contract, invocation
from runtime.codec import decode, encode
from runtime.codec.stored import annotation_of, remember

T = TypeVar("T")


class PayloadUnavailable(RuntimeError):
    """A stored value cannot be written or is not there as it was stored."""


def store(value: T, *, annotation: Any = Any) -> Stored[T]:
    """Keeps `value` in S3 and gives the reference. `annotation` says its type where its values alone do not.

    Raises PayloadUnavailable where the step has no bucket, codec.PayloadError where the value has no form in JSON.
    """
    import hashlib

    bucket = os.environ.get(contract.PAYLOAD_BUCKET_VARIABLE)
    if not bucket:
        raise PayloadUnavailable(
            f"this step keeps no payloads: {contract.PAYLOAD_BUCKET_VARIABLE} is not set, "
            "which the template does where a step gives Stored[...]"
        )
    body = json.dumps(encode(annotation, value), ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(body).hexdigest()
    caller = invocation.current()
    execution = caller.execution.rpartition(":")[2] or "unnamed"
    key = f"statemill/{execution}/{digest}.json"
    clients.client("s3").put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")
    kind = _kind_of(value) if annotation is Any else annotation
    stored: Stored[T] = remember(Stored(f"s3://{bucket}/{key}", len(body), digest), kind)
    return stored


def _kind_of(value: Any) -> Any:
    """The type of a record or of a list of records, so that plain Python reads back what it has stored."""
    if is_dataclass(value):
        return type(value)
    kinds = {type(one) for one in value} if isinstance(value, list) else set()
    only = kinds.pop() if len(kinds) == 1 else None
    return list[only] if only is not None and is_dataclass(only) else Any  # type: ignore[valid-type]


def load(stored: Stored[T]) -> T:
    """The value behind a reference, in the types of the `Stored[...]` that the step declares.

    Raises PayloadUnavailable where the object is gone or is another than was stored.
    """
    import hashlib

    from botocore.exceptions import ClientError

    try:
        body = _read(stored.uri)
    except ClientError as error:
        if not _holds_no_results(stored):
            raise PayloadUnavailable(f"{stored.uri} cannot be read: {clients.error_code(error)}") from error
        body = b"[]"
    if stored.sha256 and hashlib.sha256(body).hexdigest() != stored.sha256:
        raise PayloadUnavailable(f"{stored.uri} holds {len(body):,} other bytes than the {stored.bytes:,} stored")
    found: T = decode(annotation_of(stored), json.loads(body))
    return found


def _read(uri: str) -> bytes:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    body: bytes = clients.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return body


def _holds_no_results(stored: Stored[Any]) -> bool:
    """Whether a Distributed Map had no result to write: there is its manifest, and no file of results."""
    from botocore.exceptions import ClientError

    folder, _, name = stored.uri.rpartition("/")
    try:
        return name == contract.RESULTS_FILE and bool(_read(f"{folder}/{contract.RESULTS_MANIFEST}"))
    except ClientError:
        return False


open_with(load)
