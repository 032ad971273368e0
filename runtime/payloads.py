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
from typing import Any, TypeVar

from dsl import Stored
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
    stored: Stored[T] = remember(Stored(f"s3://{bucket}/{key}", len(body), digest), annotation)
    return stored


def load(stored: Stored[T]) -> T:
    """The value behind a reference, in the types of the `Stored[...]` that the step declares.

    Raises PayloadUnavailable where the object is gone or is another than was stored.
    """
    import hashlib

    from botocore.exceptions import ClientError

    bucket, _, key = stored.uri.removeprefix("s3://").partition("/")
    try:
        body = clients.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        raise PayloadUnavailable(f"{stored.uri} cannot be read: {clients.error_code(error)}") from error
    if hashlib.sha256(body).hexdigest() != stored.sha256:
        raise PayloadUnavailable(f"{stored.uri} holds {len(body):,} other bytes than the {stored.bytes:,} stored")
    found: T = decode(annotation_of(stored), json.loads(body))
    return found
